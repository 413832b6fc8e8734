"""Sends requests through a door into the house, as the gate does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tandem.intake.doors import OpenSource, Reading, Request, doors
from tandem.intake.taking_in import take_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def posted(body: bytes | str | Mapping[str, Any], *, at: datetime = NOW, path: str = "", **headers: str) -> Request:
    """A POST of raw bytes, of form text, or of an object as JSON. Headers by name with ``_`` for ``-``."""
    if isinstance(body, Mapping):
        said, kind = json.dumps(body).encode(), "application/json"
    else:
        said, kind = (body, "") if isinstance(body, bytes) else (body.encode(), FORM)
    named = {"content-type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method="POST", path=path, query={}, headers=named, body=said, received_at=at)


def form(fields: Mapping[str, str]) -> str:
    return urlencode(fields)


def knock(opened: OpenSource, request: Request) -> Reading:
    """Authenticate, read and take in; returns what the door read."""
    door = doors()[opened.door]
    door.authenticate(request, opened)
    reading = door.read(request, opened)
    if reading.arriving:
        take_in(reading.arriving, sources={opened.key: opened}, now=request.received_at)
    return reading
