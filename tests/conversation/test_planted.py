"""Each planted fault is named by its check, its file and its line."""

from datetime import date

import pytest

from assistant.conversation import check_sharing, load, prove
from assistant.conversation.engine import Engine
from tests.notice_flow import decided, notice_files

RULE = "sharing_rule: choice\n"
NOTICE_HALF = (
    "  stopped.text.under_notice: You stopped before the end. If you were told everything and did not say no, ESD may "
    "confirm sharing with partners. You can say no at any time.\n"
)
FLOW, UI, ES = "flow.yaml", "interface/en.yaml", "interface/es.yaml"
SAY_NO = "      - to: tell_services\n    back:\n      - to: tell_use"
SERVICES = "      - when: objected_and_named\n        to: review\n"

# name of the check, file, text that is there, text put in its place, words on the line that must be named
PLANTED = [
    ("element-missing", FLOW, "      ST1: It cannot be given out as a public record.\n", "", "  choice:"),
    ("element-unknown", FLOW, "      ST1: It", "      ST9: It", "ST9: It"),
    ("element-twice", FLOW, "      ST1: It", "      DS3: It", "DS3: You may"),
    ("route-dangling", FLOW, SAY_NO, SAY_NO.replace("tell_services", "tell_nothing"), "to: tell_nothing"),
    ("guard-unknown", FLOW, "when: all_told", "when: all_tolled", "when: all_tolled"),
    ("answer-unknown", FLOW, "answer: send", "answer: sendd", "answer: sendd"),
    ("answer-stuck", FLOW, "        to: choice\n      - to: tell_what\n", "        to: choice\n", "  tell_services:"),
    ("route-dead", FLOW, SERVICES, SERVICES.replace("when: objected_and_named\n        ", ""), "      - to: review"),
    ("step-unreachable", FLOW, "  receipt:\n", "  lost:\n    asks: one\n    heading: Lost\n    answers:\n      on: On\n"
     "    routes:\n      - to: receipt\n\n  receipt:\n", "  lost:"),
    ("loop-without-exit", FLOW, "      - to: closed", "      - to: receipt", "  area:"),
    ("telling-answers", FLOW, "      declined: I'd rather not say so\n    routes:\n" + SAY_NO,
     "    routes:\n" + SAY_NO, "  tell_may_say_no:"),
    ("telling-routes", FLOW, SAY_NO, "      - answer: told\n        to: choice\n" + SAY_NO, "- answer: told"),
    ("choice-one", FLOW, '    choice: "yes"\n', "", "steps:"),
    ("choice-answers", FLOW, "      share: Yes, share my information\n      do_not_share: No",
     "      yes: Yes, share my information\n      no: No", "  choice:"),
    ("form", FLOW, 'objects: "yes"', "objects: true", "objects: true"),
    ("form", FLOW, 'counts: "yes"', "counts: on", "counts: on"),
    ("route-dangling", FLOW, "objection: objection_identity", "objection: nowhere", "objection: nowhere"),
    ("route-dangling", FLOW, "  name: identity", "  name: nowhere", "  name: nowhere"),
    ("proof", FLOW, '    asks: one\n    objects: "yes"\n', "    asks: one\n", "  welcome:"),
    ("proof", FLOW, "      - when: all_told\n        to: choice\n      - to: tell_what\n", "      - to: tell_what\n",
     "  area:"),
    ("grade", FLOW, "DS4: Asking us not to share in no way affects whether you can get services.",
     "DS4: " + "Nondisclosure notwithstanding, eligibility determinations continue unconditionally. " * 4, "DS4: "),
    ("choice-answers", FLOW, "      do_not_share: No", "      never: No", "  choice:"),
    ("choice-equal", FLOW, "      - when: named\n        to: review\n      - to: identity",
     "      - answer: share\n        to: review\n      - to: identity", "  choice:"),
    ("choice-words", FLOW, "says: Both answers are fine.", "says: Sharing is recommended.", "Sharing is recommended"),
    ("answers-unequal", FLOW, "share: Yes, share my information\n", "share: 'Yes'\n", "share: 'Yes'"),
    ("sentence-long", FLOW, "DS3: You may ask", "DS3: " + "You may ask that " * 5 + "ask", "DS3: You may"),
    ("words-empty", UI, "  button.back: Back", "  button.back: ''", "button.back"),
    ("readable", UI, "  button.back: Back", "  button.back: Back\n  button.back: Once more", "Once more"),
    ("readable", FLOW, "flow: notification", "flow: !!python/name:os notification", "flow: !!"),
    ("readable", FLOW, "flow: notification", "flow: &name notification", "flow: &name"),
    ("words-missing", ES, "  button.back:\n", "  button.backk:\n", None),
    ("words-spare", ES, "  button.back:\n", "  button.backk:\n", "button.backk"),
    ("words-altered", ES, "text: Atrás", "text: Detrás", "button.back"),
    ("words-stale", UI, "button.back: Back", "button.back: Go back", None),
    ("words-status", ES, "status: draft", "status: perfect", "brand:"),
    ("placeholders", ES, "{number}", "{nummer}", "progress:"),
    ("sharing-decision", FLOW, RULE, "sharing_rule: notice\n", "sharing_rule: notice"),
    ("sharing-decision", FLOW, RULE, "sharing_rule: silence\n", "sharing_rule: silence"),
    ("sharing-decision", FLOW, RULE, decided(decided_by=""), "sharing_decision:"),
    ("sharing-decision", FLOW, RULE, decided(decided_by="'  '"), "decided_by:"),
    ("sharing-decision", FLOW, RULE, decided(title=""), "sharing_decision:"),
    ("sharing-decision", FLOW, RULE, decided(decided_on="2026-02-30"), "decided_on:"),
    ("sharing-decision", FLOW, RULE, decided(decided_on="soon"), "decided_on:"),
    ("sharing-decision", FLOW, RULE, decided(document_sha256="AB" * 32), "document_sha256:"),
    ("sharing-decision", FLOW, RULE, decided(rule="choice"), "sharing_decision:"),
    ("sharing-decision", FLOW, RULE, decided().replace("notice", "choice", 1), "sharing_decision:"),
    ("form", FLOW, RULE, decided(site="tidewater"), "site: tidewater"),
    ("sharing-unnamed", FLOW, RULE, decided(), "sharing_rule: notice"),
    ("sharing-words", FLOW, "and do not say no, we may", "and do not say yes, we may", "notice: |-"),
    ("sharing-words", FLOW, "says: Choose the area", "says: Nothing is shared unless you say yes. Choose the area",
     "unless you say yes. Choose"),
    ("sharing-words", UI, "If you do not choose, nothing is shared with partners.\n", "If you do not say no, all is.\n",
     "ask.1.answer.under_choice"),
    ("sharing-words", UI, "  stopped.text.under_notice:", "  stopped.text.under_other:", "stopped.text.under"),
    ("sharing-words", UI, "  stopped.text.under_notice:", "  stopped.text:", "stopped.text"),
    ("sharing-words", UI, "  stopped.text.under_notice:", "  stopped.text: Bye.\n  stopped.text.under_notice:", "Bye."),
    ("sharing-words", UI, NOTICE_HALF, "", "stopped.text.under_choice"),
    ("sharing-words", ES, "Si no eligió, no se comparte nada", "Si no dijo que no, se comparte todo", "under_choice"),
    ("form", FLOW, "  area:\n    asks: area", "  area:\n    asked: now\n    asks: area", "asked: now"),
    ("form", FLOW, "asks: review", "asks: anything", "asks: anything"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "file", "there", "put", "line"), PLANTED)
