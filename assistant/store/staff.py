"""Staff as the decision function sees them, and the end of an account."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select

from assistant.policy.access import Viewer
from assistant.policy.conditions import Condition
from assistant.policy.grants import Grant
from assistant.store import grants, invitations, ledger, proposals, rows, signins
from assistant.store.db import Reading, Writing, new_id
from assistant.store.people import Staff
from assistant.store.tables import Organisation, Person, UserCondition


def viewer(r: Reading, staff_id: str) -> Viewer | None:
    """A member of staff as a viewer; nobody when the account is disabled or unknown."""
    found = find(r, staff_id)
    return as_viewer(r, staff_id) if found is not None and found.active else None


def as_viewer(r: Reading, staff_id: str) -> Viewer | None:
    """A member of staff as a viewer, even of an account disabled since; nobody when it is unknown."""
    query = select(Staff, Organisation).join(Organisation, Organisation.id == Staff.organisation_id)
    found = r.session.execute(query.where(Staff.id == staff_id)).one_or_none()
    if found is None:
        return None
    person, organisation = found
    return Viewer(
        staff_id=person.id,
        role=cast("Literal['esd', 'partner', 'council']", organisation.kind),
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        conditions=conditions(r, staff_id),
        grants=until_disabled(grants.of_staff(r, staff_id), person.disabled_at),
    )


def until_disabled(theirs: tuple[Grant, ...], disabled_at: datetime | None) -> tuple[Grant, ...]:
    """Grants end at the latest when the account is disabled; one given after it was enabled again counts in full."""
    if disabled_at is None:
        return theirs
    return tuple(
        replace(each, revoked_at=min(each.revoked_at or disabled_at, disabled_at))
        if each.begins_at < disabled_at
        else each
        for each in theirs
    )


def on_file(r: Reading, match_index: str) -> frozenset[str]:
    """The staff who are on file as job seekers themselves under this name and birth date."""
    query = select(Staff.id).join(Person, Person.seeker_id == Staff.seeker_id).where(Person.match_index == match_index)
    return frozenset(r.session.scalars(query))


def find(r: Reading, staff_id: str) -> Staff | None:
    """A member of staff by id."""
    return r.session.get(Staff, staff_id)


def of_organisation(r: Reading, organisation_id: str) -> list[Staff]:
    """Every member of staff of an organisation, by name."""
    query = select(Staff).where(Staff.organisation_id == organisation_id)
    return list(r.session.scalars(query.order_by(Staff.name, Staff.id)))


def names(r: Reading, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of members of staff, by id."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_({each for each in ids if each}))
    return {each.id: each.name for each in r.session.execute(query)}


def by_email(r: Reading, email: str) -> Staff | None:
    """A member of staff by e-mail address."""
    return r.session.scalar(select(Staff).where(Staff.email == email))


def locked(w: Writing, staff_id: str) -> Staff | None:
    """A member of staff by id, read anew and locked until this verb ends; locked before any proposal or grant."""
    return w.session.get(Staff, staff_id, populate_existing=True, with_for_update=True)


def organisation_of(r: Reading, staff_id: str) -> Organisation:
    """The organisation that somebody is of."""
    return r.session.get_one(Organisation, r.session.get_one(Staff, staff_id).organisation_id)


def listed(r: Reading, after: str, limit: int) -> list[tuple[Staff, str]]:
    """Every account with the name of its organisation, by e-mail address, from after the last one seen."""
    query = select(Staff, Organisation.name).join(Organisation, Organisation.id == Staff.organisation_id)
    found = r.session.execute(query.where(Staff.email > after).order_by(Staff.email).limit(limit))
    return [(person, name) for person, name in found]


def disable(w: Writing, staff_id: str, by: str, now: datetime) -> int:
    """Disable an account: its sign-ins, grants, invitations and open proposals end at once. Gives how many sign-ins."""
    person = w.session.get_one(Staff, staff_id, populate_existing=True, with_for_update=True)
    person.active, person.disabled_at = False, now
    w.session.flush()
    ended = signins.end_all(w, staff_id, now)
    ledger.append(w, "staff_disabled", {"staff": staff_id, "by": by}, {f"staff:{staff_id}", f"staff:{by}"}, now)
    invitations.end_all(w, staff_id, now)
    grants.revoke_all(w, staff_id, by, now)
    for each in proposals.waiting_of(w, staff_id):
        proposals.decide(w, each, "withdrawn", by, now)
    return ended


def enable(w: Writing, person: Staff, by: str, now: datetime) -> None:
    """Enable an account again, without any grant; when it was disabled stays on it."""
    person.active = True
    w.session.flush()
    ledger.append(w, "staff_enabled", {"staff": person.id, "by": by}, {f"staff:{person.id}", f"staff:{by}"}, now)


def conditions(r: Reading, staff_id: str) -> tuple[Condition, ...]:
    """Every paper of a user, withdrawn ones included; the policy decides which count."""
    return tuple(
        Condition(row.kind, row.dated, row.recorded_at, row.withdrawn_at) for row in papers(r, staff_id)
    )


def papers(r: Reading, staff_id: str) -> list[UserCondition]:
    """The rows of a user's papers, oldest first."""
    query = select(UserCondition).where(UserCondition.staff_id == staff_id)
    return list(r.session.scalars(query.order_by(UserCondition.recorded_at, UserCondition.id)))


def record_condition(w: Writing, staff_id: str, kind: str, dated: datetime, by: str, now: datetime) -> UserCondition:
    """Keep one paper of a user with its entry."""
    row = UserCondition(id=new_id(now), staff_id=staff_id, kind=kind, dated=dated, recorded_at=now, recorded_by=by)
    rows.keep(w, row, "user_condition", "user_condition_state")
    body = {"staff": staff_id, "kind": kind, "by": by}
    ledger.append(w, "condition_recorded", body, {f"staff:{staff_id}", f"staff:{by}"}, now)
    return row


def withdraw_condition(w: Writing, row: UserCondition, by: str, now: datetime) -> None:
    """Withdraw one paper from now on, with its entry."""
    row.withdrawn_at, row.withdrawn_by = now, by
    w.session.flush()
    rows.note(w, row, "user_condition_state")
    body = {"staff": row.staff_id, "kind": row.kind, "by": by}
    ledger.append(w, "condition_withdrawn", body, {f"staff:{row.staff_id}", f"staff:{by}"}, now)
