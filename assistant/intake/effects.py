"""What follows from one turn besides the turn: told elements, choice, identity typed, requests and holds (DESIGN 4)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from assistant.conversation.engine import Advance, Standing
from assistant.evidence.canonical import sha256_hex
from assistant.intake.running import Intake
from assistant.policy import request as rule
from assistant.store import holds, identity, notices, objections, persons, requests, told
from assistant.store.db import Database, Writing
from assistant.store.turns import ConversationRow, ToldRow

SHARE, DO_NOT_SHARE = "share", "do_not_share"
OPEN = ("waiting", "returned")


class TypedLike(Protocol):
    """A name and birth date as typed."""

    @property
    def name(self) -> str: ...
    @property
    def birth_date(self) -> date: ...
    @property
    def contact(self) -> str: ...
    @property
    def may_leave_message(self) -> bool: ...


@dataclass(frozen=True)
class Said:
    """What was said in this turn, when, and who of the staff took it down."""

    answer: str
    typed: TypedLike | None
    staff_id: str | None
    at: datetime
    speaker: str = "self"


@dataclass(frozen=True)
class Follows:
    """What the turn leaves: rows of evidence, what the ledger says of the rest, and whose chains it joins."""

    told: tuple[ToldRow, ...]
    choice: str | None
    ledger: dict[str, object]
    chains: tuple[str, ...]


def told_by(intake: Intake, row: ConversationRow, result: Advance, language: str, answer: str) -> tuple[ToldRow, ...]:
    """One row of evidence an element, with the exact text in its language and the English beside it."""
    if not result.tells or row.notice_version_id is None:
        return ()
    keys = intake.engine(row.flow_version_id).flow.element_keys
    of_version = intake.database, row.notice_version_id
    return tuple(
        ToldRow(element, answer, language, *_hashes(*of_version, keys[element], language)) for element in result.tells
    )


@lru_cache(maxsize=4096)
def _hashes(database: Database, notice_version_id: str, key: str, language: str) -> tuple[str, str]:
    """The hash of one text of a notice version as shown, and of its English twin."""
    shown, english = (notices.texts(database, notice_version_id, each) for each in (language, "en"))
    return sha256_hex(shown[key]), sha256_hex(english[key])


def of(intake: Intake, w: Writing, row: ConversationRow, before: Standing, result: Advance, said: Said) -> Follows:
    """Everything that follows from this turn, kept in its transaction; the turn's own rows are kept after it."""
    number = row.turns + 1
    ledger: dict[str, object] = {}
    objection: str | None = None
    typed = said.typed if result.standing.identity == "given" else None
    if typed is not None:
        kept = identity.keep(
            w,
            intake.keys,
            row.id,
            number,
            typed.name,
            typed.birth_date,
            typed.contact,
            typed.may_leave_message,
            said.at,
        )
        ledger["identity"] = kept.id
    if result.objected:
        objection = objections.keep(w, row.id, number, "chat", said.at, said.staff_id, said.speaker).id
        ledger["objection"] = objection
    if result.objected or result.choice == DO_NOT_SHARE:
        ledger["request"] = _open(w, row, DO_NOT_SHARE, None if objection else number, objection, said)
    if result.sends and result.standing.choice == SHARE:
        ledger.update(_send_share(w, row, result.standing, said))
    moved = typed is not None or result.objected or result.choice == DO_NOT_SHARE
    if moved and result.standing.identity == "given":
        _hold(w, row, said)
    staff = (f"staff:{said.staff_id}",) if said.staff_id else ()
    shown = told_by(intake, row, result, before.language, said.answer)
    return Follows(shown, result.choice, ledger, staff)


def _open(
    w: Writing, row: ConversationRow, kind: str, choice_number: int | None, objection: str | None, said: Said
) -> str:
    return requests.open(
        w,
        kind,
        row.reference,
        said.at,
        said.at,
        conversation_id=row.id,
        choice_number=choice_number,
        objection_id=objection,
        site_id=row.site_id,
        taken_down_by=said.staff_id,
        spoken_by=said.speaker,
    ).id


def _send_share(w: Writing, row: ConversationRow, standing: Standing, said: Said) -> dict[str, object]:
    """A share becomes a request only on Send; from someone already confirmed to share it opens none."""
    typed = identity.latest(w, row.id) if standing.identity == "given" else None
    equal = [] if typed is None else persons.matching(w, typed.match_index)
    held = any(each.holds for each in equal)
    ruling = rule.opens(SHARE, sent=True, statuses=tuple(each.status for each in equal), held=held)
    if not ruling.allowed:
        return {"request": None, "why": ruling.code}
    return {"request": _open(w, row, SHARE, told.last_choice(w, row.id), None, said)}


def _hold(w: Writing, row: ConversationRow, said: Said) -> None:
    """From name and birth date on, each waiting do-not-share of this conversation holds every record equal in both.

    No record is named in the ledger and every request is settled, so that it takes the same for a name not on file.
    """
    typed = identity.latest(w, row.id)
    waiting = [each for each in requests.of_conversation(w, row.id) if each.kind == DO_NOT_SHARE and each.state in OPEN]
    if typed is None or not waiting:
        return
    equal = persons.matching(w, typed.match_index)
    opens = rule.opens(DO_NOT_SHARE, sent=True, statuses=tuple(each.status for each in equal)).allowed
    for request in waiting:
        if all(hold.match_index != typed.match_index for hold in holds.of_request(w, request.id)):
            holds.begin(w, request.id, typed.match_index, said.at)
        requests.settle(w, request, nothing_left=not opens, now=said.at)
