"""Personal fields: a data key per person, wrapped by a site key, and a keyed index for exact search (DESIGN 6)."""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assistant.evidence.identifiers import reference
from assistant.store import rows
from assistant.store.db import Reading, Writing, new_id
from assistant.store.tables import PersonKey

NONCE = 12


class KeyGone(RuntimeError):
    """The key of these fields was destroyed or is not among the site keys; nobody can read them."""


@dataclass(frozen=True)
class DataKey:
    """The opened data key of one person, with its id for the AAD."""

    id: str
    secret: bytes


class Keys:
    """The site keys, by id, and the one that wraps new data keys."""

    def __init__(self, site_keys: Mapping[str, bytes], current: str) -> None:
        self._site = dict(site_keys)
        self.current = current
        # The index must survive a new site key, so it hangs on the first one given, never on the current one.
        first = next(iter(self._site.values()))
        self._index = hmac.new(first, b"match index of name and birth date", hashlib.sha256).digest()
        self._pseudonyms = hmac.new(first, b"pseudonyms of staff", hashlib.sha256).digest()

    def make(self, w: Writing, now: datetime) -> DataKey:
        """Make, wrap and keep a new data key."""
        key = DataKey(new_id(now), os.urandom(32))
        wrapped = _seal(self._site[self.current], key.secret, f"person_key|wrapped|{key.id}|{self.current}")
        made = PersonKey(id=key.id, site_key_id=self.current, wrapped=wrapped, created_at=now, destroyed_at=None)
        rows.insert(w, made)
        return key

    def load(self, r: Reading, key_id: str) -> DataKey:
        """Open a kept data key. Raises KeyGone."""
        row = r.session.get(PersonKey, key_id)
        if row is None or row.wrapped is None or row.site_key_id not in self._site:
            raise KeyGone(key_id)
        aad = f"person_key|wrapped|{row.id}|{row.site_key_id}"
        return DataKey(row.id, _open(self._site[row.site_key_id], row.wrapped, aad))

    def seal(self, key: DataKey, value: str, table: str, column: str, row_id: str) -> bytes:
        """Encrypt one field; its place is bound to it, so that it opens nowhere else."""
        return self.seal_bytes(key, value.encode(), table, column, row_id)

    def seal_bytes(self, key: DataKey, value: bytes, table: str, column: str, row_id: str) -> bytes:
        """Encrypt one field that holds a document."""
        return _seal(key.secret, value, f"{table}|{column}|{row_id}|{key.id}")

    def open_(self, key: DataKey, sealed: bytes, table: str, column: str, row_id: str) -> str:
        """Decrypt one field. Raises KeyGone when it was moved, altered or sealed under another key."""
        return self.open_bytes(key, sealed, table, column, row_id).decode()

    def open_bytes(self, key: DataKey, sealed: bytes, table: str, column: str, row_id: str) -> bytes:
        """Decrypt one field that holds a document. Raises KeyGone."""
        return _open(key.secret, sealed, f"{table}|{column}|{row_id}|{key.id}")

    def match_index(self, name: str, birth_date: date) -> str:
        """The keyed index of a name and birth date; equal names in any case and spacing give the same.

        Accents are kept: Muñoz and Munoz are two names, and a wrong match would hold or show the wrong record.
        """
        words = " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())
        return hmac.new(self._index, f"{words}|{birth_date.isoformat()}".encode(), hashlib.sha256).hexdigest()

    def pseudonym(self, period: str, staff_id: str) -> str:
        """What stands for a member of staff in a period: the same all through it, and another in the next."""
        return reference(hmac.new(self._pseudonyms, f"{period}|{staff_id}".encode(), hashlib.sha256).digest())

    def likeness(self, kind: str, name: str, birth: str) -> str:
        """The keyed index of one likeness; its kind is part of it, so that no two kinds meet."""
        return hmac.new(self._index, f"likeness|{kind}|{name}|{birth}".encode(), hashlib.sha256).hexdigest()


def _seal(key: bytes, value: bytes, aad: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, value, aad.encode())


def _open(key: bytes, sealed: bytes, aad: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad.encode())
    except InvalidTag as refused:
        raise KeyGone("a sealed field does not open in its place") from refused
