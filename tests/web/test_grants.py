"""Pages of grants, reviews, accounts and roles: who sees them, what each form says when it is wrong, what ends when."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assistant.policy.roles import MAY_OPEN, ROLES
from assistant.store import accounts, grants, staff
from assistant.store.tables import GrantProposal, GrantRow, Invitation, Review
from assistant.web import moments
from tests.conftest import csrf

MAREN, INES, JONAH, RUTH, MOIRA, TAMSIN, BRAM, AGNES, PAVEL, PRIYA, OWEN = (
    f"{each}@demo.example"
    for each in ("maren", "ines", "jonah", "ruth", "moira", "tamsin", "bram", "agnes", "pavel", "priya", "owen")
)
DAY, MILLI = timedelta(days=1), timedelta(milliseconds=1)
OPENS = {
    "/desk/grants": {TAMSIN, PRIYA, AGNES, PAVEL},
    "/desk/grants/history": {TAMSIN, PRIYA, AGNES, PAVEL},
    "/desk/grants/new": {TAMSIN, PRIYA},
    "/desk/reviews": {TAMSIN, AGNES},
    "/desk/accounts": {PRIYA},
    "/desk/accounts/new": {PRIYA},
    "/desk/roles": {MAREN, INES, JONAH, RUTH, MOIRA, TAMSIN, AGNES, PAVEL, PRIYA},
}


@pytest.fixture
def clock(region):
    """The time as the pages of this region have it."""
    time = [datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)]
    region.app.extensions["assistant"] = replace(region.wiring, now=lambda: time[0])
    return time


def post(browser, path, page="/desk/roles", **form):
    return browser.post(path, data={"csrf_token": csrf(browser.get(page).text), **form})


def form(clock, **more):
    ends = moments.field(clock[0] + timedelta(hours=8))
    said = {"kind": "esd_confirm", "email": INES, "begins": "", "ends": ends, "reason": "The mail backlog."}
    return {**said, **more}


def count(region, table):
    with region.wiring.database.reading() as r:
        return r.session.scalar(select(func.count()).select_from(table))


def waiting(browser):
    return re.search(r"/desk/grants/proposals/([0-9a-f]{32})/", browser.get("/desk/grants").text)[1]


@pytest.mark.parametrize("path", OPENS)
def test_each_page_opens_to_its_roles_and_looks_absent_to_all_others(region, path):
    for email in (MAREN, INES, JONAH, RUTH, MOIRA, TAMSIN, AGNES, PAVEL, PRIYA):
        browser = region.sign_in(email)
        seen, absent = browser.get(path), browser.get("/desk/nothing-here")
        if email in OPENS[path]:
            assert seen.status_code == 200, email
        else:
            assert (seen.status_code, seen.data) == (404, absent.data), email
    stranger = region.app.test_client()
    assert (stranger.get(path).status_code, stranger.get(path).data) == (404, stranger.get("/desk/nothing").data)


def test_proposed_by_one_approved_by_another_and_the_page_opens(region, clock):
    tamsin, bram, ines = region.sign_in(TAMSIN), region.sign_in(BRAM), region.sign_in(INES)
    done = post(tamsin, "/desk/grants/new", **form(clock))
    assert (done.status_code, done.location) == (303, "/desk/grants#waiting")
    proposal = waiting(tamsin)
    assert "Withdraw" in tamsin.get("/desk/grants").text
    assert post(tamsin, f"/desk/grants/proposals/{proposal}/approve").status_code == 409
    assert ines.get("/desk/requests").status_code == 404
    assert post(bram, f"/desk/grants/proposals/{proposal}/approve").status_code == 303
    assert ines.get("/desk/requests").status_code == 200
    late = post(tamsin, f"/desk/grants/proposals/{proposal}/withdraw")
    assert late.status_code == 409 and "Bram Castellane decided this before you" in late.text
    assert "approved on" in late.text
    with region.wiring.database.reading() as r:
        (given,) = [each for each in grants.rows_of(r, staff.by_email(r, INES).id) if each.kind == "esd_confirm"]
    page = bram.get("/desk/grants").text
    assert f"/desk/grants/{given.id}/revoke" in page and "The mail backlog." in page
    assert post(bram, f"/desk/grants/{given.id}/revoke").status_code == 303
    assert ines.get("/desk/requests").status_code == 404
    assert "Revoked" in bram.get("/desk/grants/history").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": ""}, "Choose a role"), ({"kind": "root"}, "Choose a role"),
        ({"kind": "esd_admin"}, "Only holders of the role esd_admin"),
        ({"email": ""}, "e-mail address"), ({"email": "nobody@demo.example"}, "No account has"),
        ({"email": TAMSIN}, "neither for themselves"), ({"email": JONAH}, "kind of organization"),
        ({"ends": ""}, "when it ends"), ({"ends": "soon"}, "when it ends"),
        ({"ends": "9999-12-31T23:59"}, "when it ends"),
        ({"ends": "0001-01-01T00:00"}, "when it ends"), ({"ends": "2026-01-01T00:00"}, "ends after it begins"),
        ({"begins": "x"}, "leave this empty"), ({"begins": "2026-01-01T00:00"}, "never dated back"),
        ({"reason": ""}, "why the grant is needed"), ({"reason": "x" * 201}, "why the grant is needed"),
        ({"kind": "esd_view_suppressed", "ends": "2027-06-01T00:00"}, "at most 24 hours"),
    ],
)  # fmt: skip
def test_a_wrong_proposal_keeps_what_was_typed_and_nothing_else(region, clock, changes, says):
    browser = region.sign_in(TAMSIN)
    sent = form(clock, **{"reason": "A reason <kept> as typed.", **changes})
    done = post(browser, "/desk/grants/new", **sent)
    assert done.status_code == 422 and says in done.text and 'role="alert"' in done.text
    for value in (sent["email"], sent["reason"].replace("<", "&lt;").replace(">", "&gt;"), sent["ends"]):
        assert value in done.text
    for target in re.findall(r'<li><a href="#(\w+)"', done.text):
        assert f'id="{target}"' in done.text
    assert count(region, GrantProposal) == 0


def test_a_grant_that_ends_between_the_page_and_the_answer_decides_nothing(region, clock):
    bram, tamsin = region.sign_in(BRAM), region.sign_in(TAMSIN)
    post(tamsin, "/desk/grants/new", **form(clock))
    proposal, before = waiting(bram), count(region, GrantRow)
    token = csrf(bram.get("/desk/grants").text)
    with region.wiring.database.writing() as w:
        theirs = {each.kind: each for each in grants.rows_of(w, staff.by_email(w, BRAM).id)}["esd_supervisor"]
        grants.revoke(w, theirs.id, theirs.given_by, clock[0] + timedelta(seconds=5))
    clock[0] += timedelta(seconds=5)
    absent = bram.get("/desk/nothing-here")
    late = bram.post(f"/desk/grants/proposals/{proposal}/approve", data={"csrf_token": token})
    assert (late.status_code, late.data) == (404, absent.data)
    assert count(region, GrantRow) == before
    clock[0] -= MILLI
    early = bram.post(f"/desk/grants/proposals/{proposal}/approve", data={"csrf_token": token})
    assert early.status_code == 409 and count(region, GrantRow) == before, "begun before, but decided after"
    with region.wiring.database.writing() as w:
        grants.give(w, theirs.staff_id, theirs.kind, theirs.given_by, theirs.approved_by, clock[0], theirs.ends_at,
                    clock[0], "Again.")  # fmt: skip
    assert bram.post(f"/desk/grants/proposals/{proposal}/approve", data={"csrf_token": token}).status_code == 303


def test_a_confirm_grant_that_ends_under_an_open_record_confirms_nothing(region, clock):
    maren = region.sign_in(MAREN)
    path = re.findall(r'href="(/desk/requests/[0-9a-f]{32})"', maren.get("/desk/requests").text)[-1]
    sent = {"csrf_token": csrf(maren.get(path).text), "version": "1", "person": "new", "identity": "photo_id"}
    with region.wiring.database.writing() as w:
        theirs = {each.kind: each for each in grants.rows_of(w, staff.by_email(w, MAREN).id)}
        old = theirs["esd_confirm"]
        grants.revoke(w, old.id, old.given_by, clock[0])
    assert maren.post(f"{path}/confirm", data=sent).status_code == 404
    clock[0] -= MILLI
    late = maren.post(f"{path}/confirm", data=sent)
    assert late.status_code == 409 and "Only a holder of esd_confirm" in late.text, "begun before, but decided after"
    with region.wiring.database.writing() as w:
        grants.give(w, old.staff_id, old.kind, old.given_by, old.approved_by, clock[0], old.ends_at, clock[0], "Again.")
    assert "Confirmed: share" in maren.post(f"{path}/confirm", data=sent).text


def test_everybody_sees_every_role_and_gives_up_only_their_own(region, clock):
    maren, ines = region.sign_in(MAREN), region.sign_in(INES)
    page = maren.get("/desk/roles").text
    assert all(f'<span class="cite">{kind}</span>' in page and role.never in page for kind, role in ROLES.items())
    own = re.findall(r"/desk/roles/([0-9a-f]{32})/give-up", page)
    assert len(own) == 2
    absent = ines.get("/desk/nothing-here")
    other = post(ines, f"/desk/roles/{own[0]}/give-up")
    assert (other.status_code, other.data) == (404, absent.data)
    assert maren.get("/desk/requests").status_code == 200
    for grant in own:
        assert post(maren, f"/desk/roles/{grant}/give-up").status_code == 303
    assert maren.get("/desk/requests").location is None and maren.get("/desk/requests").status_code == 404
    again = post(maren, f"/desk/roles/{own[0]}/give-up")
    assert again.status_code == 409 and "over already" in again.text


def short_grant(region, clock):
    with region.wiring.database.writing() as w:
        ines, tamsin, bram = (staff.by_email(w, each).id for each in (INES, TAMSIN, BRAM))
        at = clock[0] - 2 * DAY
        return grants.give(w, ines, "esd_view_suppressed", tamsin, bram, at, at + DAY / 2, at, "A complaint.").id


def test_the_review_list_needs_words_for_what_is_not_in_order_and_takes_one_finding(region, clock):
    given, agnes, tamsin = short_grant(region, clock), region.sign_in(AGNES), region.sign_in(TAMSIN)
    path = f"/desk/reviews/grant/{given}"
    page = agnes.get("/desk/reviews").text
    assert "A complaint." in page and "Ines Halloway" in page and path in page
    assert path not in tamsin.get("/desk/reviews").text, "who gave it does not review it"
    for sent, says in (({}, "Choose what you found"), ({"finding": "fine"}, "Choose what you found"),
                       ({"finding": "not_in_order", "says": " "}, "Say what is not in order"),
                       ({"finding": "not_in_order", "says": "words " * 70}, "at most 400")):  # fmt: skip
        wrong = post(agnes, path, **sent)
        assert wrong.status_code == 422 and says in wrong.text and sent.get("says", "").strip() in wrong.text
        target = re.search(r'<li><a href="#(\w+)"', wrong.text)[1]
        assert f'id="{target}"' in wrong.text
    assert post(tamsin, path, finding="in_order").status_code == 409
    assert post(agnes, "/desk/reviews/grant/nothing", finding="in_order").status_code == 404
    assert count(region, Review) == 0
    assert post(agnes, path, finding="in_order").status_code == 303
    again = post(agnes, path, finding="not_in_order", says="No.")
    assert again.status_code == 409 and "Agnes Thorvald reviewed this before you" in again.text
    assert count(region, Review) == 1 and path not in agnes.get("/desk/reviews").text


def test_a_no_confirmed_by_whoever_took_it_down_comes_to_the_review_list_a_yes_never(region):
    maren, pages = region.sign_in(MAREN), []
    said = {"csrf_token": csrf(maren.get("/desk/assisted").text), "site": "tidewater", "language": "en"}
    for choice in ("share", "do_not_share"):
        at = maren.post("/desk/assisted", data=said).location
        for answer in ("start", *["told"] * 4, choice):
            at = answered(maren, at, answer=answer).location
        at = answered(maren, at, answer="given", name="Ada Twice-Sample", month="4", day="17", year="1985",
                      contact="").location  # fmt: skip
        answered(maren, at, answer="send")
        request = newest(maren, choice)
        page = maren.get(request).text
        pages.append(page)
        sent = {"csrf_token": csrf(page), "version": "1", "person": "new", "identity": "photo_id"}
        done = maren.post(f"{request}/confirm", data=sent)
        assert done.status_code == (409 if choice == "share" else 200)
    assert "Whoever took a share down never confirms it." in pages[0]
    listed = region.sign_in(AGNES).get("/desk/reviews").text
    assert listed.count("The same person took it down and confirmed it") == 1 and "Ada" not in listed


def answered(browser, at, **fields):
    token = re.search(r'name="token" value="([^"]+)"', browser.get(at).text)[1]
    done = browser.post(at.partition("#")[0], data={"token": token, **fields})
    assert done.status_code == 303, re.findall(r'id="errors".*?</', done.text, re.S)
    return done


def newest(browser, kind):
    """The request opened last in this queue."""
    page = browser.get("/desk/requests").text
    start, end = page.index(f"q-{kind}"), page.find("q-share") if kind == "do_not_share" else len(page)
    return re.findall(r'href="(/desk/requests/[0-9a-f]{32})"', page[start:end])[-1]


def invite(region, **more):
    said = {"name": "Robin New", "email": "Robin@New.example", "organisation": "esd", "site": "tidewater"}
    return post(region.sign_in(PRIYA), "/desk/accounts/new", **{**said, **more})


def link_in(page):
    return re.search(r"/desk/welcome/[\w-]{40,}", page)[0]


def test_an_invited_person_sets_a_password_signs_in_and_holds_nothing(region):
    done = invite(region)
    link, browser = link_in(done.text), region.app.test_client()
    page = browser.get(link)
    assert page.status_code == 200 and "Robin New" in page.text
    for password, again, says in (("short", "short", "12 to 128"), ("x" * 129, "x" * 129, "12 to 128"),
                                  ("Robin New 2026", "Robin New 2026", "not your name"),
                                  ("robin@new.example", "robin@new.example", "not your name"),
                                  ("a lake in the hills", "a lake in the hill", "same password twice")):  # fmt: skip
        wrong = browser.post(link, data={"csrf_token": csrf(page.text), "password": password, "again": again})
        assert wrong.status_code == 422 and says in wrong.text
        assert f'value="{password}"' not in wrong.text.partition('id="password"')[2]
    password = "ein See über den Hügeln é"
    sent = {"csrf_token": csrf(page.text), "password": password, "again": password}
    unproved = region.app.test_client().post(link, data={**sent, "csrf_token": "forged"})
    assert unproved.status_code == 404
    assert browser.post(link, data=sent).location == "/desk/sign-in"
    missing = browser.get("/desk/nothing-here")
    for used in (browser.get(link), browser.post(link, data=sent), browser.get("/desk/welcome/guessed")):
        assert used.status_code == 404 and used.data.split(b"<main")[1] == missing.data.split(b"<main")[1]
    entry = {"csrf_token": csrf(browser.get("/desk/sign-in").text), "email": "robin@new.example", "password": password}
    assert browser.post("/desk/sign-in", data=entry).status_code == 302
    assert "You hold no grant" in browser.get("/desk/roles").text
    with region.wiring.database.reading() as r:
        assert staff.by_email(r, "robin@new.example").password.startswith("$argon2id$")


def test_an_invitation_not_yet_used_lets_nobody_in_and_ends_after_72_hours(region, clock):
    link, browser = link_in(invite(region).text), region.app.test_client()
    for password in ("", "x", "Robin New"):
        entry = {"csrf_token": csrf(browser.get("/desk/sign-in").text), "email": "robin@new.example"}
        entry["password"] = password
        assert browser.post("/desk/sign-in", data=entry).status_code == 200
    clock[0] += timedelta(hours=72) - MILLI
    assert browser.get(link).status_code == 200
    clock[0] += MILLI
    assert browser.get(link).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "person&#39;s name"), ({"email": "robin"}, "name@example.org"),
        ({"email": INES}, "there already"),
        ({"organisation": ""}, "organization from the list"), ({"organisation": "x"}, "organization from the list"),
        ({"site": "x"}, "site from the list"),
    ],
)  # fmt: skip
def test_a_wrong_account_keeps_what_was_typed_and_makes_nothing(region, changes, says):
    done = invite(region, **changes)
    assert done.status_code == 422 and says in done.text and "/desk/welcome/" not in done.text
    sent = {"name": "Robin New", "email": "Robin@New.example", **changes}
    assert all(sent[each] in done.text for each in ("name", "email"))
    assert count(region, Invitation) == 0


def test_disabling_ends_a_sign_in_at_once_and_enabling_gives_no_grant_back(region):
    ines, priya = region.sign_in(INES), region.sign_in(PRIYA)
    with region.wiring.database.reading() as r:
        of, own = staff.by_email(r, INES).id, staff.by_email(r, PRIYA).id
    assert ines.get("/desk/assisted").status_code == 200
    assert post(priya, f"/desk/accounts/{of}/disable").status_code == 303
    assert ines.get("/desk/roles").status_code == 404
    assert post(priya, f"/desk/accounts/{of}/disable").status_code == 409
    assert post(priya, f"/desk/accounts/{own}/disable").status_code == 409
    assert post(priya, "/desk/accounts/nobody/disable").status_code == 404
    assert "Disabled" in priya.get("/desk/accounts").text
    assert post(priya, f"/desk/accounts/{of}/enable").status_code == 303
    ines = region.sign_in(INES)
    assert ines.get("/desk/roles").status_code == 200 and ines.get("/desk/assisted").status_code == 404
    assert post(region.sign_in(TAMSIN), f"/desk/accounts/{of}/disable").status_code == 404
    with region.wiring.database.reading() as r:
        maren = staff.by_email(r, MAREN).id
    refused = post(priya, f"/desk/accounts/{maren}/invite")
    assert refused.status_code == 409 and "holds a grant in force" in refused.text


def opened(region, browser):
    """The kinds of page that this browser opens, of every page without parts in its address."""
    kinds = region.app.extensions["endpoint_policies"]
    plain = [each for each in region.app.url_map.iter_rules() if "GET" in each.methods and not each.arguments]
    return {kinds[each.endpoint] for each in plain if each.endpoint in kinds
            and browser.get(each.rule).status_code in (200, 303)}  # fmt: skip


def test_no_column_and_no_cookie_but_a_grant_row_opens_a_page(region):
    """Groups, names, sites and organisations of a sign-in give nothing: only a dated row that two others made."""
    database = region.wiring.database
    with database.writing() as w:
        model = staff.by_email(w, INES)
        made = accounts.make(w, email="plain@demo.example", name="esd_admin", password_hash=model.password,
                             organisation_id="esd", site_id="tidewater", uniquifier="u" * 64,
                             now=datetime.now(UTC), is_demo=True)  # fmt: skip
        who, by = str(made.id), [staff.by_email(w, each).id for each in (PRIYA, OWEN)]
    browser = region.sign_in("plain@demo.example")
    nothing = opened(region, browser)
    assert nothing <= {"signed_in", "anyone"} and "signed_in" in nothing
    free = {"is_demo": (0, 1), "site_id": ("'millrace'", "null"), "name": ("'esd_supervisor'",),
            "failed_sign_ins": (3,), "email": ("'admin@esd.example'",)}  # fmt: skip
    for column, values in free.items():
        for value in values:
            with database.engine.begin() as connection:
                connection.exec_driver_sql(f"update staff set {column} = {value} where id = '{who}'")
            assert opened(region, browser) == nothing, column
    with browser.session_transaction("/desk") as kept:
        held = {"roles": list(ROLES), "groups": list(ROLES), "identity.auth_type": "session", "is_admin": True,
                "esd_admin": True, "role": "esd_admin", "_user_roles": list(ROLES)}  # fmt: skip
        kept.update(held)
    assert opened(region, browser) == nothing
    for name in ("roles", "role", "esd_admin", "groups", "remember_token"):
        browser.set_cookie(name, "esd_admin")
    assert opened(region, browser) == nothing
    for kind, role in ROLES.items():
        if role.of == "esd":
            with database.writing() as w:
                at = datetime.now(UTC) - timedelta(seconds=1)
                row = grants.give(w, who, kind, by[0], by[1], at, at + DAY, at, "test")
            more = {each for each in MAY_OPEN if kind in MAY_OPEN[each]}
            known = set(region.app.extensions["endpoint_policies"].values())
            found = opened(region, browser)
            assert found - nothing <= more and (more & known) - {"anyone"} <= found, kind
            with database.writing() as w:
                grants.revoke(w, row.id, by[0], datetime.now(UTC))
    assert opened(region, browser) == nothing
