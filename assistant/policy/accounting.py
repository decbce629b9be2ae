"""Who has seen a person's information: to whom it is shown, and in which plain words (DESIGN 3, 4)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.access import Decision
from assistant.policy.categories import CATEGORIES, PURPOSES
from assistant.policy.confirmation import IDENTITY_CHECKS, NOT_CHECKED
from assistant.policy.ruling import Ruling, allowed, refused

PURPOSE = "accounting"
SEEN_FIELDS = ("seeker_id", "seen_by")
CHECKS: Mapping[str, str] = MappingProxyType(
    {code: words for code, words in IDENTITY_CHECKS.items() if code != NOT_CHECKED}
)
# What ESD opens a record for besides the purposes of agreements.
OWN_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "confirmation": "a request of yours, or one that may be yours",
        PURPOSE: "showing you this list",
        "labor_exchange": "serving you at WorkSource",
        "record_care": "keeping your record right",
    }
)
CARE = "record_care"
# What ESD staff may state when they look for a person.
STATED: Mapping[str, str] = MappingProxyType(
    {
        "labor_exchange": "to serve this person at WorkSource",
        CARE: "to keep the record right: a duplicate, a death, or who may speak for the person",
    }
)
OTHER_OWN = "ESD's own work on your record"
OTHER = "another purpose"
_OTHER_FIELDS = {"seen_by": "Who has seen your information"}
_CITES = (cite.IDENTITY_CHECKED, cite.RECORDED)
# The same for a record that is suppressed and for none, so that ESD staff without the grant learn nothing either.
NO_RECORD = refused("There is no record here that you can open.", (cite.POLICY_SUPPRESSED,), "no_record")


def may_show(decision: Decision, identity_check: str) -> Ruling:
    """Whether the list may be opened: identity checked by ESD, and a record that this viewer may see now.

    A person whose own record is suppressed gets it from a holder of the grant, or of esd_confirm while a request waits.
    """
    if identity_check not in CHECKS:
        return refused("State how the person's identity was checked.", _CITES, "not_checked")
    if not decision.allowed:
        return NO_RECORD
    return allowed("The person may be shown who has seen their information.", _CITES, "may_show")


def who(organisation_kind: str, organisation_name: str) -> str:
    """Who looked, as the person is told: ESD staff, or the organisation and none of its people."""
    return "ESD staff" if organisation_kind == "esd" else organisation_name


def what_for(purpose: str, organisation_kind: str) -> str:
    """What it was looked at for, in plain words."""
    if organisation_kind == "esd":
        return OWN_PURPOSES.get(purpose, OTHER_OWN)
    return PURPOSES.get(purpose, OTHER)


def kinds(fields: Iterable[str]) -> tuple[str, ...]:
    """Which kinds of information: a category where all of it was seen, else each of its fields by name."""
    seen = frozenset(fields)
    found: list[str] = []
    for category in CATEGORIES.values():
        names = [each for each in category.fields if each.name in seen]
        whole = len(names) == len(category.fields)
        found += [category.words] if whole else [each.words for each in names]
    return (*found, *(words for name, words in _OTHER_FIELDS.items() if name in seen))
