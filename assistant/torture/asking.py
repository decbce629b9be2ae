"""One world to ask in: the house on a throw-away copy, who asks, and each answer without what changes by itself."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from assistant import app as house
from assistant.desk import explain, signing
from assistant.evidence.identifiers import shown
from assistant.intake import begin, look
from assistant.policy import clients, roles
from assistant.policy.access import Decision
from assistant.settings import Settings
from assistant.store import persons, staff, turns
from assistant.store.db import Database
from assistant.store.rewind import Rewind
from assistant.torture import viewers
from assistant.torture.records import NO_ID, TOLD, Canary, Teller, answer_all
from assistant.torture.viewers import STRANGER, Account
from assistant.web import chat, security, signin

# What differs from one answer to the next whoever asks: the proof of a form, the token of a turn, a form's own number.
_PROOFS = re.compile(r'(name="(?:csrf_token|token|once)"[^>]*value=)"[^"]*"')
_COOKIE = re.compile(r"=[^;]*")
_OWN_HEADERS = ("Date", "X-Request-Id")
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Plant = Callable[[Any], None]


@dataclass(frozen=True)
class Sent:
    """One request: label, query, form and JSON body; one of None is not sent."""

    label: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Mapping[str, str] | None = None

    def words(self) -> str:
        """Everything that was typed or sent."""
        return "\n".join([*(self.form or {}).values(), *(self.json or {}).values(), *self.query.values()])


@dataclass(frozen=True)
class Answer:
    """What came back, and what the database was asked for it."""

    status: int
    headers: tuple[str, ...]
    body: str
    statements: tuple[str, ...]
    written: tuple[tuple[str, int], ...]

    def prints(self) -> dict[str, str]:
        """A fingerprint of each part that must not tell one state from another."""
        parts = {"the status": self.status, "the headers": self.headers, "the body": self.body,
                 "the statements": self.statements, "the rows written": self.written}  # fmt: skip
        return {name: hashlib.sha256(repr(part).encode()).hexdigest()[:16] for name, part in parts.items()}

    def own(self) -> "Answer":
        """Without what triggers did: each statement of ours once, and only which tables gained rows."""
        ours = tuple(each for each, _ in groupby(self.statements))
        return replace(self, statements=ours, written=tuple(each for each in self.written if each[0].endswith(" rows")))

    @property
    def text(self) -> str:
        """Everything in which a word could stand."""
        return "\n".join((*self.headers, self.body))


def sign_in(database: Database, accounts: tuple[Account, ...], now: datetime) -> dict[Account, str]:
    """A living sign-in for each account, made directly: a password is no part of what is asked here."""
    return {each: signing.begin(database, each.staff_id, now) for each in accounts
            if each.role != STRANGER and not each.of_system}  # fmt: skip


class World:
    """The house on one database, in which the canary is in one state."""

    def __init__(self, settings: Settings, state: str, secrets: Mapping[Account, str], now: datetime,
                 plant: Plant | None) -> None:  # fmt: skip
        self.app: Any = house.create_app(settings)
        self.state, self.now = state, now
        self.wiring = replace(self.app.extensions["assistant"], now=lambda: now)
        self.app.extensions["assistant"] = self.wiring
        if plant is not None:
            plant(self.app)
        target = Teller(self.wiring.intake, now).tell(state)
        self.conversation, reference, token = self._conversation()
        self.target = replace(target, ids={**viewers.ids(self.wiring.database), **target.ids, "token": token})
        self.rewind = Rewind(self.wiring.database)
        self._client = self.app.test_client(use_cookies=False)
        self._own = self._names(reference)
        self._cookies, self.csrf = self._sessions(secrets)
        self._decided: dict[tuple[Account, Canary], Decision | None] = {}

    def close(self) -> None:
        """Let go of the database."""
        self.rewind.close()
        self.wiring.database.dispose()

    def path(self, rule: Any) -> str:
        """The address of a rule with this world's values."""
        values = {name: self.target.value(name) for name in rule.arguments}
        return str(self.app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods))))

    def endpoint(self, path: str, method: str) -> str:
        """The endpoint that serves this, or nothing."""
        try:
            return str(self.app.url_map.bind("localhost").match(path, method)[0])
        except Exception:  # whatever werkzeug says of an address that is not there
            return ""

    def opens(self, account: Account, endpoint: str) -> bool:
        """Whether the policy opens this endpoint to this account."""
        kind = self.app.extensions["endpoint_policies"].get(endpoint, "")
        if kind == security.OPEN or account.role == STRANGER:
            return bool(kind == security.OPEN)
        if account.of_system:
            return account.in_force and clients.may_ask(kind, clients.MAY_ASK[account.role]).allowed
        held = account.role if account.role in roles.ROLES else roles.WITHOUT
        return roles.may_open(kind, (held,)).allowed

    def nowhere(self, path: str) -> str:
        """An address of the same part of the house at which there is nothing."""
        if security.is_mine(path):
            return "/mine/torture/nowhere"
        return "/i/torture/nowhere" if security.of_the_chat(path) else "/desk/torture-nowhere"

    def ask(self, account: Account, method: str, path: str, sent: Sent) -> Answer:
        """Ask, note everything, and put the database back."""
        self.rewind.begin()
        form = None if sent.form is None else {"csrf_token": self.csrf, **sent.form}
        body = {"json": sent.json} if sent.json is not None else {"data": form}
        found = self._client.open(path, method=method, query_string=sent.query or None, headers=self._shown(account),
                                  **body)  # fmt: skip
        text = self._plain(found.get_data(as_text=True) if found.is_json or _is_text(found) else "")
        headers = tuple(sorted(self._plain(_header(*each)) for each in found.headers if each[0] not in _OWN_HEADERS))
        found.close()
        return Answer(found.status_code, headers, text, self.rewind.kinds(), self.rewind.back())

    def decision(self, account: Account, canary: Canary) -> Decision | None:
        """What the policy says of this canary to this account; None of a stranger, and of somebody absent."""
        if (account, canary) not in self._decided:
            self._decided[account, canary] = self._decide(account, canary)
        return self._decided[account, canary]

    def _decide(self, account: Account, canary: Canary) -> Decision | None:
        with self.wiring.database.reading() as r:
            viewer = staff.viewer(r, account.staff_id) if account.staff_id else None
            person = persons.by_seeker(r, canary.seeker_id)
            if viewer is None or person is None:
                return None
            return explain.best(r, viewer, persons.policy_facts(r, person), self.now)

    def _conversation(self) -> tuple[str, str, str]:
        """A conversation that stands where name and birth date are asked for: its secret, reference and token."""
        intake = self.wiring.intake
        begun = begin.begin(intake, "kiosk", "en", self.now, site_id="tidewater")
        answer_all(intake, begun.secret, (*TOLD, "do_not_share"), self.now)
        seen = look.look(intake, begun.secret, self.now)
        with intake.database.reading() as r:
            row = turns.find(r, begun.conversation_id)
        return begun.secret, row.reference if row else "", seen.token if seen else ""

    def _shown(self, account: Account) -> dict[str, str]:
        """Who asks: a sign-in, or the credential of a system and no cookie at all."""
        if account.of_system:
            return {"Authorization": f"Bearer {account.secret}"}
        return {"Cookie": self._cookies[account], "Sec-Fetch-Site": "same-origin"}

    def _names(self, reference: str) -> tuple[tuple[str, str], ...]:
        """What this world happens to call what every world has."""
        ids = {f"the {name}": value for name, value in self.target.ids.items() if len(value) == len(NO_ID)}
        own = {"own reference": reference, "own reference shown": shown(reference), **ids}
        own |= {"the reference": self.target.reference, "the reference shown": shown(self.target.reference)}
        return (*((value, f"‹{name}›") for name, value in own.items()), (NO_ID, "‹absent›"))

    def _plain(self, text: str) -> str:
        for value, name in self._own:
            text = text.replace(value, name)
        return _PROOFS.sub(r'\1""', text)

    def _sessions(self, secrets: Mapping[Account, str]) -> tuple[dict[Account, str], str]:
        """A cookie for each account, and the one proof that the forms of all of them carry."""
        page = self._client.get("/desk/sign-in")
        name = self.app.config["SESSION_COOKIE_NAME"]
        kept = next(each for each in page.headers.getlist("Set-Cookie") if each.startswith(f"{name}="))
        signs = self.app.session_interface.get_signing_serializer(self.app)
        session = signs.loads(kept.partition("=")[2].partition(";")[0])
        talk = f"{chat.cookie_name(self.wiring)}={self.conversation}"
        cookies = {
            account: f"{name}={signs.dumps({**session, signin.SECRET: secret})}; {talk}"
            for account, secret in secrets.items()
        }
        return {**cookies, Account(STRANGER, "-", ""): talk}, _proof(page)


def _proof(page: Any) -> str:
    found = CSRF.search(page.get_data(as_text=True))
    if found is None:
        raise RuntimeError("the sign-in page carries no proof of its form")
    return found.group(1)


def _is_text(found: Any) -> bool:
    return str(found.mimetype).startswith("text/")


def _header(name: str, value: str) -> str:
    return f"{name}: {_COOKIE.sub('=', value, count=1) if name == 'Set-Cookie' else value}"
