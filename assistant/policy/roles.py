"""The roles, and the kinds of page that each may open; what is shown on a page is decided in access.py (DOMAIN 8)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "job_seeker": "the person themselves, without an account",
        "representative": "someone with a stored authority to speak for the person",
        "esd_staff": "ESD staff: assisted conversations, records that are not suppressed",
        "esd_confirmer": "ESD staff with a grant to confirm",
        "esd_supervisor": "gives and approves grants, sees what is late",
        "esd_admin": "users, sites, agreements and configuration",
        "partner_staff": "partner staff: shared records, assisted conversations, relayed requests",
        "partner_contract_manager": "the partner's own agreement, users and access log",
        "wdc_monitor": "totals of the own area, site procedures",
        "public_records_officer": "public records requests",
        "privacy_officer": "incidents and access reports",
        "auditor": "the ledger and its verification, read only",
        "reporter": "totals",
    }
)

# A page of a kind not listed here opens to nobody.
MAY_OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "public": frozenset(ROLES),
        "chat": frozenset(ROLES),
        "signed_in": frozenset(ROLES) - {"job_seeker", "representative"},
        "assist": frozenset({"esd_staff", "esd_confirmer", "esd_supervisor", "partner_staff"}),
        "esd_records": frozenset({"esd_staff", "esd_confirmer", "esd_supervisor"}),
        "esd_queue": frozenset({"esd_confirmer"}),
        "esd_grants": frozenset({"esd_supervisor"}),
        "esd_admin": frozenset({"esd_admin"}),
        "partner_records": frozenset({"partner_staff"}),
        "partner_agreement": frozenset({"partner_contract_manager"}),
        "totals": frozenset({"wdc_monitor", "reporter"}),
        "incidents": frozenset({"privacy_officer"}),
        "public_records": frozenset({"public_records_officer"}),
        "ledger": frozenset({"auditor"}),
    }
)

_CITES = (cite.PERSONS_AFFECTED, cite.POLICY_ESD_ONLY)


def may_open(endpoint_policy: str, roles: Iterable[str]) -> Ruling:
    """Whether a viewer with these roles may open this kind of page; without a role one is a job seeker (DOMAIN 8)."""
    held = frozenset(roles) or frozenset({"job_seeker"})
    if held & MAY_OPEN.get(endpoint_policy, frozenset()):
        return allowed("The role opens this kind of page.", _CITES, "open")
    return refused("No role of this viewer opens this kind of page.", _CITES, "closed")
