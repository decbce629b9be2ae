"""Who may confirm or return, when a hold begins and ends, grants, visibility, categories and roles."""

from dataclasses import replace
from itertools import product

import pytest

from assistant.policy import grants, hold
from assistant.policy.categories import CATEGORIES, PURPOSES, fields_of, may_pass
from assistant.policy.confirmation import IDENTITY_CHECKS, RETURN_REASONS, RequestFacts, may_confirm, may_return
from assistant.policy.roles import MAY_OPEN, ROLES, may_open
from assistant.policy.visibility import visibility_of
from tests.policy.situations import DAY, NOW, OPEN, esd, grant

CONFIRMER = esd(grant("esd_confirm"))
SHARE = RequestFacts("share", "waiting", "staff-9", NOW - DAY, True, frozenset())
NO = replace(SHARE, kind="do_not_share", conversation_complete=False)
OWN, TAKEN = {"subject_staff": frozenset({"staff-1"})}, {"taken_down_by": "staff-1"}
PARTNER = replace(OPEN.viewer, grants=CONFIRMER.grants)

CONFIRMS = [
    ("a share with photo ID", SHARE, CONFIRMER, "photo_id", "may_confirm"),
    ("a share that nobody took down", replace(SHARE, taken_down_by=None), CONFIRMER, "esd_sign_in", "may_confirm"),
    ("a returned share", replace(SHARE, state="returned"), CONFIRMER, "known_contact", "may_confirm"),
    ("a do not share without identity checked", NO, CONFIRMER, "not_checked", "may_confirm"),
    ("a do not share that one took down oneself", replace(NO, **TAKEN), CONFIRMER, "photo_id", "sampled"),
    ("a share without identity checked", SHARE, CONFIRMER, "not_checked", "not_checked"),
    ("a share that one took down oneself", replace(SHARE, **TAKEN), CONFIRMER, "photo_id", "wrong_taker"),
    ("a share before all was told", replace(SHARE, conversation_complete=False), CONFIRMER, "photo_id", "not_told"),
    ("one's own share", replace(SHARE, **OWN), CONFIRMER, "photo_id", "own_record"),
    ("one's own do not share", replace(NO, **OWN), CONFIRMER, "photo_id", "own_record"),
    ("a confirmed request", replace(NO, state="confirmed"), CONFIRMER, "photo_id", "decided"),
    ("a superseded request", replace(NO, state="superseded"), CONFIRMER, "photo_id", "decided"),
    ("a request dated tomorrow", replace(NO, said_at=NOW + DAY), CONFIRMER, "photo_id", "not_said_yet"),
    ("a request of neither kind", replace(NO, kind="maybe"), CONFIRMER, "photo_id", "unknown_kind"),
    ("an unknown identity check", NO, CONFIRMER, "knows_them", "unknown_check"),
    ("a partner with a grant", NO, PARTNER, "photo_id", "not_esd"),
    ("ESD staff without a grant", NO, esd(), "photo_id", "no_grant"),
    ("a grant only to view", NO, esd(grant("esd_view_suppressed")), "photo_id", "no_grant"),
    ("a grant that has ended", NO, esd(grant("esd_confirm", ends_at=NOW)), "photo_id", "no_grant"),
    ("a colleague's grant", NO, esd(grant("esd_confirm", staff_id="staff-4")), "photo_id", "no_grant"),
]


@pytest.mark.parametrize("request_, viewer, check, code", [e[1:] for e in CONFIRMS], ids=[e[0] for e in CONFIRMS])
def test_confirming(request_, viewer, check, code):
    ruling = may_confirm(request_, viewer, check, NOW)
    assert ruling.code == code and ruling.reason and ruling.cites
    assert ruling.allowed == (code in ("may_confirm", "sampled"))


