"""What the triggers of both databases enforce, as SQL conditions over NEW and OLD that both understand.

A rule is (name, table, event, condition that refuses, sentence). NEW and OLD are written in lower case.
"""
# ruff: noqa: S608  every name in these statements is written in this file

from dataclasses import dataclass

from assistant.policy.clients import LONGEST as CLIENT_LONGEST
from assistant.policy.grants import VIEW_LONGEST, VIEW_SUPPRESSED
from assistant.store.widening import WIDENED

VIEW_MS = int(VIEW_LONGEST.total_seconds() * 1000)
CLIENT_MS = int(CLIENT_LONGEST.total_seconds() * 1000)
# Rows that are evidence: never changed, never removed.
APPEND_ONLY = (
    "turn", "told", "choice", "objection", "identity_typed", "flow_version", "notice_version", "notice_element",
    "notice_party", "notice_category", "notice_text", "ledger_entry", "ledger_link", "ledger_leaf", "status_event",
    "search", "disclosure", "hold_release", "person_fact", "agreement", "agreement_terms", "original", "review",
    "assignment",
)  # fmt: skip
# Rows that live on, but are never removed, and of which these columns never change.
FROZEN = {
    "conversation": ["id", "flow_version_id", "channel", "reference", "began_at"],
    "request": [
        "id", "kind", "conversation_id", "choice_number", "objection_id", "reference", "site_id", "taken_down_by",
        "spoken_by", "said_at", "opened_at", "reopens_id",
    ],
    "hold": ["id", "request_id", "match_index", "began_at"],
    "person": ["id", "seeker_id", "created_at"],
    "grant_given": ["id", "staff_id", "kind", "given_by", "approved_by", "begins_at", "ends_at", "reason"],
    "ledger_head": ["chain"],
    "approval": ["flow_version_id", "language", "approved_by", "role", "approved_at"],
    "partner_basis": [
        "id", "organisation_id", "basis", "area_id", "starts_at", "ends_at", "document_sha256", "recorded_at",
        "recorded_by",
    ],
    "client": ["id", "organisation_id", "name", "secret_sha256", "made_at", "made_by", "ends_at"],
    "grant_proposal": ["id", "staff_id", "kind", "begins_at", "ends_at", "reason", "proposed_by", "proposed_at"],
    "user_condition": ["id", "staff_id", "kind", "dated", "recorded_at", "recorded_by"],
    "duplicate": ["id", "one_id", "other_id", "found_at", "found_by"],
    "record_freeze": ["id", "person_id", "cause", "duplicate_id", "began_at", "began_by"],
    "authority": [
        "id", "person_id", "conversation_id", "holder_sealed", "kind", "statements", "document_sha256", "begins_at",
        "ends_at", "seen_at", "seen_by",
    ],
    "correction": [
        "id", "request_id", "kind", "wrong_person_id", "right_person_id", "reached_by", "proposed_by", "proposed_at",
    ],
    "incident": [
        "id", "kind", "person_id", "correction_id", "objection_id", "review_id", "from_at", "to_at", "opened_at",
    ],
    "private_link": ["id", "conversation_id", "secret_sha256", "made_at"],
    "cease_use_batch": ["id", "organisation_id", "made_at"],
    "cease_use": ["id", "organisation_id", "person_id", "cause", "owed_at"],
}  # fmt: skip
KEYS = {
    "turn": ["conversation_id", "number"],
    "told": ["conversation_id", "number", "element"],
    "choice": ["conversation_id", "number"],
    "notice_element": ["notice_version_id", "element"],
    "notice_party": ["notice_version_id", "organisation_id"],
    "notice_category": ["notice_version_id", "category"],
    "notice_text": ["notice_version_id", "language", "key"],
    "ledger_link": ["chain", "number"],
    "ledger_leaf": ["leaf_index"],
    "ledger_head": ["chain"],
    "hold_release": ["hold_id", "person_id"],
    "approval": ["flow_version_id", "language"],
    "agreement_terms": ["agreement_id", "number"],
}
UNIQUE = {
    "status_event": ["person_id", "number"],
    "conversation": ["owner_hash"],
    "ledger_leaf": ["entry_id"],
    "person": ["seeker_id"],
    "client": ["secret_sha256"],
    "private_link": ["secret_sha256"],
    "review": ["subject", "subject_id"],
    "assignment": ["request_id", "number"],
}

