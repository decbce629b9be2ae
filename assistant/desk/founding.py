"""The first three administrators of an empty system: each one's grant given by the second and approved by the third."""

from collections.abc import Sequence
from datetime import datetime

from assistant.desk import accounts as desk_accounts
from assistant.desk.accounts import Added, Invited
from assistant.policy import accounts as policy
from assistant.policy import citations as cite
from assistant.policy.roles import ADMIN, ROLES
from assistant.policy.ruling import Ruling, allowed, refused
from assistant.store import accounts, agreements, grants, ledger, staff
from assistant.store.db import Database, Reading, Writing
from assistant.store.people import Staff
from assistant.store.tables import Organisation

ESD = "esd"
REASON = "Founding administrator of this system."


def found(
    database: Database, named: Sequence[tuple[str, str]], organisation: str, unusable: str, now: datetime
) -> tuple[Invited, ...] | Ruling:
    """Make three administrators (name, e-mail), with their grants and invitations; refused once any grant exists."""
    people = [Added(name, email, ESD) for name, email in named]
    with database.writing() as w:
        ruling = _may_found(w, people)
        if not ruling.allowed:
            return ruling
        _esd(w, organisation, now)
        made = [desk_accounts.make(w, each, unusable, now) for each in people]
        _give(w, [str(each.id) for each in made], now)
        return tuple(desk_accounts.invite(w, each, str(each.id), now) for each in made)


def everybody(database: Database, now: datetime) -> list[tuple[str, str, str, bool, tuple[str, ...]]]:
    """Every account: e-mail address, name, organisation, whether it is active, and what it holds."""
    with database.reading() as r:
        return [_line(r, person, organisation, now) for person, organisation in staff.listed(r, "", 1_000_000)]


def _may_found(r: Reading, people: Sequence[Added]) -> Ruling:
    if grants.any_given(r):
        return refused("Grants were given already: further ones are proposed and approved at the desk.",
                       (cite.TWO_PEOPLE,), "not_empty")  # fmt: skip
    if len(people) != 3 or len({each.email for each in people}) != 3:
        return refused("Name three different people, so that two others stand behind each grant.",
                       (cite.TWO_PEOPLE,), "not_three")  # fmt: skip
    for each in people:
        for ruling in (policy.name_fits(each.name), policy.email_fits(each.email)):
            if not ruling.allowed:
                return ruling
        if staff.by_email(r, each.email) is not None:
            return refused(f"An account with the e-mail address {each.email} is there already.", (), "email_taken")
    return allowed("The system may be founded.", (cite.TWO_PEOPLE,))


def _esd(w: Writing, name: str, now: datetime) -> None:
    if ESD not in accounts.organisations(w):
        agreements.keep_organisation(w, Organisation(id=ESD, name=name, kind="esd"))
        ledger.append(w, "organisation_made", {"organisation": ESD}, (f"organisation:{ESD}",), now)


def _give(w: Writing, ids: Sequence[str], now: datetime) -> None:
    for place, staff_id in enumerate(ids):
        giver, approver = ids[(place + 1) % 3], ids[(place + 2) % 3]
        grants.give(w, staff_id, ADMIN, giver, approver, now, now + ROLES[ADMIN].longest, now, REASON)


def _line(r: Reading, person: Staff, organisation: str, now: datetime) -> tuple[str, str, str, bool, tuple[str, ...]]:
    held = desk_accounts.roles_of(r, str(person.id), now)
    return person.email, person.name, organisation, person.active, tuple(sorted(held))

