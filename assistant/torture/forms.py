"""What is typed into each form, by endpoint; an endpoint that is not here gets everything at once, and nothing."""

from collections.abc import Callable, Mapping

from assistant.torture.asking import Sent
from assistant.torture.records import CANARY, NO_ID, Target
from assistant.torture.viewers import PURPOSE

Typed = Mapping[str, str]
BORN = {"month": str(CANARY.born.month), "day": str(CANARY.born.day), "year": str(CANARY.born.year)}
BY_NAME = {"name": CANARY.name, **BORN}
PLACE = {"language": "en", "site": "tidewater"}


def _by_reference(target: Target) -> tuple[Typed, ...]:
    return ({"reference": target.reference},)


def _search(_: Target) -> tuple[Typed, ...]:
    return {"purpose": PURPOSE, "seeker_id": CANARY.seeker_id}, {"purpose": PURPOSE, **BY_NAME}


def _confirm(target: Target) -> tuple[Typed, ...]:
    return ({"version": "1", "person": target.ids.get("person", NO_ID), "identity": "photo_id"},)


def _authority(target: Target) -> tuple[Typed, ...]:
    paper = {"kind": "parent", "holder": "Somebody Else", "document": "a" * 64, "begins": "2026-01-01", "ends": ""}
    of_record = {"about": "seeker", "number": CANARY.seeker_id}
    return {**paper, **of_record}, {**paper, "about": "session", "number": target.reference}


def _correction(target: Target) -> tuple[Typed, ...]:
    said = {"reference": target.reference, "reached": "phone", "right": CANARY.seeker_id}
    return {**said, "kind": "not_theirs"}, {**said, "kind": "wrong_match"}


FORMS: Mapping[str, Callable[[Target], tuple[Typed, ...]]] = {
    "chat.begin": lambda _: (PLACE,),
    "chat.answered": lambda target: (
        {"token": target.ids["token"], "answer": "given", **BY_NAME, "contact": "", "message": "no"},
    ),
    "chat.comfort": lambda _: ({"text": "large"},),
    "security.login": lambda _: ({"email": "nobody@torture.example", "password": "wrong"},),
    "partner.look": _search,
    "desk.find": _by_reference,
    "desk.confirm": _confirm,
    "desk.give_back": lambda _: ({"version": "1", "reason": "cannot_tell_who"},),
    "desk.assist": lambda _: (PLACE,),
    "desk.sign_out": lambda _: ({},),
    "authorities.see": _authority,
    "authorities.end": lambda _: ({},),
    "corrections.propose": _correction,
    "corrections.approve": lambda _: ({},),
    "corrections.refuse": lambda _: ({"says": "No."},),
    "incidents.close": lambda _: ({"says": "Looked into."},),
}
# Endpoints that show one person who was looked for: what they show is held against the decision, field by field.
SHOWS = frozenset({"partner.look"})


def everything(target: Target) -> Typed:
    """Every name that a form or an address could use, at once."""
    return {
        **BY_NAME, **PLACE, "purpose": PURPOSE, "seeker_id": CANARY.seeker_id, "seeker": CANARY.seeker_id,
        "birth_date": CANARY.born.isoformat(), "reference": target.reference, "q": CANARY.name, "query": CANARY.name,
        "person": target.ids.get("person", NO_ID), "request": target.ids.get("request", NO_ID), "version": "1",
        "identity": "photo_id", "reason": "cannot_tell_who", "sort": "name", "order": "desc", "answer": "do_not_share",
    }  # fmt: skip


def asked(target: Target, method: str, endpoint: str, opened: bool) -> list[Sent]:
    """The requests of one cell: where the policy opens nothing one is enough."""
    if method in ("GET", "HEAD", "OPTIONS"):
        asks = [Sent("asking for the person", query=everything(target))] if opened and method == "GET" else []
        return [Sent("plain"), *asks]
    known = FORMS.get(endpoint)
    typed = known(target) if known else (everything(target), {})
    return [Sent(f"form {number}", form=form) for number, form in enumerate(typed if opened else typed[:1], 1)]
