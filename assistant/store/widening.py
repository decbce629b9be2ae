"""What terms of an agreement open more than those before them, as SQL that both databases understand.

The policy says the same in plain words (`policy.agreements.widened`); a test compares the two.
"""
# ruff: noqa: S608  every name in these statements is written in this file or is a code of the policy

from assistant.policy.agreements import OTHER
from assistant.policy.categories import CATEGORIES, PURPOSES


def _has(row: str, column: str, code: str) -> str:
    """Whether a comma-separated list names a code; LIKE would read its underscores as any letter."""
    return f"replace(',' || {row}.{column} || ',', {code}, '') <> ',' || {row}.{column} || ','"


def _added(column: str, code: str) -> str:
    return f"({_has('new', column, code)} and not {_has('b', column, code)})"


_AREA = "',' || a.id || ','"
_LISTS = (
    *(_added("categories", f"',{code},'") for code in CATEGORIES),
    *(_added("purposes", f"',{code},'") for code in PURPOSES),
    f"exists (select 1 from area a where {_added('areas', _AREA)})",
)
_OTHER = f"',{OTHER},'"
_REST = (
    "new.ends_at > b.ends_at",
    "new.starts_at < b.starts_at",
    f"(new.other_program <> b.other_program and {_has('new', 'purposes', _OTHER)} and {_has('b', 'purposes', _OTHER)})",
    "(new.uc_basis is not null and new.uc_basis <> coalesce(b.uc_basis, ''))",
)
# Widening is written into a draft or a suspended agreement, which opens nothing; another person makes it active.
WIDENED = (
    "new.state = 'active' and exists (select 1 from agreement_terms b where b.agreement_id = new.agreement_id "
    f"and b.number = new.number - 1 and ({' or '.join((*_REST, *_LISTS))}))"
)
