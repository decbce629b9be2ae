"""What a job seeker sees now: the page of the step where the conversation stands; looking writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from assistant.conversation import notice
from assistant.conversation.engine import Engine, Screen, Standing
from assistant.evidence import token as tokens
from assistant.evidence.canonical import sha256_hex
from assistant.intake.running import Intake
from assistant.store import identity, notices, persons, turns
from assistant.store.base import millis
from assistant.store.db import Reading
from assistant.store.turns import ConversationRow

SHOWS_TYPED = ("identity", "review")


class Exchange(NamedTuple):
    """One earlier exchange: the step that was on screen and what was answered."""

    step: str
    event: str
    answer: str


@dataclass(frozen=True)
class TypedBack:
    """What was typed in this conversation, read back; nothing from any file."""

    name: str
    birth_date: str  # YYYY-MM-DD
    contact: str
    may_leave_message: bool


@dataclass(frozen=True)
class Look:
    """Everything that a page of the chat may show."""

    conversation: ConversationRow
    standing: Standing
    screen: Screen
    texts: Mapping[str, str]
    exchanges: tuple[Exchange, ...]
    typed: TypedBack | None
    token: str


def look(intake: Intake, secret: str, now: datetime) -> Look | None:
    """The page of a conversation, or None when no open one has this secret."""
    with intake.database.reading() as r:
        row = turns.find_by_owner(r, sha256_hex(secret))
        if row is None:
            return None
        standing = Standing.from_json(row.standing)
        if standing.step not in intake.engine(row.flow_version_id).flow.steps:
            return None
        screen, texts, shown = _page(intake, row.flow_version_id, row.notice_version_id, standing)
        said = tuple(map(Exchange._make, turns.said(r, row.id)))
        typed = _typed(intake, r, row) if screen.asks in SHOWS_TYPED and standing.identity == "given" else None
    token = tokens.sign(intake.secret, row.id, row.turns + 1, shown, millis(now))
    return Look(row, standing, screen, texts, said, typed, token)


@lru_cache(maxsize=4096)
def _page(
    intake: Intake, flow_version_id: str, notice_version_id: str | None, standing: Standing
) -> tuple[Screen, Mapping[str, str], str]:
    """What the page of a standing holds, its words and the hash of them: none of it ever changes.

    The words come from the notice version once that is pinned, before it from the flow.
    """
    engine = intake.engine(flow_version_id)
    screen = engine.screen(standing)
    if notice_version_id is None:
        texts = _unfilled(engine, standing.language)
    else:
        texts = notices.texts(intake.database, notice_version_id, standing.language)
    return screen, texts, sha256_hex(notice.page_text(texts, screen))


@lru_cache(maxsize=128)
def _unfilled(engine: Engine, language: str) -> Mapping[str, str]:
    return notice.unfilled(engine.flow, language)


def _typed(intake: Intake, r: Reading, row: ConversationRow) -> TypedBack | None:
    row_typed = identity.latest(r, row.id)
    if row_typed is None:
        return None
    typed = persons.open_identity(r, intake.keys, row_typed)
    return TypedBack(typed.name, typed.birth_date.isoformat(), typed.contact, bool(row_typed.may_leave_message))
