"""Who is asking: Flask-Security checks the password, a row of ours says whether the sign-in still lives."""

import base64
import hashlib
import unicodedata
from typing import Any

from argon2 import PasswordHasher
from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import logout_user, user_logged_in
from flask_security import LoginForm, Security
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from assistant.desk import signing
from assistant.desk.signing import SignedIn
from assistant.policy import grants, roles
from assistant.web import chat, security
from assistant.web.wiring import wired

SECRET = "sign_in"  # noqa: S105  the name of a key in the session
WRONG = "The e-mail address or the password is not right, or the account is locked for a while."
ENDPOINTS = {
    "security.login": security.OPEN,
    "security.logout": "nobody",  # it knows nothing of our row
    "security.verify": "nobody",
    "security.static": "nobody",
}
NO_SESSION = NullSession()  # refuses every change
DOORS = ("desk.home", "desk.queue", "partner.search")  # lead a stranger to the sign-in page; others look absent


class SignInForm(LoginForm):
    """Flask-Security's form with our lock, and one sentence for every cause."""

    def validate(self, **more: Any) -> bool:
        """Whether this person may sign in; a wrong password is counted, and a locked account costs the same time."""
        database, now, email = wired().database, wired().now(), _address(self.email.data or "")
        locked = signing.locked(database, email, now)
        good = super().validate(**more) and not locked
        if not good:
            signing.failed(database, email, now)
            self.email.errors, self.password.errors, self.form_errors = [], [], [WRONG]
        return bool(good)


def _address(typed: str) -> str:
    """The address of the account that Flask-Security would find, however it is spelt, so that the lock is the same."""
    datastore = current_app.extensions["security"].datastore
    try:
        typed = current_app.extensions["security"]._mail_util.normalize(typed.strip())
    except ValueError:
        return ""
    found = datastore.find_user(case_insensitive=True, email=typed)
    address = found.email if found else ""
    datastore.db.session.remove()  # the count below writes; no read of Flask-Security's may be open then
    return address


class DeskSession(SecureCookieSessionInterface):
    """The session belongs to the desk; chat and other systems read and write none (web/application.py)."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None to write to where nobody is signed in."""
        return NO_SESSION if security.without_session(request.path) else super().open_session(app, request)


def attach(app: Flask, datastore: Any) -> None:
    """Set Flask-Security up for sign-in and sign-out alone, and name the gates of the endpoint table."""
    salt = base64.b64encode(hashlib.sha256(app.config["SECRET_KEY"]).digest()).decode()
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of the method
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_SALT=salt,
        SECURITY_URL_PREFIX="/desk",
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/leave",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/desk",
        SECURITY_POST_LOGOUT_VIEW="/desk/sign-in",
        SECURITY_LOGIN_USER_TEMPLATE="security/sign_in.html",
        SECURITY_REDIRECT_BEHAVIOR=None,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_JOIN_USER_ROLES=False,  # roles are dated grants of ours
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=True,
    )
    CSRFProtect(app).exempt(chat.blueprint)
    Security(app, datastore, login_form=SignInForm)
    app.session_interface = DeskSession()
    app.register_error_handler(CSRFError, _forged)
    user_logged_in.connect(_begun, app)
    security.allow(app, ENDPOINTS)
    app.extensions["opens"] = opens
    hooks = app.before_request_funcs.setdefault(None, [])
    # Before Flask-Principal loads the user of the cookie, and before the gate, which only knows open and absent.
    hooks[:0] = [_forget_what_ended, _door]
    hooks.append(datastore.db.session.remove)  # last: Flask-Principal has read; a verb must find nothing open
    app.context_processor(lambda: {"demo": wired().demo})


def hash_password(secret: bytes, password: str) -> str:
    """A password as kept: argon2id, salted by itself; usable outside a request."""
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))  # as Flask-Security reads one at sign-in


def who() -> SignedIn | None:
    """Whoever is signed in on this request, read once and then closed, so that a verb finds no open read."""
    if "who" not in g:
        secret = session.get(SECRET)
        g.who = signing.live(wired().database, secret, wired().now()) if secret else None
    found: SignedIn | None = g.who
    return found


def asking() -> SignedIn:
    """Whoever is signed in, on an endpoint whose gate has let them through."""
    found = who()
    if found is None:
        raise RuntimeError("an endpoint without a gate asked who is there")
    return found


def opens(kind: str) -> bool:
    """Whether whoever asks may open this kind of page now; a kind that the policy does not know opens to nobody."""
    if kind == security.OPEN:
        return True
    found = who()
    return found is not None and roles.may_open(kind, held(found)).allowed


def held(person: SignedIn) -> frozenset[str]:
    """The roles in force of somebody who is signed in; without any they may still sign out."""
    return grants.held(person.viewer.grants, person.viewer.staff_id, wired().now()) or frozenset({roles.WITHOUT})


def leave() -> ResponseReturnValue:
    """Sign out: the row ends, the cookie is emptied."""
    secret = session.get(SECRET)
    if secret:
        signing.end(wired().database, secret, wired().now())
    logout_user()
    session.clear()
    response = redirect(url_for("security.login"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _begun(app: Flask, user: Any, **_: Any) -> None:
    """A new sign-in has a new secret; nothing of an earlier session survives (ASVS 7.2.4)."""
    kept = {name: session[name] for name in ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa") if name in session}
    session.clear()
    session.update(kept)
    session[SECRET] = signing.begin(wired().database, user.id, wired().now())


def _forget_what_ended() -> None:
    """A sign-in that ended takes its cookie with it."""
    if (SECRET in session or "_user_id" in session) and who() is None:
        session.clear()


def _door() -> ResponseReturnValue | None:
    """A stranger at the front door of the desk is led to the sign-in page."""
    if request.endpoint in DOORS and request.method in ("GET", "HEAD") and who() is None:
        return redirect(url_for("security.login"), 303)
    return None


def _forged(_: CSRFError) -> ResponseReturnValue:
    """A form without its proof: nothing was done; the page must be opened again."""
    return security.missing()