_EVERY_ELEMENT = (
    "exists (select 1 from notice_element e where e.notice_version_id = {version}) and not exists "
    "(select 1 from notice_element e where e.notice_version_id = {version} and not exists "
    "(select 1 from told t where t.conversation_id = {conversation} and t.element = e.element "
    "and t.notice_version_id = {version}{earlier}))"
)
_CHOICE_TOLD = _EVERY_ELEMENT.format(
    version="new.notice_version_id", conversation="new.conversation_id", earlier=" and t.number < new.number"
)
_REQUEST_TOLD = _EVERY_ELEMENT.format(version="c.notice_version_id", conversation="c.id", earlier="")
_HOLDS = (
    "exists (select 1 from grant_given g join staff s on s.id = g.staff_id join organisation o "
    "on o.id = s.organisation_id where g.staff_id = new.{who} and g.kind = '{kind}' and o.kind = 'esd' "
    "and g.begins_at <= new.at and g.ends_at > new.at and (g.revoked_at is null or g.revoked_at > new.at))"
)
_GRANTED = _HOLDS.format(who="decided_by", kind="esd_confirm")
_ON_REQUEST = (
    "exists (select 1 from request r where r.id = new.request_id and r.kind = '{kind}' and (r.state in "
    "('waiting','returned') or (r.state = 'confirmed' and r.person_id = new.person_id "
    "and r.decided_by = new.decided_by)) and ({evidence}))"
)
# Silence: everything told, name and birth date given, nothing said, and a flow published under the rule "notice".
_SILENT = (
    "exists (select 1 from conversation c join flow_version f on f.id = c.flow_version_id where c.id = "
    "{request}.conversation_id and {request}.choice_number is null and f.sharing_rule = 'notice' "
    "and not exists (select 1 from objection b where b.conversation_id = c.id) "
    "and not exists (select 1 from choice h where h.conversation_id = c.id) "
    f"and exists (select 1 from identity_typed i where i.conversation_id = c.id) and {_REQUEST_TOLD})"
)
_SHARE = _ON_REQUEST.format(
    kind="share",
    evidence="exists (select 1 from choice h where h.conversation_id = r.conversation_id "
    "and h.number = r.choice_number and h.value = 'share') "
    f"or new.from_status <> 'opt_out_confirmed' and {_SILENT.format(request='r')} and exists "
    "(select 1 from person p where p.id = new.person_id and p.holds = 0)",
)
_DO_NOT_SHARE = _ON_REQUEST.format(
    kind="do_not_share",
    evidence="exists (select 1 from choice h where h.conversation_id = r.conversation_id "
    "and h.number = r.choice_number and h.value = 'do_not_share') "
    "or exists (select 1 from objection b where b.id = r.objection_id)",
)
HOLDS = (
    "(select count(*) from hold h where h.match_index = {person}.match_index and h.ended_at is null and not exists "
    "(select 1 from hold_release l where l.hold_id = h.id and l.person_id = {person}.id))"
)
FROZEN_NOW = "exists (select 1 from record_freeze z where z.person_id = {person}.id and z.ended_at is null)"
# Status events that a correction found to be of another person: they stay in the history and count no more.
_MENDED = (
    "exists (select 1 from correction m where m.request_id = {event}.request_id "
    "and m.wrong_person_id = {event}.person_id and m.kind = 'wrong_match' and m.state = 'approved')"
)
_RIGHTFUL = (
    "coalesce((select v.to_status from status_event v where v.person_id = new.person_id and v.cause <> 'corrected' "
    f"and not {_MENDED.format(event='v')} order by v.number desc limit 1), 'never_notified')"
)
# Duplicates of a person that are suppressed: of a merged one the status counts until ESD confirms one on who is kept.
SHADOWS = (
    "(select count(*) from duplicate d join person o on o.id <> {person}.id and (o.id = d.one_id or o.id = d.other_id) "
    "where (d.one_id = {person}.id or d.other_id = {person}.id) and d.ended_at is null and (o.holds > 0 or "
    "(o.status = 'opt_out_confirmed' and (d.merged_at is null or not exists (select 1 from status_event v "
    "where v.person_id = {person}.id and v.at >= d.merged_at and v.cause <> 'corrected' "
    f"and not {_MENDED.format(event='v')})))))"
)
_BEFORE = (
    "(select t.{column} from agreement_terms t where t.agreement_id = new.agreement_id "
    "and t.number = new.number - 1)"
)
# The empty word where there are no terms before: nothing compared with NULL ever refuses.
_STATE_BEFORE = f"coalesce({_BEFORE.format(column='state')}, '')"
_OF_ESD = (
    "exists (select 1 from staff s join organisation o on o.id = s.organisation_id "
    "where s.id = {who} and o.kind = 'esd')"
)
_APPROVED = "exists (select 1 from correction k where k.request_id = {request} and k.state = 'approved')"
# The request that a wrong match opened again never holds the record that it was wrongly matched to.
_REOPENED = (
    "exists (select 1 from request q join correction m on m.request_id = q.reopens_id where q.id = h.request_id "
    "and m.state = 'approved' and m.kind = 'wrong_match' and m.wrong_person_id = new.person_id)"
)
# A hold that a correction put back counts as said when its request first held, or the one that it reopens.
_FIRST_HELD = (
    "(select min(o.began_at) from hold o join request x on x.id = h.request_id "
    "where o.request_id = x.id or o.request_id = x.reopens_id)"
)
_SAME_PERSON = (
    "(r.person_id = new.person_id or exists (select 1 from duplicate d where d.kept_id = r.person_id and d.merged_at "
    "is not null and d.ended_at is null and (d.one_id = new.person_id or d.other_id = new.person_id)))"
)
_PIN = (
    "new.notice_version_id is not null and not exists (select 1 from notice_version v "
    "where v.id = new.notice_version_id and v.flow_version_id = new.flow_version_id)"
)
_LAST_STATUS = (
    "coalesce((select v.to_status from status_event v where v.person_id = new.id order by v.number desc limit 1), "
    "'never_notified')"
)


