"""Requests waiting for ESD: opened once, listed by keyset oldest first, decided by compare-and-swap."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, text, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Request, Site
from assistant.store.tables.requests import IS_OPEN

OPEN = ("waiting", "returned")


def open(
    w: Writing,
    kind: str,
    reference: str,
    said_at: datetime,
    now: datetime,
    conversation_id: str | None = None,
    choice_number: int | None = None,
    objection_id: str | None = None,
    site_id: str | None = None,
    taken_down_by: str | None = None,
    spoken_by: str = "self",
    reopens_id: str | None = None,
) -> Request:
    """Open a request that waits; a ledger entry must follow."""
    row = Request(
        id=new_id(now), kind=kind, conversation_id=conversation_id, choice_number=choice_number,
        objection_id=objection_id, reference=reference, site_id=site_id, state="waiting", version=1,
        taken_down_by=taken_down_by, spoken_by=spoken_by, said_at=said_at, opened_at=now, for_sampling=0,
        reopens_id=reopens_id,
    )  # fmt: skip
    rows.insert(w, row, "request", "request_state")
    return row


def settle(w: Writing, row: Request, nothing_left: bool, now: datetime) -> None:
    """Close an open request when nothing is left to decide; when it waits, the same statement changes nothing."""
    done: CursorResult[Any] = w.session.connection().execute(
        update(Request)
        .where(Request.id == (row.id if nothing_left else ""), Request.state.in_(OPEN))
        .values(state="superseded", version=row.version + 1, decided_at=now)
    )
    if done.rowcount == 1:
        settled = {"state": "superseded", "version": row.version + 1, "decided_at": now}
        for name, value in settled.items():  # kept already by the statement above
            set_committed_value(row, name, value)
        rows.note(w, row, "request_state")


def queue(
    r: Reading, kind: str, after: tuple[datetime, str] | None = None, limit: int = 25, site_id: str | None = None,
    opened_by: datetime | None = None,
) -> list[Request]:  # fmt: skip
    """The open requests of one kind, oldest first, from after (opened_at, id) of the last one seen."""
    query = select(Request).where(Request.kind == kind, text(f"request.{IS_OPEN}"))
    if opened_by is not None:
        query = query.where(Request.opened_at <= opened_by)
    if site_id is not None:
        query = query.where(Request.site_id == site_id)
    if after is not None:
        query = query.where(tuple_(Request.opened_at, Request.id) > after)
    return list(r.session.scalars(query.order_by(Request.opened_at, Request.id).limit(limit)))


def oldest(r: Reading, kind: str) -> dict[str | None, datetime]:
    """Since when the oldest open request of one kind waits, by site; those of no site under None."""
    waiting = select(Request.opened_at).where(Request.kind == kind, text(f"request.{IS_OPEN}"))
    first = waiting.order_by(Request.opened_at, Request.id).limit(1)
    of_site = first.where(Request.site_id == Site.id).correlate(Site).scalar_subquery()
    found: dict[str | None, datetime] = {id_: at for id_, at in r.session.execute(select(Site.id, of_site)) if at}
    nowhere = r.session.scalar(first.where(Request.site_id.is_(None)))
    return found | ({None: nowhere} if nowhere else {})


def find(r: Reading, id_or_reference: str) -> Request | None:
    """A request by id, or the newest one of a reference."""
    found = r.session.get(Request, id_or_reference)
    if found is not None:
        return found
    query = select(Request).where(Request.reference == id_or_reference)
    return r.session.scalar(query.order_by(Request.opened_at.desc(), Request.id.desc()).limit(1))


def of_reference(r: Reading, reference: str) -> list[Request]:
    """Every request of a reference, newest first."""
    query = select(Request).where(Request.reference == reference)
    return list(r.session.scalars(query.order_by(Request.opened_at.desc(), Request.id.desc())))


def locked(w: Writing, request_id: str) -> Request | None:
    """A request by id, read anew and locked until this verb ends."""
    return w.session.get(Request, request_id, populate_existing=True, with_for_update=True)


def of_conversation(r: Reading, conversation_id: str) -> list[Request]:
    """Every request that a conversation opened, oldest first."""
    query = select(Request).where(Request.conversation_id == conversation_id)
    return list(r.session.scalars(query.order_by(Request.opened_at, Request.id)))


def decide(
    w: Writing,
    request_id: str,
    version: int,
    state: str,
    decided_by: str | None,
    now: datetime,
    person_id: str | None = None,
    return_reason: str | None = None,
    for_sampling: bool = False,
    authority_id: str | None = None,
) -> bool:
    """Confirm, return or supersede if nobody decided since this version was read; false means somebody did."""
    done: CursorResult[Any] = w.session.connection().execute(
        update(Request)
        .where(Request.id == request_id, Request.version == version, Request.state.in_(OPEN))
        .values(
            state=state, version=version + 1, decided_at=now, decided_by=decided_by, person_id=person_id,
            return_reason=return_reason, for_sampling=int(for_sampling), authority_id=authority_id,
        )
    )  # fmt: skip
    if done.rowcount != 1:
        return False
    row = w.session.get_one(Request, request_id, populate_existing=True)
    rows.note(w, row, "request_state")
    return True