def test_named_with_file_and_line(files, check, file, there, put, line):
    assert there in files[file]
    planted = {**files, file: files[file].replace(there, put, 1)}
    with pytest.raises(load.FlowRefused) as refused:
        load.parse(planted)
    named = [(f.file, planted[f.file].splitlines()[f.line - 1]) for f in refused.value.faults if f.check == check]
    # Missing words are named at the English, stale ones at the translation.
    at = {"words-missing": UI, "words-stale": ES}.get(check, file)
    assert any(where == at and (line or "button.back") in text for where, text in named), refused.value.faults


def test_a_decided_notice_flow_holds_and_shows_only_its_own_words(files):
    words = (("en", "do not say no", "unless you say yes"), ("es", "no dice que no", "diga que sí"))
    for language, ours, other in words:
        shown = load.parse(notice_files(files)).messages[language]
        assert ours in shown["welcome.says"].text and not [key for key in shown if ".under_" in key]
        assert not [key for key, each in shown.items() if other in each.text]
        shipped = load.parse(files).messages[language]
        assert other in shipped["welcome.says"].text and ours not in " ".join(each.text for each in shipped.values())
    assert prove.prove(Engine(load.parse(notice_files(files)))).holds


def test_a_decision_counts_from_its_day(files):
    flow = load.parse(notice_files(files))
    assert check_sharing.early(flow, date(2026, 1, 5)) == []
    (fault,) = check_sharing.early(flow, date(2026, 1, 4))
    assert "still to come" in fault.sentence
    assert "decided_on: 2026-01-05" in notice_files(files)["flow.yaml"].splitlines()[fault.line - 1]


def test_huge_foreign_and_linked_files_are_refused(tmp_path, files):
    flow, ui = tmp_path / "flow", tmp_path / "ui"
    flow.mkdir()
    ui.mkdir()
    (flow / "flow.yaml").write_text("x" * 10_000_000)
    (ui / "en.yaml").write_bytes(b"name: \xff")
    (ui / "xx.yaml").symlink_to(ui / "en.yaml")
    with pytest.raises(load.FlowRefused) as refused:
        load.read_folder(flow, ui)
    said = {f.file: f.sentence for f in refused.value.faults}
    assert "10000000 bytes" in said["flow.yaml"]
    assert "not UTF-8" in said["interface/en.yaml"]
    assert "link" in said["interface/xx.yaml"]
