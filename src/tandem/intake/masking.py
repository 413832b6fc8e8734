"""A request as it may be shown: its structure and the names of its fields, every value masked.

Letters become ``x`` and ``X``, digits ``0``; signs, blanks and lengths stay, so that one sees what a phone or a date
looked like and not whose it was. Where the structure cannot be read nothing is taken for a name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

#: What a field may be called. A name with many digits or a mail address is somebody's, not a field's.
_NAME = re.compile(r"[\w\-.:/ \[\]]{1,80}")
_MANY_DIGITS = re.compile(r"\d{5}")
_DISPOSITION = re.compile(r"(content-disposition:\s*form-data;\s*name=\")([^\"\r\n]*)(\")([^\r\n]*)", re.IGNORECASE)


def masked_body(body: bytes, content_type: str) -> str:
    """The body as text to show; ``content_type`` as the sender stated it."""
    text = body.decode("utf-8", "replace")
    # Many a program sends JSON under another name.
    if text.lstrip()[:1] in ("{", "["):
        try:
            return "".join(
                _told(json.loads(text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number), "")
            )
        except (ValueError, RecursionError):
            return masked(text)
    match content_type.partition(";")[0].strip().lower():
        case "application/x-www-form-urlencoded":
            return masked_query(text)
        case "multipart/form-data":
            return _masked_parts(text)
        case _:
            return masked(text)


def masked_query(query: str) -> str:
    """Names and masked values of a query or of a form, one a line."""
    lines = []
    for pair in query.split("&"):
        name, sign, value = pair.partition("=")
        lines.append(shown_name(_decoded(name)) + sign + masked(_decoded(value)) if sign else masked(_decoded(name)))
    return "\n".join(lines)


def masked(text: str) -> str:
    """The text with every letter and digit masked; what does not print becomes a dot."""
    return "".join(map(_mask, text))


def shown_name(name: str) -> str:
    """The name of a field as it is; masked when it looks like what somebody typed."""
    plain = _NAME.fullmatch(name) is not None and _MANY_DIGITS.search(name) is None
    return name if plain else masked(name)


class _Pairs(list[tuple[str, object]]):
    """An object of JSON with the names that occur twice."""


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def _told(value: object, indent: str) -> Iterator[str]:
    deeper = indent + "  "
    match value:
        case _Pairs() if value:
            for at, (name, each) in enumerate(value):
                yield ("{\n" if at == 0 else ",\n") + deeper + json.dumps(shown_name(name), ensure_ascii=False) + ": "
                yield from _told(each, deeper)
            yield f"\n{indent}}}"
        case _Pairs():
            yield "{}"
        case list() if value:
            for at, each in enumerate(value):
                yield ("[\n" if at == 0 else ",\n") + deeper
                yield from _told(each, deeper)
            yield f"\n{indent}]"
        case _Number():
            yield masked(value)
        case str():
            yield f'"{masked(value)}"'
        case _:
            yield json.dumps(value)


def _masked_parts(text: str) -> str:
    """The parts of a form with their names; names and contents of files are values."""
    shown, end = [], 0
    for found in _DISPOSITION.finditer(text):
        before, name, quote, rest = found.groups()
        shown += [masked(text[end : found.start()]), before, shown_name(name), quote, masked(rest)]
        end = found.end()
    return "".join([*shown, masked(text[end:])])


def _mask(sign: str) -> str:
    match unicodedata.category(sign)[0]:
        case "L":
            return "X" if sign.isupper() else "x"
        case "M":
            return "x"
        case "N":
            return "0"
        case "C":
            return sign if sign in "\n\t" else "·"
        case _:
            return sign


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")
