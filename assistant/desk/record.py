"""The record page of one request: what happened, its evidence, who it may be, who can see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.conversation.engine import Standing
from assistant.desk import authorities, came, sharing, timeline
from assistant.desk.authorities import Seen
from assistant.desk.came import Came
from assistant.desk.room import Desk
from assistant.desk.sharing import Rule
from assistant.desk.sight import Sight, who_sees
from assistant.desk.timeline import Happening
from assistant.policy import citations as cite
from assistant.policy import confirmation, grants, speaking
from assistant.policy.access import Viewer
from assistant.policy.confirmation import RequestFacts
from assistant.policy.elements import ELEMENTS
from assistant.policy.patterns import PLACE
from assistant.policy.ruling import Ruling, refused
from assistant.store import (
    disclosures,
    holds,
    identity,
    ledger,
    likely,
    notices,
    persons,
    requests,
    sites,
    staff,
    told,
    turns,
)
from assistant.store.db import Reading, Writing
from assistant.store.tables import IdentityTyped, Person, Request
from assistant.store.told import Shown
from assistant.store.turns import ConversationRow

SEEN_FIELDS = ("name", "birth_date", "contact", "seeker_id")


@dataclass(frozen=True)
class Typed:
    """What was typed, a claim and no more."""

    name: str
    birth_date: date
    contact: str
    may_leave_message: bool
    minor: bool = False  # under 18 on the day it was said (DOMAIN A16)


@dataclass(frozen=True)
class Equal:
    """A person already kept with the same name and birth date."""

    id: str
    seeker_id: str
    name: str
    birth_date: date
    contact: str
    on_file_since: datetime
    status: str
    held: bool
    sights: tuple[Sight, ...]
    alike: str = ""  # in what it is like what was typed; empty when equal


@dataclass(frozen=True)
class Told:
    """What a conversation leaves as its proof: its elements, its choice and how it stands."""

    conversation: ConversationRow
    standing: Standing
    elements: tuple[Shown, ...]
    required: tuple[str, ...]
    choices: tuple[tuple[str, str, datetime], ...]  # value, which stood first, when
    notice_number: int | None

    @property
    def complete(self) -> bool:
        """Whether every required element was told."""
        return bool(self.required) and set(self.required) <= {each.element for each in self.elements}

    def complete_by(self, moment: datetime) -> bool:
        """Whether every required element had been told when something was said."""
        by_then = {each.element for each in self.elements if each.answered_at <= moment}
        return bool(self.required) and set(self.required) <= by_then


@dataclass(frozen=True)
class Record:
    """Everything that the record page of a request shows."""

    request: Request
    place: str
    told: Told | None
    typed: Typed | None
    equal: tuple[Equal, ...]
    held_since: datetime | None
    timeline: tuple[Happening, ...]
    sights: tuple[Sight, ...]  # of a person not yet on file
    may_decide: Ruling
    may_return: Ruling
    grant_since: datetime | None
    decided_by: str | None
    came: Came | None  # how an objection came that was not said in the chat
    as_of: datetime | None  # the moment of the past that was asked about, if any
    silent: Rule | None  # a share by silence: the rule under which it was told
    authorities: tuple[Seen, ...]  # that ESD has seen, for this conversation or for one of the records


def open_record(
    desk: Desk, viewer: Viewer, request_id: str, now: datetime, as_of: datetime | None = None
) -> Record | Ruling:
    """Open the record page: the sight of each person on it is an entry before it is shown.

    With a moment of the past, “who can see” is answered as of then.
    """
    with desk.accounting(viewer, now) as (w, viewer):
        if no_grant := not_granted(viewer, now):
            return no_grant
        request = requests.find(w, request_id)
        if request is None:
            return refused("There is no such request.", (cite.POLICY_ESD_ONLY,), "unknown")
        if request.state not in requests.OPEN and not grants.holds(
            viewer.grants, viewer.staff_id, grants.VIEW_SUPPRESSED, now
        ):
            return refused(
                "This request was decided; its page is open while it waits.", (cite.POLICY_ESD_ONLY,), "closed"
            )
        typed = claim(w, request)
        alike = candidates(desk, w, typed)
        people = [*(persons.matching(w, typed.match_index) if typed else []), *(each for each, _ in alike)]
        for person in people:
            disclosures.record_disclosure(
                w, person.id, viewer.staff_id, viewer.organisation_id, "confirmation", SEEN_FIELDS, now,
                request_id=request.id,
            )  # fmt: skip
        chains = [f"staff:{viewer.staff_id}"]
        if request.conversation_id:
            chains.append(f"conversation:{request.conversation_id}")
        ledger.append(w, "request_opened_by_staff", {"request": request.id, "staff": viewer.staff_id}, chains, now)
        return _record(desk, w, viewer, request, typed, people, now, as_of, {each.id: words for each, words in alike})


def candidates(desk: Desk, r: Reading, typed: IdentityTyped | None) -> list[tuple[Person, str]]:
    """The records like the name and birth date that were typed, not equal to them, each with in what."""
    if typed is None:
        return []
    opened = persons.open_identity(r, desk.keys, typed)
    return likely.candidates(r, desk.keys, opened.name, opened.birth_date, typed.match_index)


def not_granted(viewer: Viewer, now: datetime) -> Ruling | None:
    """Why this viewer has no business with a waiting request, if so."""
    if viewer.role == "esd" and grants.holds(viewer.grants, viewer.staff_id, grants.CONFIRM, now):
        return None
    return refused("Only a holder of esd_confirm opens a waiting request.", (cite.POLICY_ESD_ONLY,), "no_grant")


def facts(r: Reading, request: Request) -> RequestFacts:
    """What the policy needs to know of a request."""
    complete = False
    if request.conversation_id is not None:
        notice = notice_of(r, request)
        required = notices.required(r, notice) if notice else ()
        complete = bool(required) and set(required) <= told.elements(r, request.conversation_id)
    typed = claim(r, request)
    return RequestFacts(
        kind=request.kind,
        state=request.state,
        taken_down_by=request.taken_down_by,
        said_at=request.said_at,
        conversation_complete=complete,
        subject_staff=staff.on_file(r, typed.match_index) if typed else frozenset(),
        silence_broken=sharing.silence_is_broken(r, request, typed, None),
        spoken_by=request.spoken_by,
    )


def notice_of(r: Reading, request: Request) -> str | None:
    """The notice version that the person of a request was told."""
    conversation = turns.find(r, request.conversation_id) if request.conversation_id else None
    return conversation.notice_version_id if conversation else None


def _record(
    desk: Desk, w: Writing, viewer: Viewer, request: Request, typed: IdentityTyped | None,
    people: Sequence[Person], now: datetime, as_of: datetime | None,
    alike: Mapping[str, str],
) -> Record:  # fmt: skip
    shown = _told(w, request)
    site = sites.find(w, request.site_id) if request.site_id else None
    standing_holds = [each for each in holds.of_request(w, request.id) if each.ended_at is None]
    grant = next((g for g in viewer.grants if g.kind == grants.CONFIRM and grants.in_force(g, now).allowed), None)
    check = "photo_id"  # with identity checked, may this viewer decide it at all?
    return Record(
        request=request,
        place=site.name if site else (shown.conversation.area_id or "" if shown else ""),
        told=shown,
        typed=_open(desk, w, typed, request.said_at),
        equal=tuple(
            replace(_equal(desk, w, viewer, person, as_of or now), alike=alike.get(person.id, "")) for person in people
        ),
        held_since=min((each.began_at for each in standing_holds), default=None),
        timeline=timeline.of_request(w, request),
        sights=() if people else who_sees(w, viewer, None, request, now),
        may_decide=confirmation.may_confirm(replace(facts(w, request), authority=True), viewer, check, now),
        may_return=confirmation.may_return(facts(w, request), viewer, next(iter(confirmation.RETURN_REASONS)), now),
        grant_since=grant.begins_at if grant else None,
        decided_by=_name(w, request.decided_by),
        came=came.of_request(w, request),
        as_of=as_of,
        silent=sharing.rule_of(w, shown.conversation) if shown and sharing.is_silent(request) else None,
        authorities=authorities.of_request(desk, w, request, people, now),
    )


def claim(r: Reading, request: Request) -> IdentityTyped | None:
    """The name and birth date that stand for a request: typed in its conversation, or given with its objection."""
    if request.conversation_id is not None:
        return identity.latest(r, request.conversation_id)
    return identity.of_objection(r, request.objection_id) if request.objection_id else None


def _open(desk: Desk, r: Reading, typed: IdentityTyped | None, said_at: datetime) -> Typed | None:
    if typed is None:
        return None
    opened = persons.open_identity(r, desk.keys, typed)
    minor = speaking.is_minor(opened.birth_date, said_at.astimezone(PLACE).date())
    return Typed(opened.name, opened.birth_date, opened.contact, bool(typed.may_leave_message), minor)


def _equal(desk: Desk, w: Writing, viewer: Viewer, person: Person, at: datetime) -> Equal:
    opened = persons.open_identity(w, desk.keys, person)
    return Equal(
        id=person.id,
        seeker_id=person.seeker_id,
        name=opened.name,
        birth_date=opened.birth_date,
        contact=opened.contact,
        on_file_since=person.created_at,
        status=person.status,
        held=person.holds > 0,
        sights=who_sees(w, viewer, person, None, at) if person.created_at <= at else (),
    )


def _told(r: Reading, request: Request) -> Told | None:
    if request.conversation_id is None:
        return None
    conversation = turns.find(r, request.conversation_id)
    if conversation is None:
        return None
    at = {turn.number: turn.answered_at for turn in turns.all_of(r, conversation.id)}
    version = notices.find(r, conversation.notice_version_id) if conversation.notice_version_id else None
    order = {element: place for place, element in enumerate(ELEMENTS)}
    return Told(
        conversation=conversation,
        standing=Standing.from_json(conversation.standing),
        elements=tuple(sorted(told.evidence(r, conversation.id), key=lambda e: (e.number, order.get(e.element, 99)))),
        required=notices.required(r, version.id) if version else (),
        choices=tuple(
            (each.value, each.shown_first, timeline.when(at[each.number])) for each in told.choices(r, conversation.id)
        ),
        notice_number=version.number if version else None,
    )


def _name(r: Reading, staff_id: str | None) -> str | None:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else None
