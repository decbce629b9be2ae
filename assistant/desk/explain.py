"""Who could have seen a record at a moment, and why: the decision function of then, told what was so then."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.disclosure import ESD_PURPOSE
from assistant.desk.room import Desk
from assistant.evidence.identifiers import normalise
from assistant.policy.access import Decision, PersonFacts, Viewer, decide
from assistant.store import agreements, as_of, persons, staff
from assistant.store.db import Reading


class NotExplained(Exception):
    """The question names nobody or no moment of the past; the message says how to mend it."""


@dataclass(frozen=True)
class Explained:
    """The decision of that moment in plain words; no value of any field is opened for it."""

    allowed: bool
    fields: tuple[str, ...]
    reasons: tuple[str, ...]
    citations: tuple[str, ...]


def explain(desk: Desk, seeker_id: str, email: str, at: datetime, now: datetime, purpose: str = "") -> Explained:
    """What this member of staff could have seen of this person at that moment. Raises NotExplained.

    Without a purpose, the one that would have served best.
    """
    if at > now:
        raise NotExplained("That moment is still to come; name one of the past.")
    with desk.database.reading() as r:
        found = staff.by_email(r, email)
        viewer = staff.as_viewer(r, found.id) if found else None
        if viewer is None:
            raise NotExplained(f"Nobody signs in as {email}; name the e-mail address of a member of staff.")
        person = persons.by_seeker(r, normalise(seeker_id) or "")
        if person is None:
            raise NotExplained(f"No record has the seeker id {seeker_id}.")
        if person.created_at > at:
            return Explained(False, (), ("There was no record of this person yet.",), ())
        return said(best(r, viewer, as_of.person_facts(r, person, at), at, purpose))


def best(r: Reading, viewer: Viewer, facts: PersonFacts, at: datetime, purpose: str = "") -> Decision:
    """The decision under this purpose, or under the one of the organisation's agreements that serves best."""
    if viewer.role == "esd":
        return decide(viewer, facts, purpose or ESD_PURPOSE, (), (), at)
    bases, theirs = agreements.access_facts(r, viewer.organisation_id, at)
    named = [purpose] if purpose else sorted({each for one in theirs for each in one.purposes}) or [""]
    return max((decide(viewer, facts, each, bases, theirs, at) for each in named), key=_holding)


def _holding(decision: Decision) -> tuple[bool, int]:
    return decision.allowed, sum(each.ok for each in decision.reasons)


def said(decision: Decision) -> Explained:
    """What speaks against it, or, where nothing does, everything that speaks for it."""
    why = [each for each in decision.reasons if not each.ok] or list(decision.reasons)
    cites = dict.fromkeys(cite.text for each in why for cite in each.cites)
    return Explained(
        decision.allowed, tuple(sorted(decision.fields)), tuple(each.text for each in why), tuple(cites)
    )
