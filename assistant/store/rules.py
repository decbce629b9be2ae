"""What the triggers of both databases enforce, as SQL conditions over NEW and OLD that both understand.

A rule is (name, table, event, condition that refuses, sentence). NEW and OLD are written in lower case.
"""
# ruff: noqa: S608  every name in these statements is written in this file

from dataclasses import dataclass

from assistant.policy.grants import VIEW_LONGEST, VIEW_SUPPRESSED

VIEW_MS = int(VIEW_LONGEST.total_seconds() * 1000)
# Rows that are evidence: never changed, never removed.
APPEND_ONLY = (
    "turn", "told", "choice", "objection", "identity_typed", "flow_version", "notice_version", "notice_element",
    "notice_party", "notice_category", "notice_text", "ledger_entry", "ledger_link", "ledger_leaf", "status_event",
    "search", "disclosure", "hold_release", "person_fact",
)  # fmt: skip
# Rows that live on, but are never removed, and of which these columns never change.
FROZEN = {
    "conversation": ["id", "flow_version_id", "channel", "reference", "began_at"],
    "request": [
        "id", "kind", "conversation_id", "choice_number", "objection_id", "reference", "site_id", "taken_down_by",
        "said_at", "opened_at",
    ],
    "hold": ["id", "request_id", "match_index", "began_at"],
    "person": ["id", "seeker_id", "created_at"],
    "grant_given": ["id", "staff_id", "kind", "given_by", "approved_by", "begins_at", "ends_at", "reason"],
    "ledger_head": ["chain"],
    "approval": ["flow_version_id", "language", "approved_by", "role", "approved_at"],
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
}
UNIQUE = {
    "status_event": ["person_id", "number"],
    "conversation": ["owner_hash"],
    "ledger_leaf": ["entry_id"],
    "person": ["seeker_id"],
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
_GRANTED = (
    "exists (select 1 from grant_given g join staff s on s.id = g.staff_id join organisation o "
    "on o.id = s.organisation_id where g.staff_id = new.decided_by and g.kind = 'esd_confirm' and o.kind = 'esd' "
    "and g.begins_at <= new.at and g.ends_at > new.at and (g.revoked_at is null or g.revoked_at > new.at))"
)
_ON_REQUEST = (
    "exists (select 1 from request r where r.id = new.request_id and r.kind = '{kind}' and (r.state in "
    "('waiting','returned') or (r.state = 'confirmed' and r.person_id = new.person_id "
    "and r.decided_by = new.decided_by)) and ({evidence}))"
)
_SHARE = _ON_REQUEST.format(
    kind="share",
    evidence="exists (select 1 from choice h where h.conversation_id = r.conversation_id "
    "and h.number = r.choice_number and h.value = 'share') or exists (select 1 from conversation c "
    "join flow_version f on f.id = c.flow_version_id "
    "where c.id = r.conversation_id and r.choice_number is null and f.sharing_rule = 'notice' and not exists "
    f"(select 1 from objection b where b.conversation_id = c.id) and {_REQUEST_TOLD})",
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
         "and v.to_status = 'opt_out_confirmed' and n.said_at >= y.said_at)",
         "a share never undoes a do-not-share that was said later"),
    Rule("status_request", "status_event", "insert",
         f"not ((new.cause = 'confirmed' and new.to_status = 'share_confirmed' and {_SHARE}) "
         f"or (new.cause = 'confirmed' and new.to_status = 'opt_out_confirmed' and {_DO_NOT_SHARE}) "
         "or (new.cause = 'imported' and new.to_status = 'opt_out_confirmed' and new.request_id is null))",
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
    Rule("grant_view", "grant_given", "insert",
         f"new.kind = '{VIEW_SUPPRESSED}' and (new.ends_at - new.begins_at > {VIEW_MS} or trim(new.reason) = '')",
         "a grant to view lasts at most 24 hours and gives its reason"),
    Rule("grant_revoked", "grant_given", "update", "old.revoked_at is not null", "a grant is revoked once"),
)  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """One consequence that the database itself draws after a change."""

    name: str
    table: str
    event: str
    statement: str


_COUNT = f"update person set holds = {HOLDS.format(person='person')} where "
EFFECTS = (
    Effect("hold_counted", "hold", "insert", _COUNT + "match_index = new.match_index"),
    Effect("hold_uncounted", "hold", "update", _COUNT + "match_index = new.match_index"),
    Effect("release_counted", "hold_release", "insert", _COUNT + "id = new.person_id"),
    Effect("person_counted", "person", "insert", _COUNT + "id = new.id"),
    Effect("person_recounted", "person", "update of match_index", _COUNT + "id = new.id"),
    Effect("status_follows", "status_event", "insert",
           "update person set status = new.to_status where id = new.person_id"),
)  # fmt: skip
# Where writers on several machines could miss each other's rows: one at a time for one name and birth date.
LOCKED = ("hold", "person")


def key_of(table: str) -> list[str]:
    """The primary key columns of a guarded table."""
    return KEYS.get(table, ["id"])
