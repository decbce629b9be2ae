"""The shelf: what is in force and what was, what each citation means, and only the texts that ESD put there."""

import re
from dataclasses import replace

import pytest

from assistant.policy.citations import CITATIONS
from assistant.policy.register import REGISTER

MAREN, JONAH = "maren@demo.example", "jonah@demo.example"
SHELF = "/desk/policies"


@pytest.fixture
def documents(region, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    region.app.extensions["assistant"] = replace(region.wiring, documents=folder)
    return folder


@pytest.mark.parametrize("email", [MAREN, JONAH])
def test_every_text_and_every_citation_has_its_place(region, email):
    page = region.sign_in(email).get(SHELF).text
    assert all(f'id="{each}"' in page for each in (*REGISTER, *(cite.anchor for cite in CITATIONS)))
    assert page.index('id="policy-4013"') < page.index('id="policy-4013-2001"'), "what is in force stands first"
    assert page.count(">Superseded<") == 1 and "Cited before as</dt><dd>RCW 42.17.310" in page


def test_every_citation_of_a_record_leads_to_what_it_means(region):
    browser = region.sign_in(MAREN)
    found = re.search(r'href="(/desk/requests/[0-9a-f]{32})"', browser.get("/desk/requests").text).group(1)
    led = set(re.findall(rf'href="{SHELF}#([a-z0-9-]+)"', browser.get(found).text))
    assert len(led) > 2 and led <= {cite.anchor for cite in CITATIONS}


def test_a_text_that_nobody_put_there_is_an_empty_slot(region, documents):
    browser = region.sign_in(MAREN)
    assert browser.get(SHELF).text.count("We do not hold this text.") == len(REGISTER)
    assert browser.get(f"{SHELF}/policy-0030/text").status_code == 404


def test_a_text_in_its_slot_is_given_as_it_is(region, documents):
    (documents / "policy-0030.txt").write_bytes("Invented, ñ".encode())
    browser = region.sign_in(JONAH)
    assert f'href="{SHELF}/policy-0030/text"' in browser.get(SHELF).text
    with browser.get(f"{SHELF}/policy-0030/text") as given:
        assert given.data == "Invented, ñ".encode()
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in given.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["secret", "..%2Fsecret", "policy-4013%00", "policy-4013.txt"])
def test_no_other_file_is_ever_given(region, documents, name):
    (documents / "secret.txt").write_text("not registered")
    (documents.parent / "secret.txt").write_text("outside")
    (documents / "policy-4013.txt").write_text("registered")
    assert region.sign_in(MAREN).get(f"{SHELF}/{name}/text").status_code == 404


@pytest.mark.parametrize("path", [SHELF, f"{SHELF}/policy-4013/text"])
def test_a_stranger_finds_no_shelf(region, path):
    assert region.app.test_client().get(path).status_code == 404
