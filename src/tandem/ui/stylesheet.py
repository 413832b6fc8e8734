"""One style sheet, joined from the small files of every room.

A file under ``<room>/static/<room>/css/`` is found at start and says itself which layer it belongs
to. Joined, the sheet is one request, and its address changes with its content, so a browser may
keep it for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from django.conf import settings

from tandem.basics.discovery import rooms

# First the order of layers, then tokens; the rest by name.
_FIRST = ("layers.css", "tokens.css", "reset.css", "base.css", "layout.css")


def sheet() -> str:
    """The whole text; read once, or on each call while developing."""
    return _read() if settings.DEBUG else _kept()


def fingerprint() -> str:
    """A short digest of the sheet, part of its address."""
    return hashlib.sha256(sheet().encode()).hexdigest()[:12]


@cache
def _kept() -> str:
    return _read()


def _read() -> str:
    found: list[tuple[int, int, str, str]] = []
    for floor, room in enumerate(sorted(rooms(), key=lambda room: room != "tandem.ui")):
        folder = files(room).joinpath("static", room.rpartition(".")[2], "css")
        if not folder.is_dir():
            continue
        for file in folder.iterdir():
            if file.name.endswith(".css"):
                rank = _FIRST.index(file.name) if file.name in _FIRST else len(_FIRST)
                found.append((floor, rank, file.name, file.read_text(encoding="utf-8")))
    return "\n".join(text for *_, text in sorted(found))
