"""Raw SQL on both databases: what the policy forbids of agreements, papers and bases, the database refuses."""

from datetime import timedelta

import pytest

from assistant.desk.agreements import terms_of
from assistant.policy.agreements import widened
from assistant.store import agreements, ledger, sites, staff
from assistant.store.base import millis
from assistant.store.tables import AgreementTerms, Site
from assistant.store.verify_ledger import verify
from tests.store.conftest import NOW, terms
from tests.store.test_refusals import attack, refused

DAY = timedelta(days=1)
COLUMNS = tuple(AgreementTerms.__table__.columns.keys())


def row(**more) -> str:
    """The next terms of DSA-1 as an insert, one thing of it changed."""
    said = terms(**{"counts_from": NOW, **more})
    values = [getattr(said, name) for name in COLUMNS]
    written = [str(millis(each)) if hasattr(each, "tzinfo") else "null" if each is None else
               str(each) if isinstance(each, int) else f"'{each}'" for each in values]  # fmt: skip
    return f"insert into agreement_terms ({', '.join(COLUMNS)}) values ({', '.join(written)})"


def drafted(region, by="priya") -> None:
    with region.database.writing() as w:
        agreements.make(w, "DSA-2", "harbor", NOW)
        agreements.keep_terms(w, terms(agreement_id="DSA-2", number=1, state="draft", counts_from=NOW, changed_by=by))
        ledger.append(w, "t", {}, ("agreement:DSA-2",), NOW)


def test_an_agreement_goes_only_from_draft_to_active_to_its_end(region):
    d = region.database
    drafted(region)
    second = {"agreement_id": "DSA-2", "number": 2}
    for state in ("suspended", "expired"):
        refused(d, "from draft to active", row(**second, state=state))
    refused(d, "from draft to active", row(state="draft"))
    refused(d, "from draft to active", row(agreement_id="DSA-3", number=1, state="active"))
    attack(d, row(state="suspended"), row(number=4, state="terminated"))
    for state in ("draft", "active", "suspended", "expired", "terminated"):
        refused(d, "from draft to active", row(number=5, state=state))
    refused(d, "ck_|check|state|draft", row(**second, state="paused"))
    attack(d, row(**second, state="terminated"))


def test_whoever_drafted_it_does_not_activate_it_nor_unsigned(region):
    d = region.database
    drafted(region)
    second = {"agreement_id": "DSA-2", "number": 2, "state": "active"}
    refused(d, "does not activate", row(**second, changed_by="priya"))
    for name in ("areas", "categories", "purposes", "esd_manager", "partner_manager", "signed_document_sha256"):
        refused(d, "signed and whole", row(**second, **{name: ""}))
    for who in ("jonah", "nobody"):
        refused(d, "only ESD keeps", row(**second, changed_by=who))
    attack(d, row(**second))
    refused(d, "signed and whole", row(agreement_id="DSA-2", number=3, signed_document_sha256=""))


WIDE = {
    "categories": "ID,RES,SVC,UI", "purposes": "adult_education,support_services,training_retraining",
    "areas": "WDA06,WDA12", "ends_at": NOW + 900 * DAY, "starts_at": NOW - 900 * DAY, "uc_basis": "release",
}  # fmt: skip


@pytest.mark.parametrize("field", WIDE)
def test_one_person_alone_opens_nothing_more_in_no_way(region, field):
    d, more = region.database, {field: WIDE[field]}
    assert widened(terms_of(terms()), terms_of(terms(**more))), "the policy says the same"
    assert not widened(terms_of(terms(**more)), terms_of(terms()))
    attack(d, "insert into area select 'WDA12', 'Another council', 'Elsewhere' from area where id = 'WDA06'")
    refused(d, "never widened", row(number=3, state="active", **more))
    attack(d, row(number=3, state="suspended", changed_by="priya"))
    refused(d, "never widened", row(number=4, state="active", changed_by="owen", **more))
    refused(d, "does not activate", row(number=4, state="active", changed_by="priya"))
    attack(d, row(number=4, state="suspended", changed_by="priya", **more))
    refused(d, "does not activate", row(number=5, state="active", changed_by="priya", **more))
    attack(d, row(number=5, state="active", changed_by="owen", **more))


def test_another_program_than_the_one_named_is_a_widening_too(region):
    d, other = region.database, {"purposes": "other_workforce_program,training_retraining"}
    attack(d, row(number=3, state="suspended", changed_by="priya", **other, other_program="A"))
    refused(d, "never widened", row(number=4, state="active", changed_by="owen", **other, other_program="B"))
    attack(d, row(number=4, state="active", changed_by="owen", **other, other_program="A"))
    attack(d, row(number=5, state="active", changed_by="owen"))


