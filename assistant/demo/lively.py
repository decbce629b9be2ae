"""Load the lived-in region: the small one, then places, people on file and their pasts; each part once, in order.

What was loaded is told by the lengths of three ledger chains, so a run that was stopped goes on where it was.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from assistant import app as house
from assistant.demo import load, pasts, people
from assistant.demo.lived_in import AGREEMENTS, COUNCILS, PARTNERS, SITES, STAFF
from assistant.demo.pasts import ONE_PAST, Ground
from assistant.demo.region import ADMINS, PASSWORD
from assistant.demo.region import STAFF as FIRST_STAFF
from assistant.policy.access import Viewer
from assistant.settings import Settings
from assistant.store import accounts, agreements, ledger, persons, staff, status
from assistant.store.db import Database, Writing
from assistant.store.keys import Keys
from assistant.store.tables import Organisation, Site
from assistant.web.signin import hash_password

BATCH, PASTS_A_BATCH = 200, 20
ONE_CALL, ONE_SEARCH = 400, 60  # for so many people on file there is one of them
IMPORTED_EVERY = 67  # of ESD's own earlier record: do not share
SINCE = timedelta(days=400)  # that is how long ago people began to be on file
PLACES, PEOPLE, PAST = "demo:lived-in", "demo:people", "demo:pasts"
Say = Callable[[str, int, int], None]
CONFIRMERS = ("maren@demo.example", "daniel@demo.example", "otis@demo.example")
SEARCHERS = (("jonah@demo.example", "support_services"), ("kit@demo.example", "training_retraining"),
             ("enid@demo.example", "vocational_rehabilitation"), ("ines@demo.example", "labor_exchange"))  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """How many people, pasts and searches this run added; nothing when all were there."""

    people: int
    pasts: int

    @property
    def nothing(self) -> bool:
        """Whether the region was there already."""
        return not (self.people or self.pasts)


def load_once(settings: Settings, many: int, seed: int, say: Say) -> Loaded:
    """Add what is missing of a region of so many people, the same for the same seed."""
    load.load_once(settings)
    database = house.open_database(settings)
    _hurry(database)
    try:
        now = datetime.now(UTC)
        ids = _places(settings, database, now)
        made = _people(database, house.open_keys(settings), many, seed, now, ids["maren@demo.example"], say)
        played = _pasts(settings, database, many, seed, now, ids, say)
    finally:
        database.dispose()
    return Loaded(made, played)


def _hurry(database: Database) -> None:
    """Do not wait for the disk at each of some ten thousand commits: invented people can be loaded anew."""
    if database.dialect == "sqlite":
        lease = database.lease()
        lease.cursor().execute("pragma synchronous = off")
        database.give_back(lease, lease.dbapi_connection)


def _places(settings: Settings, database: Database, now: datetime) -> dict[str, str]:
    """The places and the staff, once; gives the ids of all demo staff by e-mail address."""
    with database.writing() as w:
        if not _there(w, PLACES):
            _keep_places(w, now)
            _keep_staff(w, hash_password(settings.secret, PASSWORD), now)
            ledger.append(w, "demo_places", {"sites": len(SITES), "partners": len(PARTNERS)}, (PLACES,), now)
        return _ids(w)


def _keep_places(w: Writing, now: datetime) -> None:
    w.session.add_all(
        Site(id=id_, area_id=area, name=name, alternate_language=language, phone=phone)
        for id_, area, name, language, phone in SITES
    )
    for id_, (area, name) in COUNCILS.items():
        agreements.keep_organisation(w, Organisation(id=id_, name=name, kind="council", area_id=area))
    for id_, name in PARTNERS.items():
        agreements.keep_organisation(w, Organisation(id=id_, name=name, kind="partner"))
    w.session.flush()
    ledger.append(w, "demo_organisations", {"councils": len(COUNCILS), "partners": len(PARTNERS)}, (PLACES,), now)


def _keep_staff(w: Writing, password_hash: str, now: datetime) -> None:
    for person in STAFF:
        accounts.make(
            w, email=person.email, name=person.name, password_hash=password_hash, organisation_id=person.organisation,
            site_id=person.site, uniquifier=secrets.token_hex(32), now=now - load.HALF_YEAR, is_demo=True,
        )  # fmt: skip
    ids = _ids(w)
    for person in STAFF:
        load.keep_grants(w, person, ids, now)
    for each in AGREEMENTS:
        load.keep_agreement(w, each, ids, now)


def _ids(w: Writing) -> dict[str, str]:
    found = {each.email: staff.by_email(w, each.email) for each in (*ADMINS, *FIRST_STAFF, *STAFF)}
    return {email: str(row.id) for email, row in found.items() if row is not None}


def _people(
    database: Database, keys: Keys, many: int, seed: int, now: datetime, by: str, say: Say
) -> int:
    """People on file, a batch a transaction; each leaves an entry in a chain of their own."""
    with database.reading() as r:
        begun = ledger.head(r, PEOPLE)[0] * BATCH
    for first in range(begun, many, BATCH):
        with database.writing() as w:
            for number in range(first, min(first + BATCH, many)):
                _on_file(w, keys, people.person(seed, number, now.date()), by, now)
            ledger.append(w, "demo_people", {"from": first, "seed": seed}, (PEOPLE,), now)
        say("People on file", min(first + BATCH, many), many)
    return max(0, many - begun)


def _on_file(w: Writing, keys: Keys, who: people.Invented, by: str, now: datetime) -> None:
    at = now - SINCE * people.dice_of(0, "since", who.number).random() - timedelta(days=155)
    person = persons.make(w, keys, who.name, who.born, who.contact, who.area, at, who.facts, who.seeker_id)
    ledger.append(w, "demo_person", {"person": person.id}, (f"person:{person.id}",), at)
    if who.number % IMPORTED_EVERY == 5:
        status.confirm(w, person, "opt_out_confirmed", None, None, by, "not_checked", now - timedelta(days=150),
                       cause="imported")  # fmt: skip


def _pasts(
    settings: Settings, database: Database, many: int, seed: int, now: datetime, ids: dict[str, str], say: Say
) -> int:
    viewers = _viewers(database, ids)
    ground = Ground(house.open_intake(settings, database), tuple(viewers[each] for each in CONFIRMERS),
                    viewers["ines@demo.example"], seed, many, now)  # fmt: skip
    with database.reading() as r:
        begun = ledger.head(r, PAST)[0] * PASTS_A_BATCH
    calls, searches = many // ONE_CALL, many // ONE_SEARCH
    acts: list[Callable[[], object]] = [partial(pasts.play, ground, n) for n in range(many // ONE_PAST)]
    acts += [partial(pasts.object_by_phone, ground, n) for n in range(calls)]
    for n in range(searches):
        email, purpose = SEARCHERS[n % len(SEARCHERS)]
        acts.append(partial(pasts.look_up, ground, viewers[email], purpose, n))
    for first in range(begun, len(acts), PASTS_A_BATCH):
        for act in acts[first : first + PASTS_A_BATCH]:
            act()
        with database.writing() as w:
            ledger.append(w, "demo_pasts", {"from": first, "seed": seed}, (PAST,), now)
        say("What they said", min(first + PASTS_A_BATCH, len(acts)), len(acts))
    return max(0, len(acts) - begun)


def _viewers(database: Database, ids: dict[str, str]) -> dict[str, Viewer]:
    with database.reading() as r:
        found = {email: staff.viewer(r, id_) for email, id_ in ids.items()}
    return {email: viewer for email, viewer in found.items() if viewer is not None}


def _there(w: Writing, chain: str) -> bool:
    return ledger.head(w, chain)[0] > 0
