"""The register: every citation rests on a registered text, and every text has one place."""

from pathlib import Path

import pytest

from assistant import policy
from assistant.policy.citations import CITATIONS
from assistant.policy.register import REGISTER, superseded_by


@pytest.mark.parametrize("cite", CITATIONS, ids=lambda cite: cite.anchor)
def test_a_citation_rests_on_a_registered_text_and_says_what_it_means(cite):
    assert cite.document in REGISTER
    assert cite.says.endswith(".") and cite.text not in cite.says


def test_no_two_citations_share_a_place_on_the_page():
    places = [cite.anchor for cite in CITATIONS] + list(REGISTER)
    assert len(places) == len(set(places)) and all(places)


def test_rules_cite_from_the_one_list_only():
    made = [each for each in Path(policy.__file__).parent.glob("*.py") if " Citation(" in each.read_text("utf-8")]
    assert [each.name for each in made] == ["citations.py"]


def test_a_superseded_text_stays_registered_and_names_its_successor():
    for each in REGISTER.values():
        assert not each.supersedes or superseded_by(REGISTER[each.supersedes]) is each
    assert superseded_by(REGISTER["policy-4013-2001"]).id == "policy-4013"
    assert superseded_by(REGISTER["policy-4013"]) is None


def test_every_text_has_an_identifier_a_number_and_a_sentence():
    for key, each in REGISTER.items():
        assert key == each.id and each.number and each.title and each.says.endswith(".")
