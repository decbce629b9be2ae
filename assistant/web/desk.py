"""The ESD desk: queues, the record of a request, confirm or return, an assisted session, a search."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import confirm as deciding
from assistant.desk import disclosure
from assistant.desk import queue as queues
from assistant.desk import record as records
from assistant.desk import waiting as assigned
from assistant.desk.confirm import Decided, Taken
from assistant.desk.room import Desk
from assistant.evidence.identifiers import shown
from assistant.intake.begin import LanguageUnknown, begin
from assistant.intake.place import PlaceUnknown
from assistant.policy.confirmation import IDENTITY_CHECKS, NOT_CHECKED, RETURN_REASONS
from assistant.policy.elements import ELEMENTS
from assistant.policy.ruling import Ruling
from assistant.policy.speaking import SELF, SPEAKERS
from assistant.web import chat, moments, signin
from assistant.web.wiring import wired

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
ENDPOINTS = {
    "desk.home": "signed_in",
    "desk.queue": "esd_queue",
    "desk.find": "esd_queue",
    "desk.record": "esd_queue",
    "desk.confirm": "esd_queue",
    "desk.give_back": "esd_queue",
    "desk.assisted": "assist",
    "desk.assist": "assist",
    "desk.sign_out": "signed_in",
}
MENU = (("desk.queue", "Queues"), ("desk.assisted", "Assisted session"))
KINDS = {"do_not_share": "Do not share", "share": "Share"}
LATE, URGENT = 2, 5  # days waited


def room() -> Desk:
    """The desk's room of this application."""
    return Desk(wired().database, wired().keys)


def page(template: str, **more: Any) -> str:
    """A page of the desk, with a menu of only what this person may open."""
    who = signin.asking()
    menu = [{"href": url_for(name), "words": words, "here": request.endpoint == name} for name, words in offered()]
    return render_template(
        template,
        who=who,
        desk_name="partner desk" if who.viewer.role == "partner" else "notice desk",
        home=url_for("desk.home"),
        menu=menu,
        moments=moments,
        shown=shown,
        now=wired().now(),
        **more,
    )


def offered() -> list[tuple[str, str]]:
    """The pages of the menu that whoever is signed in may open."""
    held = current_app.extensions
    return [each for each in held["menu"] if held["opens"](held["endpoint_policies"][each[0]])]


@blueprint.get("")
def home() -> ResponseReturnValue:
    """The first page that this person may open."""
    return redirect(url_for(offered()[0][0]), 303)


@blueprint.get("/requests")
def queue() -> ResponseReturnValue:
    """The two queues; "do not share" first, both oldest first."""
    site = request.args.get("site") or None
    pages = {kind: queues.waiting(room(), kind, _after(kind), site) for kind in KINDS}
    lists = [{"kind": kind, "words": words, "page": pages[kind]} for kind, words in KINDS.items()]
    late = {"late": LATE, "urgent": URGENT}
    who, now = signin.asking().viewer, wired().now()
    listed = [row.id for each in pages.values() for row in each.rows]
    given = {"yours": assigned.yours(room(), who, now), "given": assigned.given_to(room(), who, listed, now)}
    return page("desk/queue.html", lists=lists, site=site, sites=wired().sites(), limits=late, after=_next,
                languages=wired().intake.current.engine.flow.languages, areas=wired().areas(),
                kinds=KINDS, mine=who.staff_id, **given)  # fmt: skip


@blueprint.post("/find")
def find() -> ResponseReturnValue:
    """Find a request by its reference, sent and never in an address."""
    found = queues.find(room(), request.form.get("reference", ""))
    if found is None:
        return page("desk/refused.html", heading="No request has this reference",
                    reason="A reference has eight letters and digits, like 7KQ4-M2XD.", cites=()), 404  # fmt: skip
    return redirect(url_for("desk.record", request_id=found), 303)


@blueprint.get("/requests/<request_id>")
def record(request_id: str) -> ResponseReturnValue:
    """The record of one request; opening it is recorded."""
    return _record(request_id, {}, 200)


@blueprint.post("/requests/<request_id>/confirm")
def confirm(request_id: str) -> ResponseReturnValue:
    """Confirm for the person named, with how identity was checked."""
    person, check = request.form.get("person", ""), request.form.get("identity", "")
    missing = {}
    if not person:
        missing["person"] = "Choose which person this is, or make a new one"
    if not check:
        missing["identity"] = "Choose how identity was checked"
    if missing:
        return _record(request_id, missing, 422)
    outcome = deciding.confirm(room(), signin.asking().viewer, request_id, _version(), person, check, wired().now())
    sent = {"Decision": "Confirm", "Identity": IDENTITY_CHECKS.get(check, check)}
    return _outcome(outcome, sent)


