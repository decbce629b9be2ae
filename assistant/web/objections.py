"""Objections that came by phone, letter, e-mail or in person: written down by ESD staff, with the original."""

from datetime import datetime, time, timedelta
from io import BytesIO

from flask import Blueprint, abort, redirect, request, send_file, session, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import objections as desk_objections
from assistant.desk.objections import ENDINGS, LARGEST, LONGEST, Named, Reported
from assistant.policy.objecting import RECEIVED_BY, SPEAKERS
from assistant.policy.ruling import Ruling
from assistant.web import moments, person_form, signin
from assistant.web.desk import page, room
from assistant.web.forms import tidy
from assistant.web.wiring import wired

blueprint = Blueprint("objections", __name__, url_prefix="/desk")
ENDPOINTS = {
    "objections.new": "esd_objections",
    "objections.keep": "esd_objections",
    "objections.recorded": "esd_objections",
    "objections.original": "esd_queue",
}
MENU = (("objections.new", "Record an objection"),)
RECORDED = "objection_recorded"  # the name of a key in the session: the reference, and nothing else
TOO_LARGE = "The file is larger than 5 MB. Take a smaller copy of it"
NOT_KEPT = "This is not a PDF, PNG, JPEG, text or e-mail file. Choose another, or type notes"
MENDS = {"way": "Choose how it was received", "spoken_by": "Choose who said it",
         "future": "The date received cannot be in the future"}  # fmt: skip
FIELDS = {"future": "received", "original": "original"}


@blueprint.get("/objections/new")
def new() -> ResponseReturnValue:
    """The form of one objection."""
    return _form({}, {})


@blueprint.post("/objections/new")
def keep() -> ResponseReturnValue:
    """Keep it; the page that follows is the same whatever is on file."""
    now = wired().now()
    named, missing = person_form.posted(now.astimezone(moments.PACIFIC).date())
    received, wrong = _received(now)
    original, unfit = _original()
    missing = _choices() | wrong | missing | unfit
    if missing or named is None or received is None:
        return _form(request.form, missing), 422
    outcome = desk_objections.record_objection(
        room(), signin.asking().viewer, _reported(named, received, original), now
    )
    if isinstance(outcome, Ruling):
        field = FIELDS.get(outcome.code, outcome.code)
        return _form(request.form, {field: MENDS.get(outcome.code, outcome.reason)}), 422
    session[RECORDED] = outcome.reference
    return redirect(url_for("objections.recorded"), 303)


@blueprint.get("/objections/recorded")
def recorded() -> ResponseReturnValue:
    """The reference of the objection just recorded."""
    reference = session.get(RECORDED)
    return page("desk/objection_kept.html", reference=reference) if reference else redirect(url_for(".new"), 303)


@blueprint.get("/requests/<request_id>/originals/<original_id>")
def original(request_id: str, original_id: str) -> ResponseReturnValue:
    """The original of a waiting request, as a file to keep; taking it is recorded."""
    found = desk_objections.open_original(
        room(), signin.asking().viewer, request_id, original_id, wired().now()
    )
    if isinstance(found, Ruling):
        abort(404)
    media, body = found
    return send_file(
        BytesIO(body), mimetype=media, as_attachment=True, download_name=f"original-{original_id[-8:]}.{ENDINGS[media]}"
    )


@blueprint.errorhandler(413)
def too_large(_: Exception) -> ResponseReturnValue:
    """Far too large to be read at all: what was typed is gone with it, and the page says so."""
    return _form({}, {"original": f"{TOO_LARGE}. Nothing was recorded; enter it again"}, posted=False), 413


def _choices() -> dict[str, str]:
    """What was not chosen or lies beyond what can be chosen."""
    missing = {}
    if request.form.get("way") not in RECEIVED_BY:
        missing["way"] = MENDS["way"]
    if request.form.get("spoken_by") not in SPEAKERS:
        missing["spoken_by"] = MENDS["spoken_by"]
    return missing


def _received(now: datetime) -> tuple[tuple[datetime, datetime] | None, dict[str, str]]:
    """From when it may have been here and until when at the latest, in Pacific time; a day alone is all of that day."""
    try:
        day = datetime.fromisoformat(request.form.get("received", "")).date()
    except ValueError:
        return None, {"received": "Enter the date received"}
    asked = request.form.get("received_time", "")
    try:
        at = time.fromisoformat(asked) if asked else None
    except ValueError:
        return None, {"received_time": "Enter the time like 2:30 PM, or leave it out"}
    begins = datetime.combine(day, (at or time()).replace(tzinfo=None), moments.PACIFIC)
    if begins > now:
        return None, {"received": MENDS["future"]}
    ends = begins if at else datetime.combine(day + timedelta(days=1), time(), moments.PACIFIC)
    return (begins, min(ends, now)), {}


def _original() -> tuple[bytes, dict[str, str]]:
    """The uploaded file, or else the notes."""
    given = request.files.get("original")
    body = b""
    if given is not None:
        body = given.stream.read(LARGEST + 1) if given.filename else b""
        given.close()
    notes = request.form.get("notes", "").strip()
    if len(body) > LARGEST:
        return b"", {"original": TOO_LARGE}
    if given is not None and given.filename and desk_objections.media_type(body) is None:
        return b"", {"original": NOT_KEPT}
    if len(notes) > LONGEST:
        return b"", {"notes": "The notes are too long. Enter at most 20,000 letters"}
    if body and notes:
        return b"", {"notes": "Give the file or the notes, not both, so that it is clear which is the original"}
    if not body and not notes:
        return b"", {"original": "Choose the file of the original, or type notes of what was said"}
    return body or notes.encode(), {}


def _reported(named: Named, received: tuple[datetime, datetime], body: bytes) -> Reported:
    site = request.form.get("site") or None
    return Reported(
        request.form["way"], request.form["spoken_by"], *received, site if site in wired().sites() else None, named,
        body, person_form.once(),
    )  # fmt: skip


def _form(kept: object, missing: dict[str, str], posted: bool = True) -> str:
    # Nothing of a body that was too large can be read again.
    once = person_form.once() if posted else ""
    return page(
        "desk/objection.html", kept=kept, missing=missing, once=once, ways=RECEIVED_BY, speakers=SPEAKERS,
        sites=wired().sites(), today=wired().now().astimezone(moments.PACIFIC).date(), tidy=tidy,
    )  # fmt: skip
