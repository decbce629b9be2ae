"""What happened to a request, in order: by the person, by staff, or by the system with its cause."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.sharing import is_silent
from assistant.policy.corrections import KINDS, REACHED
from assistant.store import corrections, disclosures, holds, identity, staff, status, turns
from assistant.store.base import moment
from assistant.store.db import Reading
from assistant.store.tables import Correction, Request


@dataclass(frozen=True)
class Happening:
    """One line of the timeline; who is person, staff or system."""

    at: datetime
    who: str
    name: str
    what: str


def when(ms: int) -> datetime:
    """Kept milliseconds as a moment."""
    return moment(ms)


def of_request(r: Reading, request: Request) -> tuple[Happening, ...]:
    """Everything that concerns a request, newest first."""
    found = [*_conversation(r, request), *_holds(r, request), *_decisions(r, request), *_sights(r, request)]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _conversation(r: Reading, request: Request) -> list[Happening]:
    if request.conversation_id is None:
        return [Happening(request.said_at, "person", "The person", "said do not share")]
    conversation = turns.find(r, request.conversation_id)
    if conversation is None:
        return []
    found = [Happening(moment(conversation.began_at), "system", "System",
                       f"began the conversation. Cause: a language was chosen ({conversation.channel}).")]  # fmt: skip
    typed = identity.numbers(r, conversation.id)
    for turn in turns.all_of(r, conversation.id):
        said = _WORDS.get((turn.event, turn.answer)) or _WORDS.get((turn.event, ""), "")
        said = NAMED if turn.number in typed else said
        if said:
            found.append(Happening(moment(turn.answered_at), "person", "The person", said))
    return found


NAMED = "gave name and birth date."
_WORDS = {
    ("answer", "told"): "answered “I have been told”.",
    ("answer", "declined"): "answered “I'd rather not say so”.",
    ("answer", "share"): "chose share.",
    ("answer", "do_not_share"): "chose do not share.",
    ("answer", "given"): "named the area.",
    ("answer", "skipped"): "skipped name and birth date.",
    ("answer", "send"): "pressed Send.",
    ("answer", "clear"): "pressed “Not me, clear”.",
    ("object", ""): "said “I already know I don't want to share”.",
    ("stop", ""): "stopped.",
    ("language", ""): "changed the language.",
}


def _holds(r: Reading, request: Request) -> list[Happening]:
    found: list[Happening] = []
    for hold in holds.of_request(r, request.id):
        cause = "Cause: “do not share”, equal name and birth date."
        found.append(Happening(hold.began_at, "system", "System", f"began a hold. {cause}"))
        if hold.ended_at is not None:
            found.append(Happening(hold.ended_at, "system", "System", f"ended a hold. Cause: {hold.ended_why}."))
    return found


def _decisions(r: Reading, request: Request) -> list[Happening]:
    found: list[Happening] = []
    if is_silent(request):
        cause = "Cause: every point was told and nothing was said against sharing."
        found.append(Happening(request.opened_at, "system", "System", f"opened a request to share. {cause}"))
    event = status.of_request(r, request.id)
    if event is not None:
        found.append(Happening(event.at, "staff", _name(r, event.decided_by),
                               f"confirmed {event.to_status.replace('_', ' ')}. Identity: "
                               f"{event.identity_check.replace('_', ' ')}."))  # fmt: skip
    if request.state == "returned" and request.decided_at is not None:
        reason = (request.return_reason or "").replace("_", " ")
        found.append(Happening(request.decided_at, "staff", _name(r, request.decided_by), f"returned it: {reason}."))
    found += [each for row in corrections.of_request(r, request.id) for each in _correction(r, row)]
    if request.reopens_id:
        found.append(Happening(request.opened_at, "system", "System", "opened it again. Cause: a wrong match."))
    if request.state == "superseded" and request.decided_at is not None and request.decided_by is None:
        found.append(Happening(request.decided_at, "system", "System", "closed it. Cause: nothing is left to decide."))
    return found


def _correction(r: Reading, row: Correction) -> list[Happening]:
    what = f"that {KINDS[row.kind]}; the person was reached {REACHED[row.reached_by]}."
    found = [Happening(row.proposed_at, "staff", _name(r, row.proposed_by), f"proposed {what}")]
    if row.decided_at is not None:
        says = f"approved {what}" if row.state == "approved" else f"refused the correction: {row.says}"
        found.append(Happening(row.decided_at, "staff", _name(r, row.decided_by), says))
    return found


def _sights(r: Reading, request: Request) -> list[Happening]:
    return [
        Happening(each.at, "staff", _name(r, each.staff_id), "opened this page. Recorded as a sight.")
        for each in disclosures.of_request(r, request.id)
    ]


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else "Somebody"
