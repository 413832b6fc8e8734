"""Reads settings from environment variables and fails loudly, with a sentence, on a bad one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """A setting cannot be used as written; the message says which one and what is expected."""


def text(name: str, default: str) -> str:
    """The variable as text, or the default when unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no (1/0, true/false, yes/no)."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={raw!r}: expected yes or no.")


def number(name: str, *, default: int) -> int:
    """The variable as a whole number."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdecimal():
        raise BadSetting(f"{name}={raw!r}: expected a whole number.")
    return int(raw)


def keep_to_ourselves() -> None:
    """Whatever this process and its children write is for its own user only, whatever the shell had set.

    Names, phones and payments lie in the data folder, in backups and in exports.
    """
    os.umask(0o077)


def close_to_others(home: Path) -> None:
    """Take from everybody else what an earlier version, or a copy by hand, left readable below the data folder.

    Only what is Tandem's own: a folder that holds other things too keeps them as they are.
    """
    kept = [path for name in ("imports", "recipes", "store") for path in (home / name, *(home / name).rglob("*"))]
    for path in (*kept, *home.glob("tandem.sqlite3*")):
        with contextlib.suppress(FileNotFoundError, PermissionError):
            if not path.is_symlink() and (mode := path.stat().st_mode) & 0o077:
                path.chmod(mode & 0o700)


def folder(name: str, default: Path) -> Path:
    """The variable as a folder, created when missing."""
    path = Path(os.environ.get(name) or default).expanduser().resolve()
    # Names and phones lie in it: nobody else of this machine reads them.
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def mailers(url: str) -> dict[str, dict[str, object]]:
    """Django's settings for sending mail; without an address whatever is sent goes nowhere.

    ``url`` is ``smtp://user:password@host:port`` (plain, as to a server of one's own), ``smtp+tls://…`` for STARTTLS or
    ``smtps://…`` for TLS from the first byte.
    """
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    parts = urlsplit(url)
    if parts.scheme not in _MAIL_PORTS or not parts.hostname:
        raise BadSetting(
            f"TANDEM_MAIL_URL starts with {parts.scheme!r}: expected smtp://, smtp+tls:// or smtps:// and a host."
        )
    options: dict[str, object] = {
        "host": parts.hostname,
        "port": parts.port or _MAIL_PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 30,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def database(url: str, *, home: Path) -> dict[str, object]:
    """Django's settings for the state database.

    ``url`` is empty or ``sqlite:///path`` for the embedded SQLite, or
    ``postgresql://user:password@host:port/name`` (``host`` may be a folder with a socket, given as
    ``?host=/folder``) for PostgreSQL.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        path = Path(unquote(parts.path)) if parts.path else home / "tandem.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # A group of leads changes fifty pages: with SQLite's own thousand, every twentieth commit would write
                # and sync the whole database as well.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=6000; "
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
                    "PRAGMA foreign_keys=ON;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(query.get("port", parts.port or "")),
            # A network that swallows what is sent must not make anybody wait for ever.
            "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 15_000},
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise BadSetting(
        f"TANDEM_DATABASE_URL starts with {parts.scheme!r}: expected sqlite:///file or postgresql://user@host/name."
    )