@dataclass(frozen=True)
class Rule:
    """One refusal."""

    name: str
    table: str
    event: str
    refused_when: str
    sentence: str


_PUBLISHED = "exists (select 1 from conversation c where c.notice_version_id = new.notice_version_id)"
RULES = (
    *(Rule(f"{table}_published", table, "insert", _PUBLISHED, f"a notice in use takes no new {table}")
      for table in ("notice_element", "notice_party", "notice_category", "notice_text")),
    Rule("choice_pinned", "choice", "insert",
         "not exists (select 1 from conversation c where c.id = new.conversation_id "
         "and c.notice_version_id = new.notice_version_id)",
         "a choice needs a conversation pinned to its notice version"),
    Rule("choice_told", "choice", "insert", f"not ({_CHOICE_TOLD})", "a choice needs every required element told"),
    Rule("choice_turn", "choice", "insert",
         "not exists (select 1 from turn t where t.conversation_id = new.conversation_id and t.number = new.number)",
         "a choice needs its turn"),
    Rule("told_pinned", "told", "insert",
         "not exists (select 1 from conversation c join turn t on t.conversation_id = c.id and t.number = new.number "
         "where c.id = new.conversation_id and c.notice_version_id = new.notice_version_id)",
         "an element is told by a turn of a conversation pinned to its notice version"),
    Rule("conversation_pin_new", "conversation", "insert", _PIN, "a conversation pins a notice of its own flow"),
    Rule("conversation_pin", "conversation", "update",
         f"(old.notice_version_id is not null and (new.notice_version_id is null or new.notice_version_id <> "
         f"old.notice_version_id)) or ({_PIN})", "a conversation keeps the notice version it was pinned to"),
    Rule("conversation_turns", "conversation", "update", "new.turns < old.turns", "a conversation never loses a turn"),
    Rule("request_new", "request", "insert", "new.state <> 'waiting' or new.version <> 1", "a request begins waiting"),
    Rule("request_silent", "request", "insert", "new.kind = 'share' and new.choice_number is null "
         f"and new.conversation_id is not null and not {_SILENT.format(request='new')}",
         "silence is a share only under the rule notice, when everything was told and nothing was said"),
    Rule("request_decided", "request", "update",
         "new.version <> old.version + 1 or old.state in ('confirmed','superseded')", "a request is decided once"),
    Rule("hold_new", "hold", "insert",
         "new.ended_at is not null or not exists (select 1 from request r where r.id = new.request_id "
         "and r.kind = 'do_not_share')", "a hold begins with a do-not-share request"),
    Rule("hold_end", "hold", "update", "old.ended_at is not null or new.ended_at is null or new.ended_why is null "
         "or new.ended_by is null", "a hold ends once, with why and by whom"),
    Rule("person_new", "person", "insert", "new.status <> 'never_notified'", "a new person was never notified"),
    Rule("person_status", "person", "update", f"new.status <> old.status and new.status <> {_LAST_STATUS}",
         "a status changes only by a status event"),
    Rule("person_holds", "person", "update",
         f"new.holds <> old.holds and new.holds <> {HOLDS.format(person='new')}", "holds are counted, never entered"),
    Rule("status_order", "status_event", "insert",
         "new.number <> 1 + (select coalesce(max(v.number), 0) from status_event v where v.person_id = new.person_id) "
         "or not exists (select 1 from person p where p.id = new.person_id and p.status = new.from_status)",
         "a status event follows the one before it"),
    Rule("status_granted", "status_event", "insert", f"not {_GRANTED}",
         "only ESD staff with a confirm grant in force change a status"),
    Rule("status_identity", "status_event", "insert",
         "new.to_status = 'share_confirmed' and new.identity_check = 'not_checked'",
         "a share is confirmed only with identity checked"),
    Rule("status_later_no", "status_event", "insert",
         "new.to_status = 'share_confirmed' and exists (select 1 from status_event v join request n "
         "on n.id = v.request_id join request y on y.id = new.request_id where v.person_id = new.person_id "
         f"and v.to_status = 'opt_out_confirmed' and n.said_at >= y.said_at and not {_MENDED.format(event='v')})",
         "a share never undoes a do-not-share that was said later"),
    Rule("status_request", "status_event", "insert",
         f"not ((new.cause = 'confirmed' and new.to_status = 'share_confirmed' and {_SHARE}) "
         f"or (new.cause = 'confirmed' and new.to_status = 'opt_out_confirmed' and {_DO_NOT_SHARE}) "
         "or (new.cause = 'imported' and new.to_status = 'opt_out_confirmed' and new.request_id is null) "
         "or (new.cause = 'corrected' and new.request_id is null and exists (select 1 from correction k "
         "where k.id = new.correction_id and k.state = 'approved' and k.kind = 'wrong_match' "
         f"and k.wrong_person_id = new.person_id) and new.to_status = {_RIGHTFUL}))",
         "a status changes only on a request with its evidence"),
    Rule("status_once", "status_event", "insert",
         "exists (select 1 from status_event v where v.request_id = new.request_id)",
         "a request leads to one status event"),
    Rule("link_order", "ledger_link", "insert",
         "not exists (select 1 from ledger_head d where d.chain = new.chain and d.count + 1 = new.number "
         "and d.sha256 = new.previous_sha256) or not exists (select 1 from ledger_entry n where n.id = new.entry_id)",
         "a link follows the head of its chain"),
    Rule("head_new", "ledger_head", "insert", "new.count <> 0", "a chain begins empty"),
    Rule("head_grows", "ledger_head", "update",
         "new.count <> old.count + 1 or not exists (select 1 from ledger_link k where k.chain = new.chain "
         "and k.number = new.count and k.sha256 = new.sha256)", "a head grows by one link"),
    Rule("status_authority", "status_event", "insert",
         "new.to_status = 'share_confirmed' and new.cause = 'confirmed' and exists (select 1 from request r "
         "where r.id = new.request_id and r.spoken_by <> 'self' and not exists (select 1 from authority a "
         "where a.id = r.authority_id and (a.person_id = new.person_id or a.conversation_id = r.conversation_id) "
         "and a.begins_at <= r.said_at and a.begins_at <= new.at and (a.ends_at is null or a.ends_at > new.at) "
         "and a.withdrawn_at is null))",
         "a share said for somebody else is confirmed only with the authority that ESD has seen"),
    Rule("status_frozen", "status_event", "insert",
         "new.to_status = 'share_confirmed' and new.cause = 'confirmed' and exists (select 1 from record_freeze z "
         "where z.person_id = new.person_id and z.ended_at is null and z.cause in ('merged','deceased'))",
         "nobody begins to share who is deceased or merged into another record"),
    Rule("hold_why", "hold", "update",
         f"not (new.ended_why = 'confirmed' and exists (select 1 from request r where r.id = new.request_id "
         f"and r.state = 'confirmed') or new.ended_why = 'not_theirs' "
         f"and {_APPROVED.format(request='new.request_id')})",
         "a hold ends on its confirmed request, or as not theirs by two ESD people"),
    Rule("release_why", "hold_release", "insert",
         f"not exists (select 1 from hold h where h.id = new.hold_id and (new.why = 'confirmed' and exists (select 1 "
         f"from request r where r.id = h.request_id and r.state = 'confirmed' and {_SAME_PERSON}) "
         f"or new.why = 'share_confirmed' and exists (select 1 from request r where r.kind = 'share' "
         f"and r.state = 'confirmed' and r.choice_number is not null and r.said_at > {_FIRST_HELD} "
         f"and {_SAME_PERSON}) "
         f"or new.why = 'not_theirs' and ({_APPROVED.format(request='h.request_id')} or {_REOPENED})))",
         "a hold ends on one record by a confirmed request of that person, or as not theirs by two ESD people"),
    Rule("correction_esd", "correction", "insert",
         f"new.state <> 'waiting' or new.decided_at is not null or not {_OF_ESD.format(who='new.proposed_by')}",
         "a correction is proposed by ESD staff and waits for another"),
    Rule("correction_decided", "correction", "update",
         f"old.state <> 'waiting' or new.decided_by is null or not {_OF_ESD.format(who='new.decided_by')} "
         "or (new.state = 'refused' and trim(new.says) = '')",
         "a correction is decided once, by ESD staff, and refused in words"),
    Rule("incident_new", "incident", "insert",
         "new.closed_at is not null or new.closed_by is not null or new.to_at < new.from_at "
         "or (new.kind = 'wrong_match') <> (new.correction_id is not null) "
         "or (new.kind = 'late_receipt') <> (new.objection_id is not null) "
         "or (new.kind = 'review') <> (new.review_id is not null) "
         "or (new.person_id is null and new.kind <> 'review')",
         "an incident begins open and names its cause"),
    Rule("incident_closed", "incident", "update",
         "old.closed_at is not null or new.closed_at is null or new.closed_by is null or trim(new.says) = '' "
         f"or not {_OF_ESD.format(who='new.closed_by')}", "an incident is closed once, in words, by ESD staff"),
    Rule("terms_order", "agreement_terms", "insert",
         "new.number <> 1 + (select coalesce(max(t.number), 0) from agreement_terms t "
         "where t.agreement_id = new.agreement_id) or exists (select 1 from agreement_terms t "
         "where t.agreement_id = new.agreement_id and t.counts_from > new.counts_from)",
         "terms follow the ones before them, in number and in time"),
    Rule("terms_state", "agreement_terms", "insert",
         f"not (new.number = 1 and new.state = 'draft' or {_STATE_BEFORE} = 'draft' and new.state in "
         f"('draft','active','terminated') or {_STATE_BEFORE} = 'active' and new.state in "
         f"('active','suspended','expired','terminated') or {_STATE_BEFORE} = 'suspended' and new.state in "
         f"('suspended','active','expired','terminated'))", "an agreement goes from draft to active to its end"),
    Rule("terms_whole", "agreement_terms", "insert",
         "new.state = 'active' and (new.areas = '' or new.categories = '' or new.purposes = '' or new.esd_manager = '' "
         "or new.partner_manager = '' or new.signed_document_sha256 = '')", "an active agreement is signed and whole"),
    Rule("terms_two", "agreement_terms", "insert",
         f"new.state = 'active' and {_STATE_BEFORE} in ('draft','suspended') "
         f"and new.changed_by = {_BEFORE.format(column='changed_by')}",
         "whoever drafted or suspended an agreement does not activate it"),
    Rule("terms_widened", "agreement_terms", "insert", WIDENED,
         "an agreement is made active as it was written, and an active one is never widened"),
    Rule("terms_esd", "agreement_terms", "insert",
         f"new.changed_by is not null and not {_OF_ESD.format(who='new.changed_by')}",
         "only ESD keeps agreements"),
    Rule("basis_new", "partner_basis", "insert",
         "new.legal_review_at is not null or new.ended_at is not null", "a basis is recorded before its review or end"),
    Rule("basis_once", "partner_basis", "update",
         "old.ended_at is not null or (old.legal_review_at is not null and (new.legal_review_at is null "
         "or new.legal_review_at <> old.legal_review_at or new.legal_review_by <> old.legal_review_by "
         "or new.legal_review_says <> old.legal_review_says)) or (new.legal_review_at is not null "
         f"and not {_OF_ESD.format(who='new.legal_review_by')})", "ESD reviews a contract once, and it ends once"),
    Rule("person_freezes", "person", "update",
         f"new.not_frozen <> old.not_frozen and (new.not_frozen = 0) <> ({FROZEN_NOW.format(person='new')})",
         "a record is frozen only by a freeze"),
    Rule("person_shadows", "person", "update",
         f"new.shadows <> old.shadows and new.shadows <> {SHADOWS.format(person='new')}",
         "duplicates are counted, never entered"),
    Rule("freeze_end", "record_freeze", "update",
         "old.ended_at is not null or new.ended_at is null or new.ended_by is null",
         "a freeze ends once, by somebody"),
    Rule("duplicate_end", "duplicate", "update",
         "new.version <> old.version + 1 or old.ended_at is not null "
         "or (old.merged_at is not null and (new.merged_at is null or new.merged_at <> old.merged_at "
         "or new.kept_id <> old.kept_id)) or (new.merged_at is not null and "
         "(new.kept_id is null or new.proposed_by is null or new.merged_by is null))",
         "a pair is merged once by two people, and ends once"),
    Rule("proposal_new", "grant_proposal", "insert", "new.state <> 'waiting'", "a proposal waits first"),
    Rule("proposal_decided", "grant_proposal", "update", "old.state <> 'waiting'", "a proposal is decided once"),
    Rule("condition_withdrawn", "user_condition", "update", "old.withdrawn_at is not null",
         "a paper is withdrawn once"),
    Rule("authority_seen", "authority", "insert",
         "new.withdrawn_at is not null or new.withdrawn_by is not null or new.ends_at <= new.begins_at "
         f"or not {_OF_ESD.format(who='new.seen_by')}", "an authority is seen by ESD staff and ends after it begins"),
    Rule("authority_withdrawn", "authority", "update",
         "old.withdrawn_at is not null or new.withdrawn_at is null "
         f"or new.withdrawn_by is null or not {_OF_ESD.format(who='new.withdrawn_by')}",
         "an authority is withdrawn once, by ESD staff"),
    Rule("client_new", "client", "insert",
         "new.revoked_at is not null or new.revoked_by is not null or new.ends_at <= new.made_at "
         f"or new.ends_at - new.made_at > {CLIENT_MS} or not {_OF_ESD.format(who='new.made_by')}",
         "a credential is made by ESD staff and lasts at most a year"),
    Rule("client_revoked", "client", "update",
         "old.revoked_at is not null or new.revoked_at is null or new.revoked_by is null",
         "a credential is revoked once, by somebody"),
    Rule("link_revoked", "private_link", "update", "old.revoked_at is not null", "a private link is revoked once"),
    Rule("cease_once", "cease_use", "update", "old.batch_id is not null", "a record is listed in one batch"),
    Rule("grant_esd", "grant_given", "insert",
         f"not ({_OF_ESD.format(who='new.given_by')} and {_OF_ESD.format(who='new.approved_by')})",
         "a grant is given by one ESD person and approved by another"),
    Rule("grant_of", "grant_given", "insert",
         "not exists (select 1 from staff s join organisation o on o.id = s.organisation_id where s.id = new.staff_id "
         "and o.kind = case when new.kind in ('partner_staff','partner_contract_manager') then 'partner' "
         "when new.kind = 'wdc_monitor' then 'council' else 'esd' end)",
         "a role belongs to staff of its kind of organisation"),
    Rule("grant_view", "grant_given", "insert",
         f"new.kind = '{VIEW_SUPPRESSED}' and (new.ends_at - new.begins_at > {VIEW_MS} or trim(new.reason) = '')",
         "a grant to view lasts at most 24 hours and gives its reason"),
    Rule("assignment_fit", "assignment", "insert",
         "new.number <> 1 + (select coalesce(max(a.number), 0) from assignment a where a.request_id = new.request_id) "
         "or not exists (select 1 from request r where r.id = new.request_id and r.state in ('waiting','returned')) "
         f"or not {_HOLDS.format(who='assigned_by', kind='esd_supervisor')} "
         f"or not {_HOLDS.format(who='assigned_to', kind='esd_confirm')}",
         "a supervisor gives a waiting request to a holder of esd_confirm"),
    Rule("grant_revoked", "grant_given", "update", "old.revoked_at is not null", "a grant is revoked once"),
)  # fmt: skip
# Where writers on several machines could miss each other's rows: one at a time for one name and birth date.
LOCKED = ("hold", "person")


def key_of(table: str) -> list[str]:
    """The primary key columns of a guarded table."""
    return KEYS.get(table, ["id"])
