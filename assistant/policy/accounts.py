"""Who keeps accounts, and what an account and a password must be like (DOMAIN 8, esd_admin; ASVS 6.2)."""

import re

from assistant.policy import citations as cite
from assistant.policy.roles import ADMIN
from assistant.policy.ruling import Ruling, allowed, refused

SHORTEST, LONGEST = 12, 128
NAME_MOST, EMAIL_MOST = 120, 160
# Plain ASCII alone, so that one address cannot be spelt in two ways.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_CITES = (cite.PERSONS_AFFECTED,)


def may_keep(roles: frozenset[str]) -> Ruling:
    """Whether a holder of these roles may add, disable and enable accounts."""
    if ADMIN not in roles:
        return refused("Only an ESD administrator keeps accounts.", _CITES, "not_admin")
    return allowed("This person keeps accounts.", _CITES, "may_keep")


def may_disable(staff_id: str, by: str, active: bool) -> Ruling:
    """Whether this account may be disabled by this administrator."""
    if staff_id == by:
        return refused("Nobody disables their own account.", _CITES, "own")
    if not active:
        return refused("This account is disabled already.", _CITES, "disabled")
    return allowed("The account may be disabled.", _CITES, "may_disable")


def may_enable(active: bool) -> Ruling:
    """Whether this account may be enabled; it comes back without any grant."""
    if active:
        return refused("This account is active already.", _CITES, "active")
    return allowed("The account may be enabled.", _CITES, "may_enable")


def may_invite(active: bool, roles: frozenset[str]) -> Ruling:
    """Whether an account may get a new invitation: a link sets a password, so it never opens what grants open."""
    if not active:
        return refused("This account is disabled. Enable it first.", _CITES, "disabled")
    if roles:
        return refused("This account holds a grant in force. Revoke it first, so that a link never opens it.", _CITES,
                       "holds_grants")  # fmt: skip
    return allowed("A new invitation may be made.", _CITES, "may_invite")


def name_fits(name: str) -> Ruling:
    """Whether this can be the name of an account."""
    if not name or len(name) > NAME_MOST or not name.isprintable():
        return refused(f"Give the person's name, in at most {NAME_MOST} characters.", (), "no_name")
    return allowed("The name can be kept.")


def email_fits(email: str) -> Ruling:
    """Whether this can be the e-mail address of an account, in small letters."""
    if len(email) > EMAIL_MOST or not _EMAIL.fullmatch(email):
        return refused("Give an e-mail address like name@example.org.", (), "no_email")
    return allowed("The address can be kept.")


def password_fits(password: str, name: str, email: str) -> Ruling:
    """Whether this can be a password: long enough, and neither the person's name nor address."""
    if not SHORTEST <= len(password) <= LONGEST:
        return refused(f"Choose a password of {SHORTEST} to {LONGEST} characters.", (), "length")
    plain = _plain(password)
    for taken in (name, "".join(reversed(name.split())), email, email.partition("@")[0], email.partition("@")[2]):
        known = _plain(taken)
        if plain and known and plain.replace(known, "").strip("0123456789") == "":
            return refused("Choose a password that is not your name or e-mail address.", (), "named")
    if len(set(password)) < 4:
        return refused("Choose a password with more different characters.", (), "same")
    return allowed("The password can be used.")


def _plain(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(each for each in text.casefold() if each.isalnum())
