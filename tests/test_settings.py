"""Settings: a wrong one stops the start with a sentence that mends it."""

import base64
import os
import stat

import pytest

from assistant import settings
from assistant.settings import SettingsWrong

KEY = "2026a:" + base64.b64encode(b"k" * 32).decode()
REAL = {"NOTICE_SITE_KEYS": KEY, "NOTICE_SECRET": "s" * 40, "NOTICE_DATABASE": "sqlite:////tmp/x.db"}


def test_the_real_settings_are_enough():
    read = settings.read(REAL)
    assert (read.demo, read.host, read.port, read.secure_cookies) == (False, "127.0.0.1", 8000, True)
    assert dict(read.site_keys) == {"2026a": b"k" * 32}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "70000"}, "1 to 65535"),
        ({"NOTICE_DEMO": "yes"}, "NOTICE_DEMO"),
        ({"NOTICE_DATABASE": "mysql://x"}, "NOTICE_DATABASE must be"),
        ({"NOTICE_DATABASE": "sqlite:///relative.db"}, "absolute"),
        ({"NOTICE_SITE_KEYS": "a:short"}, "32 bytes"),
        ({"NOTICE_SITE_KEY_ID": "other"}, "NOTICE_SITE_KEY_ID"),
        ({"NOTICE_SITE_KEYS_FILE": "/nowhere"}, "NOTICE_SITE_KEYS_FILE"),
        ({"NOTICE_SECRET": "short"}, "NOTICE_SECRET"),
        ({"NOTICE_LOG_LEVEL": "loud"}, "NOTICE_LOG_LEVEL"),
        ({"NOTICE_DOCUMENTS": "/nowhere"}, "NOTICE_DOCUMENTS"),
    ],
)
def test_a_wrong_setting_is_named(wrong, said):
    with pytest.raises(SettingsWrong, match=said):
        settings.read(REAL | wrong)


@pytest.mark.parametrize("name", ["NOTICE_SITE_KEYS", "NOTICE_SECRET"])
def test_outside_demo_a_missing_key_stops_the_start(name):
    with pytest.raises(SettingsWrong, match=name):
        settings.read({key: value for key, value in REAL.items() if key != name})


def test_the_demo_makes_its_keys_once_and_warns(tmp_path):
    first = settings.read({"NOTICE_DEMO": "1", "NOTICE_VAR": str(tmp_path)})
    again = settings.read({"NOTICE_DEMO": "1", "NOTICE_VAR": str(tmp_path)})
    assert len(first.warnings) == 2 and not again.warnings
    assert first.site_keys == again.site_keys and first.secret == again.secret
    assert stat.S_IMODE(os.stat(tmp_path / "demo-site-key").st_mode) == 0o600


def test_settings_never_print_their_keys():
    assert "kkk" not in repr(settings.read(REAL)) and "sss" not in repr(settings.read(REAL))
