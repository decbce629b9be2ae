"""Every table, in their final shape; importing this room fills Base.metadata."""

from assistant.store import people as _people  # noqa: F401  staff tables carry Flask-Security's mixins
from assistant.store.tables.agreements import (
    Agreement,
    AgreementTerms,
    Client,
    Organisation,
    PartnerBasis,
)
from assistant.store.tables.conversations import Choice, Conversation, IdentityTyped, Objection, Told, Turn
from assistant.store.tables.grants import GrantProposal, GrantRow, Invitation, Review, UserCondition
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
from assistant.store.tables.people import (
    Authority,
    Duplicate,
    Freeze,
    LikelyIndex,
    Person,
    PersonFact,
    PersonKey,
    StatusEvent,
)
from assistant.store.tables.places import Area, Site
from assistant.store.tables.requests import (
    Assignment,
    CeaseUse,
    CeaseUseBatch,
    Correction,
    Disclosure,
    Hold,
    HoldRelease,
    Incident,
    Original,
    PrivateLink,
    Request,
    Search,
)

__all__ = [
    "Agreement", "AgreementTerms", "Approval", "Area", "Assignment", "Authority", "CeaseUse", "CeaseUseBatch",
    "Choice", "Client", "Conversation", "Correction", "Disclosure", "Duplicate", "FlowVersion", "Freeze",
    "GrantProposal", "GrantRow", "Hold", "HoldRelease", "IdentityTyped", "Incident", "Invitation", "LedgerEntry",
    "LedgerHead", "LedgerLeaf", "LedgerLink", "LikelyIndex", "NoticeCategory", "NoticeElement", "NoticeParty",
    "NoticeText", "NoticeVersion", "Objection", "Organisation", "Original", "PartnerBasis", "Person", "PersonFact",
    "PersonKey", "PrivateLink", "Request", "Review", "Search", "Site", "StatusEvent", "Told", "Turn",
    "UserCondition",
]
