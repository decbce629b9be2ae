"""The roles, each a dated grant, and the kinds of page that each opens; what a page shows is decided elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

DAY = timedelta(days=1)
YEAR = 366 * DAY


@dataclass(frozen=True)
class Role:
    """One kind of grant: to staff of which kind of organisation, for how long at most, given by which role."""

    words: str
    of: str  # esd | partner | council
    given_by: str
    never_with: frozenset[str] = frozenset()
    longest: timedelta = YEAR


ESD_STAFF, CONFIRM, VIEW_SUPPRESSED = "esd_staff", "esd_confirm", "esd_view_suppressed"
SUPERVISOR, ADMIN, AUDITOR = "esd_supervisor", "esd_admin", "auditor"
PARTNER_STAFF, PARTNER_MANAGER, MONITOR = "partner_staff", "partner_contract_manager", "wdc_monitor"
PUBLIC_RECORDS, PRIVACY, REPORTER = "public_records_officer", "privacy_officer", "reporter"
_ACTING = frozenset({CONFIRM, VIEW_SUPPRESSED, SUPERVISOR, ADMIN, ESD_STAFF})

ROLES: Mapping[str, Role] = MappingProxyType(
    {
        ESD_STAFF: Role("ESD staff: assisted conversations, records that are not suppressed", "esd", ADMIN),
        CONFIRM: Role("confirms requests", "esd", SUPERVISOR, frozenset({ADMIN})),
        VIEW_SUPPRESSED: Role("views suppressed records for up to 24 hours", "esd", SUPERVISOR,
                              frozenset({ADMIN}), DAY),
        SUPERVISOR: Role("proposes and approves grants and merges, sees what is late", "esd", ADMIN),
        ADMIN: Role("users, sites, agreements and configuration", "esd", ADMIN,
                    frozenset({CONFIRM, VIEW_SUPPRESSED, SUPERVISOR, ESD_STAFF})),
        PARTNER_STAFF: Role("partner staff: shared records, assisted conversations, relayed requests", "partner",
                            ADMIN),
        PARTNER_MANAGER: Role("the partner's own agreement, users and access log", "partner", ADMIN,
                              frozenset({PARTNER_STAFF})),
        MONITOR: Role("totals of the own area, site procedures", "council", ADMIN),
        PUBLIC_RECORDS: Role("public records requests", "esd", ADMIN),
        PRIVACY: Role("incidents, reviews and access reports", "esd", ADMIN, frozenset({ADMIN})),
        AUDITOR: Role("the ledger and patterns of access, read only", "esd", ADMIN, _ACTING),
        REPORTER: Role("totals", "esd", ADMIN),
    }
)  # fmt: skip
NOBODY = "job_seeker"  # without an account
WITHOUT = "without"  # an account without any role in force: it may sign out

# A page of a kind not listed here opens to nobody.
MAY_OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "anyone": frozenset({*ROLES, NOBODY}),
        "nobody": frozenset(),  # what a library brings and we do not use
        "signed_in": frozenset({*ROLES, WITHOUT}),
        "assist": frozenset({ESD_STAFF, PARTNER_STAFF}),
        "esd_records": frozenset({ESD_STAFF, SUPERVISOR}),
        "esd_queue": frozenset({CONFIRM}),
        "esd_grants": frozenset({SUPERVISOR, ADMIN}),
        "esd_reviews": frozenset({SUPERVISOR, PRIVACY}),
        "esd_merges": frozenset({ESD_STAFF, SUPERVISOR, CONFIRM}),
        "esd_admin": frozenset({ADMIN}),
        "partner_records": frozenset({PARTNER_STAFF}),
        "partner_agreement": frozenset({PARTNER_MANAGER}),
        "totals": frozenset({MONITOR, REPORTER}),
        "incidents": frozenset({PRIVACY}),
        "public_records": frozenset({PUBLIC_RECORDS}),
        "patterns": frozenset({AUDITOR, PRIVACY}),
        "ledger": frozenset({AUDITOR}),
    }
)

_CITES = (cite.PERSONS_AFFECTED, cite.POLICY_ESD_ONLY)


def may_open(page_kind: str, held: Iterable[str]) -> Ruling:
    """Whether a viewer holding these roles may open this kind of page; holding none one is a job seeker (DOMAIN 8)."""
    if (frozenset(held) or frozenset({NOBODY})) & MAY_OPEN.get(page_kind, frozenset()):
        return allowed("The role opens this kind of page.", _CITES, "open")
    return refused("No role of this viewer opens this kind of page.", _CITES, "closed")
