"""A thread keeps its connection between transactions: none is shared, a broken one goes, a child takes none along."""

import os

import psycopg
import pytest

from assistant.store import turns
from tests.store.conftest import begin


def test_the_next_transaction_of_a_thread_has_the_same_connection(database):
    with database.reading() as first:
        kept = first.driver
    with database.writing() as second:
        assert second.driver is kept


def test_transactions_that_nest_never_share_a_connection(database):
    with database.reading() as outer, database.reading() as inner:
        assert inner.driver is not outer.driver


def test_what_was_not_committed_is_gone_when_the_connection_is_kept(database, region):
    with pytest.raises(KeyError), database.writing() as w:
        row = begin(w, None)
        raise KeyError("given up")
    with database.reading() as r:
        assert turns.find(r, row.id) is None


def test_a_connection_that_the_server_ended_fails_once_and_is_let_go(database, region):
    if database.dialect != "postgresql":
        pytest.skip("a file has no server")
    with database.reading() as r:
        number = r.driver.execute("select pg_backend_pid()").fetchone()[0]
    with database.engine.connect() as other:
        other.exec_driver_sql(f"select pg_terminate_backend({number})")
    with pytest.raises(psycopg.OperationalError), database.reading() as r:
        r.driver.execute("select 1")
    with database.reading() as r:
        assert r.driver.execute("select 1").fetchone()[0] == 1


def test_a_child_leaves_the_connection_of_its_parent_alone(database, region):
    with database.reading() as r:
        kept = r.driver
    child = os.fork()
    if child == 0:
        try:
            database.dispose(close=False)
            with database.reading() as r:
                found = r.driver is not kept and r.driver.execute("select 1").fetchone()[0] == 1
            os._exit(0 if found else 3)
        finally:
            os._exit(4)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with database.reading() as r:
        assert r.driver is kept
        assert r.driver.execute("select 1").fetchone()[0] == 1
