"""What a page of the chat is drawn from: words, transcript, review and receipt; every word comes from the flow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from flask import render_template, request

from assistant.conversation.engine import Block
from assistant.conversation.notice import ITEM
from assistant.evidence.identifiers import shown
from assistant.intake.look import Exchange, Look
from assistant.web import comfort
from assistant.web.forms import AreaForm
from assistant.web.wiring import wired

UI = "ui."
TOLD = ("told", "declined")
DETAILS = ("identity", "review")
QUESTIONS = 8
SEAM_TOKEN, SEAM_REFERENCE = "the token of this page", "the reference of this conversation"
DRAWN_MOST = 1024
_drawn: dict[tuple[object, ...], str] = {}


class Words:
    """The interface words of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __call__(self, key: str, **fills: object) -> str:
        """One text with its places filled. Raises KeyError for a key that the flow does not have."""
        text = self.texts[UI + key]
        for name, value in fills.items():
            text = text.replace("{" + name + "}", str(value))
        return text


@dataclass(frozen=True)
class Said:
    """An earlier exchange in words: what was on screen and what was answered."""

    heading: str
    said: str


@dataclass(frozen=True)
class Part:
    """One text of the bubble: a lead with a list, or lines."""

    lead: str
    lists: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the review."""

    label: str
    value: str
    change: str


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """The Babel locale of a language code; English where Babel knows none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def shell(language: str, channel: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What every page has."""
    return {
        "language": language,
        "direction": locale(language).text_direction,
        "channel": "kiosk" if channel == "kiosk" else "web",
        "ui": Words(texts),
        "comfort": comfort.read(request),
        "demo": wired().demo,
        "phone": wired().phone,
        "here": request.path,
        "look": None,
    }


def before(language: str = "en", channel: str = "web") -> dict[str, Any]:
    """The shell of a page outside a conversation."""
    messages = wired().intake.current.engine.flow.messages[language]
    return shell(language, channel, {key: message.text for key, message in messages.items()})


def within(look: Look) -> dict[str, Any]:
    """The shell of a page of a conversation."""
    return {**shell(look.standing.language, look.standing.channel, look.texts), "look": look}


def plain(kind: str, start: str = "/", **more: object) -> str:
    """A page without a conversation: cleared, missing, gone or too large; in the language that the browser asks for."""
    return render_template(
        "chat/plain.html", **before(_spoken(kind)) | {"here": start}, kind=kind, start=start,
        stopped=more.get("stopped", False), button=more.get("button", "button.again"),
    )  # fmt: skip


def _spoken(kind: str) -> str:
    """Whoever meets these two has a browser of their own, or is in the chat already; the others are in English."""
    offered = wired().intake.languages()
    return request.accept_languages.best_match(offered, "en") if kind in ("gone", "too_large") else "en"


def tiles() -> list[dict[str, str]]:
    """Every language by its own name."""
    flow, offered = wired().intake.current.engine.flow, wired().intake.languages()
    return [
        {
            "code": code,
            "name": name,
            "direction": locale(code).text_direction,
            "start": flow.messages[code][UI + "attract.start"].text,
        }
        for code, name in sorted(offered.items(), key=lambda each: each[1].casefold())
    ]


def start(channel: str, site: str) -> str:
    """The choice of language."""

    def drawn() -> str:
        around = before("en", channel)
        heading = around["ui"].texts["welcome.heading"]
        return render_template("chat/start.html", **around, site=site, heading=heading, tiles=tiles())

    intake = wired().intake
    return _once((intake.current.version, channel, site, tuple(intake.languages()), *_around()), drawn)


def step(look: Look, form: Any, again: bool = False) -> str:
    """The page of the current step; one that holds nothing typed is drawn once and sewn up for each conversation."""
    receipt = _receipt(look) if look.screen.asks == "receipt" else {}
    if again or look.typed is not None or (form and form.errors):
        return _draw(look, form, receipt, again)
    reference = receipt.get("reference", "")
    if reference:
        receipt["reference"] = SEAM_REFERENCE
    row = look.conversation
    versions = row.flow_version_id, row.notice_version_id, row.area_id
    offered = tuple(form.areas.items()) if isinstance(form, AreaForm) else ()
    page = _once(
        (*versions, look.standing, look.exchanges, offered, *receipt.values(), *_around()),
        lambda: _draw(replace(look, token=SEAM_TOKEN), form, receipt, False),
    )
    return page.replace(SEAM_TOKEN, look.token).replace(SEAM_REFERENCE, reference)


def _around() -> tuple[object, ...]:
    """What a page holds besides its conversation."""
    return wired().demo, wired().phone, comfort.read(request)


def _once(key: tuple[object, ...], draw: Callable[[], str]) -> str:
    """A page from this process's memory; nothing typed is ever in one."""
    page = _drawn.get(key)
    if page is None:
        if len(_drawn) >= DRAWN_MOST:
            _drawn.clear()
        page = _drawn[key] = draw()
    return page


def _draw(look: Look, form: Any, receipt: Mapping[str, str], again: bool) -> str:
    ui, screen = Words(look.texts), look.screen
    faults = {field: ui(f"error.{found[0]}") for field, found in (form.errors if form else {}).items()}
    return render_template(
        "chat/step.html",
        **within(look) | {"here": f"/i/{look.standing.step}"},
        heading=look.texts[screen.heading_key],
        progress=_progress(look, ui),
        covered=_covered(look, ui),
        last=_last(look, ui),
        blocks=[_part(look, block) for block in screen.blocks],
        note=look.texts[screen.note_key] if screen.note_key else "",
        example=look.texts[screen.example_key].split("\n", 1) if screen.example_key else None,
        form=form,
        faults=faults,
        errors=[{"field": field, "words": words} for field, words in faults.items()],
        again=again,
        review=_review(look, ui) if screen.asks == "review" else (),
        receipt=receipt,
    )


def questions(look: Look) -> list[dict[str, str]]:
    """The questions that people ask, with their answers."""
    ui = Words(look.texts)
    return [
        {"question": ui(f"ask.{number}.question"), "answer": ui(f"ask.{number}.answer")}
        for number in range(1, QUESTIONS + 1)
    ]


def _progress(look: Look, ui: Words) -> str:
    if look.screen.counted:
        number, total = look.screen.counted
        return ui("progress", number=number, total=total)
    return ui("progress.details") if look.screen.asks in DETAILS else ""


def _part(look: Look, block: Block) -> Part:
    lines = look.texts[block.key].split("\n")
    items = tuple(line.removeprefix(ITEM) for line in lines if line.startswith(ITEM))
    others = tuple(line for line in lines if not line.startswith(ITEM))
    return Part(" ".join(others), items, others)


def _covered(look: Look, ui: Words) -> list[Said]:
    """The latest answer to each telling step, in the order answered."""
    if look.screen.asks == "receipt":
        return []
    found: dict[str, Said] = {}
    for each in look.exchanges:
        if each.event == "answer" and each.answer in TOLD:
            found[each.step] = Said(look.texts[f"{each.step}.heading"], ui(each.answer))
    return list(found.values())


def _last(look: Look, ui: Words) -> Said | None:
    """The last exchange in view; the receipt shows none, so that it says the same for both answers."""
    if not look.exchanges or look.screen.asks == "receipt":
        return None
    each = look.exchanges[-1]
    said = _said(look, each, ui)
    return Said(look.texts.get(f"{each.step}.heading", ""), said) if said else None


def _said(look: Look, each: Exchange, ui: Words) -> str:
    if each.event == "object":
        return ui("objection.said")
    if each.event == "answer" and each.step == "area":
        return wired().areas().get(look.conversation.area_id or "", "")
    if each.event == "answer":
        return look.texts.get(f"{each.step}.answers.{each.answer}", "")
    return ui("button.back") if each.event == "back" else ""


def _review(look: Look, ui: Words) -> list[Line]:
    """What was typed and chosen in this conversation, read back; nothing from any file."""
    typed, none = look.typed, ui("review.none")
    lines = [Line(ui("review.name"), none, "name")]
    if typed:
        message = ui("identity.yes" if typed.may_leave_message else "identity.no")
        lines = [
            Line(ui("review.name"), typed.name, "name"),
            Line(ui("review.birth_date"), _long(date.fromisoformat(typed.birth_date), look), "birth_date"),
            Line(ui("review.contact"), typed.contact or none, "contact"),
            Line(ui("review.message"), message, "message"),
        ]
    standing = look.standing
    chosen = standing.choice or ("do_not_share" if standing.objected else "")
    lines.append(Line(ui("review.choice"), ui(f"review.{chosen}") if chosen else none, "choice"))
    lines.append(Line(ui("review.told"), ui("review.told_all", total=len(_covered(look, ui))), ""))
    return lines


def _receipt(look: Look) -> dict[str, str]:
    row = look.conversation
    ended = datetime.fromtimestamp((row.ended_at or row.last_at) / 1000, UTC)
    return {
        "reference": shown(row.reference),
        "date": _long(ended.date(), look),
        "place": wired().sites().get(row.site_id or "", ""),
    }


def day_of(at: datetime | None, language: str) -> str:
    """The day of a moment in full, in this language; nothing for none."""
    return "" if at is None else _spelled(at.date(), language)


def _long(day: date, look: Look) -> str:
    return _spelled(day, look.standing.language)


@lru_cache(maxsize=1024)
def _spelled(day: date, language: str) -> str:
    return format_date(day, "long", locale=locale(language))
