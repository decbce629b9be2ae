"""Open the database, read it, write it: one short transaction a verb, refused when it leaves no ledger entry."""

import os
import re
import threading
import time
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import pysqlite3.dbapi2 as sqlite
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.orm import Session

from assistant.evidence.identifiers import time_ordered
from assistant.store.base import Base, millis

# Rows that are not acts: counters, caches of place, and what Flask-Security's own views commit (DESIGN 5).
BOOKKEEPING = frozenset(
    {"ledger_entry", "ledger_link", "ledger_head", "ledger_leaf", "sign_in", "person_key", "alembic_version",
     "likely_index", "invitation"}
)
SAFE_WAL = (3, 51, 3)  # earlier SQLite can corrupt a write-ahead log (FAULTS 0.1)
WAITS = 10  # seconds for SQLite's write lock in all
ASKS_FIRST, ASKS_LAST, SLOWER = 0.00003, 0.001, 1.1  # seconds between two tries, and how that grows
OURS = "assistant_transaction"  # the execution option that names the Reading or Writing a statement belongs to
_WRITES = re.compile(r'^\s*(?:insert\s+(?:or\s+\w+\s+)?into|update(?:\s+or\s+\w+)?|delete\s+from)\s+"?(\w+)', re.I)


class UnledgeredWrite(RuntimeError):
    """Rows changed without a ledger entry; nothing was committed."""


class WroteWhileReading(RuntimeError):
    """A read tried to change rows; what must leave an entry is a writing verb."""


def new_id(now: datetime) -> str:
    """A time-ordered identifier for a new row."""
    return time_ordered(millis(now), os.urandom(10))


class Reading:
    """One open transaction that only reads; `session` is the ORM on it, `driver` its DBAPI connection."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._lease = database.lease()
        self._connection: Connection | None = None
        self._session: Session | None = None
        self.driver: Any = self._lease.dbapi_connection
        self.dialect = database.dialect

    def __enter__(self) -> Self:
        try:
            self._begin()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _begin(self) -> None:
        if self.dialect == "sqlite":
            self.driver.execute("begin")

    @property
    def session(self) -> Session:
        """The ORM session on this transaction, made when first asked for: most turns never need one."""
        if self._session is None:
            self._connection = Connection(self._database.engine, connection=self._lease)
            self._connection.execution_options(**{OURS: self}).begin()
            self._session = Session(self._connection, autoflush=True, expire_on_commit=False)
        return self._session

    def close(self) -> None:
        """Roll back what was not committed and give the connection back; the rows read stay usable."""
        if self._session is not None:
            self._session.expunge_all()
            self._session.close()
        if self._connection is not None:
            self._connection.close()  # the lease goes back to the pool with it
        else:
            self._database.give_back(self._lease, self.driver)


class Writing(Reading):
    """One open transaction that may write; it commits at the end of the verb and nowhere else."""

    def __init__(self, database: "Database") -> None:
        super().__init__(database)
        self.unledgered: set[str] = set()
        self.parts: list[tuple[str, str, int, str]] = []  # (part, row id, version, digest) for the next ledger entry

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.finish()
                self.driver.commit()
        finally:
            self.close()

    def _begin(self) -> None:
        _begin_writing(self)

    def changed(self, table: str) -> None:
        """Note that rows of this table changed; a later ledger entry accounts for them."""
        if table not in BOOKKEEPING:
            self.unledgered.add(table)

    def part(self, name: str, row_id: str, digest: str, version: int = 0) -> None:
        """Hand the digest of a row to the next ledger entry, which commits to it."""
        self.parts.append((name, row_id, version, digest))

    def ledgered(self) -> None:
        """A ledger entry now stands for everything changed so far."""
        self.unledgered.clear()
        self.parts.clear()

    def add(self, row: Base) -> None:
        """Insert one row at once, so that a trigger's refusal names the verb that caused it."""
        self.session.add(row)
        self.session.flush()

    def finish(self) -> None:
        """Flush, and refuse rows without a ledger entry. Raises UnledgeredWrite."""
        if self._session is not None:
            self._session.flush()
        if self.unledgered or self.parts:
            names = sorted(self.unledgered | {name for name, *_ in self.parts})
            raise UnledgeredWrite(f"no ledger entry for changes in {', '.join(names)}")


class _OfThread(threading.local):
    """The connections that one thread keeps between its transactions: one, or more where they nest."""

    def __init__(self) -> None:
        self.free: list[PoolProxiedConnection] = []


