"""Flow versions and notice versions: published once, immutable, content-addressed, read back exactly."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import func, select, text

from assistant.evidence.canonical import canonical, sha256_hex
from assistant.store import digests, ledger, rows
from assistant.store.base import millis
from assistant.store.db import Database, Reading, Writing
from assistant.store.sql import adapted
from assistant.store.tables import (
    Approval,
    FlowVersion,
    NoticeCategory,
    NoticeElement,
    NoticeParty,
    NoticeText,
    NoticeVersion,
)

_PUBLISHED = adapted("select 1 from notice_version where id = ?")


class Draft(Protocol):
    """A notice filled in for a place: its id is the hash of all of it."""

    @property
    def id(self) -> str: ...
    @property
    def required(self) -> tuple[str, ...]: ...
    @property
    def texts(self) -> Mapping[tuple[str, str], str]: ...


def ensure_flow_version(
    w: Writing, version: str, flow: str, files: Mapping[str, str], sharing_rule: str, now: datetime
) -> str:
    """Keep a flow version once; the second time nothing is written."""
    _lock(w, version)
    if w.session.get(FlowVersion, version) is None:
        kept = FlowVersion(
            id=version, flow=flow, files=canonical(dict(files)), sharing_rule=sharing_rule, published_at=now
        )
        rows.keep(w, kept, "flow_version")
        ledger.append(w, "flow_published", {"flow": flow, "flow_version": version}, (f"flow:{flow}",), now)
    return version


def load_flow_files(r: Reading, version: str) -> dict[str, str]:
    """The files of a flow version, byte for byte. Raises KeyError."""
    row = r.session.get(FlowVersion, version)
    if row is None:
        raise KeyError(version)
    return dict(json.loads(bytes(row.files)))


def ensure_notice_version(
    w: Writing,
    draft: Draft,
    flow_version: str,
    scope: str,
    partners: Sequence[tuple[str, str, str]],
    categories: Sequence[str],
    now: datetime,
) -> str:
    """Publish a notice of a place once; partners are (organisation, name, agreement)."""
    _lock(w, draft.id)
    if w.driver.execute(_PUBLISHED[w.dialect], (draft.id,)).fetchone() is not None:
        return draft.id
    number = w.session.scalar(select(func.count()).where(NoticeVersion.scope == scope)) or 0
    row = NoticeVersion(id=draft.id, flow_version_id=flow_version, scope=scope, number=number + 1, published_at=now)
    w.add(row)
    # One organisation may hold several agreements here; the notice names it once, under the first of them.
    parties = {organisation: agreement for organisation, _, agreement in sorted(partners, reverse=True)}
    w.session.add_all(NoticeElement(notice_version_id=row.id, element=each) for each in draft.required)
    w.session.add_all(
        NoticeParty(notice_version_id=row.id, organisation_id=org, agreement_id=agreement)
        for org, agreement in parties.items()
    )
    w.session.add_all(NoticeCategory(notice_version_id=row.id, category=each) for each in categories)
    shas = {at: sha256_hex(words) for at, words in draft.texts.items()}
    w.session.add_all(
        NoticeText(notice_version_id=row.id, language=language, key=key, text=words, sha256=shas[language, key])
        for (language, key), words in draft.texts.items()
    )
    w.session.flush()
    digest = digests.notice(
        [row.id, row.flow_version_id, row.scope, row.number, millis(now)],
        list(draft.required),
        [(organisation, agreement) for organisation, agreement in parties.items()],
        list(categories),
        [(language, key, sha) for (language, key), sha in shas.items()],
    )
    w.part("notice_version", row.id, digest)
    body = {"notice_version": row.id, "flow_version": flow_version, "scope": scope, "number": row.number}
    ledger.append(w, "notice_published", body, (f"notice:{scope}",), now)
    return draft.id


def texts(database: Database, notice_version_id: str, language: str) -> Mapping[str, str]:
    """Every text of a notice version in one language, by key; read once a process, since it never changes."""
    return _texts(database, notice_version_id, language)


@lru_cache(maxsize=512)
def _texts(database: Database, notice_version_id: str, language: str) -> Mapping[str, str]:
    with database.reading() as r:
        found = r.session.execute(
            select(NoticeText.key, NoticeText.text).where(
                NoticeText.notice_version_id == notice_version_id, NoticeText.language == language
            )
        ).all()
    if not found:
        raise KeyError((notice_version_id, language))  # an exception is never cached
    return MappingProxyType({key: words for key, words in found})


def required(r: Reading, notice_version_id: str) -> tuple[str, ...]:
    """The elements that this notice version requires to be told."""
    found = select(NoticeElement.element).where(NoticeElement.notice_version_id == notice_version_id)
    return tuple(sorted(r.session.scalars(found)))


def find(r: Reading, notice_version_id: str) -> NoticeVersion | None:
    """A notice version."""
    return r.session.get(NoticeVersion, notice_version_id)


def sharing_rule(r: Reading, flow_version_id: str) -> str:
    """The sharing rule published with a flow version. Raises KeyError."""
    row = r.session.get(FlowVersion, flow_version_id)
    if row is None:
        raise KeyError(flow_version_id)
    return row.sharing_rule


def approve(w: Writing, flow_version_id: str, language: str, by: str, role: str, now: datetime) -> None:
    """Record ESD's named approval of the words of a flow version in one language, with its entry."""
    w.session.merge(
        Approval(
            flow_version_id=flow_version_id, language=language, approved_by=by, role=role, approved_at=now,
            withdrawn_at=None,
        )
    )  # fmt: skip
    w.session.flush()
    body = {"flow_version": flow_version_id, "language": language, "by": by, "role": role}
    ledger.append(w, "words_approved", body, (f"approval:{language}",), now)


def approved_languages(r: Reading, flow_version_id: str) -> frozenset[str]:
    """The languages in which ESD's named approval of this flow version stands (DESIGN 7, decision 4)."""
    found = select(Approval.language).where(
        Approval.flow_version_id == flow_version_id, Approval.withdrawn_at.is_(None)
    )
    return frozenset(r.session.scalars(found))


def _lock(w: Writing, name: str) -> None:
    """Publish one version at a time; SQLite already holds its only write lock."""
    if w.dialect == "postgresql":
        w.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
