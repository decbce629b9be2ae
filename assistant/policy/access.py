"""The one decision: may this viewer see which fields of this person now, and why (Policy 4013; DESIGN 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.policy import citations as cite
from assistant.policy import conditions, grants, reasons, roles
from assistant.policy.categories import CATEGORIES, PURPOSES, fields_of, may_pass
from assistant.policy.conditions import Condition
from assistant.policy.grants import Grant
from assistant.policy.reasons import Reason
from assistant.policy.ruling import Ruling, allowed, refused
from assistant.policy.visibility import Visibility, visibility_of

__all__ = [
    "AgreementFacts", "Basis", "Decision", "PersonFacts", "Reason", "ToldFacts", "Viewer", "decide", "may_search",
]  # fmt: skip

MOU = "mou_signatory"
BASES = (MOU, "wia_contract_wdc", "wia_contract_esd")

# What the record page of a waiting request shows of the person besides the request itself.
RECORD_PAGE_FIELDS = fields_of(("ID",)) | {"birth_date"}


@dataclass(frozen=True)
class Viewer:
    """A member of staff, with their kind of organisation, their own papers and their grants."""

    staff_id: str
    role: Literal["partner", "esd", "council"]
    organisation_id: str
    organisation_name: str
    conditions: tuple[Condition, ...]
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Basis:
    """An MOU or contract of the viewer's organisation, in force or not; `ended_at` when it was ended early."""

    basis: str
    starts_at: datetime
    ends_at: datetime
    legal_review_at: datetime | None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class AgreementFacts:
    """A data-sharing agreement, in force or not, with what it names."""

    id: str
    organisation_id: str
    state: str
    starts_at: datetime
    ends_at: datetime
    categories: frozenset[str]
    purposes: frozenset[str]
    uc_basis: str | None


@dataclass(frozen=True)
class ToldFacts:
    """The organisations and categories that the notice this person was told names."""

    notice_version_id: str | None
    organisations: frozenset[str]
    categories: frozenset[str]


@dataclass(frozen=True)
class PersonFacts:
    """What decides who may see a person."""

    person_id: str
    status: str
    holds: int
    frozen: bool
    told: ToldFacts
    request_waiting: bool
    shadowed: bool = False  # a duplicate of theirs is suppressed, and the most protective status wins


@dataclass(frozen=True)
class Decision:
    """Which fields may be seen, under which agreement, and every test that was asked."""

    allowed: bool
    fields: frozenset[str]
    categories: frozenset[str]
    reasons: tuple[Reason, ...]
    agreement_id: str | None


def decide(
    viewer: Viewer,
    person: PersonFacts,
    purpose: str,
    bases: Iterable[Basis],
    agreements: Iterable[AgreementFacts],
    now: datetime,
) -> Decision:
    """Whether this viewer may see this person now, which fields, and why (DESIGN 4; Policy 4013, Policy)."""
    if viewer.role == "partner":
        return _partner(viewer, person, purpose, tuple(bases), tuple(agreements), now)
    if viewer.role == "esd":
        return _esd(viewer, person, now)
    return _closed((reasons.KNOWN_ROLE.reason(False),))


def may_search(
    viewer: Viewer, purpose: str, bases: Iterable[Basis], agreements: Iterable[AgreementFacts], now: datetime
) -> Ruling:
    """Whether this viewer may search at all: every test but those of the person (DESIGN 4)."""
    if viewer.role == "esd" and grants.held(viewer.grants, viewer.staff_id, now) & roles.MAY_OPEN["esd_records"]:
        return allowed("ESD staff may search.", (cite.POLICY_SUPPRESSED,), "esd")
    if viewer.role == "esd":
        return _as_ruling((reasons.ESD_DUTY.reason(False),))
    if viewer.role != "partner":
        return _as_ruling((reasons.KNOWN_ROLE.reason(False),))
    of_viewer = _viewer_tests(viewer, tuple(bases), now)
    under = [_agreement_tests(viewer, each, purpose, now) for each in agreements] or [_no_agreement()]
    return _as_ruling(of_viewer + max(under, key=_holding))


def runs(basis: Basis, now: datetime) -> bool:
    """Whether an MOU or contract is in force: from its first moment to before its last, unless it was ended earlier."""
    return basis.starts_at <= now < basis.ends_at and (basis.ended_at is None or now < basis.ended_at)


def reviewed(basis: Basis, now: datetime) -> bool:
    """Whether a basis opens anything: an MOU as signed, a contract once ESD's legal review of it is recorded."""
    return basis.basis == MOU or (basis.legal_review_at is not None and basis.legal_review_at <= now)


