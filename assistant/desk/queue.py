"""The two queues of requests waiting for ESD: "do not share" first, oldest first, references and never names."""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.engine import Standing
from assistant.desk import record
from assistant.desk.room import Desk
from assistant.evidence.identifiers import normalise
from assistant.store import objections, persons, requests, sites, turns
from assistant.store.db import Reading
from assistant.store.tables import Request

PAGE = 25
ID_LENGTH = 32
After = tuple[datetime, str]


@dataclass(frozen=True)
class Waiting:
    """One request as a queue shows it."""

    id: str
    kind: str
    reference: str
    opened_at: datetime
    place: str
    language: str
    channel: str
    state: str
    named: bool
    on_file: bool  # whether any record has the name and birth date given


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue, and where the next one begins."""

    rows: tuple[Waiting, ...]
    next_after: After | None


def waiting(desk: Desk, kind: str, after: After | None = None, site_id: str | None = None) -> QueuePage:
    """The open requests of one kind, oldest first, by keyset."""
    with desk.database.reading() as r:
        found = requests.queue(r, kind, after, PAGE + 1, site_id)
        rows = tuple(_row(r, each) for each in found[:PAGE])
    more = len(found) > PAGE
    return QueuePage(rows, (rows[-1].opened_at, rows[-1].id) if more else None)


def find(desk: Desk, typed: str) -> str | None:
    """The id of the open or newest request of a reference as typed, or None."""
    reference = normalise(typed)
    if reference is None:
        return None
    with desk.database.reading() as r:
        request = requests.find(r, reference)
        return request.id if request else None


def reference_of(desk: Desk, request_id: str) -> str:
    """The reference of a request, or nothing when there is none."""
    with desk.database.reading() as r:
        request = requests.find(r, request_id) if len(request_id) == ID_LENGTH else None
        return request.reference if request else ""


def next_waiting(desk: Desk) -> Waiting | None:
    """The request to take next: the oldest "do not share" nobody returned, else the oldest such share."""
    for kind in ("do_not_share", "share"):
        fresh = next((row for row in waiting(desk, kind).rows if row.state == "waiting"), None)
        if fresh is not None:
            return fresh
    return None


def _row(r: Reading, request: Request) -> Waiting:
    conversation = turns.find(r, request.conversation_id) if request.conversation_id else None
    site = sites.find(r, request.site_id) if request.site_id else None
    standing = Standing.from_json(conversation.standing) if conversation else None
    said = objections.find(r, request.objection_id) if request.objection_id and not conversation else None
    typed = record.claim(r, request)
    area = conversation.area_id if conversation and conversation.area_id else "Not at a site"
    return Waiting(
        id=request.id,
        kind=request.kind,
        reference=request.reference,
        opened_at=request.opened_at,
        place=site.name if site else area,
        language=standing.language if standing else "en",
        channel=conversation.channel if conversation else said.way.replace("_", " ") if said else "objection",
        state=request.state,
        named=typed is not None,
        on_file=typed is not None and persons.is_on_file(r, typed.match_index),
    )
