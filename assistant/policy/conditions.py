"""What each user of a partner must have done before the first look: training, signature, approval (DOMAIN 2.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

TRAINING = "training"
NONDISCLOSURE = "nondisclosure"
APPROVAL = "approval"
CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        TRAINING: "training done",
        NONDISCLOSURE: "notice of nondisclosure signed",
        APPROVAL: "access approved by the organization's approver",
    }
)


@dataclass(frozen=True)
class Condition:
    """One paper of one user: the date on it, when it was recorded here, and when it was withdrawn."""

    kind: str
    dated: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None = None


def met(conditions: Iterable[Condition], kind: str, now: datetime) -> bool:
    """Whether a paper of this kind counts now: dated, recorded and not withdrawn; none is ever back-dated."""
    return any(
        each.kind == kind
        and max(each.dated, each.recorded_at) <= now
        and (each.withdrawn_at is None or now < each.withdrawn_at)
        for each in conditions
    )