RETURNS = [
    *[(f"for the reason {reason}", NO, CONFIRMER, reason, "may_return") for reason in RETURN_REASONS],
    ("without a reason from the list", NO, CONFIRMER, "did not like it", "unknown_reason"),
    ("a second time", replace(NO, state="returned"), CONFIRMER, "no_authority", "returned_already"),
    ("after it was confirmed", replace(NO, state="confirmed"), CONFIRMER, "no_authority", "decided"),
    ("one's own", replace(NO, **OWN), CONFIRMER, "no_authority", "own_record"),
    ("without a grant", NO, esd(), "no_authority", "no_grant"),
    ("as a partner", NO, PARTNER, "no_authority", "not_esd"),
]


@pytest.mark.parametrize("request_, viewer, reason, code", [e[1:] for e in RETURNS], ids=[e[0] for e in RETURNS])
def test_returning(request_, viewer, reason, code):
    ruling = may_return(request_, viewer, reason, NOW)
    assert (ruling.code, ruling.allowed) == (code, code == "may_return")


def test_the_lists_of_checks_and_reasons():
    assert set(IDENTITY_CHECKS) == {"photo_id", "known_contact", "esd_sign_in", "not_checked"}
    assert list(RETURN_REASONS) == [
        "cannot_tell_who", "identity_unchecked", "evidence_unverified", "wrong_taker", "no_authority",
    ]  # fmt: skip


HOLDS = [
    ("a do not share holds once the person is named", hold.begins("do_not_share", True), True),
    ("a do not share of nobody named holds nothing yet", hold.begins("do_not_share", False), False),
    ("a share holds nothing", hold.begins("share", True), False),
    ("confirming ends it on the record confirmed", hold.ends_by_confirming(True, "not_checked"), True),
    ("it stands on other records without identity checked", hold.ends_by_confirming(False, "not_checked"), False),
    ("it stands on other records with an unknown check", hold.ends_by_confirming(False, "knows_them"), False),
    ("it ends on other records with identity checked", hold.ends_by_confirming(False, "photo_id"), True),
    ("a later share ends it", hold.ends_by_share(True, NOW, NOW + DAY, "photo_id"), True),
    ("an earlier share never ends it", hold.ends_by_share(True, NOW, NOW - DAY, "photo_id"), False),
    ("a share of the same moment never ends it", hold.ends_by_share(True, NOW, NOW, "photo_id"), False),
    ("another person's share never ends it", hold.ends_by_share(False, NOW, NOW + DAY, "photo_id"), False),
    ("a share without identity never ends it", hold.ends_by_share(True, NOW, NOW + DAY, "not_checked"), False),
    ("two ESD people end it after reaching the person", hold.ends_as_not_theirs(True, ("a", "b")), True),
    ("one ESD person twice never ends it", hold.ends_as_not_theirs(True, ("a", "a")), False),
    ("nobody ends it without reaching the person", hold.ends_as_not_theirs(False, ("a", "b")), False),
]


@pytest.mark.parametrize("ruling, allowed", [e[1:] for e in HOLDS], ids=[e[0] for e in HOLDS])
def test_a_hold(ruling, allowed):
    assert ruling.allowed == allowed and ruling.reason and ruling.cites


@pytest.mark.parametrize("code", hold.ENDINGS)
def test_each_way_in_which_a_hold_ends_is_a_ruling(code):
    assert code in {ruling.code for _, ruling, allowed in HOLDS if allowed}


GRANTS = [
    ("in force", grant("esd_confirm"), "in_force"),
    ("a day to view", grant("esd_view_suppressed"), "in_force"),
    ("two days to view", grant("esd_view_suppressed", ends_at=NOW + 2 * DAY), "too_long"),
    ("two days to confirm", grant("esd_confirm", ends_at=NOW + 2 * DAY), "in_force"),
    ("from its first moment", grant("esd_confirm", begins_at=NOW), "in_force"),
    ("not begun", grant("esd_confirm", begins_at=NOW + DAY), "not_begun"),
    ("ended", grant("esd_confirm", ends_at=NOW), "ended"),
    ("taken back", grant("esd_confirm", revoked_at=NOW), "revoked"),
    ("given and approved by one person", grant("esd_confirm", approved_by="staff-2"), "not_two"),
    ("given to oneself", grant("esd_confirm", given_by="staff-1"), "not_two"),
    ("approved for oneself", grant("esd_confirm", approved_by="staff-1"), "not_two"),
]