def test_terms_are_never_edited_deleted_skipped_or_dated_back(region):
    d = region.database
    refused(d, "append-only", "update agreement_terms set categories = 'ID,UI'")
    refused(d, "append-only", "update agreement_terms set ends_at = ends_at + 1")
    refused(d, "append-only", "update agreement set organisation_id = 'esd'")
    refused(d, "never deleted", "delete from agreement_terms where state = 'active'")
    for number in (1, 2, 4):
        refused(d, "follow the ones before|there already|from draft to active", row(number=number))
    attack(d, row(state="suspended"))
    refused(d, "follow the ones before", row(number=4, state="active", changed_by="priya",
                                             counts_from=NOW - timedelta(milliseconds=1)))  # fmt: skip
    with d.reading() as r:
        assert [each.state for each in agreements.history(r, "DSA-1")] == ["draft", "active", "suspended"]


def basis(id_: str, **more) -> str:
    said = {"basis": "wia_contract_wdc", "recorded_by": "priya", "legal_review_at": "null", "ended_at": "null", **more}
    return (
        "insert into partner_basis (id, organisation_id, basis, starts_at, ends_at, document_sha256, recorded_at, "
        f"recorded_by, legal_review_at, legal_review_says, ended_at) values ('{id_}', 'harbor', '{said['basis']}', 1, "
        f"{millis(NOW + DAY)}, '', 1, '{said['recorded_by']}', {said['legal_review_at']}, '', {said['ended_at']})"
    )


def test_a_contract_is_reviewed_once_by_esd_and_ends_once(region):
    d = region.database
    refused(d, "before its review or end", basis("b2", legal_review_at=1))
    refused(d, "before its review or end", basis("b2", ended_at=1))
    attack(d, basis("b2"))
    reviewed = "update partner_basis set legal_review_at = {}, legal_review_by = '{}' where id = 'b2'"
    refused(d, "reviews a contract once", reviewed.format(5, "jonah"))
    refused(d, "reviews a contract once", reviewed.format(5, "nobody"))
    attack(d, reviewed.format(5, "owen"))
    for again in (reviewed.format(6, "owen"), reviewed.format(5, "ines"), reviewed.format("null", "owen"),
                  "update partner_basis set legal_review_says = 'other words' where id = 'b2'"):  # fmt: skip
        refused(d, "reviews a contract once", again)
    for column, value in (("ends_at", "ends_at + 1"), ("basis", "'mou_signatory'"), ("organisation_id", "'esd'"),
                          ("recorded_by", "'ines'")):  # fmt: skip
        refused(d, "keeps what it said", f"update partner_basis set {column} = {value} where id = 'b2'")
    attack(d, "update partner_basis set ended_at = 7, ended_by = 'owen' where id = 'b2'")
    refused(d, "it ends once", "update partner_basis set ended_at = null where id = 'b2'")
    refused(d, "never deleted", "delete from partner_basis")


def test_a_paper_of_a_user_is_withdrawn_once_and_never_moved(region):
    d = region.database
    with d.writing() as w:
        staff.record_condition(w, "jonah", "training", NOW - DAY, "priya", NOW)
    for column, value in (("dated", "1"), ("recorded_at", "1"), ("staff_id", "'ines'"), ("kind", "'approval'")):
        refused(d, "keeps what it said", f"update user_condition set {column} = {value}")
    attack(d, "update user_condition set withdrawn_at = 5, withdrawn_by = 'priya'")
    refused(d, "withdrawn once", "update user_condition set withdrawn_at = null")
    refused(d, "withdrawn once", "update user_condition set withdrawn_at = 9")
    refused(d, "never deleted", "delete from user_condition")
    assert verify(d).first_bad == f"user_condition {_first(d)} is not as the ledger has it"


def _first(d) -> str:
    with d.reading() as r:
        return staff.papers(r, "jonah")[0].id


@pytest.mark.parametrize("plant", ["update agreement_terms set categories = 'ID,UI' where number = 2",
                                   "update partner_basis set ends_at = ends_at + 1"])  # fmt: skip
def test_terms_edited_behind_everybodys_back_are_named(region, plant):
    from tests.store.test_ledger import plant as behind

    assert verify(region.database).ok
    behind(region.database, plant)
    assert "is not as the ledger has it" in verify(region.database).first_bad


def test_reads_of_what_is_kept(region):
    d = region.database
    drafted(region)
    with d.writing() as w:
        millrace = Site(id="millrace", area_id="WDA06", name="Millrace", alternate_language="es", phone="1")
        sites.add(w, millrace, "priya", NOW)
        assert agreements.locked(w, "DSA-2").organisation_id == agreements.locked_basis(w, "b1").organisation_id
        assert staff.locked(w, "jonah").name == "jonah" and agreements.locked(w, "DSA-9") is None
    with d.reading() as r:
        newest = {agreement.id: said.state for agreement, said in agreements.all_agreements(r)}
        assert newest == {"DSA-1": "active", "DSA-2": "draft"}
        assert [each.id for each in agreements.everyone(r)] == ["esd", "harbor"]
        assert [each.id for each in staff.of_organisation(r, "harbor")] == ["jonah"]
        assert staff.names(r, ["owen", None, "nobody"]) == {"owen": "owen"}
        assert [each.id for each in sites.in_full(r)] == ["millrace", "tidewater"]
    assert verify(d).ok
