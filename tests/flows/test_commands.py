"""The commands over the shipped flows."""

import json
import shutil

from click.testing import CliRunner

from assistant import places
from assistant.cli.flows import flows


def test_check_and_draw():
    assert CliRunner().invoke(flows, ["check"]).exit_code == 0
    assert "stateDiagram-v2" in CliRunner().invoke(flows, ["draw"]).output


def test_prove_prints_one_object():
    result = CliRunner().invoke(flows, ["prove", "--json"])
    found = json.loads(result.output)
    assert set(found) == {"flow", "version", "states", "edges", "holds", "counterexample", "by_channel", "by_language"}
    assert found["holds"] and set(found["by_language"]) == {"en", "es"}


def test_a_fault_ends_the_check_and_stamp_mends_it(tmp_path):
    copy = shutil.copytree(places.flows(), tmp_path / "flows")
    words = copy / "interface" / "es.yaml"
    words.write_text(words.read_text().replace("text: Atrás", "text: Regresar"))
    said = CliRunner().invoke(flows, ["check", "--dir", str(copy)])
    assert said.exit_code == 1 and "words-altered" in said.output
    CliRunner().invoke(flows, ["stamp", "--dir", str(copy)])
    assert CliRunner().invoke(flows, ["check", "--dir", str(copy)]).exit_code == 0
