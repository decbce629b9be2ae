"""Compare the rows of acts with the digests in the ledger: edited, missing, forged rows are named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.evidence.canonical import sha256_hex
from assistant.store import digests
from assistant.store.db import Reading

TURN = [
    "conversation_id", "number", "event", "step", "answer", "next_step", "language", "text_sha256", "by", "method",
    "token_sha256", "payload_sha256", "shown_at", "answered_at",
]  # fmt: skip
TOLD = [
    "conversation_id", "number", "element", "notice_version_id", "answer", "language", "text_sha256", "english_sha256",
]  # fmt: skip
CHOICE = ["conversation_id", "number", "notice_version_id", "value", "shown_first"]
NOTICE = ["id", "flow_version_id", "scope", "number", "published_at"]


def faults_of_rows(r: Reading, entries: Iterable[Any]) -> Iterator[str]:
    """Every difference between what entries commit to and what the tables hold."""
    said = _newest(entries)
    for name, found in _found(r):
        table = digests.PARTS[name].table if name in digests.PARTS else name
        for row_id in sorted(said[name].keys() | found.keys()):
            if row_id not in found:
                yield f"{table} {row_id} is missing"
            elif row_id not in said[name]:
                yield f"{table} {row_id} was never entered in the ledger"
            elif said[name][row_id][1] != found[row_id]:
                yield f"{table} {row_id} is not as the ledger has it"
    yield from _statuses(r)


def _newest(entries: Iterable[Any]) -> dict[str, dict[str, tuple[int, str]]]:
    said: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for rows in entries:
        for name, row_id, version, digest in rows:
            if row_id not in said[name] or said[name][row_id][0] <= version:
                said[name][row_id] = (version, digest)
    return said


def _found(r: Reading) -> Iterator[tuple[str, dict[str, str]]]:
    for name, part in digests.PARTS.items():
        rows = _rows(r, part.table, (*part.key, *part.columns))
        size = len(part.key)
        yield name, {"/".join(map(str, row[:size])): digests.of(row[size:]) for row in rows}
    yield "turn", _turns(r)
    yield "notice_version", _notices(r)


def _turns(r: Reading) -> dict[str, str]:
    told: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in _rows(r, "told", TOLD):
        told[row[0], row[1]].append(list(row))
    choices = {(row[0], row[1]): row for row in _rows(r, "choice", CHOICE)}
    turns = {(row[0], row[1]): row for row in _rows(r, "turn", TURN)}
    # Evidence of a turn that is not there has no place in any entry, and is named by its turn.
    return {
        f"{at[0]}/{at[1]}": digests.turn(turns.get(at, ()), told.get(at, []), choices.get(at))
        for at in turns.keys() | told.keys() | choices.keys()
    }


def _notices(r: Reading) -> dict[str, str]:
    elements: dict[str, list[str]] = defaultdict(list)
    parties: dict[str, list[Any]] = defaultdict(list)
    categories: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[Any]] = defaultdict(list)
    for version, element in _rows(r, "notice_element", ("notice_version_id", "element")):
        elements[version].append(element)
    for version, *party in _rows(r, "notice_party", ("notice_version_id", "organisation_id", "agreement_id")):
        parties[version].append(party)
    for version, category in _rows(r, "notice_category", ("notice_version_id", "category")):
        categories[version].append(category)
    for version, language, key, words, sha in _rows(
        r, "notice_text", ("notice_version_id", "language", "key", "text", "sha256")
    ):
        # Both the words and the hash beside them must be what was published.
        texts[version].append([language, key, sha if sha256_hex(words) == sha else "edited"])
    return {
        row[0]: digests.notice(row, elements[row[0]], parties[row[0]], categories[row[0]], texts[row[0]])
        for row in _rows(r, "notice_version", NOTICE)
    }


def _statuses(r: Reading) -> Iterator[str]:
    last: dict[str, str] = {}
    for person_id, to_status in r.driver.execute(
        "select person_id, to_status from status_event order by person_id, number"
    ).fetchall():
        last[person_id] = to_status
    for person_id, status in _rows(r, "person", ("id", "status")):
        if status != last.get(person_id, "never_notified"):
            yield f"person {person_id} has a status that no event gave"


def _rows(r: Reading, table: str, columns: Iterable[str]) -> list[Any]:
    names = ", ".join(f'"{column}"' for column in columns)
    return list(r.driver.execute(f"select {names} from {table}").fetchall())  # noqa: S608  names are ours
