"""The one decision: who sees which fields of whom, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.policy.access import RECORD_PAGE_FIELDS, AgreementFacts, Basis
from assistant.policy.categories import CATEGORIES, PURPOSES, fields_of
from assistant.policy.roles import ROLES
from assistant.policy.visibility import STATUSES, visibility_of
from tests.policy.situations import CLOSINGS, DAY, NOW, OF_THE_PERSON, OPEN, esd, grant, papers

ALL_FIELDS = fields_of(CATEGORIES)


def test_a_partner_sees_a_shared_person_when_every_test_holds():
    decision = OPEN.decided()
    assert decision.allowed and decision.agreement_id == "DSA-1"
    assert decision.categories == {"ID", "SVC"}
    assert decision.fields == fields_of({"ID", "SVC"})
    assert all(reason.ok for reason in decision.reasons)
    assert len(decision.reasons) == 12


@pytest.mark.parametrize("situation", CLOSINGS.values(), ids=CLOSINGS)
def test_one_condition_less_and_a_partner_sees_nothing(situation):
    decision = situation.decided()
    assert not decision.allowed
    assert (decision.fields, decision.categories, decision.agreement_id) == (frozenset(), frozenset(), None)
    assert any(not reason.ok for reason in decision.reasons)


@pytest.mark.parametrize("name", CLOSINGS)
def test_searching_asks_everything_but_the_person(name):
    assert CLOSINGS[name].searched().allowed == (name in OF_THE_PERSON)


def test_a_refused_search_says_what_is_missing():
    ruling = OPEN.viewer_with(**papers(training=None, nondisclosure=None)).searched()
    assert ruling.code == "no_search"
    assert "training" in ruling.reason and "nondisclosure" in ruling.reason


@pytest.mark.parametrize("situation", [OPEN, *CLOSINGS.values()])
def test_every_test_says_why_where_that_is_written_and_what_would_change_it(situation):
    for reason in situation.decided().reasons:
        assert reason.text.endswith(".") and reason.cites and reason.would_change_if


SAYS = [
    ("no MOU or contract", "The organization has no MOU or services contract in force."),
    ("another organisation's agreement", "It has no data-sharing agreement that is active now."),
    ("do not share confirmed", "No choice to share is confirmed and in effect."),
    ("no agreement", "It has no data-sharing agreement that is active now."),
]


@pytest.mark.parametrize("name, text", SAYS, ids=[each[0] for each in SAYS])
def test_a_refusal_names_the_test_that_failed(name, text):
    assert text in {reason.text for reason in CLOSINGS[name].decided().reasons if not reason.ok}


def test_no_no_choice_yet_and_waiting_read_the_same():
    seen = {
        OPEN.person_with(**each).decided()
        for each in (
            {"status": "never_notified"},
            {"status": "notified_no_choice"},
            {"status": "opt_out_confirmed"},
            {"holds": 1},
            {"frozen": True},
            {"status": "notified_no_choice", "request_waiting": True},
        )
    }
    assert len(seen) == 1


CONTRACT = {"basis": "wia_contract_wdc", "legal_review_at": NOW - DAY}
OPENINGS = {
    "a contract with a legal review": OPEN.basis_with(**CONTRACT),
    "an agreement from this moment on": OPEN.agreement_with(starts_at=NOW),
    "a reviewed contract beside an MOU that has ended": replace(
        OPEN, bases=(replace(OPEN.bases[0], ends_at=NOW), replace(OPEN.bases[0], **CONTRACT))
    ),
    "a suspended agreement beside an active one": replace(
        OPEN, agreements=(replace(OPEN.agreements[0], id="DSA-0", state="suspended"), *OPEN.agreements)
    ),
}


@pytest.mark.parametrize("situation", OPENINGS.values(), ids=OPENINGS)
def test_a_partner_sees_the_person_too_with(situation):
    assert situation.decided().allowed and situation.searched().allowed


def test_a_review_of_a_contract_that_has_ended_does_not_serve_another():
    ended = Basis("wia_contract_wdc", NOW - 9 * DAY, NOW, NOW - 5 * DAY)
    unreviewed = Basis("wia_contract_esd", NOW - DAY, NOW + DAY, None)
    assert not replace(OPEN, bases=(ended, unreviewed)).decided().allowed


def test_two_agreements_never_add_up_to_one():
    (whole,) = OPEN.agreements
    purpose_only = replace(whole, id="DSA-2", state="suspended")
    active_only = replace(whole, id="DSA-3", purposes=frozenset({"adult_education"}))
    assert not replace(OPEN, agreements=(purpose_only, active_only)).decided().allowed


def test_of_two_agreements_the_one_that_shows_more_serves_in_whatever_order():
    (less,) = OPEN.agreement_with(categories=frozenset({"ID"})).agreements
    more = replace(OPEN.agreements[0], id="DSA-2")
    assert {replace(OPEN, agreements=each).decided().agreement_id for each in ((less, more), (more, less))} == {"DSA-2"}


def test_unemployment_data_passes_only_with_a_federal_basis():
    named = OPEN.agreement_with(categories=frozenset({"ID", "UI"})).told_with(categories=frozenset({"ID", "UI"}))
    assert named.decided().categories == {"ID"}
    assert named.agreement_with(uc_basis="20 CFR 603.5(e)").decided().categories == {"ID", "UI"}


ESD_SIGHT = {
    "no grant": ((), False, frozenset()),
    "a grant to view": ((grant("esd_view_suppressed"),), False, ALL_FIELDS),
    "a grant to view that has ended": ((grant("esd_view_suppressed", ends_at=NOW),), True, frozenset()),
    "a grant to view for longer than a day": (
        (grant("esd_view_suppressed", ends_at=NOW + DAY / 2 + timedelta(milliseconds=1)),), True, frozenset()
    ),
    "a colleague's grant to view": ((grant("esd_view_suppressed", staff_id="staff-4"),), True, frozenset()),
    "a grant to confirm and nothing waiting": ((grant("esd_confirm"),), False, frozenset()),
    "a grant to confirm and a request waiting": ((grant("esd_confirm"),), True, RECORD_PAGE_FIELDS),
    "a request waiting and no grant": ((), True, frozenset()),
}


@pytest.mark.parametrize("grants, waiting, fields", ESD_SIGHT.values(), ids=ESD_SIGHT)
@pytest.mark.parametrize("suppressed_by", [{"status": "opt_out_confirmed"}, {"holds": 1}], ids=["status", "hold"])
def test_of_a_suppressed_record_esd_staff_see_with(grants, waiting, fields, suppressed_by):
    person = OPEN.person_with(request_waiting=waiting, **suppressed_by)
    decision = replace(person, viewer=esd(*grants)).decided()
    assert decision.fields == fields and decision.allowed == bool(fields)
    assert decision.reasons


@pytest.mark.parametrize("status", ["never_notified", "notified_no_choice", "share_confirmed"])
def test_esd_staff_see_what_is_not_suppressed(status):
    for kind in ("esd_staff", "esd_supervisor"):
        decision = replace(OPEN.person_with(status=status), viewer=esd(grant(kind))).decided()
        assert decision.allowed and decision.fields == ALL_FIELDS


@pytest.mark.parametrize("kind", sorted(ROLES.keys() - {"esd_staff", "esd_supervisor", "esd_view_suppressed"}))
def test_no_other_role_sees_a_record_that_is_not_suppressed(kind):
    asked = replace(OPEN, viewer=esd(grant(kind)))
    assert not asked.decided().allowed and not asked.searched().allowed
    waiting = replace(asked, person=replace(asked.person, request_waiting=True)).decided()
    assert waiting.allowed == (kind == "esd_confirm") and (not waiting.allowed or "services" not in waiting.fields)


def test_a_partner_with_grants_is_still_a_partner():
    given = (grant("esd_view_suppressed"), grant("esd_confirm"))
    assert not OPEN.viewer_with(grants=given).person_with(holds=1, request_waiting=True).decided().allowed


def test_esd_staff_may_search():
    asked = replace(OPEN, viewer=esd(grant("esd_staff")), purpose="", bases=(), agreements=())
    assert asked.searched().allowed and not replace(asked, viewer=esd()).searched().allowed


moments = st.integers(-3, 3).map(lambda days: NOW + days * DAY)
codes = st.frozensets(st.sampled_from(["ID", "SVC", "UI", "DIS"]))
some_purposes = st.frozensets(st.sampled_from(sorted(PURPOSES)[:3]))
some_bases = st.builds(
    Basis, st.sampled_from(["mou_signatory", "wia_contract_wdc", "other"]), moments, moments, st.none() | moments
)
some_agreements = st.builds(
    AgreementFacts, st.sampled_from(["DSA-1", "DSA-2", "DSA-3"]), st.sampled_from(["org-1", "org-2"]),
    st.sampled_from(["active", "suspended", "draft"]), moments, moments, codes, some_purposes,
    st.none() | st.just("20 CFR 603.5(e)"),
)  # fmt: skip


@st.composite
def situations(draw):
    """Any situation at all, leaning towards those in which something may be seen."""
    situation = draw(st.sampled_from([OPEN, *CLOSINGS.values()]))
    situation = replace(
        situation,
        purpose=draw(st.sampled_from([situation.purpose, *sorted(PURPOSES)[:3]])),
        bases=situation.bases + tuple(draw(st.lists(some_bases, max_size=2))),
        agreements=situation.agreements + tuple(draw(st.lists(some_agreements, max_size=2))),
        now=draw(moments),
    )
    situation = situation.told_with(categories=draw(codes))
    return situation.person_with(
        status=draw(st.sampled_from([situation.person.status, *STATUSES])),
        holds=draw(st.sampled_from([situation.person.holds, 0, 1, 2])),
        frozen=draw(st.booleans()),
    )


@given(situations())
def test_a_partner_never_sees_a_person_who_is_not_shared(situation):
    person = situation.person
    if visibility_of(person.status, person.holds, person.frozen) != "shared":
        assert not situation.decided().allowed


@given(situations())
def test_a_partner_never_sees_more_than_notice_and_agreement_both_name(situation):
    decision = situation.decided()
    if decision.allowed:
        assert any(
            each.id == decision.agreement_id
            and each.organisation_id == situation.viewer.organisation_id
            and each.state == "active"
            and decision.categories <= each.categories
            for each in situation.agreements
        )
        assert decision.categories <= situation.person.told.categories
        assert decision.fields == fields_of(decision.categories)
        assert situation.searched().allowed


def without(situation, kind):
    return situation.viewer_with(conditions=tuple(e for e in situation.viewer.conditions if e.kind != kind))


TAKEN_AWAY = {
    "approval": lambda s: without(s, "approval"),
    "role": lambda s: s.viewer_with(grants=()),
    "bases": lambda s: replace(s, bases=s.bases[1:]),
    "agreements": lambda s: replace(s, agreements=s.agreements[1:]),
    "purpose": lambda s: replace(s, purpose=""),
    "training": lambda s: without(s, "training"),
    "non-disclosure": lambda s: without(s, "nondisclosure"),
    "legal review": lambda s: s.basis_with(legal_review_at=None),
    "active": lambda s: s.agreement_with(state="suspended"),
    "a category of each agreement": lambda s: replace(
        s, agreements=tuple(replace(each, categories=each.categories - {"ID"}) for each in s.agreements)
    ),
    "a category told": lambda s: s.told_with(categories=s.person.told.categories - {"ID"}),
    "the organisation told": lambda s: s.told_with(organisations=frozenset()),
    "the notice": lambda s: s.told_with(notice_version_id=None),
    "a choice": lambda s: s.person_with(status="notified_no_choice"),
    "no hold": lambda s: s.person_with(holds=s.person.holds + 1),
    "not frozen": lambda s: s.person_with(frozen=True),
    "federal basis": lambda s: s.agreement_with(uc_basis=None),
}


@pytest.mark.parametrize("take_away", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
@given(situation=situations())
def test_taking_one_condition_away_never_opens(take_away, situation):
    if not situation.decided().allowed:
        assert not take_away(situation).decided().allowed
