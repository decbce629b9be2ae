"""What waits too long, for a supervisor: references and never names, by site; each can be given to a confirmer."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import queue as queues
from assistant.desk import waiting as duty
from assistant.desk.waiting import Faster
from assistant.policy.ruling import Ruling
from assistant.policy.waiting import LATE, URGENT
from assistant.web import moments, signin
from assistant.web.desk import KINDS, page, room
from assistant.web.wiring import wired

blueprint = Blueprint("waiting", __name__, url_prefix="/desk/waiting")
ENDPOINTS = {f"waiting.{name}": "esd_waiting" for name in ("late", "find", "one", "assign")}
MENU = (("waiting.late", "Waiting too long"),)
EVERYWHERE = "all"
MENDS = {"no_grant", "taken_down"}  # rulings about who was chosen, said at the choice


@blueprint.get("")
def late() -> ResponseReturnValue:
    """What waits too long at the own site, at another or everywhere, and the oldest of every site."""
    who, now = signin.asking(), wired().now()
    site = request.args.get("site") or who.site_id or EVERYWHERE
    if site != EVERYWHERE and site not in wired().sites():
        abort(404)
    after = {kind: _after(kind) for kind in KINDS}
    found = duty.late(room(), who.viewer, now, None if site == EVERYWHERE else site, after)
    return page("desk/waiting.html", lists=found, ages=duty.ages(room(), who.viewer, now), site=site, own=who.site_id,
                sites=wired().sites(), kinds=KINDS, areas=wired().areas(), limits=(LATE, URGENT), mark=_mark,
                everywhere=EVERYWHERE)  # fmt: skip


@blueprint.post("/find")
def find() -> ResponseReturnValue:
    """Find a waiting request by its reference, to give it to somebody; the reference never stands in an address."""
    found = queues.find(room(), request.form.get("reference", ""))
    if found is None or duty.one(room(), signin.asking().viewer, found, wired().now()) is None:
        return page("desk/refused.html", heading="No waiting request has this reference", cites=(),
                    reason="A reference has eight letters and digits, like 7KQ4-M2XD. A request that was decided does "
                    "not wait any more."), 404  # fmt: skip
    return redirect(url_for("waiting.one", request_id=found), 303)


@blueprint.get("/<request_id>")
def one(request_id: str) -> ResponseReturnValue:
    """One request: how long it waits, who had it, and who may have it."""
    return _one(request_id, {}, 200)


@blueprint.post("/<request_id>")
def assign(request_id: str) -> ResponseReturnValue:
    """Give it to somebody who confirms."""
    to, seen = request.form.get("to", ""), request.form.get("seen", "")
    if not to:
        return _one(request_id, {"to": "Choose who takes this request"}, 422)
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    done = duty.assign(room(), signin.asking().viewer, request_id, number, to, wired().now())
    if isinstance(done, Faster):
        given = done.given
        words = f"{given.by} gave it to {given.to} on {moments.long(given.at)}. Look again, then decide who takes it."
        return page("desk/refused.html", heading="This request was given to somebody before you", reason=words,
                    cites=()), 409  # fmt: skip
    if isinstance(done, Ruling):
        return _refused(request_id, done)
    return redirect(url_for("waiting.one", request_id=request_id, done="given"), 303)


def _refused(request_id: str, ruling: Ruling) -> ResponseReturnValue:
    if ruling.code == "unknown":
        abort(404)
    if ruling.code in MENDS:
        return _one(request_id, {"to": ruling.reason}, 422)
    return page("desk/refused.html", heading="Nothing was assigned", reason=ruling.reason, cites=ruling.cites), 409


def _one(request_id: str, missing: dict[str, str], status: int) -> ResponseReturnValue:
    found = duty.one(room(), signin.asking().viewer, request_id, wired().now())
    if found is None:
        abort(404)
    given = request.args.get("done") == "given" and found.request.given is not None
    return page("desk/assign.html", one=found, missing=missing, kept=request.form, kinds=KINDS, areas=wired().areas(),
                limits=(LATE, URGENT), done=given), status  # fmt: skip


def _after(kind: str) -> tuple[datetime, str] | None:
    """Where a page of this list begins, from its address."""
    at, _, last = request.args.get(f"after_{kind}", "").partition("-")
    if not at.isascii() or not at.isdigit() or len(at) > 13:  # milliseconds until the year 2286
        return None
    return datetime.fromtimestamp(int(at) / 1000, UTC), last


def _mark(after: tuple[datetime, str]) -> str:
    return f"{round(after[0].timestamp() * 1000)}-{after[1]}"
