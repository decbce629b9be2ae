"""When two records are one person: who reports, proposes, approves and takes apart (DESIGN 4 and 6; DOMAIN A18)."""

from dataclasses import dataclass
from datetime import datetime

from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, allowed, refused

_CITES = (cite.POLICY_ESD_ONLY, cite.STRICTER)
_TWO = (*_CITES, cite.TWO_PEOPLE)


@dataclass(frozen=True)
class PairFacts:
    """How a pair of records stands, and who did what to it."""

    found_by: str
    proposed_by: str | None = None
    merged: bool = False
    ended: bool = False
    kept_away: bool = False  # the record that would be kept is merged into another one
    other_keeps: bool = False  # others are merged into the record that would be absorbed


def may_report(same: bool, paired: bool, together: bool, viewer: Viewer, now: datetime) -> Ruling:
    """ESD staff report two different records as possibly one person; both are frozen at once.

    Records that are merged already, with each other or through a third one, are one person and not reported again.
    """
    if not _holds(viewer, (roles.ESD_STAFF,), now):
        return refused("Only ESD staff report a duplicate.", _CITES, "not_esd_staff")
    if same:
        return refused("Name two different records.", _CITES, "same_record")
    if together:
        return refused("These records are merged already, with each other or through a third one.", _CITES, "together")
    if paired:
        return refused("This pair was reported already.", _CITES, "reported_already")
    return allowed("Both records are frozen until ESD decides.", _CITES, "may_report")


def may_propose(pair: PairFacts, viewer: Viewer, now: datetime) -> Ruling:
    """A confirmer, who matches identity, or a supervisor proposes which of the two records is kept (DOMAIN 8)."""
    if not _holds(viewer, (roles.CONFIRM, roles.SUPERVISOR), now):
        return refused("Only an ESD confirmer or a supervisor proposes a merge.", _CITES, "not_confirmer")
    return _open(pair, "may_propose")


def may_merge(pair: PairFacts, viewer: Viewer, now: datetime) -> Ruling:
    """An ESD supervisor who did not propose it approves a merge."""
    if not _holds(viewer, (roles.SUPERVISOR,), now):
        return refused("Only an ESD supervisor approves a merge.", _TWO, "not_supervisor")
    if pair.proposed_by is None:
        return refused("Nobody has proposed which record is kept.", _TWO, "not_proposed")
    if viewer.staff_id == pair.proposed_by:
        return refused("Whoever proposed a merge does not approve it.", _TWO, "not_two")
    return _open(pair, "may_merge")


def may_part(pair: PairFacts, viewer: Viewer, now: datetime) -> Ruling:
    """An ESD supervisor who did not report the pair decides that it is two people, before or after a merge."""
    if not _holds(viewer, (roles.SUPERVISOR,), now):
        return refused("Only an ESD supervisor decides that it is two people.", _TWO, "not_supervisor")
    if viewer.staff_id == pair.found_by:
        return refused("Whoever reported a pair does not decide it.", _TWO, "not_two")
    if pair.ended:
        return refused("This pair was decided already.", _CITES, "ended")
    return allowed("The two records stand on their own again.", _TWO, "unmerged" if pair.merged else "two_people")


def _open(pair: PairFacts, code: str) -> Ruling:
    if pair.ended:
        return refused("This pair was decided already.", _CITES, "ended")
    if pair.merged:
        return refused("These records are merged already.", _CITES, "merged")
    if pair.kept_away:
        return refused("The record to keep is itself merged into another record.", _CITES, "kept_is_merged")
    if pair.other_keeps:
        return refused("Other records are merged into this one, so it cannot be merged away.", _CITES, "keeps_others")
    return allowed("The records may be merged; none is deleted.", _CITES, code)


def _holds(viewer: Viewer, kinds: tuple[str, ...], now: datetime) -> bool:
    return viewer.role == "esd" and any(grants.holds(viewer.grants, viewer.staff_id, kind, now) for kind in kinds)
