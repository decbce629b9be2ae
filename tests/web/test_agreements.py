"""The pages of agreements: what each says, to whom it opens, and what each form says to a planted fault."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.conftest import csrf
from tests.web.test_partner import THEO
from tests.web.test_partner import look as search

PRIYA, OWEN, RUTH, JONAH, MAREN = (f"{name}@demo.example" for name in ("priya", "owen", "ruth", "jonah", "maren"))
GLANCE, DSA, HARBOR = "/desk/organizations", "/desk/agreements/DSA-0031", "/desk/organizations/harbor"
OWN = "/partner/agreement"
TABLES = ("organisation", "partner_basis", "agreement", "agreement_terms", "user_condition", "site", "cease_use")


def kept(region):
    """How many rows there are, and what of them may change: a refused form leaves it all as it was."""
    with region.wiring.database.engine.connect() as c:
        counts = {name: c.execute(text(f"select count(*) from {name}")).scalar() for name in TABLES}
        ended = c.execute(text("select count(ended_at), count(legal_review_at) from partner_basis")).one()
        return counts, tuple(ended), c.execute(text("select count(withdrawn_at) from user_condition")).scalar()


def post(browser, page, address, **form):
    return browser.post(address, data={"csrf_token": csrf(browser.get(page).text), **form})


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def seen(browser, agreement="DSA-0031"):
    page = browser.get(f"/desk/agreements/{agreement}").text
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def filled(browser, agreement="DSA-0031", **more):
    """The form of terms as a browser would send it back, with some of it changed."""
    page = browser.get(f"/desk/agreements/{agreement}/terms").text
    form = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1] for name in
            ("csrf_token", "seen", "starts", "ends", "other_program", "esd_manager", "partner_manager",
             "signed_document_sha256")}  # fmt: skip
    for name in ("areas", "categories", "purposes"):
        form[name] = re.findall(rf'name="{name}" value="([^"]*)" checked', page)
    return {**form, "uc_basis": "", "why": "As agreed", **more}


def test_one_page_says_which_agreement_opens_what_and_until_when(region):
    page = region.sign_in(PRIYA).get(GLANCE).text
    open_, closed = words(page.partition('id="closed-h"')[0]), words(page.partition('id="closed-h"')[2])
    assert "2 agreements" in open_ and all(each in open_ for each in ("DSA-0031", "DSA-0044", "Address and county"))
    assert "DSA-0052" not in open_ and "It is suspended." in closed and "It has expired." in closed
    assert all(f"WDA{number:02}" in page for number in range(1, 13)) and "Employment Security Department" in page


def test_an_agreement_says_in_one_sentence_what_it_opens_or_why_not(region):
    browser = region.sign_in(PRIYA)
    active, draft = words(browser.get(DSA).text), words(browser.get("/desk/agreements/DSA-0052").text)
    assert "It opens something now. Staff of Harbor Skills Alliance" in active and "1 of 2 people" in active
    assert "It opens nothing now. It is suspended." in draft
    assert "Jonah Whitfield" in active and "Priya Lindqvist" in active and "Set up with the demonstration" in active
    whole = words(browser.get(HARBOR).text)
    assert "DSA-0031 is open through" in whole and "Signatory of a memorandum" in whole


PAGES = (GLANCE, HARBOR, DSA, f"{DSA}/terms", "/desk/agreements/new/harbor", "/desk/sites", OWN)


@pytest.mark.parametrize("email", [PRIYA, RUTH, JONAH, MAREN, "tamsin@demo.example", "moira@demo.example", None])
def test_each_page_looks_absent_to_everyone_else(region, email):
    browser = region.sign_in(email) if email else region.app.test_client()
    absent = browser.get("/desk/nothing-here")
    mine = {PRIYA: set(PAGES) - {OWN}, RUTH: {OWN}}.get(email, set())
    for page in PAGES:
        found = browser.get(page)
        assert found.status_code == (200 if page in mine else 404)
        assert page in mine or found.data == absent.data
    for unknown in (f"{GLANCE}/nobody", "/desk/agreements/DSA-9999", "/desk/agreements/new/esd"):
        assert browser.get(unknown).data == absent.data


def test_the_partner_manager_reads_terms_keeps_papers_and_sees_no_job_seeker(region):
    browser = region.sign_in(RUTH)
    assert browser.get("/desk").location == OWN
    page = words(browser.get(OWN).text)
    assert "DSA-0031" in page and "DSA-0044" not in page and "Rainshadow" not in page and "Theo" not in page
    assert "Change what it says" not in page and "Close" not in page
    jonah = re.search(r'<option value="([^"]+)">Jonah', browser.get(OWN).text)[1]
    done = post(browser, OWN, f"{OWN}/users/withdraw", withdraw_user=jonah, withdraw_kind="training")
    assert done.status_code == 303 and "The paper is withdrawn" in browser.get(done.location).text
    assert "training is missing" in browser.get(OWN).text
    partner = region.sign_in(JONAH)
    assert "No training of the staff member is recorded" in partner.get("/partner").text
    today = datetime.now(UTC).date() - timedelta(days=1)
    done = post(browser, OWN, f"{OWN}/users", user=jonah, kind="training", dated=today.isoformat())
    assert done.status_code == 303 and "Theo" in search(partner, **THEO).text


def test_a_form_opened_before_the_suspension_shows_nothing_when_it_is_sent(region):
    partner, admin = region.sign_in(JONAH), region.sign_in(OWEN)
    proof = csrf(partner.get("/partner").text)
    done = post(admin, DSA, f"{DSA}/close", seen=seen(admin), state="suspended", close_why="A breach is looked into")
    assert done.status_code == 303 and "It opens nothing now. It is suspended." in words(admin.get(DSA).text)
    late = partner.post("/partner", data={"csrf_token": proof, "purpose": "training_retraining", **THEO})
    assert "You cannot search now" in late.text and "Example Lane" not in late.text
    page = words(admin.get(DSA).text)
    assert "A breach is looked into" in page and "Whoever wrote the terms does not make them active" in page
    other = region.sign_in(PRIYA)
    assert post(other, DSA, f"{DSA}/activate", seen=seen(other)).status_code == 303
    assert "Example Lane" in search(partner, **THEO).text


def test_from_an_organization_to_an_open_agreement_through_the_pages(region):
    one, two = region.sign_in(PRIYA), region.sign_in(OWEN)
    made = post(one, GLANCE, GLANCE, name="Larch Valley Training", kind="partner", area="")
    home = made.location.partition("?")[0]
    days = {"starts": "2026-01-01", "ends": "2199-12-31"}
    post(one, home, f"{home}/papers", basis="wia_contract_esd", area="", document_sha256="", **days)
    assert "Another administrator than that one records the review" in one.get(home).text
    review = re.search(r'action="([^"]+/review)"', two.get(home).text)[1]
    assert "is open through" not in one.get(home).text
    new = f"/desk/agreements/new/{home.rpartition('/')[2]}"
    form = {**filled(one, signed_document_sha256=" ".join(["AB"] * 32)), **days, "number": "dsa-0100"}
    drafted = one.post(new, data=form)
    assert drafted.location.startswith("/desk/agreements/DSA-0100")
    assert "Whoever wrote the terms" in one.get(drafted.location).text
    assert post(two, home, "/desk/agreements/DSA-0100/activate", seen="1").status_code == 303
    assert "recorded no legal review" in words(one.get(drafted.location).text)
    assert post(two, home, review, says="Counsel found it in order").status_code == 303
    assert "It opens something now" in one.get(drafted.location).text and "Counsel found it" in one.get(home).text
    end = re.search(r'action="([^"]+/end)"', one.get(home).text)[1]
    assert post(one, home, end).status_code == 303 and "no MOU or contract in force" in one.get(drafted.location).text


def test_a_new_site_has_a_kiosk_and_a_new_council_its_area(region):
    browser = region.sign_in(PRIYA)
    site = {"name": "WorkSource Larch", "id": "larch", "area": "WDA12", "language": "es", "phone": "509 555 0100"}
    assert post(browser, "/desk/sites", "/desk/sites", **site).status_code == 303
    assert "/kiosk/larch" in browser.get("/desk/sites").text
    assert region.app.test_client().get("/kiosk/larch").status_code == 200
    again = post(browser, "/desk/sites", "/desk/sites", **site)
    assert again.status_code == 422 and "Another site has this short name." in again.text
    council = {"name": "Spokane Workforce Council", "kind": "council", "area": "WDA12"}
    assert post(browser, GLANCE, GLANCE, **council).status_code == 303
    twice = post(browser, GLANCE, GLANCE, **{**council, "name": "Another"})
    assert twice.status_code == 422 and "This area has its council already." in twice.text


SITE = {"name": "WorkSource Larch", "id": "larch", "area": "WDA12", "language": "es", "phone": "509 555 0100"}
BASIS = {"basis": "mou_signatory", "area": "WDA06", "starts": "2026-01-01", "ends": "2027-01-01", "document_sha256": ""}
PLANTED = {
    "organization without a name": (GLANCE, {"name": " ", "kind": "partner"}, "Write the name"),
    "organization with a name too long": (GLANCE, {"name": "x" * 121, "kind": "partner"}, "of at most 120"),
    "organization of a name that is taken": (GLANCE, {"name": "harbor skills ALLIANCE", "kind": "partner"}, "already"),
    "organization of no kind": (GLANCE, {"name": "Larch"}, "Choose what kind"),
    "a second ESD": (GLANCE, {"name": "Larch", "kind": "esd"}, "Choose what kind"),
    "council of no area": (GLANCE, {"name": "Larch", "kind": "council", "area": "WDA99"}, "Choose the area"),
    "site without a name": ("/desk/sites", SITE | {"name": ""}, "Write the name of the site"),
    "site with a bad short name": ("/desk/sites", SITE | {"id": "larch valley/1"}, "Use 3 to 32"),
    "site of no area": ("/desk/sites", SITE | {"area": "WDA99"}, "Choose the area"),
    "site with English twice": ("/desk/sites", SITE | {"language": "en"}, "besides English"),
    "site without a phone": ("/desk/sites", SITE | {"phone": "soon"}, "Write a phone number"),
    "paper of no kind": (f"{HARBOR}/papers", BASIS | {"basis": "resource_sharing"}, "Choose which paper"),
    "paper of no area": (f"{HARBOR}/papers", BASIS | {"area": ""}, "Choose the area of the workforce council"),
    "contract with ESD of an area": (f"{HARBOR}/papers", BASIS | {"basis": "wia_contract_esd"}, "belongs to no area"),
    "paper without a first day": (f"{HARBOR}/papers", BASIS | {"starts": ""}, "Enter the first day"),
    "paper of a day that is none": (f"{HARBOR}/papers", BASIS | {"ends": "2026-02-30"}, "Enter the last day"),
    "paper that ends first": (f"{HARBOR}/papers", BASIS | {"ends": "2025-01-01"}, "comes before the first"),
    "paper with a hash that is none": (f"{HARBOR}/papers", BASIS | {"document_sha256": "abc"}, "has 64 characters"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_and_keeps_what_was_typed_and_nothing_else(region, name):
    address, form, says = PLANTED[name]
    browser, before = region.sign_in(PRIYA), kept(region)
    answer = post(browser, address.removesuffix("/papers"), address, **form)
    assert answer.status_code == 422 and says in answer.text and "Error: " in answer.text, name
    assert f'href="#{re.search(r"There is a problem.*?#([a-z0-9_-]+)", answer.text, re.S)[1]}"' in answer.text
    typed = [form.get(field, "").strip() for field in ("name", "id", "phone", "starts", "ends", "document_sha256")]
    assert all(f'value="{each}"' in answer.text for each in typed if each) and kept(region) == before


TERMS = {
    "without a first day": ({"starts": ""}, "Enter the first day"),
    "of a day that is none": ({"ends": "soon"}, "Enter the last day"),
    "that ends first": ({"ends": "2025-01-01"}, "comes before the first"),
    "of an unknown kind": ({"categories": ["ID", "SSN"]}, "Choose kinds of information from the list"),
    "of an unknown purpose": ({"purposes": ["curiosity"]}, "Choose purposes from the list"),
    "of an unknown area": ({"areas": ["WDA06", "WDA77"]}, "Choose areas from the list"),
    "of another program without its name": ({"purposes": ["other_workforce_program"]}, "Write which other program"),
    "of a program that is not chosen": ({"other_program": "Youth corps"}, "is not chosen"),
    "with a hash that is none": ({"signed_document_sha256": "zz"}, "has 64 characters"),
    "of wages without a ground": ({"categories": ["ID", "UI"]}, "choose the federal ground"),
    "of wages on a ground that is none": ({"categories": ["UI"], "uc_basis": "because"}, "Choose a federal ground"),
    "with a long name": ({"esd_manager": "x" * 121}, "Use at most 120"),
}


@pytest.mark.parametrize("name", TERMS)
def test_planted_faults_of_terms_are_told_by_both_forms(region, name):
    change, says = TERMS[name]
    browser, before = region.sign_in(PRIYA), kept(region)
    form = filled(browser, **change)
    for address, more in ((f"{DSA}/terms", {}), ("/desk/agreements/new/harbor", {"number": "DSA-0100"})):
        answer = browser.post(address, data=form | more)
        assert answer.status_code == 422 and says in answer.text and "Nothing was kept" in answer.text
        assert f'value="{form["partner_manager"]}"' in answer.text and 'value="RES"' in answer.text
    assert kept(region) == before


def test_every_fault_of_a_form_is_told_at_once(region):
    browser = region.sign_in(PRIYA)
    form = filled(browser, starts="", categories=["SSN"], signed_document_sha256="zz")
    answer = browser.post(f"{DSA}/terms", data=form)
    assert all(each in answer.text for each in ("Enter the first day", "Choose kinds", "has 64 characters"))


@pytest.mark.parametrize(
    ("number", "says"),
    [("DSA-0044", "Another agreement has this number"), ("", "capital letters"), ("a b", "capital letters"),
     ("x" * 40, "capital letters")],
)  # fmt: skip
def test_a_draft_has_a_number_of_its_own(region, number, says):
    browser, before = region.sign_in(PRIYA), kept(region)
    answer = browser.post("/desk/agreements/new/harbor", data=filled(browser, number=number))
    assert answer.status_code == 422 and says in answer.text and kept(region) == before


def test_opening_more_or_nothing_different_or_no_reason_is_refused_and_keeps_the_form(region):
    browser, before = region.sign_in(PRIYA), kept(region)
    wide = browser.post(f"{DSA}/terms", data=filled(browser, categories=["ID", "EDU"]))
    assert wide.status_code == 409 and "This would open more than before (School and training)" in wide.text
    assert 'value="EDU" checked' in wide.text and "As agreed" in wide.text
    same = browser.post(f"{DSA}/terms", data=filled(browser))
    assert same.status_code == 409 and "Nothing is different" in same.text, "a day left as it was keeps its moment"
    mute = browser.post(f"{DSA}/terms", data=filled(browser, categories=["ID"], why=" "))
    assert mute.status_code == 422 and "Say why." in mute.text and kept(region) == before
    done = browser.post(f"{DSA}/terms", data=filled(browser, categories=["ID", "SVC"]))
    assert done.status_code == 303 and "Address and county; Programs you take part in" in browser.get(DSA).text


def test_a_stale_number_changes_nothing_and_names_who_was_faster(region):
    one, two = region.sign_in(PRIYA), region.sign_in(OWEN)
    stale, late = filled(two, categories=["ID"], why="Mine"), seen(two)
    one.post(f"{DSA}/terms", data=filled(one, categories=["ID", "SVC"]))
    before = kept(region)
    close = {"state": "terminated", "close_why": "Mine"}
    for address, form in ((f"{DSA}/terms", stale), (f"{DSA}/activate", {"seen": late}),
                          (f"{DSA}/close", {**close, "seen": late}),
                          (f"{DSA}/close", {**close, "seen": "x" * 400})):  # fmt: skip
        answer = two.post(address, data={**form, "csrf_token": stale["csrf_token"]})
        assert answer.status_code == 409 and "Priya Lindqvist changed DSA-0031 before you" in answer.text
        assert "Nothing that you sent was kept" in answer.text
    assert kept(region) == before
    assert "Services you use" in two.post(f"{DSA}/terms", data=stale).text, "what was sent is shown again"


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [({"close_why": "x"}, 422, "Choose whether to suspend"),
     ({"state": "draft", "close_why": "x"}, 422, "Choose whether"),
     ({"state": "suspended", "close_why": " "}, 422, "Say why."), ({"state": "terminated"}, 422, "Say why."),
     ({"state": "terminated", "close_why": "x" * 201}, 422, "at most 200"),
     ({"state": "expired", "close_why": "x"}, 409, "Its last day has not passed")],
)  # fmt: skip
def test_planted_faults_of_closing(region, form, status, says):
    browser, before = region.sign_in(PRIYA), kept(region)
    answer = post(browser, DSA, f"{DSA}/close", seen=seen(browser), **form)
    assert answer.status_code == status and says in answer.text and "Error: " in answer.text and kept(region) == before


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [({"user": ""}, 422, "Choose a person"), ({"kind": "diploma"}, 422, "Choose which paper"),
     ({"dated": ""}, 422, "Enter the date on the paper"), ({"dated": "2026-13-01"}, 422, "Enter the date"),
     ({"dated": "2199-01-01"}, 422, "cannot be in the future"), ({"user": "nobody"}, 404, ""),
     ({"user": "own"}, 409, "Nobody keeps their own papers"), ({"user": "petra"}, 404, ""),
     ({"kind": "approval", "by": "esd"}, 409, "approver approves access")],
)  # fmt: skip
def test_planted_faults_of_papers_on_both_desks(region, change, status, says):
    change = dict(change)
    by_esd = change.pop("by", "") == "esd"
    with region.wiring.database.engine.connect() as c:
        ids = {row.email.split("@")[0]: row.id for row in c.execute(text("select id, email from staff"))}
    named = change.get("user", ids["jonah"])
    change["user"] = {"own": ids["ruth"], "petra": ids["petra"]}.get(named, named)
    form = {"kind": "training", "dated": "2026-01-02", **change}
    browser, page = (region.sign_in(PRIYA), HARBOR) if by_esd else (region.sign_in(RUTH), OWN)
    before = kept(region)
    answer = post(browser, page, f"{page}/users", **form)
    assert answer.status_code == status and says in answer.text and kept(region) == before
    none = {"withdraw_user": form["user"] if status == 404 else "", "withdraw_kind": "training"}
    assert post(browser, page, f"{page}/users/withdraw", **none).status_code == (404 if status == 404 else 422)


def test_planted_faults_of_a_review_and_of_what_is_not_there(region):
    one, two = region.sign_in(PRIYA), region.sign_in(OWEN)
    post(one, HARBOR, f"{HARBOR}/papers", **BASIS | {"basis": "wia_contract_wdc"})
    review, before = re.search(r'action="([^"]+/review)"', two.get(HARBOR).text)[1], kept(region)
    for says in ("", " ", "x" * 401):
        answer = post(two, HARBOR, review, says=says)
        assert answer.status_code == 422 and "There is a problem" in answer.text
    mine = post(one, HARBOR, review, says="In order")
    assert mine.status_code == 409 and "does not record its review" in mine.text
    other = review.replace("harbor", "northfork")
    assert post(two, HARBOR, other, says="In order").status_code == 404
    assert post(two, HARBOR, f"{HARBOR}/papers/nothing/end").status_code == 404
    assert post(two, HARBOR, "/desk/organizations/nobody/papers", **BASIS).status_code == 404
    assert post(two, HARBOR, "/desk/organizations/esd/papers", **BASIS).status_code == 409
    assert kept(region) == before


def test_a_post_without_its_proof_keeps_nothing(region):
    browser, before = region.sign_in(PRIYA), kept(region)
    for address, form in ((GLANCE, {"name": "Larch", "kind": "partner"}), ("/desk/sites", SITE),
                          (f"{DSA}/close", {"seen": "2", "state": "terminated", "close_why": "x"})):  # fmt: skip
        assert browser.post(address, data=form).status_code == 404
    assert kept(region) == before