class Database:
    """One database, SQLite in a file or PostgreSQL, with the only two ways into it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.dialect = self.engine.dialect.name
        self._of_thread = _OfThread()
        self._parents: list[PoolProxiedConnection] = []

    def reading(self) -> Reading:
        """A transaction that only reads and always rolls back."""
        return Reading(self)

    def writing(self) -> Writing:
        """A transaction that commits at the end, once, and only with a ledger entry. Raises UnledgeredWrite."""
        return Writing(self)

    def lease(self) -> PoolProxiedConnection:
        """A connection for one transaction: the one that this thread used last, or one of the pool."""
        # Another thread may ask the pool for it and back a hundred times a second; a turn feels each of them.
        free = self._of_thread.free
        return free.pop() if free else self.engine.raw_connection()

    def give_back(self, lease: PoolProxiedConnection, driver: Any) -> None:
        """Roll back and keep the connection for this thread's next transaction; a broken one is let go."""
        try:
            if self.dialect != "sqlite" or driver.in_transaction:
                driver.rollback()
        except Exception as broken:  # whatever the driver says of a lost connection
            lease.invalidate(broken)
            return
        self._of_thread.free.append(lease)

    def dispose(self, close: bool = True) -> None:
        """Let go of this thread's and the pool's connections; a forked child, whose parent's they are: close=False."""
        free, self._of_thread.free = self._of_thread.free, []
        if close:
            for lease in free:
                lease.close()
        else:
            self._parents += free  # kept, or they would be rolled back and closed under the parent
        self.engine.dispose(close=close)


def attach(app: Any, database: Database) -> SQLAlchemy:
    """Give Flask-Security a Flask-SQLAlchemy on this engine; nothing else of ours uses it."""

    class Attached(SQLAlchemy):
        def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Any) -> Engine:
            return database.engine

    app.config.setdefault("SQLALCHEMY_DATABASE_URI", database.url)
    db = Attached(model_class=Base)
    db.init_app(app)
    return db


def _engine(url: str) -> Engine:
    name = make_url(url).get_backend_name()
    if name == "sqlite":
        if sqlite.sqlite_version_info < SAFE_WAL:
            raise RuntimeError("This SQLite library can corrupt a write-ahead log; install pysqlite3 0.6.1 or later.")
        # A connection pool of one-writer SQLite files gains nothing from size limits; overflow never blocks a read.
        engine = create_engine(url, module=sqlite, pool_size=5, max_overflow=50)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif name == "postgresql":
        engine = create_engine(url, pool_size=5, max_overflow=20, pool_pre_ping=False)
    else:
        raise RuntimeError(f"{name} is not supported; use SQLite or PostgreSQL.")
    event.listen(engine, "after_cursor_execute", _account)
    return engine


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves; the driver's own mode begins too late (FAULTS 0.2)
    connection.execute(f"pragma busy_timeout = {WAITS * 1000}")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")


def _begin_writing(w: Writing) -> None:
    """Take SQLite's one write lock, asking often: its own wait sleeps for 1, 2, 5, 10 ms and longer between tries."""
    if w.dialect != "sqlite":
        return  # PostgreSQL begins with the first statement
    w.driver.execute("pragma busy_timeout = 0")
    try:
        until, pause = time.monotonic() + WAITS, ASKS_FIRST
        while True:
            try:
                w.driver.execute("begin immediate")
                return
            except sqlite.OperationalError as busy:
                if busy.sqlite_errorcode & 0xFF != sqlite.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(pause)
            pause = min(pause * SLOWER, ASKS_LAST)
    finally:
        w.driver.execute(f"pragma busy_timeout = {WAITS * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if OURS not in options:  # else it began already
        driver: Any = connection.connection.dbapi_connection
        driver.execute("begin immediate" if options.get("immediate") else "begin")


def _account(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    """Note every table that a statement changed; a read that changes one is stopped before it can commit."""
    found = _WRITES.match(statement)
    ours = connection.get_execution_options().get(OURS)
    if found is None or cursor.rowcount == 0 or ours is None:
        return
    if not isinstance(ours, Writing):
        raise WroteWhileReading(f"a read changed {found.group(1)}")
    ours.changed(found.group(1).lower())


__all__ = ["Database", "Reading", "UnledgeredWrite", "Writing", "WroteWhileReading", "attach", "new_id"]
