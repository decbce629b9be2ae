"""Schemathesis reads the published description and attacks the API by it, with each kind of credential."""

import shutil
from datetime import UTC, datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from assistant import app as house
from assistant.desk import clients
from assistant.store import staff
from assistant.web import openapi
from tests.conftest import Region, settings_in

OF = {"/api/v1/decisions": "esd", "/api/v1/records": "harbor"}
seen = {}  # what each address answered to whoever may ask


@pytest.fixture(scope="module")
def asked(template, tmp_path_factory):
    """A region that lives as long as this module, with a credential for ESD and one for a partner."""
    folder = tmp_path_factory.mktemp("asked") / "var"
    shutil.copytree(template, folder)
    app = house.create_app(settings_in(folder))
    region = Region(None, app)
    with region.wiring.database.reading() as r:
        admin = staff.viewer(r, staff.by_email(r, "priya@demo.example").id)
    app.secrets = {
        of: clients.make(region.desk, admin, of, "test", 30, datetime.now(UTC)).secret for of in ("esd", "harbor")
    }
    LATER.app = app
    yield app
    region.wiring.database.dispose()
    for path, statuses in seen.items():
        assert statuses >= {200, 401, 405, 422}, f"cases of every kind came to their answer at {path}"


class Later:
    """The application that the tests of this module ask, once it is made."""

    app = None

    def __call__(self, environ, start):
        return self.app(environ, start)


LATER = Later()
schema = schemathesis.openapi.from_dict(openapi.DOCUMENT)  # that the address serves this is held by test_api.py
schema.app, schema.location = LATER, "/api/v1/openapi.json"
BOUNDED = settings(
    max_examples=40, derandomize=True, deadline=None, database=None,
    phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
)  # fmt: skip


ACCEPTED = schemathesis.checks.CHECKS.get_one("positive_data_acceptance")


@schema.parametrize()
@BOUNDED
def test_whoever_may_ask_gets_what_the_description_says(case, asked):
    secret = asked.secrets[OF.get(case.path, "harbor")]
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})
    seen.setdefault(case.path, set()).add(answer.status_code)


@schema.parametrize()
@BOUNDED
def test_the_other_credential_asks_nothing(case, asked):
    secret = asked.secrets["esd" if OF.get(case.path) == "harbor" else "harbor"]
    answer = case.call(headers={"Authorization": f"Bearer {secret}"})
    case.validate_response(answer, excluded_checks=[ACCEPTED])
    shown = "Authorization" in answer.request.headers  # some cases leave the credential out
    assert answer.status_code in ((403 if shown else 401, 405) if case.path in OF else (200, 405))


@schema.parametrize()
@BOUNDED
def test_without_a_credential_nothing_is_asked(case, asked):
    answer = case.call()
    case.validate_response(answer, excluded_checks=[ACCEPTED])
    assert answer.status_code in ((401, 405) if case.path in OF else (200, 405))
