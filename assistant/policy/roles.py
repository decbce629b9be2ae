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
    """One kind of grant: to staff of which kind of organisation, given by which role, and in words what it is for."""

    words: str
    of: str  # esd | partner | council
    given_by: str
    sees: str
    does: str
    never: str
    never_with: frozenset[str] = frozenset()
    longest: timedelta = YEAR


ESD_STAFF, CONFIRM, VIEW_SUPPRESSED = "esd_staff", "esd_confirm", "esd_view_suppressed"
SUPERVISOR, ADMIN, AUDITOR = "esd_supervisor", "esd_admin", "auditor"
PARTNER_STAFF, PARTNER_MANAGER, MONITOR = "partner_staff", "partner_contract_manager", "wdc_monitor"
PUBLIC_RECORDS, PRIVACY, REPORTER = "public_records_officer", "privacy_officer", "reporter"
_CASE_WORK = frozenset({ESD_STAFF, CONFIRM})
# Whoever audits changes nothing, so holds nothing with which things are changed.
_ACTING = _CASE_WORK | {VIEW_SUPPRESSED, SUPERVISOR, ADMIN, PUBLIC_RECORDS, PRIVACY}

ROLES: Mapping[str, Role] = MappingProxyType(
    {
        ESD_STAFF: Role(
            "ESD staff", "esd", ADMIN,
            sees="Records that are shared, and records that only ESD sees.",
            does="Runs assisted sessions: reads the script, attests, records requests.",
            never="Sees a suppressed record, or changes a status.",
        ),
        CONFIRM: Role(
            "ESD confirmer", "esd", SUPERVISOR,
            sees="Waiting requests and what their record pages show.",
            does="Confirms or returns requests, and matches identity.",
            never="Changes a status without a request, edits a choice, or decides about their own record.",
            never_with=frozenset({ADMIN}),
        ),
        VIEW_SUPPRESSED: Role(
            "ESD view of suppressed records", "esd", SUPERVISOR,
            sees="Suppressed records, for up to 24 hours and with a reason.",
            does="Nothing more than the other roles of the same person.",
            never="Goes on unreviewed: somebody else looks afterwards at every record opened.",
            never_with=frozenset({ADMIN}), longest=DAY,
        ),
        SUPERVISOR: Role(
            "ESD supervisor", "esd", ADMIN,
            sees="Records that are not suppressed, what waits too long, who holds which grant.",
            does="Gives grants to view and to confirm, always with a second supervisor; approves merges; reviews.",
            never="Deletes anything that happened.",
        ),
        ADMIN: Role(
            "ESD administrator", "esd", ADMIN,
            sees="Users, sites, agreements and configuration.",
            does="Keeps accounts, gives every other grant with a second administrator, activates agreements.",
            never="Reads case data.",
            never_with=frozenset({CONFIRM, VIEW_SUPPRESSED, SUPERVISOR, ESD_STAFF}),
        ),
        PARTNER_STAFF: Role(
            "partner staff", "partner", ADMIN,
            sees="Shared records, the categories that the agreement lists, for a stated purpose.",
            does="Runs the notification in assisted sessions, and relays requests.",
            never="Sees a suppressed record or a waiting do not share, changes a status, or passes information on.",
        ),
        PARTNER_MANAGER: Role(
            "partner contract manager", "partner", ADMIN,
            sees="The organization's own agreement, own users and own access log.",
            does="Keeps the dates of training and nondisclosure.",
            never="Sees case data.",
            never_with=frozenset({PARTNER_STAFF}),
        ),
        MONITOR: Role(
            "workforce council monitor", "council", ADMIN,
            sees="Totals of the own area, site procedures, and how agreements stand.",
            does="Checks that procedures exist and are current.",
            never="Sees rows of persons, or who opted out.",
        ),
        PUBLIC_RECORDS: Role(
            "public records officer", "esd", ADMIN,
            sees="What a public records request asks for; suppressed records only with a grant to view.",
            does="Redacts, keeps the exemption log and the five-day clock.",
            never="Alters records.",
        ),
        PRIVACY: Role(
            "privacy officer", "esd", ADMIN,
            sees="Incidents, reviews, access reports and who holds which grant.",
            does="Handles incidents, and reviews short grants and sampled confirmations.",
            never="Does routine case work.",
            never_with=_CASE_WORK | {ADMIN},
        ),
        AUDITOR: Role(
            "auditor", "esd", ADMIN,
            sees="The ledger, patterns of access and who holds which grant, read only.",
            does="Verifies the record of every act.",
            never="Changes anything, or sees who somebody is without a logged reason.",
            never_with=_ACTING,
        ),
        REPORTER: Role(
            "reporter", "esd", ADMIN,
            sees="Totals, and rows that name nobody.",
            does="Exports them.",
            never="Sees who opted out.",
        ),
    }
)  # fmt: skip
NOBODY = "job_seeker"  # without an account
WITHOUT = "without"  # an account without any role in force: it may sign out

# A page of a kind not listed here opens to nobody.
MAY_OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "anyone": frozenset({*ROLES, NOBODY, WITHOUT}),
        "nobody": frozenset(),  # what a library brings and we do not use
        "signed_in": frozenset({*ROLES, WITHOUT}),
        "assist": frozenset({ESD_STAFF, PARTNER_STAFF}),
        "esd_records": frozenset({ESD_STAFF, SUPERVISOR}),
        "esd_queue": frozenset({CONFIRM}),
        "grants_list": frozenset({SUPERVISOR, ADMIN, PRIVACY, AUDITOR}),
        "esd_objections": frozenset({ESD_STAFF}),
        "esd_authorities": frozenset({ESD_STAFF}),
        "esd_notices": frozenset({SUPERVISOR}),
        "esd_waiting": frozenset({SUPERVISOR}),
        "esd_grants": frozenset({SUPERVISOR, ADMIN}),
        "esd_reviews": frozenset({SUPERVISOR, PRIVACY}),
        "esd_merges": frozenset({SUPERVISOR, CONFIRM}),
        "esd_admin": frozenset({ADMIN}),
        "partner_records": frozenset({PARTNER_STAFF}),
        "partner_agreement": frozenset({PARTNER_MANAGER}),
        "accounting": frozenset({ESD_STAFF, SUPERVISOR, CONFIRM, VIEW_SUPPRESSED}),
        "esd_system": frozenset(),  # no role opens these two: credentials do (policy/clients.py)
        "partner_system": frozenset(),
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
