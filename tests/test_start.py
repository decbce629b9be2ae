"""The house opens for real only on a migrated database, without demo sign-ins, with approved words."""

import base64

import pytest
from click.testing import CliRunner

from assistant import app as house
from assistant import settings as configuration
from assistant.cli import cli
from assistant.demo import load
from assistant.intake.begin import LanguageUnknown, begin
from tests.conftest import settings_in

KEYS = {
    "NOTICE_SITE_KEYS": "k:" + base64.b64encode(b"k" * 32).decode(),
    "NOTICE_SECRET": "s" * 40,
    "NOTICE_PHONE": "360 555 0100",
}


def real(tmp_path):
    return KEYS | {"NOTICE_DATABASE": f"sqlite:///{tmp_path}/real.db"}


def test_without_a_migrated_database_it_refuses(tmp_path):
    with pytest.raises(house.StartRefused, match="assistant migrate"):
        house.check_start(configuration.read(real(tmp_path)))


def test_on_demo_sign_ins_it_refuses(tmp_path):
    demo = settings_in(tmp_path)
    house.migrate(demo)
    load.load_once(demo, seekers=False)
    with pytest.raises(house.StartRefused, match="demo sign-ins"):
        house.check_start(configuration.read(KEYS | {"NOTICE_DATABASE": demo.database}))


def test_without_approved_english_it_refuses_and_with_it_opens_in_english_alone(tmp_path, monkeypatch):
    settings = configuration.read(real(tmp_path))
    house.migrate(settings)
    with pytest.raises(house.StartRefused, match="carries no approval"):
        house.check_start(settings)
    for name, value in real(tmp_path).items():
        monkeypatch.setenv(name, value)
    words = ["flows", "approve", "--language", "en", "--by", "Test Person", "--role", "Policy lead"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    house.check_start(settings)
    database = house.open_database(settings)
    intake = house.open_intake(settings, database)
    assert list(intake.languages()) == ["en"]
    with pytest.raises(LanguageUnknown):
        begin(intake, "web", "es", house.now())
    database.dispose()


def test_a_bad_flow_is_refused_whole_and_the_running_one_stays(region):
    intake = region.wiring.intake
    running, files = intake.current.version, dict(intake.current.files)
    files["flow.yaml"] = files["flow.yaml"].replace("to: tell_use", "to: nowhere", 1)
    faults = intake.offer(files)
    assert [(each.file, each.check) for each in faults][0][0] == "flow.yaml" and faults[0].line > 1
    assert intake.current.version == running


def test_a_demonstration_of_another_shape_says_how_to_begin_anew(tmp_path):
    demo = settings_in(tmp_path)
    house.migrate(demo)
    database = house.open_database(demo)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("drop index ix_person_match_index")
    database.dispose()
    with pytest.raises(house.StartRefused, match="delete it"):
        house.check_start(demo)
