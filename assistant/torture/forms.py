"""What is typed into each form, by endpoint; an endpoint that is not here gets everything at once, and nothing."""

from collections.abc import Callable, Mapping

from assistant.policy.accounting import CARE
from assistant.torture.asking import Sent
from assistant.torture.records import CANARY, NO_ID, TWIN, Target
from assistant.torture.viewers import PURPOSE, email_of, organisation_of

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


def _people(_: Target) -> tuple[Typed, ...]:
    return {"purpose": CARE, "seeker_id": CANARY.seeker_id}, {"purpose": CARE, **BY_NAME}


def _kept(target: Target) -> tuple[Typed, ...]:
    return tuple({"version": each, "kept": target.ids.get("person", NO_ID)} for each in ("1", "2"))


def _named(**more: str) -> Callable[[Target], tuple[Typed, ...]]:
    """A form that takes down who somebody is, once with the canary's name."""
    typed = {**BY_NAME, "contact": "", "message": "no", "once": "t" * 22, **more}
    return lambda _: (typed,)
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
    "waiting.find": _by_reference,
    "desk.confirm": _confirm,
    "desk.give_back": lambda _: ({"version": "1", "reason": "cannot_tell_who"},),
    "desk.assist": lambda _: (PLACE,),
    "people.look": _people,
    "people.report": lambda _: ({"other": TWIN.seeker_id}, {"other": CANARY.seeker_id}),
    "people.died": lambda _: ({"source": "family"},),
    "people.lives": lambda _: ({},),
    "duplicates.propose": _kept,
    "duplicates.merge": _kept,
    "duplicates.part": _kept,
    "desk.sign_out": lambda _: ({},),
    "relay.send": _named(),
    "objections.keep": _named(way="letter", spoken_by="self", received="2026-01-05", notes="They said no."),
    "accounting.show_seen": lambda _: (
        {"seeker_id": CANARY.seeker_id, "identity": "photo_id"},
        {**BY_NAME, "identity": "photo_id"},
    ),
    "authorities.see": _authority,
    "authorities.end": lambda _: ({},),
    "corrections.propose": _correction,
    "corrections.approve": lambda _: ({},),
    "corrections.refuse": lambda _: ({"says": "No."},),
    "incidents.close": lambda _: ({"says": "Looked into."},),
}
# The JSON that other systems send, by endpoint.
USER = {"user": email_of("partner_staff", "active"), "purpose": PURPOSE}
SEEKER, NAMED = {"seeker_id": CANARY.seeker_id}, {"name": CANARY.name, "birth_date": CANARY.born.isoformat()}
BODIES: Mapping[str, tuple[Typed, ...]] = {
    "api.records": ({**USER, **SEEKER}, {**USER, **NAMED}),  # by a system, for the user that it names
    "api.decisions": ({**USER, **SEEKER, "organization": organisation_of("active")},),
}
# Endpoints that show one person who was looked for: what they show is held against the decision, field by field.
SHOWS = frozenset({"partner.look", "api.records"})


def everything(target: Target) -> Typed:
    """Every name that a form or an address could use, at once."""
    return {
        **BY_NAME, **PLACE, "purpose": PURPOSE, "seeker_id": CANARY.seeker_id, "seeker": CANARY.seeker_id,
        "birth_date": CANARY.born.isoformat(), "reference": target.reference, "q": CANARY.name, "query": CANARY.name,
        "person": target.ids.get("person", NO_ID), "request": target.ids.get("request", NO_ID), "version": "1",
        "identity": "photo_id", "reason": "cannot_tell_who", "sort": "name", "order": "desc", "answer": "do_not_share",
    }  # fmt: skip


def asked(target: Target, method: str, endpoint: str, opened: bool, user: str = "") -> list[Sent]:
    """The requests of one cell, by a system for this user of its own: where the policy opens nothing one is enough."""
    if method in ("GET", "HEAD", "OPTIONS"):
        asks = [Sent("asking for the person", query=everything(target))] if opened and method == "GET" else []
        return [Sent("plain"), *asks]
    if endpoint in BODIES:
        bodies = [{**each, "user": user or each["user"]} for each in BODIES[endpoint]]
        return [Sent(f"body {number}", json=body) for number, body in enumerate(bodies, 1)]
    known = FORMS.get(endpoint)
    typed = known(target) if known else (everything(target), {})
    return [Sent(f"form {number}", form=form) for number, form in enumerate(typed if opened else typed[:1], 1)]
