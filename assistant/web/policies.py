"""The policy on the shelf: the sharing rule, what rulings rest on, what citations mean, the texts that we hold."""

from pathlib import Path

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from assistant.policy.citations import CITATIONS
from assistant.policy.register import REGISTER, superseded_by
from assistant.web.desk import page
from assistant.web.wiring import wired

blueprint = Blueprint("policies", __name__, url_prefix="/desk/policies")
ENDPOINTS = {"policies.shelf": "signed_in", "policies.text": "signed_in"}
MENU = (("policies.shelf", "Policies"),)
KINDS = (".pdf", ".txt")


@blueprint.get("")
def shelf() -> ResponseReturnValue:
    """The sharing rule, then every registered text, in force first, with its citations and whether we hold it."""
    lines = [
        {
            "document": each,
            "later": superseded_by(each),
            "earlier": REGISTER.get(each.supersedes),
            "held": _held(each.id) is not None,
            "cites": [cite for cite in CITATIONS if cite.document == each.id],
        }
        for each in sorted(REGISTER.values(), key=lambda each: superseded_by(each) is not None)
    ]
    flow = wired().intake.current.engine.flow
    return page("desk/policies.html", lines=lines, rule=flow.sharing_rule, decision=flow.sharing_decision,
                version=flow.version)  # fmt: skip


@blueprint.get("/<document>/text")
def text(document: str) -> ResponseReturnValue:
    """The text of a registered document, as a file to keep."""
    held = _held(document) if document in REGISTER else None
    if held is None:
        abort(404)
    return send_file(held, as_attachment=True, download_name=held.name)


def _held(document: str) -> Path | None:
    """The file in this document's slot; a text that is not there is not invented."""
    folder = wired().documents
    files = [] if folder is None else [folder / f"{document}{kind}" for kind in KINDS]
    return next((each for each in files if each.is_file()), None)
