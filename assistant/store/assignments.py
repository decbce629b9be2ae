"""To whom waiting requests were given: each once a number, the newest counts, none is ever edited."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import aliased

from assistant.store import ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Assignment, Request
from assistant.store.tables.requests import IS_OPEN


def keep(w: Writing, request: Request, number: int, to: str, by: str, now: datetime) -> Assignment:
    """Keep one with its entry; the database refuses a number that is taken."""
    row = Assignment(
        id=new_id(now), request_id=request.id, number=number, assigned_to=to, assigned_by=by, at=now
    )  # fmt: skip
    rows.keep(w, row, "assignment")
    body = {"request": request.id, "assignment": row.id, "to": to, "by": by}
    own = {f"conversation:{request.conversation_id}"} if request.conversation_id else set()
    ledger.append(w, "request_assigned", body, {f"staff:{to}", f"staff:{by}"} | own, now)
    return row


def of_request(r: Reading, request_id: str) -> list[Assignment]:
    """Everybody whom a request was given to, newest first."""
    query = select(Assignment).where(Assignment.request_id == request_id)
    return list(r.session.scalars(query.order_by(Assignment.number.desc())))


def newest(r: Reading, request_ids: Iterable[str]) -> dict[str, Assignment]:
    """To whom each of these requests is given now, where it is given to anybody."""
    query = select(Assignment).where(Assignment.request_id.in_(sorted(request_ids)), _counts())
    return {each.request_id: each for each in r.session.scalars(query)}


def open_of(r: Reading, staff_id: str, limit: int) -> list[Request]:
    """The open requests that are given to somebody now, oldest first."""
    query = (
        select(Request)
        .join(Assignment, Assignment.request_id == Request.id)
        .where(Assignment.assigned_to == staff_id, text(f"request.{IS_OPEN}"), _counts())
    )
    return list(r.session.scalars(query.order_by(Request.opened_at, Request.id).limit(limit)))


def _counts() -> ColumnElement[bool]:
    later = aliased(Assignment)
    last = select(func.max(later.number)).where(later.request_id == Assignment.request_id)
    return Assignment.number == last.correlate(Assignment).scalar_subquery()
