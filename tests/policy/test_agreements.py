"""Agreements as keys: who may turn each, when one opens anything, and who keeps the papers of its users."""

from dataclasses import replace
from itertools import product

import pytest

from assistant.policy import agreements, bases, papers
from assistant.policy.access import AgreementFacts, Basis, Viewer, may_search
from assistant.policy.agreements import Terms
from assistant.policy.conditions import CONDITIONS, Condition
from tests.policy.situations import DAY, NOW, PAPERS, esd, grant

ADMIN = esd(grant("esd_admin"))
AREAS = {"WDA06", "WDA12"}
WHOLE = Terms(
    "draft", NOW - DAY, NOW + DAY, frozenset({"WDA06"}), frozenset({"ID", "RES"}), frozenset({"support_services"}), "",
    "Priya", "Ruth", "a" * 64, None,
)  # fmt: skip
ACTIVE = replace(WHOLE, state="active")
NOT_ADMINS = (
    esd(), esd(grant("esd_confirm")), esd(grant("esd_supervisor")), esd(grant("esd_admin", ends_at=NOW)),
    esd(grant("esd_admin", staff_id="staff-9")), replace(ADMIN, role="partner"), replace(ADMIN, role="council"),
)  # fmt: skip


def test_only_an_administrator_in_force_turns_any_key():
    for viewer in NOT_ADMINS:
        mou = bases.Recorded("wia_contract_esd", "staff-9", False, False)
        said = (
            agreements.may_keep(viewer, NOW), agreements.may_change(viewer, WHOLE, ACTIVE, "why", NOW),
            agreements.may_activate(viewer, WHOLE, "staff-9", NOW),
            agreements.may_close(viewer, ACTIVE, "suspended", "why", NOW), bases.may_record(viewer, "partner", NOW),
            bases.may_review(viewer, mou, "fine", NOW), bases.may_end(viewer, mou, NOW),
        )  # fmt: skip
        assert {each.code for each in said} == {"not_admin"} and all(each.cites for each in said)
    assert agreements.may_keep(ADMIN, NOW).allowed and bases.may_record(ADMIN, "partner", NOW).allowed
    assert bases.may_record(ADMIN, "council", NOW).code == "not_a_partner"


UNSOUND = {
    "ends": {"ends_at": WHOLE.starts_at},
    "areas": {"areas": frozenset({"WDA99"})},
    "categories": {"categories": frozenset({"SSN"})},
    "purposes": {"purposes": frozenset({"curiosity"})},
    "other_program": {"purposes": frozenset({"other_workforce_program"})},
    "esd_manager": {"esd_manager": "x" * 121},
    "partner_manager": {"partner_manager": "x" * 121},
    "signed_document_sha256": {"signed_document_sha256": "A" * 64},
    "uc_basis": {"categories": frozenset({"UI"})},
}


@pytest.mark.parametrize(("field", "change"), UNSOUND.items())
def test_each_fault_of_the_terms_names_its_field(field, change):
    assert agreements.unsound(WHOLE, AREAS) == ()
    assert [each.code for each in agreements.unsound(replace(WHOLE, **change), AREAS)] == [field]


def test_what_is_needed_with_something_else_is_needed_only_with_it():
    other = {"purposes": frozenset({"other_workforce_program"}), "other_program": "Youth corps"}
    assert agreements.unsound(replace(WHOLE, **other), AREAS) == ()
    stray = replace(WHOLE, other_program="Youth corps")
    assert [each.code for each in agreements.unsound(stray, AREAS)] == ["other_program"]
    ui = replace(WHOLE, categories=frozenset({"UI"}), uc_basis="release")
    assert agreements.unsound(ui, AREAS) == ()
    assert [each.code for each in agreements.unsound(replace(ui, uc_basis="because"), AREAS)] == ["uc_basis"]
    empty = Terms("draft", NOW, NOW + DAY, frozenset(), frozenset(), frozenset(), "", "", "", "", None)
    assert agreements.unsound(empty, AREAS) == (), "a draft may still lack everything but its days"
    lacks = {"esd_manager", "partner_manager", "signed_document_sha256", "areas", "categories", "purposes"}
    assert {each.code for each in agreements.wanting(empty)} == lacks and agreements.wanting(WHOLE) == ()
    assert agreements.may_activate(ADMIN, empty, "staff-9", NOW).code == "not_whole"


def test_a_draft_becomes_active_only_by_another_and_while_it_runs():
    def may(terms, by="staff-9"):
        return agreements.may_activate(ADMIN, terms, by, NOW).code

    assert may(WHOLE) == "may_activate" and may(replace(WHOLE, state="suspended")) == "may_activate"
    assert may(WHOLE, by="staff-1") == may(replace(WHOLE, state="suspended"), by="staff-1") == "drafter"
    assert {may(replace(WHOLE, state=each)) for each in ("active", "expired", "terminated")} == {"state"}
    assert may(replace(WHOLE, ends_at=NOW)) == "over"


