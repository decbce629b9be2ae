"""Accounts of staff: add, invite, disable, enable; and the page where an invited person sets a password."""

import secrets

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import accounts as duty
from assistant.desk.accounts import Added, Invited, Welcome
from assistant.policy.accounts import LONGEST, SHORTEST, password_fits
from assistant.policy.roles import ROLES
from assistant.policy.ruling import Ruling
from assistant.web import signin
from assistant.web.desk import page, room
from assistant.web.security import OPEN
from assistant.web.wiring import wired

blueprint = Blueprint("accounts", __name__, url_prefix="/desk")
ENDPOINTS = {
    "accounts.listed": "esd_admin",
    "accounts.new": "esd_admin",
    "accounts.add": "esd_admin",
    "accounts.change": "esd_admin",
    "accounts.welcome": OPEN,
    "accounts.set_password": OPEN,
}
MENU = (("accounts.listed", "Accounts"),)
FIELD_OF = {"no_name": "name", "no_email": "email", "email_taken": "email", "no_organisation": "organisation",
            "no_site": "site"}  # fmt: skip


@blueprint.get("/accounts")
def listed() -> ResponseReturnValue:
    """Every account with what it holds."""
    rows, following = duty.listed(room(), signin.asking().viewer, wired().now(), request.args.get("after", ""))
    return page("desk/accounts.html", rows=rows, following=following, sites=wired().sites(), roles=ROLES)


@blueprint.get("/accounts/new")
def new() -> ResponseReturnValue:
    """The form of a new account."""
    return _form({}, 200)


@blueprint.post("/accounts/new")
def add() -> ResponseReturnValue:
    """Make it, without any role, and show its invitation once."""
    form = request.form
    added = Added(" ".join(form.get("name", "").split()), form.get("email", "").strip().lower(),
                  form.get("organisation", ""), form.get("site", "") or None)  # fmt: skip
    unusable = signin.hash_password(wired().secret, secrets.token_urlsafe(32))
    done = duty.add(room(), signin.asking().viewer, added, unusable, wired().now())
    if isinstance(done, Ruling):
        return _form({FIELD_OF.get(done.code, "name"): done.reason}, 422)
    return _invited(done)


@blueprint.post("/accounts/<staff_id>/<any(disable, enable, invite):act>")
def change(staff_id: str, act: str) -> ResponseReturnValue:
    """Disable an account, enable it again, or invite once more."""
    verbs = {"disable": duty.disable, "enable": duty.enable, "invite": duty.invite_again}
    done = verbs[act](room(), signin.asking().viewer, staff_id, wired().now())
    if isinstance(done, Invited):
        return _invited(done)
    if done.allowed:
        return redirect(url_for("accounts.listed"), 303)
    if done.code == "unknown":
        abort(404)
    return page("desk/refused.html", heading="Nothing was changed", reason=done.reason, cites=done.cites), 409


@blueprint.get("/welcome/<secret>")
def welcome(secret: str) -> ResponseReturnValue:
    """Where an invited person sets a password; a link that cannot be used looks absent."""
    return _welcome(_invitation(secret), {}, 200)


@blueprint.post("/welcome/<secret>")
def set_password(secret: str) -> ResponseReturnValue:
    """Set it, use the invitation up, and lead to the sign-in page."""
    found, password = _invitation(secret), request.form.get("password", "")
    fits = password_fits(password, found.name, found.email)
    if not fits.allowed:
        return _welcome(found, {"password": fits.reason}, 422)
    if password != request.form.get("again", ""):
        return _welcome(found, {"again": "Type the same password twice."}, 422)
    if not duty.set_password(wired().database, secret, signin.hash_password(wired().secret, password), wired().now()):
        abort(404)
    return redirect(url_for("security.login"), 303)


def _invitation(secret: str) -> Welcome:
    found = duty.welcome(wired().database, secret, wired().now())
    if found is None:
        abort(404)
    return found


def _welcome(found: Welcome, missing: dict[str, str], status: int) -> ResponseReturnValue:
    limits = {"shortest": SHORTEST, "longest": LONGEST}
    return render_template("desk/welcome.html", found=found, missing=missing, **limits), status


def _form(missing: dict[str, str], status: int) -> ResponseReturnValue:
    return page("desk/accounts_new.html", organisations=duty.organisations(room()), sites=wired().sites(),
                missing=missing, kept=request.form), status  # fmt: skip


def _invited(done: Invited) -> ResponseReturnValue:
    """The link, once: this page is the answer of the POST, and no other page can show it again."""
    link = url_for("accounts.welcome", secret=done.secret, _external=True)
    return page("desk/invited.html", invited=done, link=link)
