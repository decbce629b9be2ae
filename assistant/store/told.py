"""What a person was told: the facts for the decision function and the evidence for the record page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assistant.evidence.canonical import sha256_hex
from assistant.policy.access import ToldFacts
from assistant.store.db import Reading
from assistant.store.sql import adapted
from assistant.store.tables import (
    Choice,
    Conversation,
    NoticeCategory,
    NoticeParty,
    NoticeText,
    NoticeVersion,
    StatusEvent,
    Told,
    Turn,
)

_LAST_CHOICE = adapted("select max(number) from choice where conversation_id = ?")


@dataclass(frozen=True)
class Shown:
    """One element as told, with the words shown and their English; `intact`: the words still have their hash."""

    number: int
    element: str
    notice_number: int
    notice_version_id: str
    language: str
    words: str
    english: str
    answer: str
    by: str
    method: str
    shown_at: datetime
    answered_at: datetime
    intact: bool


def of_notice(r: Reading, notice_version_id: str | None) -> ToldFacts:
    """The organisations and categories that a notice version names; the same statements run without one (P6)."""
    parties = select(NoticeParty.organisation_id).where(NoticeParty.notice_version_id == (notice_version_id or ""))
    categories = select(NoticeCategory.category).where(NoticeCategory.notice_version_id == (notice_version_id or ""))
    return ToldFacts(
        notice_version_id, frozenset(r.session.scalars(parties)), frozenset(r.session.scalars(categories))
    )


def facts(r: Reading, conversation_id: str) -> ToldFacts:
    """What the person of this conversation was told of organisations and categories."""
    query = select(Conversation.notice_version_id).where(Conversation.id == conversation_id)
    return of_notice(r, r.session.scalar(query))


def of_person(r: Reading, person_id: str) -> ToldFacts:
    """What a person was told by the notice under which their status was last confirmed."""
    query = select(StatusEvent.notice_version_id).where(StatusEvent.person_id == person_id)
    return of_notice(r, r.session.scalar(query.order_by(StatusEvent.number.desc()).limit(1)))


def elements(r: Reading, conversation_id: str) -> frozenset[str]:
    """The elements told in a conversation."""
    return frozenset(r.session.scalars(select(Told.element).where(Told.conversation_id == conversation_id)))


def choices(r: Reading, conversation_id: str) -> list[Choice]:
    """Every choice said in a conversation, in order."""
    query = select(Choice).where(Choice.conversation_id == conversation_id).order_by(Choice.number)
    return list(r.session.scalars(query))


def last_choice(r: Reading, conversation_id: str) -> int | None:
    """The number of the turn that said the choice which stands."""
    found = r.driver.execute(_LAST_CHOICE[r.dialect], (conversation_id,)).fetchone()
    number: int | None = found[0]
    return number


def evidence(r: Reading, conversation_id: str) -> list[Shown]:
    """Each element told, with the words that were on the screen, found by their hash in the notice version."""
    query = (
        select(Told, Turn, NoticeVersion.number)
        .join(Turn, (Turn.conversation_id == Told.conversation_id) & (Turn.number == Told.number))
        .join(NoticeVersion, NoticeVersion.id == Told.notice_version_id)
        .where(Told.conversation_id == conversation_id)
        .order_by(Told.number, Told.element)
    )
    return [_shown(r, row, turn, number) for row, turn, number in r.session.execute(query)]


def _shown(r: Reading, row: Told, turn: Turn, notice_number: int) -> Shown:
    words = _words(r, row.notice_version_id, row.language, row.text_sha256)
    english = _words(r, row.notice_version_id, "en", row.english_sha256)
    return Shown(
        row.number, row.element, notice_number, row.notice_version_id, row.language, words, english, row.answer,
        turn.by, turn.method, turn.shown_at, turn.answered_at,
        sha256_hex(words) == row.text_sha256 and sha256_hex(english) == row.english_sha256,
    )  # fmt: skip


def _words(r: Reading, notice_version_id: str, language: str, sha256: str) -> str:
    query = select(NoticeText.text).where(
        NoticeText.notice_version_id == notice_version_id,
        NoticeText.language == language,
        NoticeText.sha256 == sha256,
    )
    return r.session.scalar(query.limit(1)) or ""
