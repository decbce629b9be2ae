"""What may be shared and what for: purposes and data categories of an agreement (Policy 4013, Definitions 1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.policy import citations as cite
from assistant.policy.ruling import Ruling, allowed, refused

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "labor_exchange": "the public Labor Exchange",
        "unemployment_insurance": "Unemployment Insurance",
        "training_retraining": "worker training and retraining",
        "vocational_rehabilitation": "vocational rehabilitation",
        "vocational_education": "vocational education",
        "adult_education": "adult education",
        "transition_from_public_assistance": "transition from public assistance",
        "support_services": "support services",
        "other_workforce_program": "another workforce program, named in the agreement",
    }
)

UC_BASIS = "uc_basis"
_UC_CITES = (cite.UC_CONFIDENTIAL,)


@dataclass(frozen=True)
class Field:
    """One value of a record that a category covers."""

    name: str
    words: str


@dataclass(frozen=True)
class Category:
    """A kind of information that an agreement and a notice may name; `needs` is what it takes besides being named."""

    code: str
    words: str
    fields: tuple[Field, ...]
    default_shareable: bool
    needs: str = ""


def _fields(**words: str) -> tuple[Field, ...]:
    return tuple(Field(name, text) for name, text in words.items())


# No category holds social security numbers: they are never kept here, so no agreement can share them.
_ALL = (
    Category(
        "ID",
        "Name and how to reach you",
        _fields(name="Name", seeker_id="Job seeker number", contact="How to reach the person"),
        True,
    ),
    Category("RES", "Address and county", _fields(address="Address", county="County", state="State"), True),
    Category(
        "DEMO",
        "Birth date, sex, ethnicity and race",
        _fields(birth_date="Birth date", sex="Sex", ethnicity="Ethnicity", race="Race"),
        True,
    ),
    Category(
        "DIS",
        "Disability and what helps you",
        _fields(disability="Disability", accommodation="What helps the person", medical="Medical information"),
        False,
    ),
    Category("VET", "Veteran status", _fields(veteran="Veteran", eligible_spouse="Spouse of a veteran"), True),
    Category(
        "EMP",
        "Work history, skills and job goals",
        _fields(employment="Work history", skills="Skills", resume="Resume", job_goals="Job goals"),
        True,
    ),
    Category(
        "UI",
        "Unemployment insurance and wages",
        _fields(claim="Unemployment claim", wages="Wages"),
        False,
        UC_BASIS,
    ),
    Category("EDU", "School and training", _fields(education="School", credentials="Credentials"), True),
    Category("PA", "Public assistance", _fields(assistance="Public assistance"), False),
    Category("BAR", "Things that make work hard to find", _fields(barriers="What makes work hard to find"), False),
    Category(
        "PART",
        "Programs you take part in",
        _fields(programs="Programs", program_entry="Program entry", program_exit="Program exit"),
        True,
    ),
    Category("SVC", "Services you use", _fields(services="Services"), True),
    Category("OUT", "Results of services", _fields(outcomes="Results"), True),
    Category("NOTE", "Case notes", _fields(notes="Case notes"), False),
)

CATEGORIES: Mapping[str, Category] = MappingProxyType({each.code: each for each in _ALL})


def may_pass(code: str, uc_basis: str | None) -> Ruling:
    """A category that the agreement names may pass, unless it needs more than that (20 CFR 603.4)."""
    category = CATEGORIES.get(code)
    if category is None:
        return refused("This is no category of information.", (cite.AGREEMENTS,), "unknown_category")
    if category.needs == UC_BASIS and not uc_basis:
        return refused(f"{category.words}: the agreement states no federal basis for it.", _UC_CITES, "no_uc_basis")
    return allowed(f"{category.words}: the agreement names it.", (cite.AGREEMENTS,), "named")


def fields_of(codes: Iterable[str]) -> frozenset[str]:
    """The names of the fields that these categories cover (Policy 4013, Definitions 1)."""
    return frozenset(field.name for code in codes if code in CATEGORIES for field in CATEGORIES[code].fields)
