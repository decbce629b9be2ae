"""How an objection came that was not said in the chat: its way, when, who said it, who wrote it down, its original."""

from dataclasses import dataclass
from datetime import datetime

from assistant.policy.objecting import SPEAKERS, WAYS
from assistant.store import late_receipts, objections, originals, staff
from assistant.store.db import Reading
from assistant.store.tables import Request


@dataclass(frozen=True)
class Came:
    """The objection of a request, in words, and what it was kept as."""

    way: str
    spoken_by: str
    received_at: datetime
    recorded_by: str
    originals: tuple[str, ...]
    read_between: int  # records that a partner read after it was received and before it was recorded


def of_request(r: Reading, request: Request) -> Came | None:
    """How the objection of this request came; nothing for what was said in the chat."""
    found = objections.find(r, request.objection_id) if request.objection_id else None
    if found is None or found.way == "chat":
        return None
    who = staff.find(r, found.recorded_by) if found.recorded_by else None
    return Came(
        WAYS.get(found.way, found.way),
        SPEAKERS.get(found.spoken_by, found.spoken_by),
        found.received_at,
        who.name if who else "",
        tuple(each for each, _ in originals.of_objection(r, found.id)),
        len(late_receipts.of_objection(r, found.id)),
    )
