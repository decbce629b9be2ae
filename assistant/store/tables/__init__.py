"""Every table, in their final shape; importing this room fills Base.metadata."""

from assistant.store import people as _people  # noqa: F401  staff tables carry Flask-Security's mixins
from assistant.store.tables.agreements import (
    Agreement,
    AgreementArea,
    AgreementCategory,
    AgreementPurpose,
    Organisation,
    PartnerBasis,
)
from assistant.store.tables.conversations import Choice, Conversation, IdentityTyped, Objection, Told, Turn
from assistant.store.tables.ledger import LedgerEntry, LedgerHead, LedgerLeaf, LedgerLink
from assistant.store.tables.notices import (
    Approval,
    FlowVersion,
    NoticeCategory,
    NoticeElement,
    NoticeParty,
    NoticeText,
    NoticeVersion,
)
from assistant.store.tables.people import GrantRow, Person, PersonFact, PersonKey, StatusEvent
from assistant.store.tables.places import Area, Site
from assistant.store.tables.requests import Disclosure, Hold, HoldRelease, Request, Search

__all__ = [
    "Agreement", "AgreementArea", "AgreementCategory", "AgreementPurpose", "Approval", "Area", "Choice",
    "Conversation", "Disclosure", "FlowVersion", "GrantRow", "Hold", "HoldRelease", "IdentityTyped", "LedgerEntry",
    "LedgerHead", "LedgerLeaf", "LedgerLink", "NoticeCategory", "NoticeElement", "NoticeParty", "NoticeText",
    "NoticeVersion", "Objection", "Organisation", "PartnerBasis", "Person", "PersonFact", "PersonKey", "Request",
    "Search", "Site", "StatusEvent", "Told", "Turn",
]
