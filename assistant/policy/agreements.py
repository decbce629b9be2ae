"""Agreements as keys: who drafts, activates, changes and ends one, and when it opens anything (DESIGN 4)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import BASES, Basis, Viewer, reviewed, runs
from assistant.policy.categories import CATEGORIES, PURPOSES, UC_BASIS, may_pass
from assistant.policy.ruling import Ruling, allowed, refused

DRAFT, ACTIVE, SUSPENDED, EXPIRED, TERMINATED = "draft", "active", "suspended", "expired", "terminated"
STATES: Mapping[str, str] = MappingProxyType(
    {DRAFT: "Draft", ACTIVE: "Active", SUSPENDED: "Suspended", EXPIRED: "Expired", TERMINATED: "Ended"}
)
OTHER = "other_workforce_program"
# On what ground unemployment information may pass at all (20 CFR 603.5; DOMAIN 1.3).
UC_BASES: Mapping[str, str] = MappingProxyType(
    {
        "public_official": "disclosure to a public official for official duties",
        "contractor": "disclosure to a contractor of a public official",
        "release": "a signed release of each person",
    }
)
NAME_MOST, PROGRAM_MOST, WHY_MOST = 120, 200, 200
HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{2,31}")

_CITES = (cite.PERSONS_AFFECTED, cite.AGREEMENTS)
_TWO = (cite.AGREEMENTS, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class Terms:
    """What an agreement says, whole."""

    state: str
    starts_at: datetime
    ends_at: datetime
    areas: frozenset[str]
    categories: frozenset[str]
    purposes: frozenset[str]
    other_program: str
    esd_manager: str
    partner_manager: str
    signed_document_sha256: str
    uc_basis: str | None


def may_keep(viewer: Viewer, now: datetime) -> Ruling:
    """Whether this viewer keeps agreements, bases, organizations and sites at all (DOMAIN 8)."""
    if viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, roles.ADMIN, now):
        return allowed("An ESD administrator keeps agreements.", _CITES, "admin")
    return refused("Only an ESD administrator keeps agreements.", _CITES, "not_admin")


def unsound(terms: Terms, areas: Collection[str]) -> tuple[Ruling, ...]:
    """What no agreement may say, not even in a draft; each fault has the name of what must be mended as its code."""
    wrong = (
        (terms.ends_at <= terms.starts_at, "ends", "The last day comes before the first. Check both dates."),
        (terms.areas - set(areas), "areas", "Choose areas from the list."),
        (terms.categories - set(CATEGORIES), "categories", "Choose kinds of information from the list."),
        (terms.purposes - set(PURPOSES), "purposes", "Choose purposes from the list."),
        (OTHER in terms.purposes and not terms.other_program, "other_program", "Write which other program is meant."),
        (terms.other_program and OTHER not in terms.purposes, "other_program",
         "A program is named, but “another workforce program” is not chosen. Choose it, or empty this field."),
        (len(terms.other_program) > PROGRAM_MOST, "other_program", f"Use at most {PROGRAM_MOST} letters."),
        (len(terms.esd_manager) > NAME_MOST, "esd_manager", f"Use at most {NAME_MOST} letters."),
        (len(terms.partner_manager) > NAME_MOST, "partner_manager", f"Use at most {NAME_MOST} letters."),
        (not sound_hash(terms.signed_document_sha256), "signed_document_sha256",
         "A SHA-256 fingerprint has 64 characters, digits and the letters a to f."),
    )  # fmt: skip
    return (*(refused(says, _CITES, field) for is_wrong, field, says in wrong if is_wrong), *_uc_faults(terms))


def sound_hash(given: str) -> bool:
    """Whether this is a SHA-256 fingerprint, or nothing yet."""
    return not given or HASH.fullmatch(given) is not None


def _uc_faults(terms: Terms) -> tuple[Ruling, ...]:
    needing = [each for each in sorted(terms.categories & set(CATEGORIES)) if CATEGORIES[each].needs == UC_BASIS]
    cites = (cite.UC_CONFIDENTIAL,)
    if needing and not terms.uc_basis:
        words = f"{CATEGORIES[needing[0]].words}: choose the federal ground on which it may pass."
        return (refused(words, cites, UC_BASIS),)
    if terms.uc_basis and terms.uc_basis not in UC_BASES:
        return (refused("Choose a federal ground from the list.", cites, UC_BASIS),)
    return ()


def wanting(terms: Terms) -> tuple[Ruling, ...]:
    """What a sound draft still lacks before it may open anything (Policy 4013, Persons affected; DOMAIN 2.4)."""
    lacks = (
        (terms.esd_manager, "esd_manager", "ESD's contract manager is not named."),
        (terms.partner_manager, "partner_manager", "The partner's contract manager is not named."),
        (terms.signed_document_sha256, "signed_document_sha256", "The signed document is not recorded."),
        (terms.areas, "areas", "No area is named."),
        (terms.purposes, "purposes", "No purpose is named."),
        (terms.categories, "categories", "No kind of information is named."),
    )
    return tuple(refused(says, _CITES, field) for there, field, says in lacks if not there)


def may_change(viewer: Viewer, before: Terms, after: Terms, why: str, now: datetime) -> Ruling:
    """Whether these terms may take the place of those; an active agreement is never widened by one person alone."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if before.state in (EXPIRED, TERMINATED):
        return refused("The agreement has ended. Draft a new one.", _CITES, "ended")
    if after == before:
        return refused("Nothing is different from what the agreement says now.", _CITES, "same")
    if before.state == DRAFT:
        return allowed("A draft may be changed.", _CITES, "draft")
    if no_reason := _unsaid(why):
        return no_reason
    if before.state == ACTIVE and (more := widened(before, after)):
        return refused(
            f"This would open more than before ({', '.join(more)}), so it needs two people. Draft a new agreement that "
            "says it, or suspend this one, change it, and let another administrator make it active again.",
            _TWO, "widens",
        )  # fmt: skip
    if before.state == ACTIVE and (lacks := wanting(after)):
        return refused(" ".join(each.reason for each in lacks), _CITES, "not_whole")
    if before.state == ACTIVE and after.ends_at <= now:
        return refused("That day has passed. To end the agreement now, use “End it”.", _CITES, "over")
    return allowed("The terms may be changed.", _CITES, "narrows" if narrowed(before, after) else "changed")


