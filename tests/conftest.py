"""The demo region as tests use it: built once a worker, copied for each test."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import load
from assistant.demo.region import PASSWORD
from assistant.desk.room import Desk

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Region:
    """One throw-away demonstration."""

    settings: Any
    app: Any

    @property
    def wiring(self):
        return self.app.extensions["assistant"]

    @property
    def desk(self):
        return Desk(self.wiring.database, self.wiring.keys)

    def sign_in(self, email):
        """A browser of someone who is signed in."""
        browser = self.app.test_client()
        form = {"csrf_token": csrf(browser.get("/desk/sign-in").text), "email": email, "password": PASSWORD}
        assert browser.post("/desk/sign-in", data=form).status_code == 302
        return browser


def csrf(page):
    """The proof that a form of this page carries."""
    return CSRF.search(page).group(1)


def settings_in(folder):
    """Settings of a demonstration in this folder."""
    return configuration.read({"NOTICE_DEMO": "1", "NOTICE_VAR": str(folder), "NOTICE_LOG_LEVEL": "error"})


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    settings = settings_in(folder)
    house.migrate(settings)
    load.load_once(settings)
    return folder


@pytest.fixture
def region(template, tmp_path):
    shutil.copytree(template, tmp_path / "var")
    settings = settings_in(tmp_path / "var")
    app = house.create_app(settings)
    yield Region(settings, app)
    app.extensions["assistant"].database.dispose()