WIDER = {
    "a kind of information": {"categories": frozenset({"ID", "RES", "EDU"})},
    "another kind instead": {"categories": frozenset({"ID", "EDU"})},
    "a purpose": {"purposes": frozenset({"support_services", "adult_education"})},
    "an area": {"areas": frozenset({"WDA06", "WDA12"})},
    "a later end": {"ends_at": WHOLE.ends_at + DAY},
    "an earlier beginning": {"starts_at": WHOLE.starts_at - DAY},
    "a federal ground": {"uc_basis": "release"},
}

@pytest.mark.parametrize("name", WIDER)
def test_nobody_alone_lets_an_active_agreement_open_more(name):
    after = replace(ACTIVE, **WIDER[name])
    ruling = agreements.may_change(ADMIN, ACTIVE, after, "why", NOW)
    assert ruling.code == "widens" and "another administrator" in ruling.reason
    for state in ("draft", "suspended"):
        before = replace(ACTIVE, state=state)
        assert agreements.may_change(ADMIN, before, replace(after, state=state), "why", NOW).allowed


def test_an_active_agreement_may_be_narrowed_and_stays_whole():
    fewer = replace(ACTIVE, categories=frozenset({"ID"}))
    assert agreements.may_change(ADMIN, ACTIVE, fewer, "why", NOW).code == "narrows"
    assert agreements.may_change(ADMIN, ACTIVE, replace(ACTIVE, esd_manager="Owen"), "why", NOW).code == "changed"
    assert agreements.may_change(ADMIN, ACTIVE, replace(ACTIVE, areas=frozenset()), "why", NOW).code == "not_whole"
    assert agreements.may_change(ADMIN, ACTIVE, replace(ACTIVE, ends_at=NOW), "why", NOW).code == "over"
    assert agreements.may_change(ADMIN, ACTIVE, fewer, " ", NOW).code == "why"
    assert agreements.may_change(ADMIN, ACTIVE, fewer, "x" * 201, NOW).code == "why"
    assert agreements.may_change(ADMIN, ACTIVE, ACTIVE, "why", NOW).code == "same"
    named = replace(ACTIVE, purposes=frozenset({"other_workforce_program"}), other_program="Youth corps")
    assert agreements.may_change(ADMIN, named, replace(named, other_program="Any"), "why", NOW).code == "widens"
    for state in ("expired", "terminated"):
        over = replace(ACTIVE, state=state)
        assert agreements.may_change(ADMIN, over, fewer, "why", NOW).code == "ended"
    narrow = [replace(ACTIVE, **{each: frozenset()}) for each in ("areas", "categories", "purposes")]
    assert all(agreements.narrowed(ACTIVE, each) for each in narrow)
    assert not agreements.narrowed(ACTIVE, replace(ACTIVE, **WIDER["a purpose"]))


def test_closing_is_one_persons_and_says_why():
    def may(state, before="active", why="why", **more):
        return agreements.may_close(ADMIN, replace(ACTIVE, state=before, **more), state, why, NOW).code

    assert may("suspended") == "suspended" and may("terminated") == may("terminated", "draft") == "terminated"
    assert may("suspended", "draft") == may("suspended", "suspended") == may("expired", "draft") == "state"
    assert may("expired") == "not_over" and may("expired", ends_at=NOW) == "expired"
    assert may("active") == may("draft") == may("") == "unknown_state"
    assert may("terminated", "terminated") == may("suspended", "expired") == "ended"
    assert may("suspended", why="") == may("terminated", why=" ") == "why"


def test_what_a_page_says_is_open_is_what_the_decision_opens():
    """Over every combination: the sentence of a page against the function that every read asks."""
    user = Viewer("staff-1", "partner", "org-1", "Tidewater", PAPERS, (grant("partner_staff"),))
    moments = (NOW - DAY, NOW, NOW + DAY)
    kinds = (("mou_signatory", None), ("wia_contract_wdc", None), ("wia_contract_esd", NOW), ("resource_sharing", NOW))
    seen = set()
    for state, starts, ends, (kind, review), began, over, early, ui in product(
        agreements.STATES, moments, moments, kinds, moments, moments, (None, NOW), (None, "UI", "release")
    ):
        codes = frozenset({"UI"}) if ui else frozenset({"ID"})
        ground = "release" if ui == "release" else None
        terms = replace(WHOLE, state=state, starts_at=starts, ends_at=ends, categories=codes, uc_basis=ground)
        basis = (Basis(kind, began, over, review, early),)
        facts = AgreementFacts("DSA-1", "org-1", state, starts, ends, codes, terms.purposes, ground)
        said = agreements.opens(terms, basis, NOW)
        assert said.allowed == may_search(user, "support_services", basis, (facts,), NOW).allowed, (terms, basis)
        assert said.reason and said.cites
        seen.add(said.code)
    assert seen == {"open", "draft", "suspended", "expired", "terminated", "not_begun", "over", "no_category",
                    "no_basis", "not_reviewed"}  # fmt: skip
    assert agreements.opens(replace(ACTIVE, purposes=frozenset()), (), NOW).code == "no_purpose"
    early = (Basis("mou_signatory", NOW - DAY, NOW + DAY / 2, None), Basis("wia_contract_esd", NOW, NOW + DAY, None))
    assert agreements.until(ACTIVE, early, NOW) == NOW + DAY / 2, "an unreviewed contract keeps nothing open"


