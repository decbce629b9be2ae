"""Sites and areas."""

from datetime import datetime

from sqlalchemy import select

from assistant.store import ledger
from assistant.store.db import Reading, Writing
from assistant.store.sql import adapted
from assistant.store.tables import Site

_SITES = adapted("select id, name from site order by name")
_AREAS = adapted("select id, council, counties from area order by id")
_AREA = adapted("select 1 from area where id = ?")


def find(r: Reading, site_id: str) -> Site | None:
    """A site by its short name."""
    return r.session.get(Site, site_id)


def all_sites(r: Reading) -> list[tuple[str, str]]:
    """Every site by name: id, name."""
    return list(r.driver.execute(_SITES[r.dialect]).fetchall())


def areas(r: Reading) -> list[tuple[str, str, str]]:
    """The workforce areas in their order: id, council, counties."""
    return list(r.driver.execute(_AREAS[r.dialect]).fetchall())


def is_area(r: Reading, area_id: str) -> bool:
    """Whether there is an area of this id."""
    return r.driver.execute(_AREA[r.dialect], (area_id,)).fetchone() is not None


def in_full(r: Reading) -> list[Site]:
    """Every site with all that is kept of it, area by area."""
    return list(r.session.scalars(select(Site).order_by(Site.area_id, Site.name)))


def add(w: Writing, site: Site, by: str, now: datetime) -> None:
    """Keep a new site with its entry, which holds all that is kept of it."""
    w.add(site)
    body = {"site": site.id, "area": site.area_id, "name": site.name, "language": site.alternate_language,
            "phone": site.phone, "by": by}  # fmt: skip
    ledger.append(w, "site_added", body, {f"site:{site.id}", f"staff:{by}"}, now)
