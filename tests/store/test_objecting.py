"""Objections outside the chat as kept on both databases: one a form, its hold, its original, its incidents, its end."""

from datetime import timedelta

import pytest

from assistant.evidence.canonical import sha256_hex
from assistant.store import (
    agreements,
    cease_use,
    disclosures,
    holds,
    late_receipts,
    ledger,
    objecting,
    objections,
    originals,
    persons,
    private_links,
    requests,
    status,
    verify_ledger,
)
from assistant.store.keys import KeyGone
from assistant.store.objecting import Heard, Named
from assistant.store.tables import Incident, Organisation, PersonKey, PrivateLink
from tests.store.conftest import BORN, ELEMENTS, KEYS, NOW, begin, told_all, turn

ROSA = Named("Rosa Sample", BORN, "360 555 0142", True)
LETTER = Heard("letter", NOW - timedelta(days=3), "parent", "ines", "tidewater")


def person(w, named=ROSA):
    made = persons.make(w, KEYS, named.name, named.birth_date, "", "WDA06", NOW)
    ledger.append(w, "test_person", {}, (f"person:{made.id}",), NOW)
    return made


def keep(w, one="a" * 32, heard=LETTER, who=ROSA, now=NOW, **more):
    made = objecting.keep(w, KEYS, one, heard, who, now)
    objecting.enter(w, made, heard, now, more)
    return made


def test_it_is_kept_whole_and_holds_everyone_of_that_name_now_and_later(region):
    with region.database.writing() as w:
        before = person(w)
        made = keep(w)
    with region.database.writing() as w:
        after = person(w)
        request = requests.find(w, made.request_id)
        kept = objections.find(w, made.objection_id)
        assert (request.state, request.spoken_by, request.taken_down_by) == ("waiting", "parent", "ines")
        assert (request.said_at, kept.received_at, kept.way) == (LETTER.received_at, LETTER.received_at, "letter")
        assert [each.holds for each in (persons.find(w, before.id), after)] == [1, 1]
        (hold,) = holds.of_request(w, request.id)
        assert hold.began_at == NOW and holds.is_whole(w, hold), "it holds from now, whenever it was received"
        assert persons.open_identity(w, KEYS, made.typed).name == "Rosa Sample"
        assert objecting.again(w, made.objection_id) == request.reference and objecting.again(w, "b" * 32) is None
    assert verify_ledger.verify(region.database).ok


def test_the_same_form_twice_at_one_moment_is_refused_the_second_time(region):
    with region.database.writing() as w:
        keep(w)
    with pytest.raises(objections.KeptBefore), region.database.writing() as w:
        keep(w)
    assert verify_ledger.verify(region.database).ok


def test_what_esd_confirmed_before_leaves_nothing_to_decide_and_still_holds(region):
    with region.database.writing() as w:
        rosa = person(w)
        first = keep(w)
    with region.database.writing() as w:
        request = requests.locked(w, first.request_id)
        assert requests.decide(w, request.id, 1, "confirmed", "maren", NOW, person_id=rosa.id)
        (hold,) = holds.of_request(w, request.id)
        holds.release(w, hold.id, rosa.id, "confirmed", NOW)
        holds.end(w, hold.id, "confirmed", "maren", NOW)
        status.confirm(w, rosa, "opt_out_confirmed", request, None, "maren", "photo_id", NOW)
    with region.database.writing() as w:
        second = keep(w, "b" * 32)
        assert requests.find(w, second.request_id).state == "superseded"
    with region.database.writing() as w:
        assert person(w).visibility == "suppressed", "imported later"
        assert requests.queue(w, "do_not_share") == []
        keep(w, "c" * 32)
        assert [each.state for each in requests.queue(w, "do_not_share")] == ["waiting"], "a new record is undecided"
    assert verify_ledger.verify(region.database).ok


def test_what_a_partner_read_between_receipt_and_record_is_one_incident_a_person(region):
    def reads(w, rosa, organisation, at):
        who = "jonah" if organisation == "harbor" else "ines"
        disclosures.record_disclosure(w, rosa.id, who, organisation, "training_retraining", ["name"], at)

    with region.database.writing() as w:
        one, two, three = person(w), person(w), person(w)
        reads(w, one, "harbor", NOW - timedelta(days=2))
        reads(w, one, "harbor", NOW - timedelta(days=1))
        reads(w, two, "harbor", NOW - timedelta(days=4))
        reads(w, three, "esd", NOW - timedelta(days=1))
        made = objecting.keep(w, KEYS, "a" * 32, LETTER, ROSA, NOW)
        late = late_receipts.open_(w, "a" * 32, made.typed.match_index, LETTER.received_at, NOW)
        objecting.enter(w, made, LETTER, NOW, {})
        assert [(each.person_id, each.kind) for each in late] == [(one.id, "late_receipt")]
    with region.database.reading() as r:
        (kept,) = late_receipts.of_objection(r, "a" * 32)
        assert (kept.from_at, kept.to_at, kept.closed_at) == (LETTER.received_at, NOW, None)
        assert r.session.query(Incident).count() == 1
    assert verify_ledger.verify(region.database).ok