def test_a_contract_is_reviewed_once_by_another_and_an_mou_never():
    contract = bases.Recorded("wia_contract_wdc", "staff-9", False, False)
    assert bases.may_review(ADMIN, contract, "Counsel: in order", NOW).allowed
    for found, says, code in (
        (replace(contract, recorded_by="staff-1"), "fine", "recorder"), (contract, " ", "says"),
        (contract, "x" * 401, "says"), (replace(contract, reviewed=True), "fine", "decided"),
        (replace(contract, ended=True), "fine", "decided"),
        (replace(contract, basis="mou_signatory"), "", "not_needed"),
    ):  # fmt: skip
        assert bases.may_review(ADMIN, found, says, NOW).code == code
    assert bases.may_end(ADMIN, contract, NOW).allowed
    assert bases.may_end(ADMIN, replace(contract, ended=True), NOW).code == "decided"


@pytest.mark.parametrize(
    ("fault", "change"),
    [("basis", {"basis": "resource_sharing"}), ("area", {"area": None}), ("area", {"area": "WDA99"}),
     ("area", {"basis": "wia_contract_esd"}), ("ends", {"ends_at": NOW}),
     ("document_sha256", {"document_sha256": "z"})],
)  # fmt: skip
def test_each_fault_of_a_basis_names_its_field(fault, change):
    good = {"basis": "mou_signatory", "area": "WDA06", "starts_at": NOW, "ends_at": NOW + DAY, "document_sha256": ""}
    assert bases.unsound(**good, areas=AREAS) == ()
    assert [each.code for each in bases.unsound(**{**good, **change}, areas=AREAS)] == [fault]


MANAGER = Viewer("staff-1", "partner", "org-1", "Tidewater", (), (grant("partner_contract_manager"),))
USER = papers.User("staff-5", "org-1", "partner", True, ())


@pytest.mark.parametrize("kind", CONDITIONS)
def test_papers_are_kept_by_the_own_manager_or_esd_and_approval_by_the_manager_alone(kind):
    def may(viewer, user=USER, dated=NOW):
        return papers.may_record(viewer, user, kind, dated, NOW).code

    assert may(MANAGER) == "may_record"
    assert may(ADMIN) == ("not_approver" if kind == "approval" else "may_record")
    assert may(MANAGER, replace(USER, organisation_id="org-2")) == "not_theirs"
    assert may(replace(MANAGER, grants=(grant("partner_staff"),))) == "not_theirs"
    assert may(replace(MANAGER, grants=(grant("partner_contract_manager", ends_at=NOW),))) == "not_theirs"
    assert may(MANAGER, replace(USER, staff_id="staff-1")) == "own"
    assert may(MANAGER, replace(USER, organisation_kind="esd")) == "not_a_partner"
    assert may(MANAGER, replace(USER, active=False)) == "closed"
    assert may(MANAGER, dated=NOW + DAY / 86_400_000) == "dated"
    there = replace(USER, papers=(Condition(kind, NOW, NOW),))
    assert may(MANAGER, there) == "recorded"
    assert may(MANAGER, there, NOW - DAY) == "may_record", "training may be renewed"
    assert papers.may_record(MANAGER, USER, "diploma", NOW, NOW).code == "kind"
    for viewer in (MANAGER, ADMIN):
        assert papers.may_withdraw(viewer, there, kind, NOW).allowed
        assert papers.may_withdraw(viewer, USER, kind, NOW).code == "none"
    assert papers.may_withdraw(esd(grant("esd_staff")), there, kind, NOW).code == "not_theirs"


def test_what_a_user_lacks_is_said_in_words():
    complete = replace(USER, papers=PAPERS)
    assert papers.lacking(complete, {"partner_staff"}, NOW) == ()
    assert papers.lacking(replace(complete, active=False), {"partner_staff"}, NOW) == ("the account is closed",)
    assert papers.lacking(USER, set(), NOW) == (
        "the role of partner staff is not given", "training is missing", "nondisclosure is missing",
        "approval is missing",
    )  # fmt: skip
