"""One answer of a job seeker: accepted once, or the same result again, or a kind refusal (DESIGN P9)."""

import hmac
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from assistant.conversation.engine import Advance, Event, Refusal, Standing
from assistant.evidence import token as tokens
from assistant.evidence.canonical import canonical, sha256_hex
from assistant.intake import effects
from assistant.intake.place import pin
from assistant.intake.running import Intake
from assistant.store import turns
from assistant.store.base import millis
from assistant.store.db import Reading, Writing
from assistant.store.turns import ConversationRow, KeptTurn

BY = ("person", "staff", "interpreter")
METHODS = ("read", "read_aloud")
Kind = Literal["accepted", "replayed", "stale", "conflict", "refused", "gone"]


@dataclass(frozen=True)
class Typed:
    """A name and birth date as typed, with one optional contact."""

    name: str
    birth_date: date
    contact: str = ""
    may_leave_message: bool = False


@dataclass(frozen=True)
class Posted:
    """What one POST of the chat carries besides the secret of its cookie."""

    token: str
    event: Event
    typed: Typed | None = None
    by: str = "person"
    method: str = "read"
    staff_id: str | None = None
    page: str | None = None  # the step whose page was posted


@dataclass(frozen=True)
class Outcome:
    """What became of it: accepted and replayed are the same to the person; nothing else wrote anything."""

    kind: Kind
    step: str = ""
    reason: str = ""
    site_id: str | None = None


@dataclass(frozen=True)
class _Judged:
    """An answer that the conversation takes as it stood when read."""

    row: ConversationRow
    before: Standing
    result: Advance
    posted: Posted
    token: tokens.TurnToken
    fingerprint: str


def answer(intake: Intake, secret: str, posted: Posted, now: datetime) -> Outcome:
    """Take one answer in one transaction: token and number, evidence, chain entry, requests, one commit.

    It is judged before the write lock is taken, so that what is refused holds nobody up; a turn that another one
    overtook in between is judged again.
    """
    while True:
        with intake.database.reading() as r:
            judged = _judge(intake, r, secret, posted)
        if isinstance(judged, Outcome):
            return judged
        try:
            with intake.database.writing() as w:
                turns.lock(w, judged.row)
                return _keep(intake, w, judged, now)
        except turns.StaleTurn:
            continue  # ends: its number is that of an earlier turn now


def _judge(intake: Intake, r: Reading, secret: str, posted: Posted) -> _Judged | Outcome:
    row = turns.find_by_owner(r, sha256_hex(secret))
    if row is None:
        return Outcome("gone")
    standing = Standing.from_json(row.standing)
    engine = intake.engine(row.flow_version_id)
    if posted.page is not None and posted.page not in engine.flow.steps:
        return Outcome("refused", standing.step, "There is no such step.")
    posted = _attested(row, posted)
    try:
        token = tokens.read(intake.secret, posted.token, row.id)
    except tokens.TokenRefused as refused:
        return Outcome("refused", standing.step, str(refused))
    fingerprint = _fingerprint(intake, posted)
    if token.number != row.turns + 1:
        return _earlier(r, row, token.number, posted.token, fingerprint, standing)
    result = engine.advance(standing, posted.event)
    if isinstance(result, Refusal):
        return Outcome("refused", standing.step, result.reason)
    if posted.event.kind == "language" and posted.event.value not in intake.languages():
        return Outcome("refused", standing.step, "The words in this language are not approved.")
    if posted.typed is None and posted.event.value == "given" and engine.screen(standing).asks == "identity":
        return Outcome("refused", standing.step, "Name and birth date must be typed, or the step skipped.")
    return _Judged(row, standing, result, posted, token, fingerprint)


def _attested(row: ConversationRow, posted: Posted) -> Posted:
    """Who answered and how: only staff who assist may say other than the person reading."""
    if row.channel != "assisted":
        return replace(posted, by="person", method="read", staff_id=None)
    by, method = posted.by if posted.by in BY else "person", posted.method if posted.method in METHODS else "read"
    return replace(posted, by=by, method=method, staff_id=row.assisted_by)


def _fingerprint(intake: Intake, posted: Posted) -> str:
    """What was posted, keyed, so that a replay is told from a conflict without keeping what was typed."""
    typed = posted.typed
    said = None if typed is None else [typed.name, typed.birth_date.isoformat(), typed.contact, typed.may_leave_message]
    body = canonical([posted.event.kind, posted.event.value, posted.event.detail, said, posted.by, posted.method])
    return hmac.digest(intake.secret, body, "sha256").hex()


def _earlier(
    r: Reading, row: ConversationRow, number: int, token: str, fingerprint: str, standing: Standing
) -> Outcome:
    kept = turns.turn_by_number(r, row.id, number)
    if kept is None:
        return Outcome("refused", standing.step, "This page belongs to a later turn of the chat.")
    if kept.payload_sha256 == fingerprint:
        return Outcome("replayed", standing.step, site_id=row.site_id)
    if kept.token_sha256 == sha256_hex(token):
        return Outcome("conflict", standing.step)
    return Outcome("stale", standing.step)


def _keep(intake: Intake, w: Writing, judged: _Judged, now: datetime) -> Outcome:
    row, before, result, posted = judged.row, judged.before, judged.result, judged.posted
    places = result.standing.place_known and not before.place_known
    place = pin(intake, w, row, posted.event.detail, now) if places else None
    said = effects.Said(posted.event.value, posted.typed, posted.staff_id, now, result.standing.speaker)
    follows = effects.of(intake, w, row, before, result, said)
    turns.keep(
        w,
        KeptTurn(
            conversation=row,
            number=judged.token.number,
            event=posted.event.kind,
            step=before.step,
            answer=posted.event.value,
            standing=result.standing.to_json(),
            next_step=result.standing.step,
            language=before.language,
            text_sha256=judged.token.text_sha256,
            by=posted.by,
            method=posted.method,
            token_sha256=sha256_hex(posted.token),
            payload_sha256=judged.fingerprint,
            shown_ms=judged.token.made_at_ms,
            answered_ms=millis(now),
            ended=bool(result.standing.ended),
            place=place,
            told=follows.told,
            choice=follows.choice,
            follows=follows.ledger,
            chains=follows.chains,
        ),
    )
    return Outcome("accepted", result.standing.step, site_id=row.site_id)
