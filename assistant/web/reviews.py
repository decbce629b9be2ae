"""The review list: short grants that are over and sampled confirmations, looked at by somebody who had no part."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import reviews as duty
from assistant.desk.reviews import Taken
from assistant.policy.reviews import FINDINGS, SAYS_MOST, found
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import KINDS, page, room
from assistant.web.wiring import wired

blueprint = Blueprint("reviews", __name__, url_prefix="/desk/reviews")
ENDPOINTS = {"reviews.due": "esd_reviews", "reviews.review": "esd_reviews"}
MENU = (("reviews.due", "Reviews"),)


@blueprint.get("")
def due() -> ResponseReturnValue:
    """What nobody has reviewed yet, and what was found lately."""
    return _list({}, "", 200)


@blueprint.post("/<any(grant, request):subject>/<subject_id>")
def review(subject: str, subject_id: str) -> ResponseReturnValue:
    """Keep what was found."""
    finding, says = request.form.get("finding", ""), request.form.get("says", "")
    fits = found(finding, says)
    if not fits.allowed:
        field = "finding" if fits.code == "no_finding" else "says"
        return _list({field: fits.reason}, subject_id, 422)
    done = duty.review(room(), signin.asking().viewer, subject, subject_id, finding, says, wired().now())
    if isinstance(done, Taken):
        words = f"{FINDINGS[done.finding]}, on {moments.long(done.at)}."
        return page("desk/refused.html", heading=f"{done.by} reviewed this before you", reason=words, cites=()), 409
    if isinstance(done, Ruling):
        if done.code == "unknown":
            abort(404)
        return page("desk/refused.html", heading="Nothing was kept", reason=done.reason, cites=done.cites), 409
    return redirect(url_for("reviews.due"), 303)


def _list(missing: dict[str, str], of: str, status: int) -> ResponseReturnValue:
    seen = duty.due(room(), signin.asking().viewer, wired().now(), request.args.get("after_grant", ""),
                    request.args.get("after_request", ""))  # fmt: skip
    return page("desk/reviews.html", seen=seen, findings=FINDINGS, most=SAYS_MOST, kinds=KINDS, missing=missing, of=of,
                kept=request.form), status  # fmt: skip
