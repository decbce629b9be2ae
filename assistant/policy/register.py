"""The policies and procedures in force: what each is, what it supersedes, and how it was cited before (DOMAIN A02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_LABOR_EXCHANGE = "Employment Security Department, P.O. Box 9046, MS 6000, Olympia, WA 98507-9046"


@dataclass(frozen=True)
class Document:
    """One text that rulings rest on; `dated` is what the text says of itself, `supersedes` the id of an earlier one."""

    id: str
    number: str
    title: str
    says: str
    dated: str = "Not known"
    formerly: str = ""
    supersedes: str = ""
    contact: str = ""


_ALL = (
    Document(
        "rcw-50.13.060-10", "RCW 50.13.060(10)", "Data-sharing contracts with one-stop partners",
        "Lets ESD share what partners need to serve job seekers, and says what people must be told first.",
        dated="As amended by chapter 81, Laws of 2019, section 4; check the current text before relying on it",
    ),
    Document(
        "policy-4013", "Policy 4013", "Labor Exchange: Data Sharing",
        "Shares job seeker information through agreements, and honors every request that it not be shared.",
        dated="Not said on our copy", supersedes="policy-4013-2001", contact=_LABOR_EXCHANGE,
    ),
    Document(
        "policy-4013-2001", "Policy 4013 of January 12, 2001", "The earlier Policy 4013",
        "The text that the present Policy 4013 cancels and supersedes.",
        dated="January 12, 2001",
    ),
    Document(
        "procedure-4013-0904", "LX-Procedure-Data Sharing-4013-0904", "Procedure of Policy 4013",
        "The specific procedures that Policy 4013 refers to.",
    ),
    Document(
        "policy-0030", "Policy 0030", "Procedures for serving those who opt out",
        "Requires every workforce development council and site to have a procedure for serving people who opted out.",
    ),
    Document(
        "policy-4014", "Policy 4014", "Public Records Privacy Protections",
        "The policy on public records that Policy 4013 is consistent with.",
    ),
    Document(
        "rcw-42.56", "Chapter 42.56 RCW", "Public Records Act",
        "What a request for public records opens, and what it may not.",
        formerly="RCW 42.17.310",
    ),
    Document(
        "20-cfr-603", "20 CFR part 603", "Confidentiality of unemployment compensation information",
        "When a state may disclose unemployment compensation information, and what an agreement about it must hold.",
    ),
    Document(
        "design", "Design of this system", "Where this system is stricter",
        "What this system promises beyond statute and policy, so that silence is never a share.",
        dated="With each release",
    ),
)  # fmt: skip
REGISTER: Mapping[str, Document] = MappingProxyType({each.id: each for each in _ALL})


def superseded_by(document: Document) -> Document | None:
    """The later text that took this one's place, or None while it is in force."""
    return next((each for each in _ALL if each.supersedes == document.id), None)
