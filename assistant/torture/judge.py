"""What is a leak in one answer: each test gives the sentences of what is wrong."""

from collections.abc import Callable, Mapping

from assistant.policy.roles import ROLES
from assistant.torture import forms
from assistant.torture.asking import Answer, Sent, World
from assistant.torture.records import ABSENT, CANARY, NEVER, TWIN, Canary
from assistant.torture.viewers import ESD_SYSTEM, PARTNER_SYSTEM, STRANGER, UNKNOWN, Account
from assistant.web import security, signin

# Kinds of page on which ESD works with requests, records and people by their references, so that they differ rightly.
WORKED = frozenset(
    {"esd_queue", "esd_waiting", "esd_grants", "esd_reviews", "esd_merges", "esd_admin", "incidents", "public_records",
     "patterns", "ledger", "esd_system"}
)  # fmt: skip
# What a kind of page may name of a record besides what the decision opens: never a name, birth date, contact or value.
NAMES = {
    "esd_queue": frozenset({"seeker_id", "reference"}),
    "esd_waiting": frozenset({"reference"}),
    "esd_reviews": frozenset({"seeker_id", "reference"}),
    "esd_merges": frozenset({"seeker_id", "reference"}),
    "incidents": frozenset({"seeker_id", "reference"}),
    "public_records": frozenset({"seeker_id", "reference"}),
}
# A "do not share" taken down for a name holds the records of that name. Our own statements are the same whatever is
# on file; the trigger that counts the hold on each record runs inside one of them, and is traced with each step.
HOLDING = frozenset({"chat.answered", "relay.send", "objections.keep"})
# What ESD staff ask with the reference of a session is told alike of every session, whatever was said in it.
OF_SESSIONS, SAID_SHARE = frozenset({"authorities.see"}), "share waiting"
REFUSED = (401, 403, 404, 405)  # what other systems are told of what they may not ask
TOTALS = "totals"  # everybody is counted: there the answer must be the one about somebody never told
Other = Callable[[str], Answer]


class Judge:
    """Holds each answer against the policy, against the decision, and against the answer about nobody."""

    def __init__(self, worlds: Mapping[str, World]) -> None:
        self._worlds = worlds
        self._kinds: Mapping[str, str] = worlds[ABSENT].app.extensions["endpoint_policies"]

    def led_to_the_door(self, account: Account, endpoint: str, found: Answer) -> bool:
        """Whether a stranger at a door of the desk was led to the sign-in page, as they ought to be."""
        unknown = account.role == STRANGER or account.of_system
        return unknown and endpoint in signin.DOORS and found.status == 303

    def closed(self, found: Answer, nowhere: Answer) -> list[str]:
        """A page that the policy does not open looks like one that is not there."""
        ours, absent = found.prints(), nowhere.prints()
        wrong = [f"{part} of a closed page is not that of an absent one" for part in ours if ours[part] != absent[part]]
        return wrong if found.status == 404 else [f"a closed page answers {found.status}", *wrong]

    def of_systems(self, path: str) -> bool:
        """Whether this address is asked by other systems: a published one, so that it is there is no secret."""
        return path.startswith(security.SYSTEMS)

    def comes_to(self, account: Account, address: str) -> bool:
        """Whether this account asks at this address: of all systems only one is also tried at the pages of people."""
        return not account.of_system or self.of_systems(address) or account.agreement == "active"

    def nobody_like(self, account: Account, accounts: tuple[Account, ...]) -> Account:
        """Who is to be told the same: a stranger, a credential that was never made, or the account itself."""
        if account.of_system and account.in_force:
            return account
        like = UNKNOWN if account.of_system else "-"
        return next(each for each in accounts if each.agreement == like and each.of_system == account.of_system
                    and each.role in (STRANGER, PARTNER_SYSTEM))  # fmt: skip

    def uncredited(self, found: Answer, nobody: Answer) -> list[str]:
        """Who may not ask is told one thing, whoever they are and whoever is on file, and nothing is written."""
        ours, theirs = found.prints(), nobody.prints()
        wrong = [f"{part} differs from that to nobody about nobody" for part in ours if ours[part] != theirs[part]]
        wrong += ["something was written for who may not ask"] if found.written else []
        return wrong if found.status in REFUSED else [f"who may not ask is answered {found.status}", *wrong]

    def opened(self, world: World, account: Account, endpoint: str, sent: Sent, found: Answer) -> list[str]:
        """Nothing of a person that the decision does not open, on a page that was asked for a person exactly that."""
        wrong = [f"a fault of ours, status {found.status}"] if found.status >= 500 else []
        for canary in (CANARY, TWIN):
            decided = world.decision(account, canary)
            fields = decided.fields if decided else frozenset()
            named = self._named(world, canary, sent, found)
            over = named - fields - NAMES.get(self._kinds.get(endpoint, ""), frozenset())
            wrong += [f"it tells the {field} of somebody whom this viewer may not see so" for field in sorted(over)]
            if canary is CANARY and endpoint in forms.SHOWS and named != fields - self._typed(canary, sent):
                wrong.append(f"it shows {sorted(named)} where the decision opens {sorted(fields)}")
        return wrong

    def same(
        self, world: World, account: Account, path: str, endpoint: str, sent: Sent, found: Answer, other: Other
    ) -> list[str]:
        """Somebody who may not be seen is nobody: the same bytes, the same statements, the same rows written."""
        kind = self._kinds.get(endpoint, "")
        against = NEVER if kind == TOTALS else ABSENT
        if endpoint in OF_SESSIONS and world.state != ABSENT and world.target.reference in sent.words():
            against = SAID_SHARE
        if world.state == against or self._seen(world, account, path) or (self._of_esd(account) and kind in WORKED):
            return []
        ours, theirs = ((each.own() if endpoint in HOLDING else each).prints() for each in (found, other(against)))
        return [f"{part} differs from that about {against}" for part in ours if ours[part] != theirs[part]]

    def _seen(self, world: World, account: Account, path: str) -> bool:
        if not account.in_force or (self.of_systems(path) and not account.of_system):
            return False
        found = [world.decision(account, each) for each in (CANARY, TWIN)]
        return any(each is not None and each.allowed for each in found)

    def _of_esd(self, account: Account) -> bool:
        return account.role == ESD_SYSTEM or (account.role in ROLES and ROLES[account.role].of == "esd")

    def _named(self, world: World, canary: Canary, sent: Sent, found: Answer) -> frozenset[str]:
        """The fields of whose values the answer holds one that was not sent with the question."""
        text, typed = found.text, self._typed(canary, sent)
        words = canary.words()
        named = {field for field, values in words.items() if field not in typed and any(v in text for v in values)}
        reference = world.target.reference
        if canary is CANARY and "‹the reference" in text and reference not in sent.words():
            named.add("reference")
        return frozenset(named)

    def _typed(self, canary: Canary, sent: Sent) -> frozenset[str]:
        given = sent.words()
        words = canary.words().items()
        return frozenset(field for field, values in words if any(each in given for each in values))
