"""What every duty of the desk works with."""

from dataclasses import dataclass

from assistant.store.db import Database
from assistant.store.keys import Keys


@dataclass(frozen=True)
class Desk:
    """Where the desk keeps things, and with which keys."""

    database: Database
    keys: Keys