@pytest.mark.parametrize("given, code", [e[1:] for e in GRANTS], ids=[e[0] for e in GRANTS])
def test_a_grant_is(given, code):
    ruling = grants.in_force(given, NOW)
    assert (ruling.code, ruling.allowed) == (code, code == "in_force")
    assert grants.holds((given,), "staff-1", given.kind, NOW) == ruling.allowed


STATUSES = ("never_notified", "notified_no_choice", "opt_out_confirmed", "share_confirmed")


@pytest.mark.parametrize("status, holds, frozen", list(product(STATUSES, (0, 1, 3), (False, True))))
def test_the_careful_side_wins(status, holds, frozen):
    seen = visibility_of(status, holds, frozen)
    assert (seen == "suppressed") == (status == "opt_out_confirmed" or holds > 0)
    assert (seen == "shared") == (status == "share_confirmed" and holds == 0 and not frozen)


def test_no_category_holds_social_security_numbers():
    assert "SSN" not in CATEGORIES
    assert not {name for name in fields_of(CATEGORIES) if "ssn" in name or "social" in name}


def test_no_field_belongs_to_two_categories():
    names = [field.name for category in CATEGORIES.values() for field in category.fields]
    assert len(names) == len(set(names)) and all(names)


@pytest.mark.parametrize("code", CATEGORIES)
def test_a_category_passes_when_named_and_only_unemployment_data_needs_more(code):
    assert may_pass(code, None).allowed == (code != "UI")
    assert may_pass(code, "20 CFR 603.5(e)").allowed


def test_an_unknown_category_passes_nothing():
    assert not may_pass("SSN", "20 CFR 603.5(e)").allowed
    assert fields_of({"SSN"}) == frozenset()


@pytest.mark.parametrize("code", ["DIS", "UI", "PA", "BAR", "NOTE"])
def test_what_is_off_unless_an_agreement_names_it(code):
    assert not CATEGORIES[code].default_shareable


def test_the_purposes_are_those_of_the_policy():
    assert len(PURPOSES) == 9 and "labor_exchange" in PURPOSES


OPENED = [
    ("anybody may open a public page", "anyone", (), True),
    ("anybody may open the chat", "anyone", ("partner_staff",), True),
    ("a job seeker may not open records", "esd_records", (), False),
    ("a partner may open partner records", "partner_records", ("partner_staff",), True),
    ("a partner may not open ESD's records", "esd_records", ("partner_staff",), False),
    ("a partner may not open the queue", "esd_queue", ("partner_staff",), False),
    ("basic ESD staff may not open the queue", "esd_queue", ("esd_staff",), False),
    ("a confirmer may open the queue", "esd_queue", ("esd_staff", "esd_confirm"), True),
    ("an administrator reads no records", "esd_records", ("esd_admin",), False),
    ("an unknown role opens nothing", "anyone", ("owner",), False),
    ("a kind of page not listed opens to nobody", "something_new", tuple(ROLES), False),
]


@pytest.mark.parametrize("kind, roles, opens", [e[1:] for e in OPENED], ids=[e[0] for e in OPENED])
def test_a_page(kind, roles, opens):
    assert may_open(kind, roles).allowed == opens


def test_no_role_sees_both_partner_records_and_totals():
    assert not MAY_OPEN["partner_records"] & MAY_OPEN["totals"]


def test_every_role_in_the_table_is_a_role():
    assert frozenset().union(*MAY_OPEN.values()) <= {*ROLES, "job_seeker", "without"}
