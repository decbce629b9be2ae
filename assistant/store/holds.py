"""Holds: they begin with a do-not-share and end in the three ways of DESIGN 4; triggers count them on each record."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select

from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import Hold, HoldRelease, Request


def begin(w: Writing, request_id: str, match_index: str, now: datetime) -> Hold:
    """Hold every record equal in name and birth date, now or imported later; a ledger entry must follow."""
    row = Hold(id=new_id(now), request_id=request_id, match_index=match_index, began_at=now)
    rows.keep(w, row, "hold", "hold_state")
    return row


def end(w: Writing, hold_id: str, why: str, by: str, now: datetime) -> bool:
    """End a hold for all its records; false when it had ended already."""
    row = w.session.get(Hold, hold_id, populate_existing=True, with_for_update=True)
    if row is None or row.ended_at is not None:
        return False
    row.ended_at, row.ended_why, row.ended_by = now, why, by
    w.session.flush()
    rows.note(w, row, "hold_state")
    return True


def release(w: Writing, hold_id: str, person_id: str, why: str, now: datetime) -> bool:
    """End a hold for one record only; false when it was released already."""
    if w.session.get(HoldRelease, (hold_id, person_id)) is not None:
        return False
    rows.keep(w, HoldRelease(hold_id=hold_id, person_id=person_id, why=why, at=now), "hold_release")
    return True


def of_request(r: Reading, request_id: str) -> list[Hold]:
    """The holds of a request, ended ones included."""
    return list(r.session.scalars(select(Hold).where(Hold.request_id == request_id).order_by(Hold.began_at, Hold.id)))


def first_began(r: Reading, hold: Hold) -> datetime:
    """When the request of a hold first held anybody, or the request that it reopens: by then it had been said."""
    reopens = select(Request.reopens_id).where(Request.id == hold.request_id).scalar_subquery()
    theirs = or_(Hold.request_id == hold.request_id, Hold.request_id == reopens)
    return r.session.scalar(select(func.min(Hold.began_at)).where(theirs)) or hold.began_at


def freed_by_share(r: Reading, person_ids: Iterable[str], at: datetime) -> list[Hold]:
    """The holds that a share, confirmed at this moment, released on these records and that stand for others."""
    query = (
        select(Hold)
        .join(HoldRelease, HoldRelease.hold_id == Hold.id)
        .where(HoldRelease.person_id.in_(person_ids), HoldRelease.why == "share_confirmed", HoldRelease.at == at)
        .where(Hold.ended_at.is_(None))
        .distinct()
    )
    return list(r.session.scalars(query.order_by(Hold.began_at, Hold.id)))


def is_whole(r: Reading, hold: Hold) -> bool:
    """Whether a hold stands for every record of its name and birth date: not ended, released for none."""
    released = select(HoldRelease.person_id).where(HoldRelease.hold_id == hold.id).limit(1)
    return hold.ended_at is None and r.session.scalar(released) is None


def standing(r: Reading, match_index: str) -> list[Hold]:
    """The holds that stand for a name and birth date."""
    query = select(Hold).where(Hold.match_index == match_index, Hold.ended_at.is_(None))
    return list(r.session.scalars(query.order_by(Hold.began_at, Hold.id)))
