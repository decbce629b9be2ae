"""The hashes beside each translation, written anew after an edit."""

from pathlib import Path

import yaml

from assistant.conversation import load, strict, words
from assistant.evidence.canonical import sha256_hex


def stamp(flow: Path, interface: Path) -> list[Path]:
    """Write `of` and `own` into every words file; changed words go back to draft. Gives the files written."""
    parsed = load.parse_unchecked(load.read_folder(flow, interface))
    written = []
    for folder, prefix in ((flow / "words", ""), (interface, words.UI)):
        for path in sorted(folder.glob("*.yaml")):
            if path.name != "en.yaml" and _stamp(path, prefix, {k: m.text for k, m in parsed.written["en"].items()}):
                written.append(path)
    return written


def _stamp(path: Path, prefix: str, english: dict[str, str]) -> bool:
    before = path.read_text(encoding="utf-8")
    data = strict.read(before).data
    for key, each in data["messages"].items():
        own = sha256_hex(each["text"])[: words.SHOWN]
        of = words.fingerprint(english[prefix + key]) if prefix + key in english else ""
        if (each.get("own"), each.get("of")) != (own, of):
            each.update(of=of, own=own, status="draft")
            each.pop("by", None)
            each.pop("date", None)
    after = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    if after == before:
        return False
    path.write_text(after, encoding="utf-8")
    return True