def test_an_original_opens_only_for_its_objection_and_dies_with_the_key(region):
    body = bytes(range(256)) * 9
    with region.database.writing() as w:
        made = objecting.keep(w, KEYS, "a" * 32, LETTER, ROSA, NOW)
        row = originals.keep(w, KEYS, "a" * 32, made.typed.person_key_id, "application/pdf", body, NOW)
        objecting.enter(w, made, LETTER, NOW, {})
        assert row.sha256 == sha256_hex(body) and body[:64] not in row.body_sealed
    with region.database.reading() as r:
        assert originals.of_objection(r, "a" * 32) == [(row.id, "application/pdf")]
        assert originals.open_(r, KEYS, row.id, "a" * 32) == ("application/pdf", body)
        assert originals.open_(r, KEYS, row.id, "b" * 32) is None
    assert verify_ledger.verify(region.database).ok
    with region.database.writing() as w:
        w.session.get(PersonKey, made.typed.person_key_id).wrapped = None
    with region.database.reading() as r, pytest.raises(KeyGone):
        originals.open_(r, KEYS, row.id, "a" * 32)


def test_a_new_private_link_ends_the_one_before(region):
    row = told_all(region.database)
    with region.database.writing() as w:
        private_links.make(w, row.id, "one", NOW)
        private_links.make(w, row.id, "two", NOW + timedelta(seconds=1))
    with region.database.reading() as r:
        assert private_links.find(r, "one") is None and private_links.find(r, "three") is None
        link, conversation = private_links.find(r, "two")
        assert conversation.id == row.id and link.secret_sha256 == sha256_hex("two")
        assert r.session.query(PrivateLink).count() == 2
    assert verify_ledger.verify(region.database).ok


def test_readers_of_what_is_suppressed_are_found_once_and_batched_for_each_partner(region):
    with region.database.writing() as w:
        agreements.keep_organisation(w, Organisation(id="cedar", name="Cedar", kind="partner"))
        rosa = person(w)
        for organisation, who in (("harbor", "jonah"), ("cedar", "jonah"), ("esd", "ines")):
            disclosures.record_disclosure(w, rosa.id, who, organisation, "training_retraining", ["name"], NOW)
        assert cease_use.owe_suppressed(w, NOW) == 0
        keep(w)
    later = NOW + timedelta(hours=1)
    with region.database.writing() as w:
        assert cease_use.owe_suppressed(w, later) == 2
        ledger.append(w, "cease_use_owed", {}, ("cease_use:esd",), later)
    with region.database.writing() as w:
        assert cease_use.owe_suppressed(w, later) == 0
        assert cease_use.owed(w) == ["cedar", "harbor"]
        cease_use.locked(w, "harbor")
        batch, listed = cease_use.make_batch(w, "harbor", later)
        ledger.append(w, "cease_use_sent", {}, ("organisation:harbor",), later)
        assert listed == 1 and cease_use.owed(w) == ["cedar"]
        assert cease_use.references(w, batch.id) == [rosa.seeker_id]
        assert cease_use.causes(w, [batch.id]) == {batch.id: {"choice": 1}}
        assert cease_use.last_made(w, "harbor") == later and cease_use.last_made(w, "cedar") is None
        assert [cease_use.see(w, batch, "jonah", later) for _ in range(2)] == [True, False]
        ledger.append(w, "cease_use_seen", {}, ("organisation:harbor",), later)
        assert cease_use.batches(w, "harbor", (later, batch.id)) == []
        assert [each.id for each in cease_use.batches(w, None)] == [batch.id]
    assert verify_ledger.verify(region.database).ok


def test_by_private_link_it_belongs_to_its_conversation(region):
    with region.database.writing() as w:
        row = turn(w, begin(w, region.notice), ELEMENTS)
        heard = Heard("private_link", NOW, "self", None, row.site_id, row.id, row.reference)
        made = keep(w, heard=heard)
        assert made.reference == row.reference
        (request,) = requests.of_conversation(w, row.id)
        assert request.objection_id == made.objection_id
    assert verify_ledger.verify(region.database).ok
