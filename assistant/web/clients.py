"""Credentials of other systems: made by ESD, their secret shown once, revoked at once by ESD or the partner."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import clients
from assistant.policy.ruling import Ruling
from assistant.web import desk, signin
from assistant.web.forms import tidy
from assistant.web.wiring import wired

blueprint = Blueprint("clients", __name__)
ENDPOINTS = {
    "clients.every": "esd_admin",
    "clients.make": "esd_admin",
    "clients.revoke": "esd_admin",
    "clients.own": "partner_agreement",
    "clients.revoke_own": "partner_agreement",
}
MENU = (("clients.every", "Credentials"), ("clients.own", "Credentials"))


@blueprint.get("/desk/clients")
def every() -> ResponseReturnValue:
    """Every credential, and the form that makes one."""
    return _page({}, {})


@blueprint.post("/desk/clients")
def make() -> ResponseReturnValue:
    """Make one; its secret is on this page and nowhere else, so it is no redirect."""
    form = {name: tidy(request.form.get(name)) for name in ("organization", "name", "lasts")}
    missing = {}
    if form["organization"] not in clients.organisations(desk.room()):
        missing["organization"] = "Choose the organization whose system this is"
    if not form["name"]:
        missing["name"] = "Name the system"
    if form["lasts"] not in clients.LASTS:
        missing["lasts"] = "Choose how long it lasts"
    if missing:
        return _page(form, missing), 422
    who, now = signin.asking().viewer, wired().now()
    made = clients.make(desk.room(), who, form["organization"], form["name"], int(form["lasts"]), now)
    if isinstance(made, Ruling):
        return _page(form, {"name": made.reason}), 422
    return desk.page("accounting/client_made.html", made=made)


@blueprint.post("/desk/clients/<client_id>/revoke")
def revoke(client_id: str) -> ResponseReturnValue:
    """Revoke any credential at once."""
    return _revoke(client_id, "clients.every")


@blueprint.get("/partner/clients")
def own() -> ResponseReturnValue:
    """The credentials of the contract manager's own organisation."""
    return _page({}, {})


@blueprint.post("/partner/clients/<client_id>/revoke")
def revoke_own(client_id: str) -> ResponseReturnValue:
    """Revoke a credential of the own organisation at once; any other looks absent."""
    return _revoke(client_id, "clients.own")


def _revoke(client_id: str, back: str) -> ResponseReturnValue:
    if not clients.revoke(desk.room(), signin.asking().viewer, client_id, wired().now()).allowed:
        abort(404)
    return redirect(url_for(back), 303)


def _page(form: dict[str, str], missing: dict[str, str]) -> str:
    who = signin.asking().viewer
    esd = who.role == "esd"
    return desk.page(
        "accounting/clients.html", listed=clients.listed(desk.room(), who, wired().now()), form=form, missing=missing,
        organizations=clients.organisations(desk.room()) if esd else {}, lasts=clients.LASTS,
        revoking="clients.revoke" if esd else "clients.revoke_own",
    )  # fmt: skip
