"""The JSON API for other systems: a credential, one question, and the decision of the screens."""

import json
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from assistant.desk import asked
from assistant.desk.asked import NotInForce, Question
from assistant.desk.disclosure import SENTENCE, Asked, NothingShown, NotRecorded
from assistant.policy import clients
from assistant.policy.categories import CATEGORIES
from assistant.policy.ruling import Ruling
from assistant.web import desk, openapi, payload, security
from assistant.web.forms import tidy
from assistant.web.problems import Problem, of_http
from assistant.web.wiring import wired

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
ENDPOINTS = {
    "api.decisions": "esd_system",
    "api.records": "partner_system",
    "api.description": security.OPEN,
}
SECRET_MOST = 200


def attach(app: Flask) -> None:
    """Serve the API: its own gate in place of sign-in, no session and no forms to forge."""
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprint)
    app.extensions["gates"].update(dict.fromkeys(clients.MAY_ASK, by_credential))
    security.allow(app, ENDPOINTS)


def by_credential(kind: str) -> None:
    """Let in who shows a credential in force that may ask this. Raises Problem."""
    shown = request.authorization
    secret = (shown.token or "") if shown is not None and shown.type == "bearer" else ""
    found = asked.caller(desk.room(), secret, wired().now()) if 0 < len(secret) <= SECRET_MOST else None
    if found is None:
        raise _no_credential()
    may = clients.may_ask(kind, found.organisation_kind)
    if not may.allowed:
        raise Problem(403, may.reason)
    g.client_id = found.id


@blueprint.post("/decisions", provide_automatic_options=False)
def decisions() -> Response:
    """May this organisation, through this user and for this purpose, see which categories of this person now?"""
    sent = payload.checked(payload.body(request), openapi.QUESTION)
    question = Question(sent["seeker_id"], sent["organization"], sent["user"], sent["purpose"])
    answered = asked.decision(desk.room(), g.client_id, question, wired().now())
    if isinstance(answered, Ruling):
        raise Problem(403, answered.reason)
    return _json(
        {
            "allowed": answered.allowed, "categories": list(answered.categories), "fields": list(answered.fields),
            "reasons": list(answered.reasons), "citations": list(answered.citations),
        }
    )  # fmt: skip


@blueprint.post("/records", provide_automatic_options=False)
def records() -> Response:
    """The agreed fields of one person, or the one neutral sentence."""
    found = payload.body(request)
    shape = openapi.BY_NAME if "seeker_id" not in found and {"name", "birth_date"} & found.keys() else openapi.BY_SEEKER
    sent = payload.checked(found, shape)
    if "seeker_id" in sent:
        who = Asked(seeker_id=sent["seeker_id"])
    else:
        who = Asked(name=tidy(sent["name"]), birth_date=payload.day(sent["birth_date"]))
    outcome = asked.record(desk.room(), g.client_id, sent["user"], sent["purpose"], who, wired().now())
    if isinstance(outcome, Ruling):
        raise Problem(403, outcome.reason)
    if isinstance(outcome, NothingShown):
        return _json({"sentence": SENTENCE})
    record = {
        code: {each.name: outcome.values.get(each.name, "") for each in CATEGORIES[code].fields
               if each.name in outcome.decision.fields}
        for code in CATEGORIES if code in outcome.decision.categories
    }  # fmt: skip
    return _json({"record": record, "agreement": outcome.agreement_id})


@blueprint.get("/openapi.json", provide_automatic_options=False)
def description() -> Response:
    """The OpenAPI description of this API."""
    return _json(openapi.DOCUMENT)


@blueprint.errorhandler(Problem)
def refused(problem: Problem) -> Response:
    """What was refused, and how to mend it."""
    return problem.answer()


@blueprint.errorhandler(HTTPException)
def faulty(fault: HTTPException) -> Response:
    """What the server itself refused: too large, broken off."""
    return of_http(fault)


@blueprint.errorhandler(NotInForce)
def ended(_: NotInForce) -> Response:
    """The credential ended or was revoked while it was asked with."""
    return _no_credential().answer()


@blueprint.errorhandler(NotRecorded)
def not_recorded(_: NotRecorded) -> Response:
    """What cannot be recorded is not shown."""
    return Problem(503, "The question could not be recorded, so nothing is shown. Ask again later.").answer()


def _no_credential() -> Problem:
    return Problem(401, "Send a credential that is in force, as Authorization: Bearer.",
                   headers={"WWW-Authenticate": 'Bearer realm="WorkSource data sharing"'})  # fmt: skip


def _json(said: Any) -> Response:
    return Response(json.dumps(said), 200, mimetype="application/json")
