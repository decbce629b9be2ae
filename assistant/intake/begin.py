"""A conversation begins when a language is chosen; it is pinned to the flow version of that moment."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.evidence.canonical import sha256_hex
from assistant.intake import place
from assistant.intake.running import Intake
from assistant.store import references, turns
from assistant.store.base import millis
from assistant.store.db import new_id
from assistant.store.turns import ConversationRow

Channel = Literal["kiosk", "web", "assisted"]


class LanguageUnknown(Exception):
    """The flow is not offered in this language."""


@dataclass(frozen=True)
class Begun:
    """A new conversation: the secret belongs in the person's cookie and is kept nowhere."""

    secret: str
    conversation_id: str
    step: str


def begin(
    intake: Intake, channel: Channel, language: str, now: datetime, site_id: str | None = None,
    staff_id: str | None = None, speaker: str = "self",
) -> Begun:  # fmt: skip
    """Begin one notification. Raises PlaceUnknown for a site and LanguageUnknown for a language that is not there."""
    edition = intake.current
    if language not in intake.languages():
        raise LanguageUnknown(language)
    secret = secrets.token_urlsafe(32)
    first: Literal["share", "do_not_share"] = "share" if secrets.randbits(1) else "do_not_share"
    intake.publish(now)
    with intake.database.writing() as w:
        where = None if site_id is None else place.at_site(intake, w, edition.version, site_id, now)
        standing = replace(edition.engine.begin(channel, language, first, where is not None), speaker=speaker)
        conversation = ConversationRow(
            id=new_id(now),
            flow_version_id=edition.version,
            notice_version_id=where.notice_version_id if where else None,
            channel=channel,
            site_id=site_id,
            area_id=where.area_id if where else None,
            owner_hash=sha256_hex(secret),
            assisted_by=staff_id,
            reference=references.for_request(w),
            turns=0,
            standing=standing.to_json(),
            began_at=millis(now),
            last_at=millis(now),
            ended_at=None,
        )
        turns.begin(w, conversation)
    return Begun(secret, conversation.id, standing.step)
