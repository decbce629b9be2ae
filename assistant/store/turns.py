"""The turn's statements: compiled once, executed on the transaction's own driver connection (SPEED, move a)."""

import json
from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from assistant.store import digests, ledger
from assistant.store.base import moment
from assistant.store.db import Reading, Writing
from assistant.store.sql import adapted


class StaleTurn(RuntimeError):
    """Another turn of this conversation was kept first; nothing of this one was."""


class PinRefused(RuntimeError):
    """A conversation keeps the notice version it was pinned to; nothing was kept."""


class PlaceLike(Protocol):
    """Where a conversation happens, and the notice version of that place."""

    @property
    def site_id(self) -> str | None: ...
    @property
    def area_id(self) -> str | None: ...
    @property
    def notice_version_id(self) -> str: ...


class ConversationRow(NamedTuple):
    """A conversation as kept; moments are milliseconds since 1970 UTC, standing is canonical JSON."""

    id: str
    flow_version_id: str
    notice_version_id: str | None
    channel: str
    site_id: str | None
    area_id: str | None
    owner_hash: str
    assisted_by: str | None
    reference: str
    turns: int
    standing: str
    began_at: int
    last_at: int
    ended_at: int | None


class TurnRow(NamedTuple):
    """A kept turn."""

    conversation_id: str
    number: int
    event: str
    step: str
    answer: str
    next_step: str
    language: str
    text_sha256: str
    by: str
    method: str
    token_sha256: str
    payload_sha256: str
    shown_at: int
    answered_at: int


class ToldRow(NamedTuple):
    """One element told by a turn, with the hash of its exact text and of its English twin."""

    element: str
    answer: str
    language: str
    text_sha256: str
    english_sha256: str


class KeptTurn(NamedTuple):
    """Everything that one accepted answer leaves; `number` must be one more than the conversation's last turn."""

    conversation: ConversationRow
    number: int
    event: str
    step: str
    answer: str
    standing: str
    next_step: str
    language: str
    text_sha256: str
    by: str
    method: str
    token_sha256: str
    payload_sha256: str
    shown_ms: int
    answered_ms: int
    ended: bool = False
    place: PlaceLike | None = None
    told: tuple[ToldRow, ...] = ()
    choice: str | None = None
    follows: Mapping[str, object] = MappingProxyType({})
    chains: tuple[str, ...] = ()


def _columns(row: type[ConversationRow | TurnRow]) -> str:
    return ", ".join(f'"{name}"' for name in row._fields)


def _insert(table: str, row: type[ConversationRow | TurnRow]) -> Mapping[str, str]:
    marks = ", ".join("?" * len(row._fields))
    return adapted(f"insert into {table} ({_columns(row)}) values ({marks})")  # noqa: S608  names from our own rows


_DIGESTED = attrgetter(*digests.PARTS["conversation"].columns)
_DIGESTED = attrgetter(*digests.PARTS["conversation"].columns)
_FIND = f"select {_columns(ConversationRow)} from conversation where "  # noqa: S608
_OWNER = adapted(_FIND + "owner_hash = ?")
_ID = adapted(_FIND + "id = ?")
_REFERENCE = adapted(_FIND + "reference = ?")
_TURNS_OF = f"select {_columns(TurnRow)} from turn where conversation_id = ?"  # noqa: S608
_TURN = adapted(_TURNS_OF + " and number = ?")
_TURNS = adapted(_TURNS_OF + " order by number")
_SAID = adapted("select step, event, answer from turn where conversation_id = ? order by number")
_NEXT = "select 1 from conversation where id = ? and turns = ? and owner_hash = ?"
_LOCK = {"sqlite": _NEXT, "postgresql": _NEXT.replace("?", "%s") + " for update"}
_BEGIN = _insert("conversation", ConversationRow)
_KEEP = _insert("turn", TurnRow)
_ADVANCE = adapted(
    "update conversation set turns = ?, standing = ?, last_at = ?, ended_at = ? where id = ? and turns = ?"
)
# Apart from the above: SQLite writes the index of every column that an update names, changed or not.
_PIN = adapted("update conversation set notice_version_id = ?, site_id = ?, area_id = ? where id = ?")
_OWN = adapted("update conversation set owner_hash = ? where id = ?")
_TOLD = adapted(
    "insert into told (conversation_id, number, element, notice_version_id, answer, language, text_sha256, "
    "english_sha256) values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHOICE = adapted(
    "insert into choice (conversation_id, number, notice_version_id, value, shown_first) values (?, ?, ?, ?, ?)"
)


def chain_of(conversation_id: str) -> str:
    """The ledger chain of a conversation."""
    return f"conversation:{conversation_id}"


def find_by_owner(r: Reading, owner_hash: str) -> ConversationRow | None:
    """The conversation of this owner."""
    return _one(r, _OWNER, owner_hash)


def find(r: Reading, conversation_id: str) -> ConversationRow | None:
    """The conversation of this id."""
    return _one(r, _ID, conversation_id)


def by_reference(r: Reading, reference: str) -> ConversationRow | None:
    """The conversation of this reference."""
    return _one(r, _REFERENCE, reference)


def lock(w: Writing, row: ConversationRow) -> None:
    """Hold a conversation until this verb ends, as it was read. Raises StaleTurn when it has moved on since."""
    # One turn of a conversation at a time on PostgreSQL; SQLite holds its one write lock already.
    if w.driver.execute(_LOCK[w.dialect], (row.id, row.turns, row.owner_hash)).fetchone() is None:
        raise StaleTurn(f"turn {row.turns + 1} of {row.id} is not the next one")


