"""Name, birth date and contact as staff type them for somebody: the chat's own checks, in the words of the desk."""

import re
import secrets
from datetime import date

from flask import request

from assistant.desk.objections import Named
from assistant.web.forms import IdentityForm

WRONG = {
    "name": "Enter the person's full name",
    "name_long": "The name is too long. Enter at most 200 letters",
    "date": "Enter the birth date",
    "month": "The birth date must include a month, from 1 to 12",
    "day": "The birth date must include a day",
    "year": "The birth date must include a year with four digits",
    "no_such_date": "There is no such day. Check month, day and year",
    "future": "The birth date must be in the past",
    "contact": "Enter a phone number with 10 digits, like 360 555 0100, or an e-mail address, or leave it out",
}
_ONCE = re.compile(r"[A-Za-z0-9_-]{22}")


def posted(today: date) -> tuple[Named | None, dict[str, str]]:
    """Who was typed, or what is wrong, by field."""
    form = IdentityForm(request.form)
    form.today = today
    if not form.validate():
        return None, {field: WRONG[str(found[0])] for field, found in form.errors.items() if found}
    typed = form.typed()
    return Named(typed.name, typed.birth_date, typed.contact, typed.may_leave_message), {}


def once() -> str:
    """The number of this page, so that a double tap is one form: the one posted, or a new one."""
    given = request.form.get("once", "")
    return given if _ONCE.fullmatch(given) else secrets.token_urlsafe(16)
