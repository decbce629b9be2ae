"""Where a conversation happens decides which partners it names; its notice is pinned before the first element."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from assistant.conversation import notice
from assistant.conversation.engine import Engine
from assistant.conversation.notice import NoticeDraft
from assistant.intake.running import Intake
from assistant.store import agreements, notices, sites
from assistant.store.db import Writing
from assistant.store.turns import ConversationRow


class PlaceUnknown(Exception):
    """No site or area of that name."""


@dataclass(frozen=True)
class Place:
    """The site or area of a conversation, and the notice version it is pinned to."""

    site_id: str | None
    area_id: str | None
    notice_version_id: str


def at_site(intake: Intake, w: Writing, version: str, site_id: str, now: datetime) -> Place:
    """Pin to the notice of a site. Raises PlaceUnknown."""
    site = sites.find(w, site_id)
    if site is None:
        raise PlaceUnknown(site_id)
    return Place(site.id, site.area_id, _ensure(intake, w, version, f"site:{site.id}", site.area_id, now))


def pin(intake: Intake, w: Writing, row: ConversationRow, area_id: str, now: datetime) -> Place:
    """Pin a web conversation to the notice of the area just named. Raises PlaceUnknown."""
    if not sites.is_area(w, area_id):
        raise PlaceUnknown(area_id)
    return Place(None, area_id, _ensure(intake, w, row.flow_version_id, f"area:{area_id}", area_id, now))


def _ensure(intake: Intake, w: Writing, version: str, scope: str, area_id: str, now: datetime) -> str:
    """The notice of this place from the agreements in force now; published once, found again afterwards."""
    partners, categories = agreements.named_in(w, area_id, now)
    draft = _draft(intake.engine(version), partners, categories, scope)
    notices.ensure_notice_version(w, draft, version, scope, partners, categories, now)
    return draft.id


@lru_cache(maxsize=256)
def _draft(
    engine: Engine, partners: tuple[tuple[str, str, str], ...], categories: tuple[str, ...], scope: str
) -> NoticeDraft:
    return notice.fill(engine.flow, partners, categories, scope)
