"""Every state, event, channel and owner posted directly: what the flow does not allow is refused and leaves no row."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from structlog.testing import capture_logs

from assistant import app as house
from assistant.conversation.engine import Advance, Engine, Event, Standing
from assistant.conversation.prove import reachable
from assistant.evidence.canonical import sha256_hex
from assistant.intake import begin
from assistant.intake.begin import Begun
from assistant.store import census, turns
from assistant.torture import ground
from assistant.torture.carriers import Inside
from assistant.torture.walker import ANSWERS, TOKEN, Reply

CHANNELS: Mapping[str, str | None] = {"kiosk": "tidewater", "web": None, "assisted": "tidewater"}
SITE_OF_STAFF = "maren@demo.example"
NOBODY = "a-secret-that-nobody-has"
AREA = ANSWERS["area"]
TYPED = {key: value for key, value in ANSWERS["identity"].items() if key != "answer"}
EVERY = {**AREA, **TYPED}
FIELDS = {"area": AREA, "identity": TYPED}  # what the page itself sends; on any other page everything is forged
INVENTED = (Event("answer", "admin"), Event("confirm"), Event("answer", ""), Event("language", "xx"))


@dataclass
class Tally:
    """What the forgeries came to; `what` names each breach."""

    forged: int = 0
    refused: int = 0
    accepted: int = 0
    replayed: int = 0
    written: int = 0
    what: list[str] = field(default_factory=list)

    def result(self) -> dict[str, Any]:
        """The object that `--json` prints, with the breaches beside it."""
        return dict(vars(self))


def run(database: str | None = None, channels: tuple[str, ...] = tuple(CHANNELS)) -> dict[str, Any]:
    """Post every event on every reachable state of these channels, as its owner, as another, as nobody."""
    tally = Tally()
    with ground.throw_away(database, log_level="info") as (settings, _):
        app = house.create_app(settings)
        for channel in channels:
            Forger(app, channel, tally).run()
        app.extensions["assistant"].database.dispose()
    return tally.result()


class Forger:
    """One channel attacked: it walks so that every state is stood on and every open event taken once."""

    def __init__(self, app: Any, channel: str, tally: Tally) -> None:
        self.app = app
        self.channel = channel
        self.tally = tally
        self.wiring = app.extensions["assistant"]
        self.engine: Engine = self.wiring.intake.current.engine
        self.begun: Begun
        self.other = self._begin()
        self._start()
        # A change of language leads to the same states in other words; it is posted everywhere and walked nowhere.
        self.states = {each for each in reachable(self.engine, self.standing) if each.language == "en"}
        self.untaken = {
            (state, event) for state in self.states if state.step in self.engine.flow.steps
            for event in self.engine.events(state) if event.kind != "language"
        }  # fmt: skip
        self.seen: set[Standing] = set()
        self.moods: set[tuple[str, bool, bool]] = set()
        self.blocked = False

    def run(self) -> None:
        """Until every state was attacked and every open event of it taken; an open event refused ends it."""
        while self.untaken and not self.blocked:
            self._attack()
            way = self._way()
            if way is None:
                self._start()
                continue
            for event in way:
                self._take(event)
                if self.blocked:
                    return
                self._attack()

    def _begin(self) -> Begun:
        intake = self.wiring.intake
        return begin.begin(intake, self.channel, "en", house.now(), site_id=CHANNELS[self.channel])  # type: ignore[arg-type]

    def _start(self) -> None:
        self.begun = self._begin()
        self.standing = self._kept()[1]
        if self.standing.first != "share":  # both orders are the same states; one is walked
            self._start()

    def _way(self) -> list[Event] | None:
        """The shortest events from here that end in one not yet taken."""
        queue: deque[tuple[Standing, list[Event]]] = deque([(self.standing, [])])
        met = {self.standing}
        while queue:
            state, events = queue.popleft()
            if state.step not in self.engine.flow.steps:
                continue
            for event in self.engine.events(state):
                if event.kind == "language":
                    continue
                if (state, event) in self.untaken:
                    return [*events, event]
                result = self.engine.advance(state, event)
                if isinstance(result, Advance) and result.standing not in met:
                    met.add(result.standing)
                    queue.append((result.standing, [*events, event]))
        return None

    def _take(self, event: Event) -> None:
        """An open event as its owner is accepted; the same again is a replay and writes nothing."""
        token = self._token()
        before, number = self.standing, self._kept()[0]
        self._post(self.begun.secret, before, token, event)
        after, self.standing = self._kept()
        self.untaken.discard((before, event))
        if after != number + 1:
            self.tally.what.append(f"{self.channel} {before.step}: open {event} was not accepted")
            self.blocked = True
            return
        self.tally.accepted += 1
        rows = self._rows()
        self._post(self.begun.secret, before, token, event)
        self.tally.replayed += 1
        self._judge(rows, f"replay of {event} on {before.step}")

    def _attack(self) -> None:
        """Everything that is not open here, and everything as somebody else."""
        if self.standing in self.seen or self.standing.step not in self.engine.flow.steps:
            return
        self.seen.add(self.standing)
        token = self._token()
        open_ = set(self.engine.events(self.standing))
        strangers = self._strangers()
        every = [*self.engine.all_events(), *INVENTED]
        rows = self._rows()
        for event in every:
            if event not in open_:
                self._refuse(self.begun.secret, token, event)
            for secret in strangers:
                self._refuse(secret, token, event)
        for event in open_:
            self._refuse(self.begun.secret, self._bent(token), event)
        self._judge(rows, f"forgeries on {self.standing.step}")

    def _strangers(self) -> tuple[str, ...]:
        """Other owners: once for each page in each of its moods, since they never come as far as the state."""
        mood = (self.standing.step, self.standing.paused, self.standing.objected)
        if mood in self.moods:
            return ()
        self.moods.add(mood)
        return (self.other.secret, NOBODY, "")

    def _refuse(self, secret: str, token: str, event: Event) -> None:
        self.tally.forged += 1
        with capture_logs() as lines:
            reply = self._post(secret, self.standing, token, event)
        if reply.status == 303 and len(lines) != 1:
            self.tally.what.append(
                f"{self.channel} {self.standing.step}: {event} led to {reply.location}, {len(lines)} lines"
            )
        elif len(lines) != 1:
            self.tally.what.append(f"{self.channel} {self.standing.step}: {event} left {len(lines)} log lines")
        self.tally.refused += 1

    def _bent(self, token: str) -> str:
        return token[:-1] + ("0" if token[-1] != "0" else "1")

    def _post(self, secret: str, standing: Standing, token: str, event: Event) -> Reply:
        form = {"token": token}
        if event.kind == "answer":
            asks = self.engine.flow.steps[standing.step].asks
            form |= {"answer": event.value, **(FIELDS.get(asks, EVERY) if event.value == "given" else {})}
        else:
            form["event"] = f"{event.kind}:{event.value}"
        return self._carrier(secret).post(f"/i/{standing.step}", form)

    def _carrier(self, secret: str) -> Inside:
        return Inside(self.app, {"chat": secret} if secret else {})

    def _token(self) -> str:
        page = self._carrier(self.begun.secret).get(f"/i/{self.standing.step}")
        found = TOKEN.search(page.body)
        if found is None:
            raise RuntimeError(f"{self.channel} {self.standing.step}: no token on the page, status {page.status}")
        return found.group(1)

    def _kept(self) -> tuple[int, Standing]:
        with self.wiring.database.reading() as r:
            row = turns.find_by_owner(r, sha256_hex(self.begun.secret))
        if row is None:
            raise RuntimeError("the conversation is gone")
        return row.turns, Standing.from_json(row.standing)

    def _rows(self) -> dict[str, int]:
        with self.wiring.database.reading() as r:
            return census.rows(r)

    def _judge(self, before: dict[str, int], what: str) -> None:
        after = self._rows()
        grown = {table: after[table] - before[table] for table in after if after[table] != before[table]}
        if grown:
            self.tally.written += sum(abs(count) for count in grown.values())
            self.tally.what.append(f"{self.channel}: {what} wrote {grown}")
