"""Where a conversation happens decides which partners it names; its notice is pinned before the first element."""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation import notice
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
    named = agreements.in_force(w, area_id, now)
    # An organisation with two agreements here is named once.
    once = {each.organisation_id: each for each in reversed(named)}
    partners = [
        (each.organisation_id, each.organisation_name, each.id) for each in named if once[each.organisation_id] is each
    ]
    categories = sorted({category for each in named for category in each.categories})
    draft = notice.fill(intake.engine(version).flow, partners, categories, scope)
    notices.ensure_notice_version(w, draft, version, scope, partners, categories, now)
    return draft.id
