"""Who has seen what: a person's own list to print, the auditor's patterns, and a partner's log of its own users."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from assistant.desk import accounting
from assistant.desk.disclosure import NotRecorded
from assistant.policy.accounting import CHECKS
from assistant.policy.patterns import CLOSES, OPENS, PLACE, REASONS
from assistant.policy.ruling import Ruling
from assistant.web import desk, partner, security, signin
from assistant.web.forms import tidy
from assistant.web.wiring import wired

blueprint = Blueprint("accounting", __name__)
ENDPOINTS = {
    "accounting.seen": "accounting",
    "accounting.show_seen": "accounting",
    "accounting.patterns": "patterns",
    "accounting.show_who": "patterns",
    "accounting.log": "partner_agreement",
}
MENU = (("accounting.seen", "Who has seen"), ("accounting.patterns", "Patterns"), ("accounting.log", "Access log"))
FIELDS = ("seeker_id", "name", "month", "day", "year", "identity")
BY = {"seeker_id": "Seeker id", "name_birth": "Name and birth date"}


def attach(app: Flask) -> None:
    """Say it in a page when a read cannot be recorded, instead of showing what was read."""
    app.register_error_handler(NotRecorded, not_recorded)


def not_recorded(_: NotRecorded) -> ResponseReturnValue:
    """What cannot be recorded is not shown."""
    if signin.who() is None:
        return security.missing()
    return desk.page("desk/refused.html", heading="Nothing can be shown now", cites=(),
                     reason="The reading could not be recorded, so it was not done. Try again in a while; if it "
                     "happens again, tell whoever looks after this system."), 503  # fmt: skip


@blueprint.get("/desk/seen")
def seen() -> ResponseReturnValue:
    """The form: who asks for their list, and how their identity was checked."""
    return _seen_form({}, {})


@blueprint.post("/desk/seen")
def show_seen() -> ResponseReturnValue:
    """Open one person's list; it is sent and never stands in an address, and opening it is recorded."""
    form = {name: tidy(request.form.get(name)) for name in FIELDS}
    asked, missing = partner.whom(form)
    if form["identity"] not in CHECKS:
        missing = {**missing, "identity": "Choose how the person's identity was checked"}
    if missing or asked is None:
        return _seen_form(form, missing), 422
    viewer, now = signin.asking().viewer, wired().now()
    found = accounting.seen_by(desk.room(), viewer, asked, form["identity"], now, _after(request.form.get("after", "")))
    if isinstance(found, Ruling):
        return desk.page("accounting/no_record.html", ruling=found)
    return desk.page("accounting/seen.html", found=found, identity=form["identity"], checks=CHECKS, after=_mark)


@blueprint.get("/desk/patterns")
def patterns() -> ResponseReturnValue:
    """What every organisation and every pseudonym did in a month."""
    return _patterns({}, 200)


@blueprint.post("/desk/patterns")
def show_who() -> ResponseReturnValue:
    """Show whom one pseudonym stands for; the reason is recorded first."""
    viewer, reason = signin.asking().viewer, request.form.get("reason", "")
    year, month = _month(request.form.get("month", ""))
    pseudonym, organisation = request.form.get("pseudonym", "")[:20], request.form.get("organization", "")[:32]
    if reason not in REASONS:
        return _patterns({"who": "Choose why you need to know who this is"}, 422)
    who = accounting.show_who(desk.room(), viewer, organisation, year, month, pseudonym, reason, wired().now())
    if isinstance(who, Ruling):
        return _patterns({"who": who.reason}, 422)
    return desk.page("accounting/who.html", name=who, pseudonym=pseudonym, reason=REASONS[reason],
                     month=f"{year:04d}-{month:02d}")  # fmt: skip


@blueprint.get("/partner/log")
def log() -> ResponseReturnValue:
    """The searches of the own organisation, newest first."""
    viewer, after = signin.asking().viewer, _after(request.args.get("after", ""))
    found = accounting.own_log(desk.room(), viewer, wired().now(), after)
    return desk.page("accounting/log.html", log=found, by=BY, after=_mark)


def _seen_form(form: dict[str, str], missing: dict[str, str]) -> str:
    return desk.page("accounting/seen_form.html", form=form, missing=missing, checks=CHECKS)


def _patterns(missing: dict[str, str], status: int) -> ResponseReturnValue:
    year, month = _month(request.values.get("month", ""))
    found = accounting.month_patterns(desk.room(), signin.asking().viewer, year, month, wired().now())
    before, following = (year - (month == 1), (month - 2) % 12 + 1), (year + month // 12, month % 12 + 1)
    return desk.page(
        "accounting/patterns.html", found=found, month=f"{year:04d}-{month:02d}", missing=missing, reasons=REASONS,
        first=datetime(year, month, 1, tzinfo=PLACE).date(), hours=(OPENS, CLOSES),
        kept=request.form, before=f"{before[0]:04d}-{before[1]:02d}",
        following=f"{following[0]:04d}-{following[1]:02d}" if following <= _month("") else None,
    ), status  # fmt: skip


def _month(text: str) -> tuple[int, int]:
    """Year and month as an address names them; this month without one."""
    now = wired().now().astimezone(PLACE)
    if not text:
        return now.year, now.month
    year, _, month = text.partition("-")
    if not (len(text) == 7 and year.isascii() and month.isascii() and year.isdigit() and month.isdigit()):
        abort(404)
    if not (2000 <= int(year) <= 2200 and 1 <= int(month) <= 12):
        abort(404)
    return int(year), int(month)


def _after(mark: str) -> tuple[datetime, str] | None:
    """Where a page begins; anything else than a mark of ours begins at the newest."""
    at, _, last = mark.partition("-")
    if not at.isascii() or not at.isdigit() or len(at) > 13:  # milliseconds until the year 2286
        return None
    return datetime.fromtimestamp(int(at) / 1000, UTC), last[:32]


def _mark(after: tuple[datetime, str]) -> str:
    return f"{round(after[0].timestamp() * 1000)}-{after[1]}"
