"""Under the rule "notice", silence after a whole notification becomes a share request that ESD confirms as any other.

Nothing said in the chat opens one: only this verb does, run after the person can no longer come back.
"""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.engine import Standing
from assistant.policy import notification, sharing_rule
from assistant.policy import request as rule
from assistant.policy.ruling import Ruling
from assistant.store import holds, identity, ledger, notices, objections, persons, requests, silence, told, turns
from assistant.store.base import moment
from assistant.store.db import Database, Reading, Writing
from assistant.store.tables import Request
from assistant.store.turns import ConversationRow


@dataclass(frozen=True)
class Closed:
    """How many conversations were looked at, and how many became a request to share."""

    seen: int
    opened: int


def close(database: Database, now: datetime) -> Closed:
    """Open a share request for each silent conversation, one transaction each; a second run finds nothing new."""
    seen = opened = 0
    after = ""
    while True:
        with database.reading() as r:
            found = silence.candidates(r, now - sharing_rule.SILENT_AFTER, after)
        if not found:
            return Closed(seen, opened)
        for conversation_id in found:
            opened += _close(database, conversation_id, now) is not None
        seen, after = seen + len(found), found[-1]


def may_open(r: Reading, row: ConversationRow, now: datetime) -> Ruling:
    """Whether what was said, and not said, in a conversation opens a request to share."""
    standing = Standing.from_json(row.standing)
    named, disowned = standing.identity == "given", standing.ended == "cleared"
    silent = sharing_rule.is_silence(named, disowned, moment(row.last_at), now)
    if not silent.allowed:
        return silent
    required = notices.required(r, row.notice_version_id) if row.notice_version_id else ()
    complete = notification.is_complete(required, told.elements(r, row.id)).allowed
    typed = identity.latest(r, row.id)
    equal = persons.matching(r, typed.match_index) if typed else []
    said_no = bool(
        objections.of_conversation(r, row.id)
        or told.choices(r, row.id)
        or (typed and holds.standing(r, typed.match_index))
        or any(each.status == "opt_out_confirmed" for each in equal)
    )
    ruling = sharing_rule.silence_opens_share(notices.sharing_rule(r, row.flow_version_id), complete, said_no)
    if not ruling.allowed:
        return ruling
    opens = rule.opens("share", sent=True, statuses=tuple(each.status for each in equal))
    return ruling if opens.allowed else opens


def _close(database: Database, conversation_id: str, now: datetime) -> Request | None:
    with database.reading() as r:
        row = turns.find(r, conversation_id)
    if row is None:
        return None
    try:
        with database.writing() as w:
            turns.lock(w, row)
            ruling = may_open(w, row, now)
            if not ruling.allowed or requests.of_conversation(w, row.id):
                return None
            return _open(w, row, ruling, now)
    except turns.StaleTurn:
        return None  # the person came back at this very moment


def _open(w: Writing, row: ConversationRow, ruling: Ruling, now: datetime) -> Request:
    """Said when the conversation was left, so that any "do not share" since then counts as later."""
    request = requests.open(
        w, "share", row.reference, moment(row.last_at), now, conversation_id=row.id, site_id=row.site_id,
        taken_down_by=row.assisted_by, spoken_by=Standing.from_json(row.standing).speaker,
    )  # fmt: skip
    body = {"conversation": row.id, "request": request.id, "ruling": ruling.code}
    ledger.append(w, "silence_became_request", body, (turns.chain_of(row.id),), now)
    return request