def _partner(
    viewer: Viewer,
    person: PersonFacts,
    purpose: str,
    bases: tuple[Basis, ...],
    agreements: tuple[AgreementFacts, ...],
    now: datetime,
) -> Decision:
    """The decision under the agreement that serves best; every test must hold under that one agreement."""
    of_viewer = _viewer_tests(viewer, bases, now)
    shared = _visibility(person) == "shared"
    of_person = (reasons.SHARED.reason(shared),)
    decisions = [
        _under(agreement, of_viewer + _agreement_tests(viewer, agreement, purpose, now) + of_person, viewer, person)
        for agreement in sorted(agreements, key=lambda each: each.id)
    ]
    nothing = _closed(of_viewer + _no_agreement() + of_person)
    return max(decisions, key=lambda each: (_holding(each.reasons), len(each.fields)), default=nothing)


def _under(agreement: AgreementFacts, tests: tuple[Reason, ...], viewer: Viewer, person: PersonFacts) -> Decision:
    """The decision under one agreement: only what both it and the notice this person was told name."""
    told = person.told if person.told.notice_version_id else ToldFacts(None, frozenset(), frozenset())
    categories = _passing(agreement) & told.categories
    tests += (
        reasons.ORGANISATION_TOLD.reason(viewer.organisation_id in told.organisations),
        reasons.CATEGORY_TOLD.reason(bool(categories)),
    )
    if not all(each.ok for each in tests):
        return _closed(tests)
    return Decision(True, fields_of(categories), categories, tests, agreement.id)


def _viewer_tests(viewer: Viewer, bases: tuple[Basis, ...], now: datetime) -> tuple[Reason, ...]:
    running = [each for each in bases if each.basis in BASES and runs(each, now)]
    return (
        reasons.PARTNER.reason(bool(running)),
        reasons.REVIEWED.reason(any(reviewed(each, now) for each in running)),
        reasons.ON_DUTY.reason(grants.holds(viewer.grants, viewer.staff_id, roles.PARTNER_STAFF, now)),
        reasons.APPROVED.reason(conditions.met(viewer.conditions, conditions.APPROVAL, now)),
        reasons.TRAINED.reason(conditions.met(viewer.conditions, conditions.TRAINING, now)),
        reasons.NONDISCLOSURE.reason(conditions.met(viewer.conditions, conditions.NONDISCLOSURE, now)),
    )


def _agreement_tests(viewer: Viewer, agreement: AgreementFacts, purpose: str, now: datetime) -> tuple[Reason, ...]:
    theirs = agreement.organisation_id == viewer.organisation_id
    active = agreement.state == "active" and agreement.starts_at <= now < agreement.ends_at
    return (
        reasons.AGREEMENT.reason(theirs and active),
        reasons.PURPOSE.reason(theirs and purpose in PURPOSES and purpose in agreement.purposes),
        reasons.SOME_CATEGORY.reason(theirs and bool(_passing(agreement))),
    )


def _no_agreement() -> tuple[Reason, ...]:
    return (reasons.AGREEMENT.reason(False),)


def _passing(agreement: AgreementFacts) -> frozenset[str]:
    return frozenset(each for each in agreement.categories if may_pass(each, agreement.uc_basis).allowed)


def _esd(viewer: Viewer, person: PersonFacts, now: datetime) -> Decision:
    """ESD staff see what is not suppressed; a suppressed record takes a grant (DESIGN 4; DOMAIN 8)."""
    everything, held = frozenset(CATEGORIES), grants.held(viewer.grants, viewer.staff_id, now)
    suppressed = _visibility(person) == "suppressed"
    if not suppressed and held & roles.MAY_OPEN["esd_records"]:
        return Decision(True, fields_of(everything), everything, (reasons.ESD_STAFF.reason(True),), None)
    if grants.VIEW_SUPPRESSED in held:
        return Decision(True, fields_of(everything), everything, (reasons.VIEW_GRANT.reason(True),), None)
    if person.request_waiting and grants.CONFIRM in held:
        seen = frozenset({"ID", "DEMO"})
        return Decision(True, RECORD_PAGE_FIELDS, seen, (reasons.CONFIRM_GRANT.reason(True),), None)
    first = reasons.VIEW_GRANT if suppressed else reasons.ESD_DUTY
    return _closed((first.reason(False), reasons.CONFIRM_GRANT.reason(False)))


def _visibility(person: PersonFacts) -> Visibility:
    return visibility_of(person.status, person.holds, person.frozen, person.shadowed)


def _holding(tests: tuple[Reason, ...]) -> int:
    return sum(each.ok for each in tests)


def _closed(tests: tuple[Reason, ...]) -> Decision:
    return Decision(False, frozenset(), frozenset(), tests, None)


def _as_ruling(tests: tuple[Reason, ...]) -> Ruling:
    failed = [each for each in tests if not each.ok]
    cites = tuple(dict.fromkeys(source for each in failed or tests for source in each.cites))
    if failed:
        return refused(" ".join(each.text for each in failed), cites, "no_search")
    return allowed("Every test but those of the person holds.", cites, "may_search")
