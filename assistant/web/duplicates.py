"""Records that may be one person: the list, the two side by side, and the three decisions about them."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import duplicates as deciding
from assistant.desk import pairs
from assistant.desk.duplicates import Taken
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.people import FROZEN, STATUSES, well_formed
from assistant.web.wiring import wired

blueprint = Blueprint("duplicates", __name__, url_prefix="/desk/duplicates")
ENDPOINTS = {
    "duplicates.waiting": "esd_merges",
    "duplicates.pair": "esd_merges",
    "duplicates.propose": "esd_merges",
    "duplicates.merge": "esd_merges",
    "duplicates.part": "esd_merges",
}
MENU = (("duplicates.waiting", "Duplicates"),)
DONE = {
    "reported": "reported this pair", "proposed": "proposed which record is kept", "merged": "approved the merge",
    "two_people": "decided that it is two people", "unmerged": "took the merge back: it is two people",
}  # fmt: skip


@blueprint.get("")
def waiting() -> ResponseReturnValue:
    """Pairs that wait, the oldest first, and pairs that are merged, the newest first."""
    viewer, now = signin.asking().viewer, wired().now()
    lists = {
        "after": pairs.listed(room(), viewer, False, now, well_formed(request.args.get("after", ""))),
        "before": pairs.listed(room(), viewer, True, now, well_formed(request.args.get("before", ""))),
    }
    return page("desk/duplicates.html", lists=lists, done=DONE)


@blueprint.get("/<duplicate_id>")
def pair(duplicate_id: str) -> ResponseReturnValue:
    """Two records side by side; opening them is a sight of each."""
    return _pair(duplicate_id, {}, 200)


@blueprint.post("/<duplicate_id>/propose")
def propose(duplicate_id: str) -> ResponseReturnValue:
    """Propose a merge, naming which record is kept."""
    kept = request.form.get("kept", "")
    if not kept:
        return _pair(duplicate_id, {"kept": "Choose which record is kept"}, 422)
    viewer, pair_id = signin.asking().viewer, well_formed(duplicate_id)
    return _outcome(deciding.propose(room(), viewer, pair_id, kept, _version(), wired().now()), duplicate_id)


@blueprint.post("/<duplicate_id>/merge")
def merge(duplicate_id: str) -> ResponseReturnValue:
    """Approve the merge that somebody else proposed."""
    viewer, pair_id = signin.asking().viewer, well_formed(duplicate_id)
    return _outcome(deciding.merge(room(), viewer, pair_id, _version(), wired().now()), duplicate_id)


@blueprint.post("/<duplicate_id>/part")
def part(duplicate_id: str) -> ResponseReturnValue:
    """Decide that it is two people, before or after a merge."""
    viewer, pair_id = signin.asking().viewer, well_formed(duplicate_id)
    return _outcome(deciding.part(room(), viewer, pair_id, _version(), wired().now()), duplicate_id)


def _pair(duplicate_id: str, missing: dict[str, str], status: int) -> ResponseReturnValue:
    found = pairs.open_pair(room(), signin.asking().viewer, well_formed(duplicate_id), wired().now())
    if isinstance(found, Ruling):
        abort(404)
    return page("desk/duplicate.html", pair=found, missing=missing, done=DONE, statuses=STATUSES, frozen=FROZEN,
                areas=wired().areas(), may_open=signin.opens("esd_records")), status  # fmt: skip


def _outcome(outcome: object, duplicate_id: str) -> ResponseReturnValue:
    if isinstance(outcome, Taken):
        says = f"{outcome.by} {DONE[outcome.state]} on {moments.long(outcome.at)}. Nothing that you sent was recorded."
        return page("desk/duplicate_taken.html", says=says, by=outcome.by, duplicate_id=duplicate_id), 409
    if isinstance(outcome, Ruling):
        if outcome.code == "unknown":
            abort(404)
        return page("desk/refused.html", heading="Nothing was changed", reason=outcome.reason,
                    cites=outcome.cites), 409  # fmt: skip
    return redirect(url_for("duplicates.pair", duplicate_id=duplicate_id), 303)


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
