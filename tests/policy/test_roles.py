"""DOMAIN 8 written out by hand: who opens which kind of page, who gives what, what is never held together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.policy import accounts, grants, reviews, roles
from assistant.policy.grants import Wanted
from assistant.policy.reviews import Looked
from tests.policy.situations import DAY, NOW, grant

# Read from DOMAIN 8 and DESIGN 4, never from the code: kind of page -> the roles of that table that open it.
OPENS = {
    "anyone": "job_seeker without esd_staff esd_confirm esd_view_suppressed esd_supervisor esd_admin partner_staff "
              "partner_contract_manager wdc_monitor public_records_officer privacy_officer auditor reporter",
    "signed_in": "without esd_staff esd_confirm esd_view_suppressed esd_supervisor esd_admin partner_staff "
                 "partner_contract_manager wdc_monitor public_records_officer privacy_officer auditor reporter",
    "assist": "esd_staff partner_staff",  # "may run assisted sessions"; "runs notification in assisted mode"
    "esd_records": "esd_staff esd_supervisor",  # "shared and ESD-only records"; supervisor: "above"
    "nobody": "",
    "esd_system": "",  # opened by a credential of ESD's own system, never by a sign-in
    "partner_system": "",  # opened by a credential of the partner's system
    "accounting": "esd_staff esd_supervisor esd_confirm esd_view_suppressed",  # shows a person who has seen them
    "esd_objections": "esd_staff",  # "records requests"
    "esd_authorities": "esd_staff",  # whoever sits with the person sees the paper
    "esd_notices": "esd_supervisor",
    "esd_queue": "esd_confirm",  # a waiting request and its record page: DESIGN 4 gives it to nobody else
    "esd_waiting": "esd_supervisor",  # "ageing"; "reassigns"
    "grants_list": "esd_supervisor esd_admin privacy_officer auditor",  # "access reports"; "configuration"
    "esd_grants": "esd_supervisor esd_admin",  # "grants view/confirm (two-person)"; "users"
    "esd_reviews": "esd_supervisor privacy_officer",  # "attestations"; "minimisation review"
    "esd_merges": "esd_supervisor esd_confirm",  # "approves merges"; "matches identity"
    "esd_admin": "esd_admin",  # "users, sites, agreements, config"
    "partner_records": "partner_staff",  # "only shared records"
    "partner_agreement": "partner_contract_manager",  # "own DSA, own users, own access log"
    "totals": "wdc_monitor reporter",  # "own area's aggregates"; "aggregates"
    "incidents": "privacy_officer",
    "public_records": "public_records_officer",
    "patterns": "auditor privacy_officer",  # "access reports"; "pseudonymised rows"
    "ledger": "auditor",  # "hash-chain verification"
}  # fmt: skip
EVERYBODY = tuple(OPENS["anyone"].split())
ESD_ROLES = (
    "esd_staff", "esd_confirm", "esd_view_suppressed", "esd_supervisor", "esd_admin", "public_records_officer",
    "privacy_officer", "auditor", "reporter",
)  # fmt: skip
# role: (given by holders of, to staff of, longest in days)
GIVEN = {
    **dict.fromkeys(ESD_ROLES, ("esd_admin", "esd", 366)),
    "esd_confirm": ("esd_supervisor", "esd", 366),
    "esd_view_suppressed": ("esd_supervisor", "esd", 1),
    "partner_staff": ("esd_admin", "partner", 366),
    "partner_contract_manager": ("esd_admin", "partner", 366),
    "wdc_monitor": ("esd_admin", "council", 366),
}
NEVER = (
    *(("esd_admin", each) for each in ("esd_staff", "esd_confirm", "esd_view_suppressed", "esd_supervisor")),
    *(("auditor", each) for each in ("esd_staff", "esd_confirm", "esd_view_suppressed", "esd_supervisor", "esd_admin",
                                     "public_records_officer", "privacy_officer")),
    *(("privacy_officer", each) for each in ("esd_staff", "esd_confirm", "esd_admin")),
    ("partner_contract_manager", "partner_staff"),
)  # fmt: skip
BOSS = {"esd_admin": frozenset({"esd_admin"}), "esd_supervisor": frozenset({"esd_supervisor"})}


def wanted(kind="esd_confirm", **more):
    of = GIVEN[kind][1] if kind in GIVEN else "esd"
    return replace(Wanted(kind, "staff-1", of, frozenset(), NOW, NOW + DAY, "Needed."), **more)


def may(asked, people=("staff-2", "staff-3"), held=None):
    held = held or BOSS[GIVEN[asked.kind][0]]
    return grants.may_give(asked, people, tuple(held for _ in people)).code


def test_the_table_names_every_role_and_every_kind_of_page():
    assert set(EVERYBODY) == {*GIVEN, "job_seeker", "without"} and set(GIVEN) == set(roles.ROLES)
    assert set(roles.MAY_OPEN) == set(OPENS), "write a new kind of page down here, from DOMAIN 8"


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("kind", OPENS)
def test_each_role_opens_exactly_its_kinds_of_page(role, kind):
    held = () if role == "job_seeker" else (role,)
    assert roles.may_open(kind, held).allowed is (role in OPENS[kind].split())


def test_a_kind_of_page_that_nobody_listed_opens_to_nobody():
    assert not any(roles.may_open("new_page", (role,)).allowed for role in EVERYBODY)


def test_no_partner_or_council_sees_both_person_rows_and_totals():
    for of in ("partner", "council"):
        held = [kind for kind, (_, whose, _) in GIVEN.items() if whose == of]
        assert not {"partner_records", "totals"} <= {kind for kind in OPENS if roles.may_open(kind, held).allowed}


@pytest.mark.parametrize("kind", GIVEN)
def test_who_gives_a_role_to_whom_and_for_how_long(kind):
    by, of, days = GIVEN[kind]
    longest = NOW + timedelta(days=days)
    assert may(wanted(kind, ends_at=longest)) == "may_give"
    assert may(wanted(kind, ends_at=longest + timedelta(milliseconds=1))) == "too_long"
    for other in {"esd", "partner", "council"} - {of}:
        assert may(wanted(kind, organisation_kind=other)) == "wrong_organisation"
    for role in GIVEN:
        expected = "may_give" if role == by else "not_theirs_to_give"
        assert may(wanted(kind), held=frozenset({role})) == expected


def test_what_is_never_held_together_is_refused_whichever_came_first():
    pairs = {frozenset(pair) for pair in NEVER}
    for one in GIVEN:
        for other in GIVEN:
            if GIVEN[one][1] == GIVEN[other][1] and one != other:
                expected = "together" if frozenset({one, other}) in pairs else "may_give"
                assert may(wanted(one, already=frozenset({other}))) == expected, (one, other)


@pytest.mark.parametrize(
    ("changes", "people", "code"),
    [
        ({}, ("staff-2", "staff-2"), "not_two"),
        ({}, ("staff-1", "staff-2"), "not_two"),
        ({}, ("staff-2", "staff-1"), "not_two"),
        ({"account_active": False}, ("staff-2", "staff-3"), "disabled"),
        ({"reason": "  "}, ("staff-2", "staff-3"), "no_reason"),
        ({"reason": "x" * 201}, ("staff-2", "staff-3"), "no_reason"),
        ({"ends_at": NOW}, ("staff-2", "staff-3"), "ends_first"),
        ({"kind": "root"}, ("staff-2", "staff-3"), "unknown_kind"),
    ],
)
def test_a_grant_takes_two_others_and_a_reason(changes, people, code):
    assert may(wanted(**changes), people, BOSS["esd_supervisor"]) == code


def test_both_must_still_hold_the_role_that_gives():
    two = (BOSS["esd_supervisor"], frozenset())
    for held in (two, two[::-1]):
        assert grants.may_give(wanted(), ("staff-2", "staff-3"), held).code == "not_theirs_to_give"


def test_who_refuses_withdraws_and_takes_back():
    boss, nothing = BOSS["esd_supervisor"], frozenset()
    tries = ("staff-3", boss), ("staff-2", boss), ("staff-1", boss), ("staff-3", nothing)
    refuse = [grants.may_refuse("esd_confirm", "staff-1", "staff-2", *each).code for each in tries]
    assert refuse == ["may_refuse", "not_two", "not_two", "not_theirs_to_give"]
    assert [grants.may_withdraw("staff-2", by).allowed for by in ("staff-2", "staff-3")] == [True, False]
    tries = ("staff-1", nothing), ("staff-3", boss), ("staff-3", BOSS["esd_admin"])
    revoke = [grants.may_revoke("esd_confirm", "staff-1", *each).code for each in tries]
    assert revoke == ["given_up", "may_revoke", "not_theirs_to_take"]


@pytest.mark.parametrize("end", ["ends_at", "revoked_at"])
def test_a_role_is_gone_at_the_very_millisecond_it_ends(end):
    given = grant("esd_confirm", **{end: NOW})
    assert grants.held((given,), "staff-1", NOW - timedelta(milliseconds=1)) == {"esd_confirm"}
    assert grants.held((given,), "staff-1", NOW) == frozenset()


def test_who_had_a_part_in_it_never_reviews_it():
    looked = Looked(frozenset({"holder", "giver", "approver"}), True)
    privacy, staff = frozenset({"privacy_officer"}), frozenset({"esd_staff", "auditor", "esd_admin", "esd_confirm"})
    for by in looked.concerned:
        assert reviews.may_review(looked, by, privacy).code == "own"
    assert reviews.may_review(looked, "other", privacy).allowed
    assert reviews.may_review(looked, "other", staff).code == "not_theirs"
    assert reviews.may_review(replace(looked, over=False), "other", privacy).code == "not_over"


def test_a_finding_that_is_not_in_order_says_why():
    said = [reviews.found(*each).code for each in (("in_order", ""), ("not_in_order", " "), ("not_in_order", "No."),
                                                   ("", ""), ("fine", ""), ("in_order", "x" * 401))]  # fmt: skip
    assert said == ["found", "no_words", "found", "no_finding", "no_finding", "too_long"]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short words", "length"), ("x" * 129, "length"), ("a long sentence", "allowed"),
        ("ñandú ñandú ñandú", "allowed"),
        ("Robin Example", "named"), ("example.robin", "named"), ("robinexample2026", "named"),
        ("robin@work.example", "named"), ("ROBIN@WORK.EXAMPLE", "named"), ("work.example-1", "named"),
        ("aaaaaaaaaaaaaa", "same"), ("!?.;:!?.;:!?", "allowed"),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_the_name_or_the_address(password, code):
    assert accounts.password_fits(password, "Robin Example", "robin@work.example").code == code


WRONG = ("", "robin", "robin@", "@work.example", "a b@work.example", "robin@ｗork.example", "robin@work",
         "Robin@work.example", "r@" + "x" * 160 + ".org", "a@b.org\n")  # fmt: skip


@pytest.mark.parametrize("email", WRONG)
def test_an_address_is_plain(email):
    assert not accounts.email_fits(email).allowed
    assert accounts.email_fits("robin@work.example").allowed
