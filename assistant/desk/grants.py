"""Grants: proposed by one, approved by another, taken back by one at once; everything in force on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.desk.room import Desk, must_open
from assistant.policy import citations as cite
from assistant.policy import grants as policy
from assistant.policy.access import Viewer
from assistant.policy.grants import Wanted
from assistant.policy.ruling import Ruling, refused
from assistant.store import grants, ledger, proposals, staff
from assistant.store.db import Reading, Writing
from assistant.store.tables import GrantProposal, GrantRow

PAGE = 50
APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"
DONE = {APPROVE: "approved", REFUSE: "refused", WITHDRAW: "withdrawn"}
_NOT_THERE = refused("There is nothing here to decide.", (cite.TWO_PEOPLE,), "unknown")


@dataclass(frozen=True)
class Typed:
    """A grant as somebody proposes it; it begins when it is approved unless a later moment is named."""

    kind: str
    email: str
    begins_at: datetime | None
    ends_at: datetime
    reason: str


@dataclass(frozen=True)
class Taken:
    """Somebody decided this before: what, who and when."""

    state: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """One proposal as the screen shows it, with what whoever looks may do about it."""

    row: GrantProposal
    holder: str
    proposed_by: str
    may_approve: Ruling
    may_refuse: Ruling
    may_withdraw: Ruling


@dataclass(frozen=True)
class Given:
    """One grant as the screen shows it."""

    row: GrantRow
    holder: str
    organisation: str
    given_by: str
    approved_by: str
    standing: Ruling
    may_revoke: Ruling


@dataclass(frozen=True)
class Overview:
    """What is on the one screen of grants."""

    waiting: tuple[Waiting, ...]
    given: tuple[Given, ...]
    next_waiting: str | None
    next_given: str | None
    administrators: int


@dataclass(frozen=True)
class Undone:
    """A proposal that was refused or withdrawn."""

    row: GrantProposal
    holder: str
    proposed_by: str
    decided_by: str


def propose(desk: Desk, viewer: Viewer, typed: Typed, now: datetime) -> GrantProposal | Ruling:
    """Propose a grant; another person who gives this role approves or refuses it."""
    with desk.acting(viewer, now) as (w, viewer):
        person = staff.by_email(w, typed.email)
        if person is None:
            return _refused(w, viewer, refused("No account has this e-mail address.", (), "no_account"), now)
        begins_at = typed.begins_at or now
        if begins_at < now:
            return _refused(w, viewer, refused("A grant is never dated back.", (cite.TWO_PEOPLE,), "back_dated"), now)
        wanted = _wanted(w, person.id, typed.kind, begins_at, typed.ends_at, typed.reason, now)
        ruling = policy.may_give(wanted, (viewer.staff_id,), (_roles(w, viewer.staff_id, now),))
        if not ruling.allowed:
            return _refused(w, viewer, ruling, now)
        return proposals.keep(
            w, person.id, typed.kind, begins_at, typed.ends_at, typed.reason.strip(), viewer.staff_id, now
        )


def decide(
    desk: Desk, viewer: Viewer, proposal_id: str, decision: str, now: datetime
) -> GrantProposal | Taken | Ruling:
    """Approve, refuse or withdraw a proposal; who comes second is told who came first, and when."""
    with desk.acting(viewer, now) as (w, viewer):
        seen = proposals.find(w, proposal_id)
        if seen is None or decision not in DONE:
            return _NOT_THERE
        staff.locked(w, seen.staff_id)  # two grants of one person at once: each must see the other
        row = proposals.locked(w, proposal_id)
        if row is None:
            return _NOT_THERE
        if row.state != proposals.WAITING:
            _attempt(w, viewer, row, row.state, now)
            return Taken(row.state, _name(w, row.decided_by), row.decided_at or now)
        ruling = _may(w, viewer.staff_id, row, decision, now)
        if not ruling.allowed:
            _attempt(w, viewer, row, ruling.code, now)
            return ruling
        given = _give(w, viewer.staff_id, row, now) if decision == APPROVE else None
        proposals.decide(w, row, DONE[decision], viewer.staff_id, now, given.id if given else None)
        return row


def revoke(desk: Desk, viewer: Viewer, grant_id: str, now: datetime) -> GrantRow | Taken | Ruling:
    """Take a grant back at once: whoever gives this role, or the holder giving it up."""
    with desk.acting(viewer, now) as (w, viewer):
        seen = grants.find(w, grant_id)
        if seen is None:
            return _NOT_THERE
        staff.locked(w, seen.staff_id)
        row = grants.locked(w, grant_id)
        if row is None:
            return _NOT_THERE
        ruling = policy.may_revoke(row.kind, row.staff_id, viewer.staff_id, _roles(w, viewer.staff_id, now))
        if not ruling.allowed:
            return _refused(w, viewer, ruling, now)
        if row.revoked_at is not None:
            return Taken("revoked", "", row.revoked_at)
        if row.ends_at <= now:
            return Taken("ended", "", row.ends_at)
        grants.revoke(w, row.id, viewer.staff_id, now)
        return row


def overview(
    desk: Desk, viewer: Viewer, now: datetime, after_waiting: str = "", after_given: str = "", kind: str = ""
) -> Overview:
    """Everything that waits and everything in force, a page at a time by keyset."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("grants_list", viewer, now)
        waits = proposals.waiting(r, after_waiting, PAGE + 1)
        runs = grants.running(r, now, after_given, PAGE + 1, kind)
        return Overview(
            tuple(_waiting(r, viewer, each, now) for each in waits[:PAGE]),
            _given(r, viewer, runs[:PAGE], now),
            waits[PAGE - 1].id if len(waits) > PAGE else None,
            runs[PAGE - 1].id if len(runs) > PAGE else None,
            grants.holders(r, "esd_admin", now),
        )


