"""Who has seen what: the person's own list, the auditor's patterns, and a partner's log of its own users."""

from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.desk.disclosure import Asked, one_asked_for
from assistant.desk.room import Desk, must_open
from assistant.evidence.identifiers import normalise
from assistant.policy import accounting, grants, patterns, roles
from assistant.policy import citations as cite
from assistant.policy.access import Viewer, decide
from assistant.policy.categories import PURPOSES
from assistant.policy.patterns import LookFact, Pattern, SearchFact
from assistant.policy.ruling import Ruling, refused
from assistant.store import clients, disclosures, ledger, persons, staff
from assistant.store.db import Reading
from assistant.store.disclosures import After

PAGE = 25


@dataclass(frozen=True)
class Sight:
    """One time that somebody saw a person's record, in words for that person."""

    at: datetime
    who: str
    what_for: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class SeenBy:
    """One page of a person's list, newest first, and where the next one begins."""

    seeker_id: str
    sights: tuple[Sight, ...]
    next_after: After | None


@dataclass(frozen=True)
class LogLine:
    """One search by a user of the own organisation: never what came of it."""

    at: datetime
    who: str
    what_for: str
    by: str
    system: str | None


@dataclass(frozen=True)
class Log:
    """One page of a partner's own log, newest first."""

    lines: tuple[LogLine, ...]
    next_after: After | None


@dataclass(frozen=True)
class OfOrganisation:
    """The patterns of one organisation in a month: together, each pseudonym, and each system that asked."""

    id: str
    name: str
    together: Pattern
    people: tuple[tuple[str, Pattern], ...]
    systems: tuple[tuple[str, Pattern], ...]


def seen_by(
    desk: Desk, viewer: Viewer, asked: Asked, identity_check: str, now: datetime, after: After | None = None
) -> SeenBy | Ruling:
    """Open a person's list of who has seen their record; opening it is the newest line. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        by = "seeker_id" if asked.seeker_id else "name_birth"
        search_id = disclosures.record_search(w, viewer.staff_id, viewer.organisation_id, accounting.PURPOSE, by, now)
        person = one_asked_for(desk, w, asked)
        decision = decide(viewer, persons.policy_facts(w, person), accounting.PURPOSE, (), (), now)
        may = accounting.may_show(decision, identity_check)
        if not may.allowed or person is None:
            return may if not may.allowed else accounting.NO_RECORD
        shown = disclosures.record_disclosure(
            w, person.id, viewer.staff_id, viewer.organisation_id, accounting.PURPOSE, accounting.SEEN_FIELDS, now,
            search_id=search_id,
        )  # fmt: skip
        body = {"disclosure": shown, "person": person.id, "identity_check": identity_check}
        ledger.append(w, "seen_by_shown", body, (f"person:{person.id}", f"staff:{viewer.staff_id}"), now)
        found = disclosures.page_of_person(w, disclosures.one_person(w, person.id), after, PAGE + 1)
        last = found[PAGE - 1][0] if len(found) > PAGE else None
        return SeenBy(
            person.seeker_id,
            tuple(
                Sight(row.at, accounting.who(kind, name), accounting.what_for(row.purpose, kind),
                      accounting.kinds(row.fields.split(",")))
                for row, kind, name in found[:PAGE]
            ),
            (last.at, last.id) if last else None,
        )  # fmt: skip


def own_log(desk: Desk, viewer: Viewer, now: datetime, after: After | None = None) -> Log:
    """The searches of the viewer's own organisation: who, when and what for, and not what came of them (P6)."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("partner_agreement", viewer, now)
        found = disclosures.page_of_organisation(r, viewer.organisation_id, after, PAGE + 1)
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    lines = tuple(
        LogLine(row.at, name if own else "Nobody of yours", PURPOSES.get(row.purpose, "No purpose of the agreement"),
                row.by, client)
        for row, name, own, client in found[:PAGE]
    )  # fmt: skip
    return Log(lines, (last.at, last.id) if last else None)


def month_patterns(desk: Desk, viewer: Viewer, year: int, month: int, now: datetime) -> tuple[OfOrganisation, ...]:
    """What each organisation and each pseudonym did in a month; nobody is named."""
    with desk.looking(viewer, now) as (r, viewer):
        must_open("patterns", viewer, now)
        return tuple(_of_organisation(desk, r, id_, name, year, month) for id_, name, _ in clients.askers(r))


def show_who(
    desk: Desk, viewer: Viewer, organisation_id: str, year: int, month: int, pseudonym: str, reason: str, now: datetime
) -> str | Ruling:
    """Whom a pseudonym stands for; the reason is an entry before the name is shown. Raises NotRecorded."""
    with desk.accounting(viewer, now) as (w, viewer):
        if not grants.held(viewer.grants, viewer.staff_id, now) & roles.MAY_OPEN["patterns"]:
            return refused("Only an auditor or the privacy officer sees who this is.", (cite.RECORDED,), "no_grant")
        may = patterns.may_show_who(reason)
        if not may.allowed:
            return may
        searches, looks = _facts(w, organisation_id, *_month(year, month))
        period = _period(year, month)
        seen = {each.by_whom for each in searches} | {each.by_whom for each in looks}
        code = normalise(pseudonym)
        who = next((each for each in sorted(seen) if desk.keys.pseudonym(period, each) == code), None)
        person = staff.find(w, who) if who else None
        body = {"subject": person.id if person else None, "reason": reason, "period": period}
        chains = {f"staff:{viewer.staff_id}"} | ({f"staff:{person.id}"} if person else set())
        ledger.append(w, "pseudonym_opened", body, chains, now)
        return person.name if person else _no_such()


def _of_organisation(desk: Desk, r: Reading, id_: str, name: str, year: int, month: int) -> OfOrganisation:
    searches, looks = _facts(r, id_, *_month(year, month))
    of_people = patterns.patterns([each for each in searches if not each.by_whom.startswith(_SYSTEM)], looks)
    of_systems = patterns.patterns([each for each in searches if each.by_whom.startswith(_SYSTEM)], ())
    period, names = _period(year, month), {row.id: row.name for row, _ in clients.every(r, id_)}
    people = sorted((desk.keys.pseudonym(period, each), pattern) for each, pattern in of_people.items())
    systems = [(names.get(each.removeprefix(_SYSTEM), ""), pattern) for each, pattern in of_systems.items()]
    return OfOrganisation(id_, name, patterns.together(of_people.values()), tuple(people), tuple(sorted(systems)))


_SYSTEM = "system:"


def _facts(
    r: Reading, organisation_id: str, begins: datetime, ends: datetime
) -> tuple[list[SearchFact], list[LookFact]]:
    """Searches and sights of a month; what a system of ESD asked is the system's, not anybody's."""
    esd = organisation_id in {id_ for id_, _, kind in clients.askers(r) if kind == "esd"}
    searches = [
        SearchFact(f"{_SYSTEM}{client}" if client and esd else who, by, at, found)
        for who, client, by, at, found in disclosures.searches_between(r, organisation_id, begins, ends)
    ]
    looks = disclosures.looks_between(r, organisation_id, begins, ends)
    return searches, [LookFact(who, person, at, by_search) for who, person, at, by_search in looks]


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of a month where WorkSource is, and that of the next."""
    begins = datetime(year, month, 1, tzinfo=patterns.PLACE)
    ends = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=patterns.PLACE)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _period(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _no_such() -> Ruling:
    return refused("Nobody has this pseudonym in that month.", (cite.RECORDED,), "no_pseudonym")
