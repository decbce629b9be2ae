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


def broken(tmp_path, there: str, put: str):
    copy = shutil.copytree(places.flows(), tmp_path / "flows")
    flow = copy / "notification" / "flow.yaml"
    assert there in flow.read_text()
    flow.write_text(flow.read_text().replace(there, put, 1))
    said = CliRunner().invoke(flows, ["prove", "--dir", str(copy), "--json"])
    assert said.exit_code == 1
    return json.loads(said.output)


def test_prove_tells_the_conversation_that_breaks_a_promise(tmp_path):
    there = "    routes:\n      - to: tell_what\n\n  tell_what:"
    found = broken(tmp_path, there, there.replace("- to: tell_what", "- to: choice"))
    assert not found["holds"] and found["states"] > 0 and "DS1a" in found["counterexample"][-1]
    assert not any(each["holds"] for each in found["by_channel"].values())


def test_prove_of_a_flow_with_a_written_fault_names_the_line(tmp_path):
    found = broken(tmp_path, "when: all_told", "when: all_tolled")
    assert not found["holds"] and "guard-unknown" in found["counterexample"][0]