def may_activate(viewer: Viewer, terms: Terms, written_by: str, now: datetime) -> Ruling:
    """Whether a draft or a suspended agreement may begin to open: whole, and by another than who wrote it last."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if terms.state not in (DRAFT, SUSPENDED):
        return refused("Only a draft or a suspended agreement is made active.", _CITES, "state")
    if viewer.staff_id == written_by:
        return refused("Whoever wrote the terms does not make them active; another person does.", _TWO, "drafter")
    if lacks := wanting(terms):
        return refused(" ".join(each.reason for each in lacks), _CITES, "not_whole")
    if terms.ends_at <= now:
        return refused("Its last day has passed. Draft a new agreement.", _CITES, "over")
    return allowed("The agreement may be made active.", _TWO, "may_activate")


def may_close(viewer: Viewer, terms: Terms, state: str, why: str, now: datetime) -> Ruling:
    """Whether an agreement may be suspended, marked as expired, or ended; closing never needs a second person."""
    if not (ruling := may_keep(viewer, now)).allowed:
        return ruling
    if terms.state in (EXPIRED, TERMINATED):
        return refused("The agreement has ended already.", _CITES, "ended")
    if state not in (SUSPENDED, EXPIRED, TERMINATED):
        return refused("Choose whether to suspend or to end it.", _CITES, "unknown_state")
    if state == SUSPENDED and terms.state != ACTIVE or state == EXPIRED and terms.state == DRAFT:
        return refused("The agreement is not active.", _CITES, "state")
    if state == EXPIRED and now < terms.ends_at:
        return refused("Its last day has not passed.", _CITES, "not_over")
    return _unsaid(why) or allowed("The agreement may be closed.", _CITES, state)


def _unsaid(why: str) -> Ruling | None:
    if not why.strip():
        return refused("Say why.", _CITES, "why")
    if len(why) > WHY_MOST:
        return refused(f"Use at most {WHY_MOST} letters.", _CITES, "why")
    return None


def widened(before: Terms, after: Terms) -> tuple[str, ...]:
    """What these terms open that those did not, in words; nothing when they open as much or less."""
    added = [CATEGORIES[each].words for each in sorted(after.categories - before.categories) if each in CATEGORIES]
    added += [PURPOSES[each] for each in sorted(after.purposes - before.purposes) if each in PURPOSES]
    added += sorted(after.areas - before.areas)
    renamed = after.other_program != before.other_program and OTHER in before.purposes & after.purposes
    later = (
        (after.ends_at > before.ends_at, "a later last day"),
        (after.starts_at < before.starts_at, "an earlier first day"),
        (renamed, "another program than before"),
        (after.uc_basis != before.uc_basis and after.uc_basis is not None, "another federal ground"),
    )
    return (*added, *(words for more, words in later if more))


def narrowed(before: Terms, after: Terms) -> bool:
    """Whether a kind of information, a purpose or an area is no longer named."""
    return bool(before.categories - after.categories or before.purposes - after.purposes or before.areas - after.areas)


def opens(terms: Terms, bases: Iterable[Basis], now: datetime) -> Ruling:
    """Whether an agreement opens anything now, and if not, what it waits for: the tests of access but those of a user.

    It is the same answer as `access.may_search` gives to a user who has every paper; a test compares the two.
    """
    if terms.state != ACTIVE:
        return refused(_SHUT[terms.state], _CITES, terms.state)
    if now < terms.starts_at:
        return refused("Its first day is still to come.", _CITES, "not_begun")
    if now >= terms.ends_at:
        return refused("Its last day has passed.", _CITES, "over")
    if not any(may_pass(each, terms.uc_basis).allowed for each in terms.categories):
        return refused("It names no information that may pass.", _CITES, "no_category")
    if not terms.purposes & set(PURPOSES):
        return refused("It names no purpose.", _CITES, "no_purpose")
    running = [each for each in bases if each.basis in BASES and runs(each, now)]
    if not running:
        return refused("The organization has no MOU or contract in force.", (cite.PERSONS_AFFECTED,), "no_basis")
    if not any(reviewed(each, now) for each in running):
        return refused(
            "ESD has recorded no legal review of the organization's contract.", (cite.RCW_10A, cite.STRICTER),
            "not_reviewed",
        )  # fmt: skip
    return allowed("It opens what it names, of people who share and were told of it.", _CITES, "open")


def until(terms: Terms, bases: Iterable[Basis], now: datetime) -> datetime:
    """When what is open now closes by itself: the end of the agreement, or of the last basis under it, if earlier."""
    running = [each for each in bases if runs(each, now) and reviewed(each, now)]
    ends = [min(each.ends_at, each.ended_at or each.ends_at) for each in running]
    return min(terms.ends_at, max(ends, default=terms.ends_at))


_SHUT = {
    DRAFT: "It is a draft that nobody has made active yet.",
    SUSPENDED: "It is suspended.",
    EXPIRED: "It has expired.",
    TERMINATED: "It was ended.",
}
