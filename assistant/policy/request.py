"""When an answer becomes a request that waits for ESD (policy 4013: ESD staff alone change the status)."""

from assistant.policy import citations as cite
from assistant.policy.choice import VALUES
from assistant.policy.ruling import Ruling, allowed, refused

# A returned request was not decided: its reason is known, and it still waits.
STATES = ("waiting", "returned", "confirmed", "superseded")

_CITES = (cite.POLICY_HONORED, cite.POLICY_ESD_ONLY, cite.STRICTER)


def opens(kind: str, sent: bool, statuses: tuple[str, ...], held: bool = False) -> Ruling:
    """Whether an answer opens a request, given the status of each record equal in name and birth date (DESIGN 4).

    While one of them is held, a later share waits beside the "do not share" whatever their status is (DOMAIN A08).
    """
    if kind not in VALUES:
        return refused("This is neither share nor do not share.", _CITES, "unknown_kind")
    return _share_opens(sent, statuses, held) if kind == "share" else _do_not_share_opens(statuses)


def _share_opens(sent: bool, statuses: tuple[str, ...], held: bool) -> Ruling:
    if not sent:
        return refused("A share counts only when it is sent.", _CITES, "not_sent")
    if not held and _all_are("share_confirmed", statuses):
        return refused("ESD has confirmed this share before; it is kept as evidence.", _CITES, "already_share")
    return allowed("The share was sent and waits for ESD.", _CITES, "share_waits")


def _do_not_share_opens(statuses: tuple[str, ...]) -> Ruling:
    if _all_are("opt_out_confirmed", statuses):
        return refused(
            "ESD has confirmed this before; it still holds for records imported later.", _CITES, "already_do_not_share"
        )
    return allowed("A do not share waits for ESD from that answer on.", _CITES, "do_not_share_waits")


def _all_are(status: str, statuses: tuple[str, ...]) -> bool:
    return bool(statuses) and all(each == status for each in statuses)
