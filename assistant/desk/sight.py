"""Who can see a person, and why: the decision function itself, asked for everyone it could answer yes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.desk.disclosure import ESD_PURPOSE
from assistant.desk.explain import best
from assistant.policy import grants, roles
from assistant.policy.access import Decision, PersonFacts, ToldFacts, Viewer, decide
from assistant.policy.conditions import CONDITIONS, Condition
from assistant.policy.grants import Grant
from assistant.store import agreements, as_of, holds, persons, told
from assistant.store.db import Reading
from assistant.store.tables import Person, Request


@dataclass(frozen=True)
class Sight:
    """One line: who, whether, and every reason of the decision."""

    who: str
    decision: Decision


def who_sees(
    r: Reading, asking: Viewer, person: Person | None, request: Request | None, at: datetime
) -> tuple[Sight, ...]:
    """One line an organisation with an agreement, then ESD staff with and without grants, as of a moment."""
    facts = as_of.person_facts(r, person, at) if person else _unknown(r, request)
    lines: list[Sight] = []
    for organisation_id, name in agreements.organisations(r):
        # A partner's staff as they ought to be, trained and signed: what is asked here is about the organisation.
        papers = tuple(Condition(kind, at, at) for kind in CONDITIONS)
        partner = Viewer("someone", "partner", organisation_id, name, papers, _held((roles.PARTNER_STAFF,), at))
        lines.append(Sight(name, best(r, partner, facts, at)))
    for who, kinds in (("ESD staff", (roles.ESD_STAFF,)),
                       ("ESD staff with esd_view_suppressed", (roles.ESD_STAFF, roles.VIEW_SUPPRESSED)),
                       ("ESD confirmers", (roles.CONFIRM,))):  # fmt: skip
        lines.append(Sight(who, decide(_esd(asking, kinds, at), facts, "confirmation", (), (), at)))
    return tuple(lines)


def _esd(asking: Viewer, kinds: tuple[str, ...], now: datetime) -> Viewer:
    return Viewer("someone", "esd", asking.organisation_id, asking.organisation_name, (), _held(kinds, now))


def _held(kinds: tuple[str, ...], now: datetime) -> tuple[Grant, ...]:
    return tuple(Grant(kind, "someone", "one", "another", now, now + timedelta(days=1), None) for kind in kinds)


def _unknown(r: Reading, request: Request | None) -> PersonFacts:
    """A person not yet on file: never told as far as any record goes, and held already if this request holds."""
    facts = told.facts(r, request.conversation_id) if request and request.conversation_id else None
    standing = sum(each.ended_at is None for each in holds.of_request(r, request.id)) if request else 0
    return PersonFacts("", "never_notified", standing, False, facts or ToldFacts(None, frozenset(), frozenset()), True)


def sees(r: Reading, viewer: Viewer, person: Person | None, now: datetime) -> Decision:
    """What ESD staff may see of one record now: asked again by every list, page and act on a person."""
    return decide(viewer, persons.policy_facts(r, person), ESD_PURPOSE, (), (), now)


def sees_suppressed(viewer: Viewer, now: datetime) -> bool:
    """Whether a list must fetch suppressed records for this viewer at all; each is decided by itself."""
    return bool(grants.held(viewer.grants, viewer.staff_id, now) & {roles.VIEW_SUPPRESSED, roles.CONFIRM})
