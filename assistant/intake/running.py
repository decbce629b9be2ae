"""The flow that new conversations begin on, and the older ones that running conversations are pinned to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from assistant.conversation import check_sharing, load
from assistant.conversation.engine import Engine
from assistant.conversation.fault import Fault
from assistant.conversation.load import FlowRefused
from assistant.store import notices
from assistant.store.db import Database
from assistant.store.keys import Keys


@dataclass(frozen=True)
class Edition:
    """One flow version with its machine."""

    version: str
    files: Mapping[str, str]
    engine: Engine


def edition(files: Mapping[str, str]) -> Edition:
    """The edition that these files make, checked and proved once a process. Raises FlowRefused with every fault."""
    return _edition(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _edition(files: tuple[tuple[str, str], ...]) -> Edition:
    flow = load.parse(dict(files))
    return Edition(flow.version, dict(files), Engine(flow))


class Intake:
    """What the verbs of this room need: where to keep, with which keys, on which flow."""

    def __init__(
        self, database: Database, keys: Keys, secret: bytes, files: Mapping[str, str], demo: bool = True
    ) -> None:
        self.database = database
        self.keys = keys
        self.secret = secret
        self.demo = demo
        self.current = edition(files)
        self._published = ""
        self.engine = lru_cache(maxsize=64)(self._pinned)

    def offer(self, files: Mapping[str, str]) -> tuple[Fault, ...]:
        """Take these files for new conversations; a bad set is refused whole and the running version stays."""
        try:
            self.current = edition(files)
        except FlowRefused as refused:
            return tuple(refused.faults)
        return ()

    def languages(self) -> Mapping[str, str]:
        """The languages offered: all in the demonstration, else those whose words ESD has approved (DESIGN 7.4)."""
        written = self.current.engine.flow.languages
        if self.demo:
            return written
        with self.database.reading() as r:
            approved = notices.approved_languages(r, self.current.version)
        return {code: name for code, name in written.items() if code in approved and "en" in approved}

    def _pinned(self, version: str) -> Engine:
        if version == self.current.version:
            return self.current.engine
        with self.database.reading() as r:  # checked and proved before it was published
            return Engine(load.parse_unchecked(dict(notices.load_flow_files(r, version))))

    def publish(self, now: datetime) -> str:
        """Keep the current flow version as an immutable row, once; gives its id.

        Raises FlowRefused when its sharing rule is decided for a day still to come.
        """
        if self._published == self.current.version:
            return self._published
        if early := check_sharing.early(self.current.engine.flow, now.date()):
            raise FlowRefused(early)
        with self.database.writing() as w:
            notices.ensure_flow_version(
                w, self.current.version, self.current.engine.flow.name, dict(self.current.files),
                self.current.engine.flow.sharing_rule, now,
            )  # fmt: skip
        self._published = self.current.version
        return self._published
