"""One frozen object of settings from the environment; a wrong one stops the start with a sentence that mends it."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SettingsWrong(Exception):
    """A setting that cannot be used; the message says which and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides, read once at start."""

    demo: bool
    host: str
    port: int
    database: str
    site_keys: Mapping[str, bytes] = field(repr=False)
    site_key_id: str
    secret: bytes = field(repr=False)
    secure_cookies: bool
    workers: int
    phone: str
    log_level: str
    documents: Path | None = None
    warnings: tuple[str, ...] = ()


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (NOTICE_… names; HOST and PORT as everywhere). Raises SettingsWrong."""
    env = os.environ if environ is None else environ
    demo = _flag(env, "NOTICE_DEMO", default=False)
    folder = Path(env.get("NOTICE_VAR", "var"))
    database = _database(env, folder)
    warnings: list[str] = []
    keys = _site_keys(env, folder, demo, warnings)
    return Settings(
        demo=demo,
        host=env.get("HOST", "127.0.0.1"),
        port=_number(env, "PORT", 8000, 1, 65535),
        database=database,
        site_keys=keys,
        site_key_id=env.get("NOTICE_SITE_KEY_ID") or next(iter(keys)),
        secret=_secret(env, folder, demo, warnings),
        secure_cookies=_flag(env, "NOTICE_SECURE_COOKIES", default=not demo),
        workers=_number(env, "NOTICE_WORKERS", 2, 1, 64),
        phone=env.get("NOTICE_PHONE", "360 555 0142" if demo else ""),
        log_level=_one_of(env, "NOTICE_LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        documents=_folder(env, "NOTICE_DOCUMENTS"),
        warnings=tuple(warnings),
    )


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name, "")
    if value and not Path(value).is_dir():
        raise SettingsWrong(f"{name} names {value}, which is not a folder; give one, or leave it out.")
    return Path(value).absolute() if value else None


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "")
    if value == "":
        return default
    if value not in ("0", "1"):
        raise SettingsWrong(f"{name} is {value!r}; set it to 1 (yes) or 0 (no).")
    return value == "1"


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise SettingsWrong(f"{name} is {value!r}; set it to a whole number from {low} to {high}.")
    return int(value)


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, default)
    if value not in allowed:
        raise SettingsWrong(f"{name} is {value!r}; set it to one of {', '.join(allowed)}.")
    return value


def _database(env: Mapping[str, str], folder: Path) -> str:
    value = env.get("NOTICE_DATABASE", "")
    if not value:
        return f"sqlite:///{(folder / 'notice.db').absolute()}"
    if not value.startswith(("sqlite:////", "postgresql+psycopg://")):
        raise SettingsWrong(
            "NOTICE_DATABASE must be sqlite:////absolute/path/to/file.db or postgresql+psycopg://user@host/name."
        )
    return value


def _site_keys(env: Mapping[str, str], folder: Path, demo: bool, warnings: list[str]) -> dict[str, bytes]:
    """Site keys as id:base64 pairs, comma-separated, from NOTICE_SITE_KEYS or the file NOTICE_SITE_KEYS_FILE."""
    text = env.get("NOTICE_SITE_KEYS", "")
    path = env.get("NOTICE_SITE_KEYS_FILE", "")
    if path:
        if not Path(path).is_file():
            raise SettingsWrong(f"NOTICE_SITE_KEYS_FILE names {path}, which is not a file; give the file of site keys.")
        text = Path(path).read_text("utf-8").strip()
    if not text:
        text = "demo:" + _demo_file(folder / "demo-site-key", demo, "NOTICE_SITE_KEYS", warnings)
    keys: dict[str, bytes] = {}
    for pair in text.split(","):
        name, _, value = pair.strip().partition(":")
        try:
            raw = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not name or len(raw) != 32:
            raise SettingsWrong("NOTICE_SITE_KEYS must be pairs like 2026a:BASE64, each of exactly 32 bytes.")
        keys[name] = raw
    current = env.get("NOTICE_SITE_KEY_ID", "")
    if current and current not in keys:
        raise SettingsWrong(f"NOTICE_SITE_KEY_ID is {current!r}, but NOTICE_SITE_KEYS holds only {', '.join(keys)}.")
    return keys


def _secret(env: Mapping[str, str], folder: Path, demo: bool, warnings: list[str]) -> bytes:
    value = env.get("NOTICE_SECRET", "") or _demo_file(folder / "demo-secret", demo, "NOTICE_SECRET", warnings)
    if len(value) < 32:
        raise SettingsWrong("NOTICE_SECRET is too short; give at least 32 characters that nobody can guess.")
    return value.encode()


def _demo_file(path: Path, demo: bool, setting: str, warnings: list[str]) -> str:
    """A key made once for the demonstration; outside it, a missing key stops the start."""
    if not demo:
        raise SettingsWrong(f"{setting} is not set; outside demo mode it must be given (README, 'For real').")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    warnings.append(f"{setting}: a key was made for the demonstration in {path}. Never use it for real people.")
    return path.read_text("ascii").strip()
