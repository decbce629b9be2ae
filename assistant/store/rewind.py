"""For a throw-away copy under attack: every statement that it runs, and back to what it was after each request."""

import re
from collections import Counter
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import event

from assistant.store.db import Database

_VALUES = re.compile(r"[xX]?'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_WRITES = re.compile(r'^(?:insert\s+(?:or\s+\w+\s+)?into|update(?:\s+or\s+\w+)?|delete\s+from)\s+"?(\w+)', re.I)
_OF_A_TRANSACTION = ("pragma", "begin", "commit", "rollback")


class Rewind:
    """One SQLite database that is put back to its first state whenever something was written."""

    def __init__(self, database: Database) -> None:
        if database.dialect != "sqlite":
            raise RuntimeError("Only a SQLite database can be put back; attack one of those.")
        self.statements: list[str] = []
        self._path = database.url.removeprefix("sqlite:///")
        database.dispose()  # connections of before would run their statements unseen
        event.listen(database.engine, "connect", self._listen)
        self._own: Any = sqlite.connect(self._path, isolation_level=None)
        self._own.execute("pragma synchronous = off")
        self._first: Any = sqlite.connect(":memory:")
        self._own.backup(self._first)
        self._version = self._seen()
        self._tables = [row[0] for row in self._first.execute("select name from sqlite_master where type = 'table'")]
        self._rows = self._count()

    def begin(self) -> None:
        """Forget the statements so far."""
        self.statements.clear()

    def kinds(self) -> tuple[str, ...]:
        """The statements since then, in order, without their values and without where a transaction began or ended."""
        plain = (_VALUES.sub("?", each) for each in self.statements)
        return tuple(each for each in plain if not each.lower().startswith(_OF_A_TRANSACTION))

    def back(self) -> tuple[tuple[str, int], ...]:
        """Put everything back; gives how many rows each table had gained and how often each was written to."""
        if self._seen() == self._version:
            return ()
        gained = Counter(self._count())
        gained.subtract(self._rows)
        written = Counter(found[1].lower() for each in self.statements if (found := _WRITES.match(each)))
        self._first.backup(self._own)
        self._version = self._seen()
        said = {f"{table} rows": number for table, number in gained.items() if number}
        return tuple(sorted({**said, **written}.items()))

    def close(self) -> None:
        """Let go of both copies."""
        self._own.close()
        self._first.close()

    def _listen(self, connection: Any, _record: object) -> None:
        connection.set_trace_callback(self.statements.append)

    def _seen(self) -> int:
        return int(self._own.execute("pragma data_version").fetchone()[0])

    def _count(self) -> dict[str, int]:
        count = 'select count(*) from "{}"'
        return {table: self._own.execute(count.format(table)).fetchone()[0] for table in self._tables}