def history(
    desk: Desk, viewer: Viewer, now: datetime, after_given: str = "", after_undone: str = ""
) -> tuple[tuple[Given, ...], str | None, tuple[Undone, ...], str | None]:
    """Every grant ever given, and every proposal that came to nothing, newest first, each with where to go on."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("grants_list", viewer, now)
        ever = grants.ever(r, after_given, PAGE + 1)
        undone = proposals.decided(r, after_undone, PAGE + 1)
        return (
            _given(r, viewer, ever[:PAGE], now),
            ever[PAGE - 1].id if len(ever) > PAGE else None,
            tuple(
                Undone(each, _name(r, each.staff_id), _name(r, each.proposed_by), _name(r, each.decided_by))
                for each in undone[:PAGE]
            ),
            undone[PAGE - 1].id if len(undone) > PAGE else None,
        )


def own(desk: Desk, viewer: Viewer, now: datetime) -> tuple[Given, ...]:
    """Every grant of whoever asks, newest first."""
    with desk.looking(viewer, now) as (r, viewer):
        return _given(r, viewer, grants.rows_of(r, viewer.staff_id), now)


def _wanted(
    r: Reading, staff_id: str, kind: str, begins_at: datetime, ends_at: datetime, reason: str, now: datetime
) -> Wanted:
    person = staff.find(r, staff_id)
    return Wanted(
        kind, staff_id, staff.organisation_of(r, staff_id).kind, _to_come(r, staff_id, now), begins_at, ends_at, reason,
        person is not None and person.active,
    )  # fmt: skip


def _to_come(r: Reading, staff_id: str, now: datetime) -> frozenset[str]:
    """What somebody holds, or will hold by a grant that has not begun: roles never held together never meet."""
    return frozenset(
        each.kind for each in grants.of_staff(r, staff_id) if policy.in_force(each, max(now, each.begins_at)).allowed
    )


def _roles(r: Reading, staff_id: str, now: datetime) -> frozenset[str]:
    """What somebody holds now, read in this transaction: a page opened earlier gives nothing."""
    return policy.held(grants.of_staff(r, staff_id), staff_id, now)


def _may(r: Reading, by: str, row: GrantProposal, decision: str, now: datetime) -> Ruling:
    if decision == WITHDRAW:
        return policy.may_withdraw(row.proposed_by, by)
    if decision == REFUSE:
        return policy.may_refuse(row.kind, row.staff_id, row.proposed_by, by, _roles(r, by, now))
    wanted = _wanted(r, row.staff_id, row.kind, max(row.begins_at, now), row.ends_at, row.reason, now)
    two = (row.proposed_by, by)
    return policy.may_give(wanted, two, (_roles(r, row.proposed_by, now), _roles(r, by, now)))


def _give(w: Writing, by: str, row: GrantProposal, now: datetime) -> GrantRow:
    """The grant of an approved proposal; it never counts from before it was approved."""
    begins_at = max(row.begins_at, now)
    return grants.give(w, row.staff_id, row.kind, row.proposed_by, by, begins_at, row.ends_at, now, row.reason)


def _waiting(r: Reading, viewer: Viewer, row: GrantProposal, now: datetime) -> Waiting:
    approve, refuse, withdraw = (_may(r, viewer.staff_id, row, each, now) for each in (APPROVE, REFUSE, WITHDRAW))
    return Waiting(row, _name(r, row.staff_id), _name(r, row.proposed_by), approve, refuse, withdraw)


def _given(r: Reading, viewer: Viewer, found: Sequence[GrantRow], now: datetime) -> tuple[Given, ...]:
    by, roles = viewer.staff_id, _roles(r, viewer.staff_id, now)
    return tuple(
        Given(
            row, _name(r, row.staff_id), staff.organisation_of(r, row.staff_id).name, _name(r, row.given_by),
            _name(r, row.approved_by), policy.in_force(grants.as_policy(row), now),
            policy.may_revoke(row.kind, row.staff_id, by, roles),
        )
        for row in found
    )  # fmt: skip


def _refused(w: Writing, viewer: Viewer, ruling: Ruling, now: datetime) -> Ruling:
    """A refused act is an entry too."""
    chains = (f"staff:{viewer.staff_id}",)
    ledger.append(w, "grant_act_refused", {"staff": viewer.staff_id, "ruling": ruling.code}, chains, now)
    return ruling


def _attempt(w: Writing, viewer: Viewer, row: GrantProposal, code: str, now: datetime) -> None:
    body = {"proposal": row.id, "staff": viewer.staff_id, "ruling": code}
    ledger.append(w, "grant_decision_refused", body, (f"staff:{viewer.staff_id}",), now)


def _name(r: Reading, staff_id: str | None) -> str:
    person = staff.find(r, staff_id) if staff_id else None
    return person.name if person else "Somebody"
