"""One migrated database of each kind a worker, a little invented region, and a way to attack by raw SQL."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from assistant.store import agreements, grants, ledger, notices, turns
from assistant.store.base import millis
from assistant.store.db import Database, new_id
from assistant.store.keys import Keys
from assistant.store.migrations import migrate
from assistant.store.people import Staff
from assistant.store.tables import (
    Agreement,
    AgreementArea,
    AgreementCategory,
    AgreementPurpose,
    Area,
    Organisation,
    PartnerBasis,
    Site,
)
from tests import postgres

NOW = datetime(2026, 11, 20, 10, 15, tzinfo=UTC)
BORN = date(1988, 2, 14)
ELEMENTS = ("DS1a", "DS2a", "DS3")
KEYS = Keys({"k1": b"1" * 32, "k2": b"2" * 32}, "k2")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.running() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request, tmp_path) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path}/t.db")
    else:
        made = Database(postgres.new_database(request.getfixturevalue("postgres_server")))
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def region(database) -> SimpleNamespace:
    """One area and site, ESD and a partner with an agreement, four staff, one grant, one flow, two notices."""
    with database.writing() as w:
        _places(w)
        grants.give(w, "maren", "esd_confirm", "priya", "owen", NOW - timedelta(days=9), NOW + timedelta(days=9), NOW)
        notices.ensure_flow_version(w, "f" * 64, "notification", {"flow.yaml": "ñ"}, "choice", NOW)
        for sign, elements in (("a", ELEMENTS), ("b", ELEMENTS), ("c", ())):
            notices.ensure_notice_version(w, draft(sign * 64, elements), "f" * 64, "site:tidewater",
                                          [("harbor", "Harbor", "DSA-1")], ["ID"], NOW)  # fmt: skip
    return SimpleNamespace(database=database, notice="a" * 64, other="b" * 64, empty="c" * 64)


def draft(version: str, elements: tuple[str, ...]) -> SimpleNamespace:
    words = {(language, f"tell.{e}"): f"{language} {e}" for language in ("en", "es") for e in ELEMENTS}
    return SimpleNamespace(id=version, required=elements, texts=words)


def _places(w) -> None:
    w.session.add_all([Area(id="WDA06", council="WorkForce Central", counties="Pierce")])
    w.session.add_all([Organisation(id="esd", name="ESD", kind="esd"),
                       Organisation(id="harbor", name="Harbor", kind="partner")])  # fmt: skip
    w.session.flush()
    w.session.add(Site(id="tidewater", area_id="WDA06", name="Tidewater", alternate_language="es", phone=""))
    w.session.add(PartnerBasis(id="b1", organisation_id="harbor", basis="mou_signatory",
                               starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1)))  # fmt: skip
    w.session.add(Agreement(id="DSA-1", organisation_id="harbor", state="active", starts_at=NOW - timedelta(days=1),
                            ends_at=NOW + timedelta(days=1), esd_manager="A", partner_manager="B"))  # fmt: skip
    w.session.flush()
    w.session.add_all([AgreementArea(agreement_id="DSA-1", area_id="WDA06"),
                       AgreementCategory(agreement_id="DSA-1", category="ID"),
                       AgreementPurpose(agreement_id="DSA-1", purpose="training_retraining")])  # fmt: skip
    for name, organisation in (("maren", "esd"), ("priya", "esd"), ("owen", "esd"), ("ines", "esd"),
                               ("jonah", "harbor")):  # fmt: skip
        w.session.add(Staff(id=name, email=f"{name}@t.invalid", password="x", name=name, fs_uniquifier=name,
                            organisation_id=organisation, active=True, is_demo=True, failed_sign_ins=0))  # fmt: skip
    w.session.flush()
    ledger.append(w, "region_loaded", {}, ("staff:maren",), NOW)


def begin(w, notice: str | None, owner: str = "o") -> turns.ConversationRow:
    at = millis(NOW)
    row = turns.ConversationRow(
        new_id(NOW), "f" * 64, notice, "kiosk", "tidewater", "WDA06", (owner + os.urandom(32).hex())[:64], None,
        os.urandom(4).hex().upper(), 0, '{"first":"share","step":"welcome"}', at, at, None,
    )  # fmt: skip
    turns.begin(w, row)
    return row


def turn(w, row: turns.ConversationRow, told=(), choice=None, **more) -> turns.ConversationRow:
    number = row.turns + 1
    kept = turns.KeptTurn(
        conversation=row, number=number, event="answer", step="tell_what", answer="told",
        standing='{"first":"share","step":"next"}', next_step="next", language="es", text_sha256="1" * 64, by="person",
        method="read", token_sha256=f"{number:064x}", payload_sha256="2" * 64, shown_ms=millis(NOW),
        answered_ms=millis(NOW) + number,
        told=tuple(turns.ToldRow(e, "told", "es", "3" * 64, "4" * 64) for e in told), choice=choice, **more,
    )  # fmt: skip
    return turns.keep(w, kept)


def told_all(database: Database, notice: str = "a" * 64, choice: str | None = None) -> turns.ConversationRow:
    with database.writing() as w:
        row = turn(w, begin(w, notice), ELEMENTS)
        return turn(w, row, choice=choice) if choice else row


__all__ = ["agreements"]
