"""Conversations that were told everything and said nothing, under flows published with the rule "notice"."""

from datetime import datetime

from assistant.store.base import millis
from assistant.store.db import Reading
from assistant.store.sql import adapted

# Only those that may have become silence; the policy decides about each of them.
_TOLD_AND_SILENT = adapted(
    "select c.id from conversation c join flow_version f on f.id = c.flow_version_id "
    "where c.id > ? and c.last_at <= ? and f.sharing_rule = 'notice' "
    "and exists (select 1 from identity_typed i where i.conversation_id = c.id) "
    "and not exists (select 1 from choice h where h.conversation_id = c.id) "
    "and not exists (select 1 from objection b where b.conversation_id = c.id) "
    "and not exists (select 1 from request r where r.conversation_id = c.id) order by c.id limit ?"
)


def candidates(r: Reading, last_until: datetime, after: str = "", limit: int = 200) -> list[str]:
    """The ids of conversations, nothing said in them since, in their order from after the last one seen."""
    found = r.driver.execute(_TOLD_AND_SILENT[r.dialect], (after, millis(last_until), limit)).fetchall()
    return [row[0] for row in found]
