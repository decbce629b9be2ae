"""Confirm a request or return it with a reason: one wins, the other is told who and when; a choice is never edited."""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.desk import record, sharing
from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import confirmation, hold, speaking
from assistant.policy.access import Viewer
from assistant.policy.confirmation import RequestFacts
from assistant.policy.ruling import Ruling, refused
from assistant.store import (
    authorities,
    corrections,
    duplicates,
    freezes,
    holds,
    identity,
    ledger,
    persons,
    requests,
    staff,
    status,
)
from assistant.store.db import Reading, Writing
from assistant.store.tables import IdentityTyped, Person, Request

NEW_PERSON = "new"
TO_STATUS = {"share": "share_confirmed", "do_not_share": "opt_out_confirmed"}


@dataclass(frozen=True)
class Held:
    """One record of that name and birth date, before and after."""

    seeker_id: str
    before: str
    after: str
    named: bool


@dataclass(frozen=True)
class Decided:
    """What was decided, by whom and when; `people` says what holds from now for each record."""

    request_id: str
    kind: str
    state: str
    reference: str
    by: str
    at: datetime
    seeker_id: str | None
    identity_check: str | None
    people: tuple[Held, ...]
    for_sampling: bool


@dataclass(frozen=True)
class Taken:
    """Somebody else decided first; nothing of this attempt but the attempt itself was kept."""

    reference: str
    state: str
    by: str
    at: datetime
    seeker_id: str | None
    identity_check: str | None


def confirm(
    desk: Desk, viewer: Viewer, request_id: str, version: int, person_id: str, identity_check: str, now: datetime
) -> Decided | Taken | Ruling:
    """Confirm a request for the person named, or for a new person; the ruling says why not."""
    with desk.acting(viewer, now) as (w, viewer):
        request = requests.locked(w, request_id)
        if request is None:
            return refused("There is no such request.", (cite.POLICY_ESD_ONLY,), "unknown")
        if no_grant := record.not_granted(viewer, now):
            return _attempt(w, viewer, request, no_grant, now)
        if taken := _taken(w, viewer, request, version, now):
            return taken
        typed = _claim(w, request)
        named = persons.find(w, person_id) if person_id != NEW_PERSON else None
        authority_id = _authority(w, request, named, now)
        facts = _facts(w, request, typed, named, authority_id)
        ruling = confirmation.may_confirm(facts, viewer, identity_check, now)
        if not ruling.allowed:
            return _attempt(w, viewer, request, ruling, now)
        equal = persons.matching(w, typed.match_index) if typed else []
        shown = [*equal, *(each for each, _ in record.candidates(desk, w, typed))]
        person = _person(desk, w, shown, typed, person_id, now)
        if isinstance(person, Ruling):
            return _attempt(w, viewer, request, person, now)
        before = {each.id: each.visibility for each in equal}
        sampled = ruling.code == "sampled"
        decided = requests.decide(
            w, request.id, request.version, "confirmed", viewer.staff_id, now, person_id=person.id,
            for_sampling=sampled, authority_id=authority_id if request.kind == "share" else None,
        )  # fmt: skip
        if not decided:
            raise RuntimeError("the request moved under its lock")
        _release(w, request, person, identity_check, viewer, now)
        notice = record.notice_of(w, request)
        status.confirm(
            w, person, TO_STATUS[request.kind], request, notice, viewer.staff_id, identity_check, now,
            body={"ruling": ruling.code},
        )  # fmt: skip
        w.session.expire_all()
        after = persons.matching(w, person.match_index)
        return Decided(
            request.id, request.kind, "confirmed", request.reference, _name(w, viewer.staff_id), now, person.seeker_id,
            identity_check, _held(after, before, person),
            sampled,
        )  # fmt: skip


def _facts(
    w: Writing, request: Request, typed: IdentityTyped | None, named: Person | None, authority_id: str | None
) -> RequestFacts:
    """What the policy needs to know of a request and of the person whom the confirmer names for it."""
    return replace(
        record.facts(w, request),
        no_said_later=_no_said_later(w, request, named),
        silence_broken=sharing.silence_is_broken(w, request, typed, named),
        authority=authority_id is not None,
        gone=named is not None and freezes.gone(w, named.id),
    )


def _held(after: list[Person], before: dict[str, str], named: Person) -> tuple[Held, ...]:
    return tuple(Held(p.seeker_id, before.get(p.id, "new"), p.visibility, p.id == named.id) for p in after)


def give_back(
    desk: Desk, viewer: Viewer, request_id: str, version: int, reason: str, now: datetime
) -> Decided | Taken | Ruling:
    """Return a request with a reason from the list; a hold stands on."""
    with desk.acting(viewer, now) as (w, viewer):
        request = requests.locked(w, request_id)
        if request is None:
            return refused("There is no such request.", (cite.POLICY_ESD_ONLY,), "unknown")
        if no_grant := record.not_granted(viewer, now):
            return _attempt(w, viewer, request, no_grant, now)
        if taken := _taken(w, viewer, request, version, now):
            return taken
        ruling = confirmation.may_return(record.facts(w, request), viewer, reason, now)
        if not ruling.allowed:
            return _attempt(w, viewer, request, ruling, now)
        requests.decide(w, request.id, request.version, "returned", viewer.staff_id, now, return_reason=reason)
        body = {"request": request.id, "reason": reason, "ruling": ruling.code}
        ledger.append(w, "request_returned", body, _chains(viewer, request), now)
        return Decided(
            request.id,
            request.kind,
            "returned",
            request.reference,
            _name(w, viewer.staff_id),
            now,
            None,
            None,
            (),
            False,
        )


