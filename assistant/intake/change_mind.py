"""A change of mind by private link: see the own request, say "do not share" at any time, go on, or begin anew.

Nothing here reads a file: what is shown comes from the conversation that the link belongs to, and from its requests.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.conversation.engine import Standing
from assistant.conversation.flow import ENDS
from assistant.evidence import token as tokens
from assistant.evidence.canonical import sha256_hex
from assistant.intake import begin
from assistant.intake.answer import Typed
from assistant.intake.begin import Begun
from assistant.intake.running import Intake
from assistant.store import holds, identity, objecting, objections, private_links, requests, turns
from assistant.store.base import millis, moment
from assistant.store.db import Reading
from assistant.store.objecting import Heard, Named
from assistant.store.tables import IdentityTyped, PrivateLink, Request
from assistant.store.turns import ConversationRow

DRAFT_LASTS = timedelta(days=7)
WAY = "private_link"
SHARE, DO_NOT_SHARE = "share", "do_not_share"


@dataclass(frozen=True)
class Mine:
    """What the holder of a link may see of their own request."""

    language: str
    reference: str
    said: str  # share | do_not_share | "" when nothing was said yet
    where: str  # none | waiting | decided
    go_on_until: datetime | None  # of a draft that is not finished
    named: bool
    token: str  # of this page, so that a double tap is one


@dataclass(frozen=True)
class _Held:
    """A link that opens, with what it belongs to."""

    link: PrivateLink
    row: ConversationRow
    standing: Standing
    typed: IdentityTyped | None


def make_link(intake: Intake, owner: str, token: str, now: datetime) -> str | None:
    """A new private link of this browser's own web conversation; an earlier one ends. None when there is none."""
    secret = secrets.token_urlsafe(32)
    with intake.database.writing() as w:
        row = turns.find_by_owner(w, sha256_hex(owner))
        if row is None or row.channel != "web" or Standing.from_json(row.standing).step in ENDS:
            return None
        try:
            tokens.read(intake.secret, token, row.id)
        except tokens.TokenRefused:
            return None
        private_links.make(w, row.id, secret, now)
        return secret


def look(intake: Intake, secret: str, now: datetime) -> Mine | None:
    """The page of a link; looking writes nothing."""
    with intake.database.reading() as r:
        held = _find(r, secret)
        if held is None:
            return None
        asked = requests.of_conversation(r, held.row.id)
    said, where = _answer(held.standing, asked)
    until = moment(held.row.last_at) + DRAFT_LASTS
    return Mine(
        language=held.standing.language,
        reference=held.row.reference,
        said=said,
        where=where,
        go_on_until=until if now < until and _unfinished(held.standing) else None,
        named=held.typed is not None,
        token=tokens.sign(intake.secret, held.link.id, 1, secrets.token_hex(32), millis(now)),
    )


def _last(asked: list[Request]) -> Request | None:
    """What was said last; of two in the same moment what came by the link, else the later turn."""
    return max(asked, key=lambda each: (each.said_at, each.opened_at, not _of_chat(each), each.choice_number or 0),
               default=None)  # fmt: skip


def _answer(standing: Standing, asked: list[Request]) -> tuple[str, str]:
    """What was said last, and whether somebody at ESD decided it.

    A request that closed because nothing was left to decide still “waits” here: the file must not show through.
    """
    last = _last(asked)
    sent_share = standing.ended == "sent" and standing.choice == SHARE
    if sent_share and not any(each.kind == SHARE for each in asked) and (last is None or _of_chat(last)):
        return SHARE, "waiting"  # one that opens no request, since ESD confirmed the same before
    if last is None:
        return "", "none"
    return last.kind, "decided" if last.state == "confirmed" else "waiting"


def _of_chat(request: Request) -> bool:
    return request.choice_number is not None


def _unfinished(standing: Standing) -> bool:
    return not standing.ended and standing.step not in ENDS


def object_(intake: Intake, secret: str, token: str, typed: Typed | None, now: datetime) -> bool | None:
    """Keep "do not share" for who this conversation named, or for who is typed now; None for no such link.

    False when somebody must be named first. A double tap or a replay keeps nothing more.
    """
    try:
        with intake.database.writing() as w:
            held = _find(w, secret)
            if held is None or not _ours(intake, held, token):
                return None
            who = held.typed or _named(typed)
            if who is None:
                return False
            one = objecting.id_of(held.link.id, token)
            index = who.match_index if isinstance(who, IdentityTyped) else intake.keys.match_index(*_called(who))
            if objecting.again(w, one) is None and not _holds_already(w, held.row.id, index):
                heard = Heard(WAY, now, "self", None, held.row.site_id, held.row.id, held.row.reference)
                made = objecting.keep(w, intake.keys, one, heard, who, now)
                objecting.enter(w, made, heard, now, {"link": held.link.id})
            return True
    except objections.KeptBefore:
        return True


def _named(typed: Typed | None) -> Named | None:
    return Named(typed.name, typed.birth_date, typed.contact, typed.may_leave_message) if typed else None


def _called(named: Named) -> tuple[str, date]:
    return named.name, named.birth_date


def _holds_already(r: Reading, conversation_id: str, match_index: str) -> bool:
    """Whether the last thing said here is a "do not share" that waits and holds every record of this name."""
    asked = requests.of_conversation(r, conversation_id)
    last = _last(asked)
    if last is None or last.kind != DO_NOT_SHARE or last.state not in requests.OPEN:
        return False
    return any(each.match_index == match_index and holds.is_whole(r, each) for each in holds.of_request(r, last.id))


def go_on(intake: Intake, secret: str, token: str, now: datetime) -> Begun | None:
    """Open the unfinished draft on this device, within seven days of its last answer; the earlier cookie ends."""
    owner = secrets.token_urlsafe(32)
    while True:
        try:
            with intake.database.writing() as w:
                held = _find(w, secret)
                if held is None or not _ours(intake, held, token) or not _unfinished(held.standing):
                    return None
                if now >= moment(held.row.last_at) + DRAFT_LASTS:
                    return None
                turns.lock(w, held.row)
                turns.own(w, held.row, sha256_hex(owner), {"link": held.link.id}, now)
                return Begun(owner, held.row.id, held.standing.step)
        except turns.StaleTurn:
            continue  # an answer came in between: the draft is where that led


def again(intake: Intake, secret: str, token: str, now: datetime) -> Begun | None:
    """Begin a fresh notification on the version of today; ESD checks who it is before anything is shared."""
    with intake.database.reading() as r:
        held = _find(r, secret)
        if held is None or not _ours(intake, held, token):
            return None
    languages = intake.languages()
    language = held.standing.language if held.standing.language in languages else "en"
    return begin.begin(intake, "web", language, now)


def _find(r: Reading, secret: str) -> _Held | None:
    found = private_links.find(r, secret)
    if found is None:
        return None
    link, row = found
    typed = identity.latest(r, row.id)
    if typed is not None and private_links.key_is_gone(r, typed.person_key_id):
        return None
    return _Held(link, row, Standing.from_json(row.standing), typed)


def _ours(intake: Intake, held: _Held, token: str) -> bool:
    """Whether this form was made by us for this link: the proof against forged forms."""
    try:
        tokens.read(intake.secret, token, held.link.id)
    except tokens.TokenRefused:
        return False
    return True
