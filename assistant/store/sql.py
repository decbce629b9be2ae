"""Statements for the driver itself: written once with question marks, adapted once to each database's own marks."""

from collections.abc import Mapping


def adapted(statement: str) -> Mapping[str, str]:
    """The statement for each dialect."""
    return {"sqlite": statement, "postgresql": statement.replace("?", "%s")}
