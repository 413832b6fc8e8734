"""Leads as JSON objects whose names are the fields of the lead record."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

import msgspec

from tandem.basics.text import Text
from tandem.imports.shapes import RecordKind
from tandem.imports.shelf import record_kinds
from tandem.intake.doors import Arriving, Door, OpenSource, Reading, Request, RequestRefused

#: More names than this are no lead.
MOST_NAMES = 200
#: Characters of an answer that has no field of its own.
LONGEST_EXTRA = 4_000

NOT_JSON = Text(
    ru="Тело запроса — не объект JSON в UTF-8. Ожидается вроде {\"phone\": \"+7 912 345-67-89\"}.",
    en='The body is no JSON object in UTF-8. Expected is something like {"phone": "+7 912 345-67-89"}.',
)  # fmt: skip
TOO_MANY_NAMES = Text(
    ru=f"В заявке больше {MOST_NAMES} полей. Оставьте те, что нужны отделу продаж.",
    en=f"The lead has more than {MOST_NAMES} fields. Leave those that sales needs.",
)


class ApiDoor(Door):
    """``POST /in/<source>/`` with a bearer key; ``Idempotency-Key`` or the field ``id`` makes a retry harmless."""

    key: ClassVar[str] = "api"
    title: ClassVar[Text] = Text(ru="API", en="API")
    own: ClassVar[bool] = True

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


def json_object(body: bytes) -> dict[str, Any]:
    """The object a body holds. Refuses by ``RequestRefused`` what is none."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise RequestRefused(400, NOT_JSON) from wrong
    if not isinstance(said, dict):
        raise RequestRefused(400, NOT_JSON)
    if len(said) > MOST_NAMES:
        raise RequestRefused(422, TOO_MANY_NAMES)
    return said


def sorted_out(said: dict[str, Any], kind: str = "lead") -> tuple[dict[str, Any], dict[str, str]]:
    """What is said by the names of the record's fields, and everything else as text. Refuses a nested field."""
    fields = _fields(record_kinds()[kind])
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


def clean(text: str) -> str:
    """Without NUL and lone surrogates, which no database keeps."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def nested(name: str) -> Text:
    """A field holds one value."""
    return Text(
        ru=f"Поле {name[:50]} должно быть строкой, числом или флагом, а не списком или объектом.",
        en=f"The field {name[:50]} must be a text, a number or a flag, no list and no object.",
    )


def _fields(kind: RecordKind) -> frozenset[str]:
    return frozenset(kind.field_names)
