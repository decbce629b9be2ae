"""The shipped flow under the rule "notice": decided by an invented official, name and birth date before the choice."""

DECISION = {
    "rule": "notice",
    "decided_by": "Vera Example-Marsh",
    "title": "Invented Commissioner",
    "decided_on": "2026-01-05",
    "document_sha256": "ab" * 32,
}
CHOICE_RULE = "sharing_rule: choice\n"
# What is there, and what stands there when silence has to have a name.
ORDER = (
    ("      - when: all_told\n        to: choice\n", "      - when: all_told\n        to: identity\n"),
    ("      - when: named\n        to: review\n      - to: identity\n    back:\n      - when: named\n"
     "        to: review\n"
     "      - to: tell_services\n",
     "      - to: review\n    back:\n      - when: answered\n        to: review\n      - to: identity\n"),
    ('    asks: identity\n    counts: "yes"\n', '    asks: identity\n    counts: "yes"\n    objects: "yes"\n'),
    ("      skipped: Skip this step\n    routes:\n      - to: review\n    back:\n      - when: named\n"
     "        to: review\n"
     "      - when: objected\n        to: tell_services\n      - to: choice\n",
     "      skipped: Skip this step\n    routes:\n      - when: answered\n        to: review\n      - to: choice\n"
     "    back:\n      - when: answered\n        to: review\n      - to: tell_services\n"),
)  # fmt: skip


def decided(**more):
    """The lines of a rule and its decision."""
    said = {**DECISION, **more}
    return "sharing_rule: notice\nsharing_decision:\n" + "".join(f"  {k}: {v}\n" for k, v in said.items() if v != "")


def notice_files(files, ordered=True, **more):
    """The shipped files under "notice"; `more` alters the decision, an empty value leaves it out."""
    flow = files["flow.yaml"].replace(CHOICE_RULE, decided(**more), 1)
    for there, put in ORDER if ordered else ():
        assert there in flow, there
        flow = flow.replace(there, put, 1)
    if ordered:
        before, choice = flow.split("  choice:\n    asks: one\n", 1)
        choice, identity = choice.split("  identity:\n", 1)
        identity, rest = identity.split("  review:\n", 1)
        flow = f"{before}  identity:\n{identity}  choice:\n    asks: one\n{choice}  review:\n{rest}"
    return {**files, "flow.yaml": flow}
