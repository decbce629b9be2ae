"""A partner relays an objection it was told: a name, a birth date, and from then on only “Sent.” and a reference."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import disclosure, relaying
from assistant.policy.ruling import Ruling
from assistant.web import moments, person_form, signin
from assistant.web.desk import page, room
from assistant.web.wiring import wired

blueprint = Blueprint("relay", __name__, url_prefix="/partner/relay")
ENDPOINTS = {"relay.new": "partner_records", "relay.send": "partner_records", "relay.sent": "partner_records"}
MENU = (("relay.new", "Relay “do not share”"),)
SENT = "relayed"  # the name of a key in the session: the reference, and nothing else


@blueprint.get("")
def new() -> ResponseReturnValue:
    """The form."""
    return _form({}, {})


@blueprint.post("")
def send() -> ResponseReturnValue:
    """Keep it; the answer is the same whatever is on file."""
    now, who = wired().now(), signin.asking()
    named, missing = person_form.posted(now.astimezone(moments.PACIFIC).date())
    if missing or named is None:
        return _form(request.form, missing), 422
    outcome = relaying.relay(room(), who.viewer, named, who.site_id, person_form.once(), now)
    if isinstance(outcome, Ruling):
        return _form({}, {}), 422
    session[SENT] = outcome.reference
    return redirect(url_for("relay.sent"), 303)


@blueprint.get("/sent")
def sent() -> ResponseReturnValue:
    """“Sent.” and the reference of what was relayed last."""
    reference = session.get(SENT)
    return page("partner/relayed.html", reference=reference) if reference else redirect(url_for("relay.new"), 303)


def _form(kept: object, missing: dict[str, str]) -> str:
    may = disclosure.purposes(room(), signin.asking().viewer, wired().now())[1]
    return page(
        "partner/relay.html", kept=kept, missing=missing, once=person_form.once(), may=may, phone=wired().phone
    )
