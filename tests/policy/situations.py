"""One situation in which a partner may see a person; each test changes one thing of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant.policy.access import AgreementFacts, Basis, Decision, PersonFacts, ToldFacts, Viewer, decide, may_search
from assistant.policy.conditions import CONDITIONS, Condition
from assistant.policy.grants import Grant
from assistant.policy.ruling import Ruling

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Situation:
    """Everything that the decision function is asked with."""

    viewer: Viewer
    person: PersonFacts
    purpose: str
    bases: tuple[Basis, ...]
    agreements: tuple[AgreementFacts, ...]
    now: datetime = NOW

    def decided(self) -> Decision:
        return decide(self.viewer, self.person, self.purpose, self.bases, self.agreements, self.now)

    def searched(self) -> Ruling:
        return may_search(self.viewer, self.purpose, self.bases, self.agreements, self.now)

    def viewer_with(self, **changes) -> "Situation":
        return replace(self, viewer=replace(self.viewer, **changes))

    def person_with(self, **changes) -> "Situation":
        return replace(self, person=replace(self.person, **changes))

    def told_with(self, **changes) -> "Situation":
        return self.person_with(told=replace(self.person.told, **changes))

    def basis_with(self, **changes) -> "Situation":
        return replace(self, bases=tuple(replace(each, **changes) for each in self.bases))

    def agreement_with(self, **changes) -> "Situation":
        return replace(self, agreements=tuple(replace(each, **changes) for each in self.agreements))


def grant(kind: str, **changes) -> Grant:
    """A grant in force for staff-1, of 24 hours."""
    given = Grant(kind, "staff-1", "staff-2", "staff-3", NOW - DAY / 2, NOW + DAY / 2, None)
    return replace(given, **changes)


def papers(**changed) -> dict[str, tuple[Condition, ...]]:
    """The papers of a user, one of them changed, or without one when it is None."""
    found = {kind: Condition(kind, NOW - 9 * DAY, NOW - 9 * DAY) for kind in CONDITIONS}
    for kind, change in changed.items():
        found[kind] = None if change is None else replace(found[kind], **change)
    return {"conditions": tuple(each for each in found.values() if each)}


PAPERS = papers()["conditions"]
OPEN = Situation(
    viewer=Viewer("staff-1", "partner", "org-1", "Tidewater Skills", PAPERS, (grant("partner_staff"),)),
    person=PersonFacts(
        "person-1", "share_confirmed", 0, False, ToldFacts("n1", frozenset({"org-1"}), frozenset({"ID", "SVC"})), False
    ),
    purpose="labor_exchange",
    bases=(Basis("mou_signatory", NOW - 9 * DAY, NOW + 9 * DAY, None),),
    agreements=(
        AgreementFacts(
            "DSA-1", "org-1", "active", NOW - 9 * DAY, NOW + 9 * DAY,
            frozenset({"ID", "SVC", "RES"}), frozenset({"labor_exchange"}), None,
        ),
    ),
)  # fmt: skip

# Each takes away one condition of DESIGN 4, "A partner's access".
CLOSINGS = {
    "no MOU or contract": replace(OPEN, bases=()),
    "the MOU has not begun": OPEN.basis_with(starts_at=NOW + DAY),
    "the MOU ends now": OPEN.basis_with(ends_at=NOW),
    "a basis that is neither MOU nor contract": OPEN.basis_with(basis="resource_sharing"),
    "a reviewed paper that is neither MOU nor contract": OPEN.basis_with(
        basis="resource_sharing", legal_review_at=NOW - DAY
    ),
    "a council's contract without legal review": OPEN.basis_with(basis="wia_contract_wdc"),
    "an ESD contract without legal review": OPEN.basis_with(basis="wia_contract_esd"),
    "a contract whose legal review is still to come": OPEN.basis_with(
        basis="wia_contract_esd", legal_review_at=NOW + DAY
    ),
    "no agreement": replace(OPEN, agreements=()),
    "a draft agreement": OPEN.agreement_with(state="draft"),
    "a suspended agreement": OPEN.agreement_with(state="suspended"),
    "an expired agreement": OPEN.agreement_with(state="expired"),
    "a terminated agreement": OPEN.agreement_with(state="terminated"),
    "the agreement has not begun": OPEN.agreement_with(starts_at=NOW + DAY),
    "the agreement ends now": OPEN.agreement_with(ends_at=NOW),
    "another organisation's agreement": OPEN.agreement_with(organisation_id="org-2"),
    "the MOU was ended before its date": OPEN.basis_with(ended_at=NOW),
    "not in the role of partner staff": OPEN.viewer_with(grants=()),
    "another role": OPEN.viewer_with(grants=(grant("partner_contract_manager"),)),
    "another person's role": OPEN.viewer_with(grants=(grant("partner_staff", staff_id="staff-9"),)),
    "the role ends now": OPEN.viewer_with(grants=(grant("partner_staff", ends_at=NOW),)),
    "not trained": OPEN.viewer_with(**papers(training=None)),
    "training still to come": OPEN.viewer_with(**papers(training={"dated": NOW + DAY})),
    "training recorded later": OPEN.viewer_with(**papers(training={"recorded_at": NOW + DAY})),
    "training withdrawn": OPEN.viewer_with(**papers(training={"withdrawn_at": NOW})),
    "non-disclosure not signed": OPEN.viewer_with(**papers(nondisclosure=None)),
    "non-disclosure signed later": OPEN.viewer_with(**papers(nondisclosure={"dated": NOW + DAY})),
    "access not approved": OPEN.viewer_with(**papers(approval=None)),
    "no purpose stated": replace(OPEN, purpose=""),
    "a purpose that the agreement does not name": replace(OPEN, purpose="adult_education"),
    "a purpose that the policy does not know": replace(OPEN, purpose="curiosity").agreement_with(
        purposes=frozenset({"curiosity"})
    ),
    "the agreement names no category": OPEN.agreement_with(categories=frozenset()),
    "unemployment data without a federal basis": OPEN.agreement_with(categories=frozenset({"UI"})).told_with(
        categories=frozenset({"UI"})
    ),
    "told no notice": OPEN.told_with(notice_version_id=None),
    "the notice does not name the organisation": OPEN.told_with(organisations=frozenset({"org-2"})),
    "the notice names none of the categories": OPEN.told_with(categories=frozenset({"EDU"})),
    "never notified": OPEN.person_with(status="never_notified"),
    "no choice yet": OPEN.person_with(status="notified_no_choice"),
    "do not share confirmed": OPEN.person_with(status="opt_out_confirmed"),
    "a do not share waits": OPEN.person_with(holds=1),
    "two do not share wait": OPEN.person_with(holds=2),
    "the record is frozen": OPEN.person_with(frozen=True),
    "a duplicate is suppressed": OPEN.person_with(shadowed=True),
    "neither ESD nor partner": OPEN.viewer_with(role="visitor"),
}
OF_THE_PERSON = (
    "told no notice", "the notice does not name the organisation", "the notice names none of the categories",
    "never notified", "no choice yet", "do not share confirmed", "a do not share waits", "two do not share wait",
    "the record is frozen", "a duplicate is suppressed",
)  # fmt: skip



def esd(*grants: Grant) -> Viewer:
    """A member of ESD staff."""
    return Viewer("staff-1", "esd", "esd", "ESD", (), grants)
