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
    AgreementTerms,
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
    for id_, name, kind in (("esd", "ESD", "esd"), ("harbor", "Harbor", "partner")):
        agreements.keep_organisation(w, Organisation(id=id_, name=name, kind=kind))
    w.session.flush()
    w.session.add(Site(id="tidewater", area_id="WDA06", name="Tidewater", alternate_language="es", phone=""))
    for name, organisation in (("maren", "esd"), ("priya", "esd"), ("owen", "esd"), ("ines", "esd"),
                               ("jonah", "harbor")):  # fmt: skip
        w.session.add(Staff(id=name, email=f"{name}@t.invalid", password="x", name=name, fs_uniquifier=name,
                            organisation_id=organisation, active=True, is_demo=True, failed_sign_ins=0))  # fmt: skip
    w.session.flush()
    _agreement(w)
    ledger.append(w, "region_loaded", {}, ("staff:maren",), NOW)


def _agreement(w) -> None:
    begins, ends = NOW - timedelta(days=1), NOW + timedelta(days=1)
    agreements.keep_basis(w, PartnerBasis(
        id="b1", organisation_id="harbor", basis="mou_signatory", starts_at=begins, ends_at=ends, document_sha256="",
        recorded_at=begins, recorded_by="priya", legal_review_says=""))  # fmt: skip
    agreements.make(w, "DSA-1", "harbor", begins)
    for number, state, by in ((1, "draft", "priya"), (2, "active", "owen")):
        agreements.keep_terms(w, terms(number=number, state=state, changed_by=by))


def terms(**more) -> AgreementTerms:
    begins, ends = NOW - timedelta(days=1), NOW + timedelta(days=1)
    said = {"agreement_id": "DSA-1", "number": 3, "counts_from": begins, "state": "active", "starts_at": begins,
            "ends_at": ends, "areas": "WDA06", "categories": "ID", "purposes": "training_retraining",
            "other_program": "", "esd_manager": "A", "partner_manager": "B", "signed_document_sha256": "d" * 64,
            "uc_basis": None, "changed_by": "owen", "why": ""}  # fmt: skip
    return AgreementTerms(**{**said, **more})


def begin(w, notice: str | None, owner: str = "o", flow: str = "f" * 64) -> turns.ConversationRow:
    at = millis(NOW)
    row = turns.ConversationRow(
        new_id(NOW), flow, notice, "kiosk", "tidewater", "WDA06", (owner + os.urandom(32).hex())[:64], None,
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