@blueprint.post("/requests/<request_id>/return")
def give_back(request_id: str) -> ResponseReturnValue:
    """Return with a reason from the list; a hold stands on."""
    reason = request.form.get("reason", "")
    if not reason:
        return _record(request_id, {"reason": "Choose a reason"}, 422)
    outcome = deciding.give_back(room(), signin.asking().viewer, request_id, _version(), reason, wired().now())
    return _outcome(outcome, {"Decision": "Return", "Reason": RETURN_REASONS.get(reason, reason)})


@blueprint.get("/assisted")
def assisted() -> ResponseReturnValue:
    """Begin a conversation beside a person."""
    return _assisted({}), 200


@blueprint.post("/assisted")
def assist() -> ResponseReturnValue:
    """Begin it: the same pages as everywhere, with who answered and how beside each."""
    who, wiring = signin.asking(), wired()
    if not disclosure.may_assist(room(), who.viewer, wiring.now()).allowed:
        return redirect(url_for("desk.assisted"), 303)
    speaker = request.form.get("speaker", SELF)
    if speaker not in SPEAKERS:
        return _assisted({"speaker": "Choose who answers"}), 422
    try:
        begun = begin(
            wiring.intake, "assisted", request.form.get("language", ""), wiring.now(),
            site_id=request.form.get("site", ""), staff_id=who.viewer.staff_id, speaker=speaker,
        )  # fmt: skip
    except LanguageUnknown:
        return _assisted({"language": "Choose a language from the list"}), 422
    except PlaceUnknown:
        return _assisted({"site": "Choose a site from the list"}), 422
    response = make_response(redirect(url_for("chat.step", step=begun.step, _anchor="now"), 303))
    chat.keep_secret(response, wiring, begun.secret)
    return response


def _assisted(missing: dict[str, str]) -> str:
    may = disclosure.may_assist(room(), signin.asking().viewer, wired().now())
    return page("desk/assisted.html", sites=wired().sites(), languages=wired().intake.languages(), may=may,
                speakers=SPEAKERS, missing=missing, kept=request.form)  # fmt: skip


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    return signin.leave()


def _record(request_id: str, missing: dict[str, str], status: int) -> ResponseReturnValue:
    asked, now = request.args.get("at", ""), wired().now()
    as_of = moments.typed(asked) if asked else None
    if asked and (as_of is None or as_of > now):
        missing, as_of, status = {**missing, "at": "Name a moment of the past, with date and time."}, None, 422
    found = records.open_record(room(), signin.asking().viewer, request_id, now, as_of)
    if isinstance(found, Ruling):
        if found.code == "unknown":
            abort(404)
        mend = {"href": url_for("corrections.new", request=request_id), "words": "Something was wrong with it"}
        return page("desk/refused.html", heading="This record is not open to you", reason=found.reason,
                    cites=found.cites, link=mend if found.code == "closed" else None), 403  # fmt: skip
    may_skip = found.request.kind != "share"  # a share holds no "not checked"
    checks = {code: words for code, words in IDENTITY_CHECKS.items() if may_skip or code != NOT_CHECKED}
    return page(
        "desk/record.html", record=found, elements=ELEMENTS, checks=checks, reasons=RETURN_REASONS, kinds=KINDS,
        missing=missing, kept=request.form if missing else {}, areas=wired().areas(),
        languages=wired().intake.current.engine.flow.languages, speakers=SPEAKERS,
        may_see=signin.opens("esd_authorities"),
    ), status  # fmt: skip


def _outcome(outcome: Decided | Taken | Ruling, sent: dict[str, str]) -> ResponseReturnValue:
    if isinstance(outcome, Ruling):
        return page("desk/refused.html", heading="Nothing was decided", reason=outcome.reason, cites=outcome.cites), 409
    following = queues.next_waiting(room())
    if isinstance(outcome, Taken):
        return page("desk/conflict.html", taken=outcome, sent=sent, following=following, kinds=KINDS), 409
    return page("desk/confirmed.html", decided=outcome, following=following, kinds=KINDS, checks=IDENTITY_CHECKS)


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def _after(kind: str) -> tuple[datetime, str] | None:
    """Where a page of this queue begins, from its address."""
    at, _, last = request.args.get(f"after_{kind}", "").partition("-")
    if not at.isascii() or not at.isdigit() or len(at) > 13:  # milliseconds until the year 2286
        return None
    return datetime.fromtimestamp(int(at) / 1000, UTC), last


def _next(after: tuple[datetime, str]) -> str:
    return f"{round(after[0].timestamp() * 1000)}-{after[1]}"
