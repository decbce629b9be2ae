"""Cease-use notices: what a partner must stop using, for its contract manager, and ESD's own view of them."""

import csv
import io
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.desk import cease_use as noticing
from assistant.desk.cease_use import Notice
from assistant.policy.cease_use import CAUSES, WORDS
from assistant.policy.ruling import Ruling
from assistant.web import moments, signin
from assistant.web.desk import page, room
from assistant.web.wiring import wired

blueprint = Blueprint("notices", __name__)
ENDPOINTS = {
    "notices.own": "partner_agreement",
    "notices.one": "partner_agreement",
    "notices.seen": "partner_agreement",
    "notices.file": "partner_agreement",
    "notices.watched": "esd_notices",
}
MENU = (("notices.own", "Notices to stop"), ("notices.watched", "Notices to partners"))
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/partner/notices")
def own() -> ResponseReturnValue:
    """The notices to this organization, newest first."""
    found = noticing.notices(room(), signin.asking().viewer, wired().now(), _before())
    if isinstance(found, Ruling):
        abort(404)
    return page("partner/notices.html", notices=found, older=_older(found))


@blueprint.get("/partner/notices/<batch_id>")
def one(batch_id: str) -> ResponseReturnValue:
    """One notice: its words and the references that it lists."""
    return page("partner/notice.html", notice=_notice(batch_id), words=WORDS)


@blueprint.post("/partner/notices/<batch_id>/seen")
def seen(batch_id: str) -> ResponseReturnValue:
    """Record who has seen it, once."""
    if noticing.see(room(), signin.asking().viewer, batch_id, wired().now()) is not None:
        abort(404)
    return redirect(url_for("notices.one", batch_id=batch_id), 303)


@blueprint.get("/partner/notices/<batch_id>/references.csv")
def file(batch_id: str) -> ResponseReturnValue:
    """The references of one notice as a file; a spreadsheet reads none of them as a formula."""
    notice, kept = _notice(batch_id), io.StringIO()
    lines = csv.writer(kept, lineterminator="\r\n")
    lines.writerow(["record_reference"])
    lines.writerows([[plain(each)] for each in notice.references])
    name = f"stop-using-{notice.made_at.astimezone(moments.PACIFIC).date().isoformat()}.csv"
    return Response(
        kept.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/desk/notices-to-partners")
def watched() -> ResponseReturnValue:
    """ESD's view: to whom, when, seen or not, and how many for each cause."""
    found = noticing.watched(room(), signin.asking().viewer, wired().now(), _before())
    if isinstance(found, Ruling):
        abort(404)
    return page("desk/notices.html", lines=found, causes=CAUSES, older=_older([each.notice for each in found]))


def plain(value: str) -> str:
    """A value that a spreadsheet takes as text."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _notice(batch_id: str) -> Notice:
    found = noticing.open_notice(room(), signin.asking().viewer, batch_id, wired().now())
    if isinstance(found, Ruling):
        abort(404)
    return found


def _before() -> tuple[datetime, str] | None:
    """Where a page of notices begins, from its address."""
    at, _, last = request.args.get("before", "").partition("-")
    if not at.isascii() or not at.isdigit() or len(at) > 13:  # milliseconds until the year 2286
        return None
    return datetime.fromtimestamp(int(at) / 1000, UTC), last


def _older(found: list[Notice]) -> str:
    return f"{round(found[-1].made_at.timestamp() * 1000)}-{found[-1].id}" if len(found) == 30 else ""
