"""A partner relays the objection it was told (RCW 50.13.060(10)(b); DOMAIN A11): “Sent.” and a reference, no more."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk import disclosure
from assistant.desk.room import Desk
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling
from assistant.store import objecting, objections
from assistant.store.objecting import Heard, Named

WAY = "relayed"


@dataclass(frozen=True)
class Relayed:
    """That it was sent; the same whatever is on file."""

    reference: str


def relay(
    desk: Desk, viewer: Viewer, named: Named, site_id: str | None, once: str, now: datetime
) -> Relayed | Ruling:
    """Keep the objection, open its request and begin its hold; the ruling says why this viewer relays nothing."""
    one = objecting.id_of(viewer.staff_id, once, WAY, named.name, named.birth_date.isoformat())
    try:
        with desk.acting(viewer, now) as (w, viewer):
            may = disclosure.may_relay(w, viewer, now)
            if not may.allowed:
                return may
            before = objecting.again(w, one)
            if before is not None:
                return Relayed(before)
            heard = Heard(WAY, now, "self", viewer.staff_id, site_id)
            made = objecting.keep(w, desk.keys, one, heard, named, now)
            objecting.enter(w, made, heard, now, {"organisation": viewer.organisation_id})
            return Relayed(made.reference)
    except objections.KeptBefore:
        with desk.database.reading() as r:
            return Relayed(objecting.again(r, one) or "")
