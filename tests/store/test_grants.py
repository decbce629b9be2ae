"""Grants by raw SQL, on both databases: who may give them, to whom, decided once, reviewed once."""

from datetime import timedelta

import pytest

from assistant.store import grants, invitations, proposals, reviews, staff
from assistant.store.base import millis
from assistant.store.tables import GrantProposal
from assistant.store.verify_ledger import verify
from tests.store.conftest import NOW
from tests.store.test_ledger import plant
from tests.store.test_refusals import attack, refused

DAY = timedelta(days=1)
TIMES = f"{millis(NOW)}, {millis(NOW + timedelta(hours=8))}"


def given(kind="esd_staff", to="ines", by="priya", approved="owen"):
    return ("insert into grant_given (id, staff_id, kind, given_by, approved_by, begins_at, ends_at, reason) values "
            f"('g1', '{to}', '{kind}', '{by}', '{approved}', {TIMES}, 'why')")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"by": "jonah"}, "one ESD person"),
        ({"approved": "jonah"}, "one ESD person"),
        ({"by": "owen"}, "two|constraint"),
        ({"by": "ines"}, "two|constraint"),
        ({"approved": "ines"}, "two|constraint"),
        ({"to": "jonah"}, "kind of organisation"),
        ({"kind": "partner_staff"}, "kind of organisation"),
        ({"kind": "wdc_monitor"}, "kind of organisation"),
        ({"kind": "esd_confirm", "to": "jonah"}, "kind of organisation"),
    ],
)
def test_a_grant_is_given_by_two_of_esd_to_staff_of_its_kind(region, change, says):
    refused(region.database, says, given(**change))
    attack(region.database, given())


def test_a_grant_is_never_edited_and_taken_back_once(region):
    d = region.database
    attack(d, given())
    for column in ("staff_id = 'maren'", "kind = 'esd_admin'", "given_by = 'maren'", f"ends_at = ends_at + {1}",
                   "begins_at = 1", "reason = 'other'"):  # fmt: skip
        refused(d, "keeps what it said", f"update grant_given set {column} where id = 'g1'")
    refused(d, "never deleted", "delete from grant_given where id = 'g1'")
    attack(d, "update grant_given set revoked_at = 5 where id = 'g1'")
    for again in ("null", "9"):
        refused(d, "revoked once", f"update grant_given set revoked_at = {again} where id = 'g1'")


def proposed(w):
    return proposals.keep(w, "ines", "esd_staff", NOW, NOW + DAY, "why", "priya", NOW)


def test_a_proposal_waits_first_and_is_decided_once(region):
    d = region.database
    born = ("insert into grant_proposal (id, staff_id, kind, begins_at, ends_at, reason, proposed_by, proposed_at, "
            f"state) values ('p1', 'ines', 'esd_staff', {TIMES}, 'why', 'priya', 1, '{{state}}')")  # fmt: skip
    for state in ("approved", "refused", "withdrawn"):
        refused(d, "waits first", born.format(state=state))
    refused(d, "state|constraint|waits", born.format(state="granted"))
    with d.writing() as w:
        row = proposed(w)
    refused(d, "keeps what it said", f"update grant_proposal set staff_id = 'maren' where id = '{row.id}'")
    refused(d, "never deleted", "delete from grant_proposal")
    with d.writing() as w:
        proposals.decide(w, proposals.locked(w, row.id), "refused", "owen", NOW)
    for state in ("approved", "waiting", "withdrawn"):
        refused(d, "decided once", f"update grant_proposal set state = '{state}' where id = '{row.id}'")
    assert verify(d).ok
    plant(d, f"update grant_proposal set state = 'approved' where id = '{row.id}'")
    assert f"grant_proposal {row.id}" in verify(d).first_bad


def test_a_review_is_found_once_and_stays(region):
    d = region.database
    with d.writing() as w:
        view = grants.give(w, "ines", "esd_view_suppressed", "priya", "owen", NOW - DAY, NOW - DAY / 2, NOW, "why")
    with d.reading() as r:
        assert [each.id for each in reviews.grants_due(r, NOW, "", 9)] == [view.id]
    with d.writing() as w:
        reviews.keep(w, "grant", view.id, "maren", "in_order", "", NOW)
    with d.reading() as r:
        assert not reviews.grants_due(r, NOW, "", 9) and not reviews.requests_due(r, "", 9)
    again = ("insert into review (id, subject, subject_id, reviewed_by, at, finding, says) values "
             f"('v2', 'grant', '{view.id}', 'owen', 1, 'not_in_order', 'no')")  # fmt: skip
    refused(d, "there already|unique|duplicate", again)
    refused(d, "append-only", "update review set finding = 'not_in_order'")
    refused(d, "never deleted", "delete from review")


def test_a_disabled_account_loses_grants_and_proposals_with_an_entry_each(region):
    d = region.database
    with d.writing() as w:
        given_ = grants.give(w, "ines", "esd_staff", "priya", "owen", NOW - DAY, NOW + DAY, NOW, "why")
        later = grants.give(w, "ines", "esd_confirm", "priya", "owen", NOW + DAY, NOW + 2 * DAY, NOW, "why")
        waits, by = proposed(w), proposals.keep(w, "maren", "esd_staff", NOW, NOW + DAY, "why", "ines", NOW)
    with d.writing() as w:
        staff.disable(w, "ines", "priya", NOW)
    with d.reading() as r:
        assert [grants.find(r, each.id).revoked_at for each in (given_, later)] == [NOW, NOW]
        assert [r.session.get(GrantProposal, each.id).state for each in (waits, by)] == ["withdrawn", "withdrawn"]
        assert staff.viewer(r, "ines") is None and staff.as_viewer(r, "ines") is not None
    with d.writing() as w:
        staff.enable(w, staff.locked(w, "ines"), "priya", NOW + DAY)
    with d.reading() as r:
        assert staff.viewer(r, "ines") is not None and staff.find(r, "ines").disabled_at == NOW
    assert verify(d).ok


def test_an_invitation_found_open_is_used_once_and_never_after_it_ended(region):
    d = region.database
    with d.writing() as w:
        first = invitations.make(w, "ines", "one secret", "priya", NOW + DAY, NOW)
        found = invitations.live(w, "one secret", NOW)
        assert found.id == first.id and found.secret_sha256 != "one secret"
        assert not invitations.use(w, found, NOW + DAY)
        assert invitations.use(w, found, NOW) and not invitations.use(w, found, NOW)
    with d.writing() as w:
        old = invitations.make(w, "ines", "two", "priya", NOW + DAY, NOW)
        invitations.make(w, "ines", "three", "priya", NOW + DAY, NOW)
        assert not invitations.use(w, old, NOW), "a newer one ended it"
        assert invitations.open_of(w, "ines", NOW).secret_sha256 != old.secret_sha256
