"""Sites and areas."""


from assistant.store.db import Reading
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
