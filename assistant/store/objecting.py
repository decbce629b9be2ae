"""An objection made outside the chat's turns, kept whole: what was said, who it names, its request and its hold.

The statements are the same whatever is on file (DESIGN P6), because partners relay objections too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from assistant.evidence.canonical import canonical, sha256_hex
from assistant.policy import request as rule
from assistant.store import holds, identity, ledger, objections, persons, references, requests
from assistant.store.db import Reading, Writing
from assistant.store.keys import Keys
from assistant.store.tables import IdentityTyped, Request

DO_NOT_SHARE = "do_not_share"


@dataclass(frozen=True)
class Named:
    """Who it is about, as typed: a claim and no more."""

    name: str
    birth_date: date
    contact: str = ""
    may_leave_message: bool = False


@dataclass(frozen=True)
class Heard:
    """How it came: by which way, when, who said it, who wrote it down, where, and in which conversation if in one."""

    way: str
    received_at: datetime
    spoken_by: str = "self"
    recorded_by: str | None = None
    site_id: str | None = None
    conversation_id: str | None = None
    reference: str | None = None  # of that conversation


@dataclass(frozen=True)
class Objected:
    """What was kept."""

    objection_id: str
    request_id: str
    reference: str
    typed: IdentityTyped


def id_of(*said: object) -> str:
    """The id of an objection from what was posted, so that a double tap or a replay finds the first."""
    return sha256_hex(canonical(list(said)))[:32]


def again(r: Reading, objection_id: str) -> str | None:
    """The reference of an objection that was kept before; the same statement for one that was not."""
    return r.session.scalar(select(Request.reference).where(Request.objection_id == objection_id))


def keep(
    w: Writing, keys: Keys, objection_id: str, heard: Heard, who: Named | IdentityTyped, now: datetime
) -> Objected:
    """Keep it, open its request and begin its hold; `enter` must follow. Raises objections.KeptBefore.

    When every record of that name and birth date is already do-not-share confirmed, nothing waits for ESD, and it
    still holds for records imported later (DESIGN 4).
    """
    objections.keep(w, heard.conversation_id, None, heard.way, now, heard.recorded_by, heard.spoken_by,
                    objection_id=objection_id, received_at=heard.received_at)  # fmt: skip
    typed = who if isinstance(who, IdentityTyped) else _typed(w, keys, objection_id, heard, who, now)
    statuses = tuple(each.status for each in persons.matching(w, typed.match_index))
    opens = rule.opens(DO_NOT_SHARE, sent=True, statuses=statuses).allowed
    row = requests.open(
        w, DO_NOT_SHARE, heard.reference or references.for_request(w), heard.received_at, now,
        conversation_id=heard.conversation_id, objection_id=objection_id, site_id=heard.site_id,
        taken_down_by=heard.recorded_by, spoken_by=heard.spoken_by,
    )  # fmt: skip
    holds.begin(w, row.id, typed.match_index, now)
    requests.settle(w, row, nothing_left=not opens, now=now)
    return Objected(objection_id, row.id, row.reference, typed)


def enter(
    w: Writing, objected: Objected, heard: Heard, now: datetime, more: Mapping[str, object], chains: Iterable[str] = ()
) -> None:
    """Append the entry of an objection; no chain of a person, so that it is as long for a name that is not on file."""
    body = {
        "objection": objected.objection_id, "request": objected.request_id, "identity": objected.typed.id,
        "way": heard.way, **more,
    }  # fmt: skip
    own = [f"objection:{objected.objection_id}"]
    own += [f"staff:{heard.recorded_by}"] if heard.recorded_by else []
    own += [f"conversation:{heard.conversation_id}"] if heard.conversation_id else []
    ledger.append(w, "objection_received", body, (*own, *chains), now)


def _typed(
    w: Writing, keys: Keys, objection_id: str, heard: Heard, named: Named, now: datetime
) -> IdentityTyped:
    return identity.keep(
        w, keys, heard.conversation_id, None, named.name, named.birth_date, named.contact, named.may_leave_message,
        now, objection_id=objection_id,
    )  # fmt: skip
