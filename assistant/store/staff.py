"""Staff as the decision function sees them, and the end of an account."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select

from assistant.policy.access import Viewer
from assistant.policy.conditions import Condition
from assistant.store import grants, ledger, rows, signins
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
        grants=grants.of_staff(r, staff_id),
    )


def on_file(r: Reading, match_index: str) -> frozenset[str]:
    """The staff who are on file as job seekers themselves under this name and birth date."""
    query = select(Staff.id).join(Person, Person.seeker_id == Staff.seeker_id).where(Person.match_index == match_index)
    return frozenset(r.session.scalars(query))


def find(r: Reading, staff_id: str) -> Staff | None:
    """A member of staff by id."""
    return r.session.get(Staff, staff_id)


def locked(w: Writing, staff_id: str) -> Staff | None:
    """A member of staff by id, locked until this verb ends."""
    return w.session.get(Staff, staff_id, populate_existing=True, with_for_update=True)


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


def disable(w: Writing, staff_id: str, by: str, now: datetime) -> int:
    """Disable an account; its sign-ins end at once. Gives how many ended."""
    person = w.session.get_one(Staff, staff_id)
    person.active, person.disabled_at = False, now
    w.session.flush()
    ended = signins.end_all(w, staff_id, now)
    ledger.append(w, "staff_disabled", {"staff": staff_id, "by": by}, {f"staff:{staff_id}", f"staff:{by}"}, now)
    return ended


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
