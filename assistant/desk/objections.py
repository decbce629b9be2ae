"""Objections by phone, letter, e-mail or in person: kept with the original, and held from now; decided like others."""

from dataclasses import dataclass
from datetime import datetime

from assistant.desk import record
from assistant.desk.room import Desk
from assistant.policy import citations as cite
from assistant.policy import grants, objecting, roles
from assistant.policy.access import Viewer
from assistant.policy.ruling import Ruling, refused
from assistant.store import late_receipts, ledger, objections, originals, requests
from assistant.store import objecting as kept
from assistant.store.objecting import Heard, Named

__all__ = ["Named", "Recorded", "Reported", "may_record", "media_type", "open_original", "record_objection"]

LARGEST = 5 * 1024 * 1024  # bytes of an original
LONGEST = 20_000  # letters of notes
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "message/rfc822": "eml",
    "text/plain": "txt",
}
_BEGINS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_LETTER_HEADS = (b"from", b"to", b"subject", b"date", b"received", b"return-path", b"delivered-to", b"mime-version",
                 b"message-id", b"x-received", b"dkim-signature", b"reply-to", b"sender")  # fmt: skip
_CITES = (cite.POLICY_HONORED, cite.STRICTER)


@dataclass(frozen=True)
class Reported:
    """What staff wrote down: from when it may have been here, until when at the latest, and the original."""

    way: str
    spoken_by: str
    received_from: datetime
    received_at: datetime
    site_id: str | None
    named: Named
    original: bytes
    once: str  # of the page it was typed on


@dataclass(frozen=True)
class Recorded:
    """That it was kept; the same whatever is on file."""

    reference: str


def may_record(viewer: Viewer, now: datetime) -> Ruling:
    """Whether this viewer records objections at all."""
    held = grants.held(viewer.grants, viewer.staff_id, now)
    may = roles.may_open("esd_objections", held)
    return may if viewer.role == "esd" or not may.allowed else refused("ESD staff record it.", _CITES, "not_esd")


def record_objection(desk: Desk, viewer: Viewer, said: Reported, now: datetime) -> Recorded | Ruling:
    """Keep an objection with its original; what partners read since it was received is an incident."""
    media = media_type(said.original)
    one = kept.id_of(
        viewer.staff_id, said.once, said.way, said.spoken_by, said.received_at.isoformat(), said.named.name,
        said.named.birth_date.isoformat(),
    )  # fmt: skip
    try:
        with desk.acting(viewer, now) as (w, viewer):
            ruling = _fits(viewer, said, media, now)
            if not ruling.allowed or media is None:
                return ruling
            before = kept.again(w, one)
            if before is not None:
                return Recorded(before)
            heard = Heard(said.way, min(said.received_at, now), said.spoken_by, viewer.staff_id, said.site_id)
            made = kept.keep(w, desk.keys, one, heard, said.named, now)
            original = originals.keep(w, desk.keys, one, made.typed.person_key_id, media, said.original, now)
            late = late_receipts.open_(w, one, made.typed.match_index, said.received_from, now)
            more = {"original": original.id, "sha256": original.sha256, "incidents": [each.id for each in late]}
            kept.enter(w, made, heard, now, more, (f"person:{each.person_id}" for each in late))
            return Recorded(made.reference)
    except objections.KeptBefore:
        return _kept_before(desk, one)


def _fits(viewer: Viewer, said: Reported, media: str | None, now: datetime) -> Ruling:
    """Whether this viewer may keep this, with an original of this kind."""
    may = may_record(viewer, now)
    ruling = objecting.may_be_recorded(said.way, said.spoken_by, said.received_from, now) if may.allowed else may
    if ruling.allowed and media is None:
        return refused("The original must be a PDF, PNG, JPEG, text or e-mail file, up to 5 MB.", _CITES, "original")
    return ruling


def _kept_before(desk: Desk, one: str) -> Recorded:
    """The result of the same form that came at the same moment."""
    with desk.database.reading() as r:
        reference = kept.again(r, one)
    if reference is None:
        raise RuntimeError("an objection was there and is not")
    return Recorded(reference)


def media_type(body: bytes) -> str | None:
    """What a file is by its content, never by its name; None for what is not kept."""
    if not body.strip() or len(body) > LARGEST:
        return None
    for begins, media in _BEGINS.items():
        if body.startswith(begins):
            return media
    head, colon, _ = body.lstrip().partition(b"\n")[0].partition(b":")
    if colon and head.lower() in _LETTER_HEADS and b"\0" not in body:
        return "message/rfc822"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return "text/plain" if all(each.isprintable() or each in "\t\r\n\f\ufeff" for each in text) else None


def open_original(
    desk: Desk, viewer: Viewer, request_id: str, original_id: str, now: datetime
) -> tuple[str, bytes] | Ruling:
    """The original of a waiting request, for its confirmer; opening it is an entry. The media type comes first."""
    with desk.acting(viewer, now) as (w, viewer):
        if no_grant := record.not_granted(viewer, now):
            return no_grant
        request = requests.find(w, request_id)
        if request is None or request.objection_id is None or request.state not in requests.OPEN:
            return refused("There is no such original.", _CITES, "unknown")
        found = originals.open_(w, desk.keys, original_id, request.objection_id)
        if found is None:
            return refused("There is no such original.", _CITES, "unknown")
        body = {"original": original_id, "request": request.id, "staff": viewer.staff_id}
        chains = (f"staff:{viewer.staff_id}", f"objection:{request.objection_id}")
        ledger.append(w, "original_opened", body, chains, now)
        return found
