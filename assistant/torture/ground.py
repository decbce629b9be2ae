"""A throw-away copy of the house to attack: its own folder, keys, database and invented region."""

import base64
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import app as house
from assistant import settings as configuration
from assistant.demo import load as demo
from assistant.settings import Settings


@contextmanager
def throw_away(database: str | None = None, log_level: str = "error") -> Iterator[tuple[Settings, Path]]:
    """Settings of a fresh demonstration in a folder that is removed afterwards; `database` must be an empty one."""
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    environ = {
        "NOTICE_DEMO": "1",
        "NOTICE_VAR": str(folder),
        "NOTICE_DATABASE": database or f"sqlite:///{folder / 'notice.db'}",
        "NOTICE_SITE_KEYS": "torture:" + base64.b64encode(os.urandom(32)).decode(),
        "NOTICE_SECRET": base64.b64encode(os.urandom(32)).decode(),
        "NOTICE_LOG_LEVEL": log_level,
    }
    settings = configuration.read(environ)
    try:
        house.migrate(settings)
        demo.load_once(settings, seekers=False)
        yield settings, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a whole server of this ground runs."""
    keys = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in settings.site_keys.items())
    return {
        **os.environ,
        "NOTICE_DEMO": "1",
        "NOTICE_DATABASE": settings.database,
        "NOTICE_SITE_KEYS": keys,
        "NOTICE_SECRET": settings.secret.decode(),
        "NOTICE_LOG_LEVEL": "error",
    }
