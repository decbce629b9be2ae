"""What another system sent: strict JSON, checked by the shapes that the description publishes."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Request

from assistant.web.problems import Problem

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAME_SHOWN = 40  # of a field that is not known


class Unclean(ValueError):
    """JSON that one reader takes so and another otherwise; the message says what."""


def body(sent: Request) -> dict[str, Any]:
    """The one JSON object that was sent. Raises Problem."""
    charset = sent.mimetype_params.get("charset", "utf-8").lower()
    if sent.mimetype != "application/json" or charset != "utf-8":
        raise Problem(415, "Send the body as application/json, in UTF-8.")
    raw = sent.get_data(cache=False)
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError:
        raise Problem(400, "Send the body in UTF-8.") from None
    except Unclean as unclean:
        raise Problem(400, str(unclean)) from None
    except (ValueError, RecursionError):
        raise Problem(400, "Send one JSON object; this cannot be read as JSON.") from None
    if not isinstance(found, dict):
        raise Problem(422, "Send one JSON object, in braces.")
    return found


def checked(found: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, str]:
    """The fields of this shape, each text of its form. Raises Problem with how to mend each."""
    properties = shape["properties"]
    wrong = {each[:NAME_SHOWN]: "This field is not known; leave it out." for each in found if each not in properties}
    for name, form in properties.items():
        if name not in found:
            wrong[name] = f"Send this field. {form['description']}"
        elif not isinstance(found[name], str):
            wrong[name] = f"Send text. {form['description']}"
        elif not _fits(found[name], form):
            wrong[name] = form["description"]
    if wrong:
        raise Problem(422, "Nothing was asked. Mend each field named and send it again.", wrong)
    return dict(found)


def _fits(value: str, form: Mapping[str, Any]) -> bool:
    if "enum" in form:
        return value in form["enum"]
    if "pattern" in form:
        return re.fullmatch(form["pattern"], value) is not None
    return day(value) is not None


def day(value: str) -> date | None:
    """A date as the description writes it, or None."""
    try:
        return date.fromisoformat(value) if DATE.fullmatch(value) else None
    except ValueError:
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which each name stands once and every text is clean."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unclean("A name stands twice in one object; send each once.")
    for text in (text for pair in pairs for text in pair if isinstance(text, str)):
        if "\0" in text:
            raise Unclean("Leave out the NUL character.")
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise Unclean("The text is no valid Unicode: half of a surrogate pair stands alone.")
    return found


def _constant(name: str) -> Any:
    raise Unclean(f"{name} is no JSON.")
