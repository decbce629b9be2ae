"""The description of the JSON API, and the shapes of what may be sent: the API checks by these very shapes."""

from typing import Any

from assistant.desk.disclosure import SENTENCE
from assistant.policy.categories import CATEGORIES, PURPOSES

CODE = "[0-9A-HJKMNP-TV-Z]{4}"
ADDRESS = "[!-?A-~]"  # one sign of an address: printable, no space and no @

_PURPOSE = {
    "type": "string", "enum": list(PURPOSES),
    "description": "What for: one of " + ", ".join(PURPOSES) + ".",
}  # fmt: skip
_USER = {
    "type": "string", "pattern": f"^{ADDRESS}{{1,100}}@{ADDRESS}{{1,59}}$",
    "description": "The e-mail address with which the user signs in here, exactly as it is kept here.",
}  # fmt: skip
_SEEKER = {
    "type": "string", "pattern": f"^{CODE}-?{CODE}$",
    "description": "The seeker id of the person: eight signs, with or without a hyphen, like 7KQ4-M2XD.",
}  # fmt: skip
_ORGANIZATION = {
    "type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$",
    "description": "The id of the organization here: letters, digits, hyphens, at most 32.",
}  # fmt: skip
_NAME = {
    "type": "string", "pattern": r"^[^\x00-\x1f\x7f]{1,200}$",
    "description": "The full name of the person, at most 200 letters on one line.",
}  # fmt: skip
_BIRTH_DATE = {
    "type": "string", "format": "date", "description": "The birth date of the person, like 1985-04-17.",
}  # fmt: skip


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": list(properties), "properties": properties,
    }  # fmt: skip


QUESTION = _object(seeker_id=_SEEKER, organization=_ORGANIZATION, user=_USER, purpose=_PURPOSE)
BY_SEEKER = _object(user=_USER, purpose=_PURPOSE, seeker_id=_SEEKER)
BY_NAME = _object(user=_USER, purpose=_PURPOSE, name=_NAME, birth_date=_BIRTH_DATE)

_WORDS = {"type": "array", "items": {"type": "string"}}
_DECISION = _object(
    allowed={"type": "boolean"},
    categories={"type": "array", "items": {"enum": list(CATEGORIES)}},
    fields=_WORDS,
    reasons={**_WORDS, "description": "What speaks against it, or, where nothing does, what speaks for it."},
    citations={**_WORDS, "description": "Where that is written."},
)
_RECORD = _object(
    record={
        "type": "object", "propertyNames": {"enum": list(CATEGORIES)},
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
        "description": "The agreed fields, by category. Do not pass on: RCW 50.13.110.",
    },
    agreement={"type": "string", "description": "The agreement under which it is shown."},
)  # fmt: skip
_NEUTRAL = _object(sentence={"const": SENTENCE})
_PROBLEM = {
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and how to mend it."},
        "fields": {"type": "array", "items": _object(field={"type": "string"}, mend={"type": "string"})},
    },
}  # fmt: skip


def _problem(says: str, **headers: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": says,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if headers:
        answer["headers"] = {
            name.replace("_", "-"): {"description": words, "schema": {"type": "string"}}
            for name, words in headers.items()
        }
    return answer


_REFUSALS = {
    "400": ("Unreadable", _problem("The body is no JSON in UTF-8, or holds a name twice or a NUL character.")),
    "401": ("NoCredential", _problem("The credential is missing, unknown, ended or revoked: all alike.",
                                     WWW_Authenticate="Bearer")),
    "403": ("NotOpen", _problem("Not open to this credential, or to this user or under this agreement. Never a word "
                                "about a person.")),
    "404": ("Nothing", _problem("No such address.")),
    "405": ("OtherMethod", _problem("This address has another method.", Allow="The methods of this address.")),
    "413": ("TooLarge", _problem("The body is larger than 64 kB.")),
    "415": ("NotJson", _problem("The body is not application/json.")),
    "422": ("Mend", _problem("A field is missing, unknown or wrong; `fields` says how to mend each.")),
    "503": ("NotRecorded", _problem("The question could not be recorded, so nothing is shown. Ask again later.")),
}  # fmt: skip


def _answers(schema: dict[str, Any], examples: dict[str, Any], refusals: tuple[str, ...]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in examples.items()}
    found: dict[str, Any] = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": schema, "examples": shown}}}
    }
    return found | {each: {"$ref": f"#/components/responses/{_REFUSALS[each][0]}"} for each in refusals}


