"""What every duty of the desk works with, and who acts: as the transaction of the act sees them, never earlier."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.grants import Grant
from assistant.store import staff
from assistant.store.db import Database, Reading, Writing
from assistant.store.disclosures import accounted
from assistant.store.keys import Keys


class Closed(Exception):
    """Whoever asks no longer holds what opened the page; what they asked for is as absent."""


@dataclass(frozen=True)
class Desk:
    """Where the desk keeps things, and with which keys.

    The viewer of a page was read when its request began. What was taken away since counts, so every verb begins with
    one of these three, which hand it the viewer of its own transaction.
    """

    database: Database
    keys: Keys

    @contextmanager
    def acting(self, viewer: Viewer, now: datetime) -> Iterator[tuple[Writing, Viewer]]:
        """The transaction of an act, and who acts."""
        with self.database.writing() as w:
            yield w, viewer_as_found(w, viewer, now)

    @contextmanager
    def looking(self, viewer: Viewer, now: datetime) -> Iterator[tuple[Reading, Viewer]]:
        """The transaction of a read that leaves no entry, and who looks."""
        with self.database.reading() as r:
            yield r, viewer_as_found(r, viewer, now)

    @contextmanager
    def accounting(self, viewer: Viewer, now: datetime) -> Iterator[tuple[Writing, Viewer]]:
        """The transaction of a read that must leave an entry, and who looks. Raises NotRecorded."""
        with accounted(self.database) as w:
            yield w, viewer_as_found(w, viewer, now)


def must_open(page_kind: str, viewer: Viewer, now: datetime) -> None:
    """Show nothing to whoever may not open this kind of page any more. Raises Closed."""
    if not roles.may_open(page_kind, grants.held(viewer.grants, viewer.staff_id, now)).allowed:
        raise Closed


def viewer_as_found(r: Reading, viewer: Viewer, now: datetime) -> Viewer:
    """Whoever asks as this transaction sees them; what it finds taken away is away, although `now` was read before."""
    found = staff.viewer(r, viewer.staff_id)
    if found is None:
        return replace(viewer, conditions=(), grants=())
    return replace(
        found,
        conditions=tuple(replace(each, withdrawn_at=taken_by(each.withdrawn_at, now)) for each in found.conditions),
        grants=as_found(found.grants, now),
    )


def as_found(given: Iterable[Grant], now: datetime) -> tuple[Grant, ...]:
    """Grants as a transaction finds them: one that it finds revoked is over, although `now` was read before."""
    return tuple(replace(each, revoked_at=taken_by(each.revoked_at, now)) for each in given)


def taken_by(taken: datetime | None, now: datetime) -> datetime | None:
    """When something was taken away, and `now` at the latest for whoever finds it gone."""
    return None if taken is None else min(taken, now)