def _no_said_later(r: Reading, request: Request, named: Person | None) -> bool:
    """Whether ESD confirmed a "do not share" of this person that was said after this request."""
    if named is None:
        return False
    confirmed = [
        each for each in status.history(r, named.id)
        if each.to_status == "opt_out_confirmed" and not corrections.mended(r, each.request_id)
    ]  # fmt: skip
    said = [requests.find(r, each.request_id) for each in confirmed if each.request_id]
    return any(each is not None and each.said_at >= request.said_at for each in said)


def _authority(r: Reading, request: Request, named: Person | None, now: datetime) -> str | None:
    """The authority, in force when it was said and now, of whoever spoke, if ESD has seen one.

    For a person not on file yet only one that was seen for this very conversation counts.
    """
    if request.spoken_by == speaking.SELF:
        return None
    for each in authorities.of_request(r, request, (named.id,) if named else ()):
        paper = (authorities.paper(each),)
        if all(speaking.lets_speak(request.spoken_by, paper, at).allowed for at in (request.said_at, now)):
            return each.id
    return None


def _taken(w: Writing, viewer: Viewer, request: Request, version: int, now: datetime) -> Taken | None:
    """The decision of whoever came first, when the request changed since this page was made."""
    if request.version == version:
        return None
    body = {"request": request.id, "version_seen": version, "version_now": request.version}
    ledger.append(w, "decision_too_late", body, _chains(viewer, request), now)
    event = status.of_request(w, request.id)
    person = persons.find(w, request.person_id) if request.person_id else None
    return Taken(
        request.reference, request.state, _name(w, request.decided_by), request.decided_at or now,
        person.seeker_id if person else None, event.identity_check if event else None,
    )  # fmt: skip


def _attempt(w: Writing, viewer: Viewer, request: Request, ruling: Ruling, now: datetime) -> Ruling:
    """A refused decision is an entry too."""
    ledger.append(w, "decision_refused", {"request": request.id, "ruling": ruling.code}, _chains(viewer, request), now)
    return ruling


def _person(
    desk: Desk, w: Writing, equal: list[Person], typed: IdentityTyped | None, person_id: str, now: datetime
) -> Person | Ruling:
    """The person named among those equal in name and birth date, or a new one made from what was typed."""
    if typed is None:
        return refused("No name and birth date were given; return it, or ask the person.", (cite.STRICTER,), "no_name")
    if person_id != NEW_PERSON:
        found = next((each for each in equal if each.id == person_id), None)
        return found or refused("Name one of the people shown, or make a new one.", (cite.STRICTER,), "no_person")
    opened = persons.open_identity(w, desk.keys, typed)
    return persons.make(w, desk.keys, opened.name, opened.birth_date, opened.contact, None, now)


def _release(w: Writing, request: Request, person: Person, identity_check: str, viewer: Viewer, now: datetime) -> None:
    """End holds exactly as DESIGN 4 says."""
    if request.kind == "do_not_share":
        for each in [each for each in holds.of_request(w, request.id) if each.ended_at is None]:
            if each.match_index == person.match_index:
                holds.release(w, each.id, person.id, "confirmed", now)
            if hold.ends_by_confirming(False, identity_check).allowed:
                holds.end(w, each.id, "confirmed", viewer.staff_id, now)
        return
    merged = [persons.find(w, each) for each in duplicates.absorbed(w, person.id)]
    for same in (person, *(each for each in merged if each is not None)):
        for each in holds.standing(w, same.match_index):
            if hold.ends_by_share(True, holds.first_began(w, each), request.said_at, identity_check).allowed:
                holds.release(w, each.id, same.id, "share_confirmed", now)
    _supersede(w, request, now)


def _supersede(w: Writing, share: Request, now: datetime) -> None:
    """The earlier "do not share" of the same conversation is answered by the confirmed share."""
    if share.conversation_id is None:
        return
    for earlier in requests.of_conversation(w, share.conversation_id):
        if earlier.kind == "do_not_share" and earlier.state in requests.OPEN and earlier.said_at < share.said_at:
            requests.decide(w, earlier.id, earlier.version, "superseded", None, now)


def _claim(r: Reading, request: Request) -> IdentityTyped | None:
    if request.conversation_id is not None:
        return identity.latest(r, request.conversation_id)
    return identity.of_objection(r, request.objection_id) if request.objection_id else None


def _chains(viewer: Viewer, request: Request) -> tuple[str, ...]:
    own = (f"staff:{viewer.staff_id}",)
    return (*own, f"conversation:{request.conversation_id}") if request.conversation_id else own


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else "Somebody"