def all_of(r: Reading, conversation_id: str) -> list[TurnRow]:
    """Every kept turn of a conversation in its order."""
    return [TurnRow(*row) for row in r.driver.execute(_TURNS[r.dialect], (conversation_id,)).fetchall()]


def said(r: Reading, conversation_id: str) -> list[tuple[str, str, str]]:
    """Step, event and answer of every kept turn in its order: what a transcript shows."""
    return list(r.driver.execute(_SAID[r.dialect], (conversation_id,)).fetchall())


def turn_by_number(r: Reading, conversation_id: str, number: int) -> TurnRow | None:
    """A kept turn, so that a replay is told from a conflict."""
    row = r.driver.execute(_TURN[r.dialect], (conversation_id, number)).fetchone()
    return None if row is None else TurnRow(*row)


def begin(w: Writing, row: ConversationRow, chains: tuple[str, ...] = ()) -> None:
    """Keep a new conversation with its ledger entry."""
    w.driver.execute(_BEGIN[w.dialect], row)
    w.changed("conversation")
    w.part("conversation", row.id, _digest(row), row.turns)
    body = {"conversation": row.id, "channel": row.channel, "flow_version": row.flow_version_id}
    staff = (f"staff:{row.assisted_by}",) if row.assisted_by else ()
    ledger.append(w, "conversation_begun", body, (chain_of(row.id), *staff, *chains), moment(row.began_at))


def keep(w: Writing, kept: KeptTurn) -> ConversationRow:
    """Keep one accepted turn: conversation, turn, evidence, ledger; gives the conversation after it.

    Raises StaleTurn when another turn was kept first.
    """
    after = _after(kept)
    _advance(w, kept.conversation, after, kept.number)
    turn = _turn(kept)
    w.driver.execute(_KEEP[w.dialect], turn)
    told = _keep_told(w, kept, after.notice_version_id)
    choice = _keep_choice(w, kept, after.notice_version_id)
    w.changed("turn")
    w.part("turn", f"{turn.conversation_id}/{turn.number}", digests.turn(turn, told, choice))
    w.part("conversation", after.id, _digest(after), after.turns)
    body = {"conversation": after.id, "number": kept.number, "event": kept.event, "follows": dict(kept.follows)}
    ledger.append(w, "turn", body, (chain_of(after.id), *kept.chains), moment(kept.answered_ms))
    return after


def own(w: Writing, row: ConversationRow, owner_hash: str, body: Mapping[str, Any], now: datetime) -> None:
    """Give a conversation to another cookie; the earlier one no longer opens it."""
    w.driver.execute(_OWN[w.dialect], (owner_hash, row.id))
    w.changed("conversation")
    ledger.append(w, "conversation_reopened", {"conversation": row.id, **body}, (chain_of(row.id),), now)


def _one(r: Reading, statements: Mapping[str, str], value: str) -> ConversationRow | None:
    row = r.driver.execute(statements[r.dialect], (value,)).fetchone()
    return None if row is None else ConversationRow(*row)


def _digest(row: ConversationRow) -> str:
    return digests.of(_DIGESTED(row))


def _after(kept: KeptTurn) -> ConversationRow:
    before, place = kept.conversation, kept.place
    if place is not None and before.notice_version_id not in (None, place.notice_version_id):
        raise PinRefused(before.id)
    return ConversationRow(
        before.id,
        before.flow_version_id,
        place.notice_version_id if place else before.notice_version_id,
        before.channel,
        (place.site_id or before.site_id) if place else before.site_id,
        place.area_id if place else before.area_id,
        before.owner_hash,
        before.assisted_by,
        before.reference,
        kept.number,
        kept.standing,
        before.began_at,
        kept.answered_ms,
        kept.answered_ms if kept.ended else None,
    )


def _advance(w: Writing, before: ConversationRow, after: ConversationRow, number: int) -> None:
    cursor = w.driver.execute(
        _ADVANCE[w.dialect], (number, after.standing, after.last_at, after.ended_at, before.id, number - 1)
    )
    if cursor.rowcount != 1:
        raise StaleTurn(f"turn {number} of {before.id} is not the next one")
    pinned = (after.notice_version_id, after.site_id, after.area_id)
    if pinned != (before.notice_version_id, before.site_id, before.area_id):
        w.driver.execute(_PIN[w.dialect], (*pinned, before.id))
    w.changed("conversation")


def _turn(kept: KeptTurn) -> TurnRow:
    return TurnRow(
        kept.conversation.id, kept.number, kept.event, kept.step, kept.answer, kept.next_step, kept.language,
        kept.text_sha256, kept.by, kept.method, kept.token_sha256, kept.payload_sha256, kept.shown_ms,
        kept.answered_ms,
    )  # fmt: skip


def _keep_told(w: Writing, kept: KeptTurn, notice: str | None) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [kept.conversation.id, kept.number, each.element, notice, each.answer, each.language, each.text_sha256,
         each.english_sha256]
        for each in kept.told
    ]  # fmt: skip
    if rows:
        w.driver.cursor().executemany(_TOLD[w.dialect], [tuple(row) for row in rows])
        w.changed("told")
    return rows


def _keep_choice(w: Writing, kept: KeptTurn, notice: str | None) -> list[Any] | None:
    if kept.choice is None:
        return None
    first = json.loads(kept.standing).get("first", "")
    row = [kept.conversation.id, kept.number, notice, kept.choice, first]
    w.driver.execute(_CHOICE[w.dialect], tuple(row))
    w.changed("choice")
    return row


__all__ = [
    "ConversationRow", "KeptTurn", "PinRefused", "PlaceLike", "StaleTurn", "ToldRow", "TurnRow", "all_of",
    "begin", "chain_of", "find", "find_by_owner", "keep", "lock", "own", "said",
    "turn_by_number",
]  # fmt: skip
