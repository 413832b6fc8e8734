"""Leads as JSON objects whose names are the fields of the lead record."""

from __future__ import annotations

import functools
import secrets
from typing import Any, ClassVar

import msgspec

from tandem.basics.text import Text
from tandem.imports.shelf import record_kinds
from tandem.intake.bodies import LONGEST_EXTRA, clean, json_object
from tandem.intake.doors import Arriving, Door, OpenSource, Reading, Request, RequestRefused


class ApiDoor(Door):
    """``POST /in/<source>/`` with a bearer key; ``Idempotency-Key`` or the field ``id`` makes a retry harmless."""

    key: ClassVar[str] = "api"
    title: ClassVar[Text] = Text(ru="API", en="API")
    own: ClassVar[bool] = True
    sample: ClassVar[str] = '{"client_name": "Анна", "phone": "+7 912 345-67-89"}'

    def read(self, request: Request, source: OpenSource) -> Reading:
        """One lead a request."""
        said = json_object(request.body)
        names = source.settings.get("names", {})
        cells, extras = sorted_out({names.get(name, name): value for name, value in said.items()})
        key = request.headers.get("idempotency-key") or str(cells.pop("id", "") or "") or secrets.token_hex(12)
        cells.pop("id", None)
        return Reading(
            [Arriving(source=source.key, key=key, received_at=request.received_at, cells=cells, extras=extras)]
        )


def sorted_out(said: dict[str, Any], kind: str = "lead") -> tuple[dict[str, Any], dict[str, str]]:
    """What is said by the names of the record's fields, and everything else as text. Refuses a nested field."""
    fields = _fields(kind)
    cells: dict[str, Any] = {}
    extras: dict[str, str] = {}
    for name, value in said.items():
        if value is None or value == "":
            continue
        if name in fields:
            if isinstance(value, list | dict):
                raise RequestRefused(422, nested(name))
            cells[name] = clean(value) if isinstance(value, str) else value
        else:
            text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
            extras[clean(name)[:100]] = clean(text)[:LONGEST_EXTRA]
    return cells, extras


def nested(name: str) -> Text:
    """A field holds one value."""
    return Text(
        ru=f"Поле {name[:50]} должно быть строкой, числом или флагом, а не списком или объектом.",
        en=f"The field {name[:50]} must be a text, a number or a flag, no list and no object.",
    )


@functools.cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(record_kinds()[kind].field_names)
