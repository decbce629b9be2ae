"""The digest of each kind of row that a ledger entry commits to; the same values read back give the same digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.evidence.canonical import canonical, sha256_hex
from assistant.store.base import Base, millis


@dataclass(frozen=True)
class Part:
    """Which columns of which table an entry commits to; `version` tells the newest of several digests of one row."""

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    version: str | None = None


def _part(table: str, columns: str, key: str = "id", version: str | None = None) -> Part:
    return Part(table, tuple(columns.split()), tuple(key.split()), version)


CONVERSATION = (
    "id flow_version_id notice_version_id channel site_id area_id assisted_by reference turns standing began_at "
    "last_at ended_at"
)
# `turn` and `notice_version` are not here: their digests run over several tables (turn(), store/verify_rows.py).
PARTS: Mapping[str, Part] = {
    "conversation": _part("conversation", CONVERSATION, version="turns"),
    "flow_version": _part("flow_version", "id flow files sharing_rule published_at"),
    "objection": _part("objection", "id conversation_id number way spoken_by received_at recorded_by"),
    "identity_typed": _part(
        "identity_typed",
        "id conversation_id number objection_id person_key_id name_sealed birth_date_sealed contact_sealed "
        "may_leave_message match_index typed_at",
    ),
    "request": _part(
        "request",
        "id kind conversation_id choice_number objection_id reference site_id taken_down_by spoken_by said_at "
        "opened_at reopens_id",
    ),
    "request_state": _part(
        "request", "id state version decided_at decided_by return_reason person_id authority_id", version="version"
    ),
    "assignment": _part("assignment", "id request_id number assigned_to assigned_by at"),
    "hold": _part("hold", "id request_id match_index began_at"),
    "hold_state": _part("hold", "id ended_at ended_why ended_by", version="ended_at"),
    "hold_release": _part("hold_release", "hold_id person_id why at", key="hold_id person_id"),
    "person": _part("person", "id seeker_id person_key_id match_index created_at"),
    "person_fact": _part("person_fact", "id person_id category field value_sealed recorded_at"),
    "status_event": _part(
        "status_event",
        "id person_id number from_status to_status request_id notice_version_id decided_by identity_check cause "
        "correction_id at",
    ),
    "search": _part("search", "id staff_id organisation_id purpose by client_id at"),
    "disclosure": _part(
        "disclosure",
        "id search_id person_id staff_id organisation_id agreement_id request_id purpose fields at",
    ),
    "grant": _part("grant_given", "id staff_id kind given_by approved_by begins_at ends_at reason"),
    "grant_state": _part("grant_given", "id revoked_at", version="revoked_at"),
    "grant_proposal": _part("grant_proposal", "id staff_id kind begins_at ends_at reason proposed_by proposed_at"),
    "grant_proposal_state": _part("grant_proposal", "id state decided_at decided_by grant_id", version="decided_at"),
    "user_condition": _part("user_condition", "id staff_id kind dated recorded_at recorded_by"),
    "user_condition_state": _part("user_condition", "id withdrawn_at withdrawn_by", version="withdrawn_at"),
    "review": _part("review", "id subject subject_id reviewed_by at finding says"),
    "organisation": _part("organisation", "id name kind area_id"),
    "partner_basis": _part(
        "partner_basis",
        "id organisation_id basis area_id starts_at ends_at document_sha256 recorded_at recorded_by",
    ),
    "partner_basis_review": _part(
        "partner_basis", "id legal_review_at legal_review_by legal_review_says", version="legal_review_at"
    ),
    "partner_basis_end": _part("partner_basis", "id ended_at ended_by", version="ended_at"),
    "agreement": _part("agreement", "id organisation_id made_at"),
    "agreement_terms": _part(
        "agreement_terms",
        "agreement_id number counts_from state starts_at ends_at areas categories purposes other_program esd_manager "
        "partner_manager signed_document_sha256 uc_basis changed_by why",
        key="agreement_id number",
    ),
    "client": _part("client", "id organisation_id name secret_sha256 made_at made_by ends_at"),
    "client_state": _part("client", "id revoked_at revoked_by", version="revoked_at"),
    "duplicate": _part("duplicate", "id one_id other_id found_at found_by"),
    "duplicate_state": _part(
        "duplicate",
        "id version kept_id proposed_at proposed_by merged_at merged_by ended_at ended_by ended_why",
        version="version",
    ),
    "record_freeze": _part("record_freeze", "id person_id cause duplicate_id began_at began_by"),
    "record_freeze_state": _part("record_freeze", "id ended_at ended_by", version="ended_at"),
    "authority": _part(
        "authority",
        "id person_id conversation_id holder_sealed kind statements document_sha256 begins_at ends_at seen_at seen_by",
    ),
    "authority_state": _part("authority", "id withdrawn_at withdrawn_by", version="withdrawn_at"),
    "correction": _part(
        "correction",
        "id request_id kind wrong_person_id right_person_id reached_by proposed_by proposed_at",
    ),
    "correction_state": _part("correction", "id state decided_at decided_by says", version="decided_at"),
    "incident": _part("incident", "id kind person_id correction_id objection_id review_id from_at to_at opened_at"),
    "incident_state": _part("incident", "id closed_at closed_by says", version="closed_at"),
    "original": _part("original", "id objection_id person_key_id media_type body_sealed sha256 kept_at"),
    "private_link": _part("private_link", "id conversation_id secret_sha256 made_at"),
    "private_link_state": _part("private_link", "id revoked_at", version="revoked_at"),
    "cease_use": _part("cease_use", "id organisation_id person_id cause owed_at"),
    "cease_use_batch": _part("cease_use_batch", "id organisation_id made_at"),
}


def of(values: Sequence[Any]) -> str:
    """The digest of one row's values; bytes count by their own hash."""
    return sha256_hex(canonical([_plain(value) for value in values]))


def of_row(name: str, row: Base) -> tuple[str, int, str]:
    """Identity, version and digest of a row for this part."""
    part = PARTS[name]
    version = 0 if part.version is None else _plain(getattr(row, part.version)) or 0
    row_id = "/".join(str(getattr(row, column)) for column in part.key)
    return row_id, version, of([getattr(row, column) for column in part.columns])


def turn(values: Sequence[Any], told: Sequence[Sequence[Any]], choice: Sequence[Any] | None) -> str:
    """The digest of a turn with everything it told and the choice it made."""
    return of([*values, sorted(list(row) for row in told), None if choice is None else list(choice)])


def notice(
    values: Sequence[Any],
    elements: Sequence[str],
    parties: Sequence[Sequence[str]],
    categories: Sequence[str],
    texts: Sequence[Sequence[str]],
) -> str:
    """The digest of a notice version with its elements, parties, categories and every text in every language."""
    named = [sorted(elements), sorted(list(party) for party in parties), sorted(categories)]
    return of([*values, *named, sorted(list(text) for text in texts)])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return millis(value)
    if isinstance(value, bytes | memoryview):
        return sha256_hex(bytes(value))
    return value
