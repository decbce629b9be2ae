"""Cease-use notices: one batch a day to each partner that read a record it must stop using, references only."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk
from assistant.policy import cease_use as rule
from assistant.policy import citations as cite
from assistant.policy import grants, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import agreements, cease_use, ledger, staff
from assistant.store.db import Reading
from assistant.store.tables import CeaseUseBatch

ABSENT = refused("There is no such notice.", (cite.STRICTER,), "unknown")


@dataclass(frozen=True)
class Sent:
    """What one run made: how many notices, how many records they list, how many organisations wait until tomorrow."""

    notices: int
    records: int
    tomorrow: int


@dataclass(frozen=True)
class Notice:
    """One notice as its organisation sees it."""

    id: str
    made_at: datetime
    seen_at: datetime | None
    seen_by: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watched:
    """One notice as ESD sees it: to whom, and how many records for each cause; which ones is not said."""

    notice: Notice
    organisation: str
    causes: dict[str, int]


def send(desk: Desk, now: datetime) -> Sent:
    """Note what is owed, and make the batch of the day for each organisation; a second run of a day makes nothing."""
    with desk.database.writing() as w:
        owed = cease_use.owe_suppressed(w, now)
        if owed:
            ledger.append(w, "cease_use_owed", {"records": owed}, ("cease_use:esd",), now)
    with desk.database.reading() as r:
        waiting = cease_use.owed(r)
    made = [each for each in (_batch(desk, organisation, now) for organisation in waiting) if each]
    return Sent(len(made), sum(made), len(waiting) - len(made))


def _batch(desk: Desk, organisation_id: str, now: datetime) -> int:
    """How many records the notice of today lists; none when there was one today, or nothing is owed any more."""
    with desk.database.writing() as w:
        cease_use.locked(w, organisation_id)
        if not rule.may_send(cease_use.last_made(w, organisation_id), now).allowed:
            return 0
        if organisation_id not in cease_use.owed(w):
            return 0
        batch, records = cease_use.make_batch(w, organisation_id, now)
        body = {"batch": batch.id, "organisation": organisation_id, "records": records}
        ledger.append(w, "cease_use_sent", body, (f"organisation:{organisation_id}",), now)
        return records


def notices(
    desk: Desk, viewer: Viewer, now: datetime, before: tuple[datetime, str] | None = None
) -> list[Notice] | Ruling:
    """The notices to the viewer's own organisation, newest first."""
    with desk.looking(viewer, now) as (r, viewer):
        if no := _not_manager(viewer, now):
            return no
        return [_notice(r, each) for each in cease_use.batches(r, viewer.organisation_id, before)]


def open_notice(desk: Desk, viewer: Viewer, batch_id: str, now: datetime) -> Notice | Ruling:
    """One notice with the references that it lists."""
    with desk.looking(viewer, now) as (r, viewer):
        if no := _not_manager(viewer, now):
            return no
        batch = cease_use.find(r, batch_id)
        if batch is None or batch.organisation_id != viewer.organisation_id:
            return ABSENT
        return _notice(r, batch, tuple(cease_use.references(r, batch.id)))


def see(desk: Desk, viewer: Viewer, batch_id: str, now: datetime) -> Ruling | None:
    """Record that the manager has seen a notice: who and when, once."""
    with desk.acting(viewer, now) as (w, viewer):
        if no := _not_manager(viewer, now):
            return no
        batch = cease_use.find(w, batch_id)
        if batch is None or batch.organisation_id != viewer.organisation_id:
            return ABSENT
        if cease_use.see(w, batch, viewer.staff_id, now):
            body = {"batch": batch.id, "staff": viewer.staff_id}
            chains = (f"organisation:{batch.organisation_id}", f"staff:{viewer.staff_id}")
            ledger.append(w, "cease_use_seen", body, chains, now)
        return None


def watched(
    desk: Desk, viewer: Viewer, now: datetime, before: tuple[datetime, str] | None = None
) -> list[Watched] | Ruling:
    """Every notice with its causes in numbers, for an ESD supervisor; no reference stands beside a cause."""
    with desk.looking(viewer, now) as (r, viewer):
        if not roles.may_open("esd_notices", grants.held(viewer.grants, viewer.staff_id, now)).allowed:
            return ABSENT
        found = cease_use.batches(r, None, before)
        causes, names = cease_use.causes(r, [each.id for each in found]), dict(agreements.organisations(r))
        return [
            Watched(_notice(r, each), names.get(each.organisation_id, each.organisation_id), causes.get(each.id, {}))
            for each in found
        ]


def _not_manager(viewer: Viewer, now: datetime) -> Ruling | None:
    held = grants.held(viewer.grants, viewer.staff_id, now)
    may = viewer.role == "partner" and roles.may_open("partner_agreement", held).allowed
    return None if may else ABSENT


def _notice(r: Reading, batch: CeaseUseBatch, references: tuple[str, ...] = ()) -> Notice:
    who = staff.find(r, batch.seen_by) if batch.seen_by else None
    return Notice(batch.id, batch.made_at, batch.seen_at, who.name if who else "", references)
