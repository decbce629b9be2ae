"""A person's status: changed by one confirmed event a request, read back as a history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from assistant.store import corrections, ledger, rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Person, Request, StatusEvent


def confirm(
    w: Writing,
    person: Person,
    to_status: str,
    request: Request | None,
    notice_version_id: str | None,
    decided_by: str,
    identity_check: str,
    now: datetime,
    body: Mapping[str, Any] | None = None,
    cause: str = "confirmed",
    correction_id: str | None = None,
) -> StatusEvent:
    """Confirm a status on a request (none only for an import); appends the entry that covers all noted before it."""
    kept = w.session.get_one(Person, person.id, populate_existing=True)
    last = w.session.scalar(select(func.max(StatusEvent.number)).where(StatusEvent.person_id == person.id)) or 0
    event = StatusEvent(
        id=new_id(now), person_id=person.id, number=last + 1, from_status=kept.status, to_status=to_status,
        request_id=request.id if request else None, notice_version_id=notice_version_id, decided_by=decided_by,
        identity_check=identity_check, cause=cause, correction_id=correction_id, at=now,
    )  # fmt: skip
    rows.keep(w, event, "status_event")
    chains = {f"person:{person.id}", f"staff:{decided_by}"}
    if request is not None and request.conversation_id is not None:
        chains.add(f"conversation:{request.conversation_id}")
    said = {"person": person.id, "request": event.request_id, "to": to_status, "identity_check": identity_check}
    ledger.append(w, f"status_{cause}", {**(body or {}), **said}, chains, now)
    w.session.refresh(kept)
    return event


def history(r: Reading, person_id: str) -> list[StatusEvent]:
    """Every status event of a person in its order."""
    query = select(StatusEvent).where(StatusEvent.person_id == person_id).order_by(StatusEvent.number)
    return list(r.session.scalars(query))


def rightful(r: Reading, person_id: str) -> StatusEvent | None:
    """The event that a person's status rests on once everything found to be somebody else's is left out."""
    own = (each for each in reversed(history(r, person_id)) if each.cause != "corrected")
    return next((each for each in own if not corrections.mended(r, each.request_id)), None)


def of_request(r: Reading, request_id: str) -> StatusEvent | None:
    """The event that a request led to."""
    return r.session.scalar(select(StatusEvent).where(StatusEvent.request_id == request_id))