def _operation(
    name: str, says: str, more: str, sent: dict[str, Any], sent_examples: dict[str, Any], answers: dict[str, Any]
) -> dict[str, Any]:
    examples = {key: {"value": value} for key, value in sent_examples.items()}
    return {
        "operationId": name, "summary": says, "description": more, "security": [{"credential": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": sent, "examples": examples}}},
        "responses": answers,
    }  # fmt: skip


_EVERY = tuple(_REFUSALS)
_ASKS = {"user": "jonah@demo.example", "purpose": "training_retraining"}
_DECISIONS = _operation(
    "decide", "May this organization see this person now?",
    "For ESD's own systems: may this organization, through this user and for this purpose, see which categories of "
    "this person now. Decided by the function that decides for every screen, at this moment; ask again each time. "
    "Each question is recorded.",
    {"$ref": "#/components/schemas/Question"},
    {"asked": {"seeker_id": "7KQ4-M2XD", "organization": "harbor", **_ASKS}},
    _answers(
        {"$ref": "#/components/schemas/Decision"},
        {"no": {"allowed": False, "categories": [], "fields": [],
                "reasons": ["No choice to share is confirmed and in effect."],
                "citations": ["Policy 4013, Policy, second paragraph (requests are fully honored)"]},
         "yes": {"allowed": True, "categories": ["ID"], "fields": ["contact", "name", "seeker_id"],
                 "reasons": ["ESD has confirmed that this person shares."], "citations": ["RCW 50.13.060(10)(a)"]}},
        _EVERY,
    ),
)  # fmt: skip
_RECORDS = _operation(
    "read", "The record of one person, or one sentence.",
    "For systems of partner organizations: the agreed fields of one person, for a user of the organization and a "
    "purpose of its agreement. Whatever the reason that there is nothing to see, the answer is the same sentence. "
    "Each question is recorded, and each record shown once more.",
    {"oneOf": [{"$ref": "#/components/schemas/BySeeker"}, {"$ref": "#/components/schemas/ByName"}]},
    {"by_seeker_id": {**_ASKS, "seeker_id": "7KQ4-M2XD"},
     "by_name": {**_ASKS, "name": "Theo Ansgar Lund-Sample", "birth_date": "1981-04-17"}},
    _answers(
        {"oneOf": [{"$ref": "#/components/schemas/Record"}, {"$ref": "#/components/schemas/Neutral"}]},
        {"shown": {"record": {"ID": {"name": "Theo Ansgar Lund-Sample", "seeker_id": "7KQ4M2XD",
                                     "contact": "360 555 0119"}}, "agreement": "DSA-0031"},
         "nothing": {"sentence": SENTENCE}},
        _EVERY,
    ),
)  # fmt: skip
_DESCRIPTION = {
    "operationId": "description", "summary": "This description.", "security": [],
    "responses": {
        "200": {"description": "This description.", "content": {"application/json": {"schema": {"type": "object"}}}},
        "405": {"$ref": "#/components/responses/OtherMethod"},
    },
}  # fmt: skip

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "WorkSource data-sharing decisions", "version": "1.0.0",
        "description": "What other systems may ask. Reasons go to ESD's own systems alone. Credentials are made by "
        "ESD for one organization, for at most a year, and can be revoked at once.",
    },
    "servers": [{"url": "/"}],
    "paths": {
        "/api/v1/decisions": {"post": _DECISIONS},
        "/api/v1/records": {"post": _RECORDS},
        "/api/v1/openapi.json": {"get": _DESCRIPTION},
    },
    "components": {
        "securitySchemes": {"credential": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Question": QUESTION, "BySeeker": BY_SEEKER, "ByName": BY_NAME, "Decision": _DECISION, "Record": _RECORD,
            "Neutral": _NEUTRAL, "Problem": _PROBLEM,
        },
        "responses": dict(_REFUSALS.values()),
    },
}  # fmt: skip
