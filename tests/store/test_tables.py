"""The tables as a whole: foreign keys are indexed, the schema equals the models, visibility the policy."""

from itertools import product

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import inspect, text

from assistant.policy.visibility import visibility_of
from assistant.store.base import Base
from assistant.store.migrations import check
from assistant.store.tables.people import VISIBILITY_SQL

# Parents that are never deleted and never looked up from: each index would cost every turn a page (tables/).
BARE = [("ledger_link", ("entry_id",)), ("told", ("notice_version_id",))]


def test_every_foreign_key_is_indexed(database):
    about = inspect(database.engine)
    bare = []
    for table in Base.metadata.tables:
        leads = [tuple(each["column_names"]) for each in about.get_indexes(table)]
        leads += [tuple(each["column_names"]) for each in about.get_unique_constraints(table)]
        leads.append(tuple(about.get_pk_constraint(table)["constrained_columns"]))
        for key in about.get_foreign_keys(table):
            columns = tuple(key["constrained_columns"])
            if not any(lead[: len(columns)] == columns for lead in leads):
                bare.append((table, columns))
    assert sorted(bare) == BARE


def test_the_schema_is_that_of_the_models(database):
    assert check(database) == []


STATUSES = ("never_notified", "notified_no_choice", "opt_out_confirmed", "share_confirmed")


@pytest.mark.parametrize("status, holds, frozen, shadows", list(product(STATUSES, (0, 1, 3), (False, True), (0, 2))))
def test_the_stored_visibility_is_that_of_the_policy(status, holds, frozen, shadows):
    asked = f"select {VISIBILITY_SQL} from (select ? as status, ? as holds, ? as not_frozen, ? as shadows)"
    (found,) = sqlite.connect(":memory:").execute(asked, (status, holds, int(not frozen), shadows)).fetchone()
    assert found == visibility_of(status, holds, frozen, shadows > 0)


def test_the_stored_visibility_is_the_same_on_both_databases(database):
    with database.engine.connect() as connection:
        for status, holds, not_frozen, shadows in product(STATUSES, (0, 1, 3), (0, 1), (0, 2)):
            row = f"select '{status}' as status, {holds} as holds, {not_frozen} as not_frozen, {shadows} as shadows"
            asked = f"select {VISIBILITY_SQL} from ({row}) x"
            found = connection.execute(text(asked)).scalar()
            hidden = status == "opt_out_confirmed" or holds > 0 or shadows > 0
            shared = status == "share_confirmed" and not_frozen == 1
            assert found == ("suppressed" if hidden else "shared" if shared else "esd_only")
