"""The document in its table: one row an item, so that two people may edit two places of a draft at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from tandem.agreement.document import Document, Part, Side

#: The section of what stands above all sections: title, preamble, who leads.
HEAD = "document"
#: Sections that are one structure and not a list; each field of theirs is an item of its own.
_DIVIDED = {"grading"}
#: Sections that are one structure and one item.
WHOLE = {"distribution", "queue", "bonus", "scorecard", "audit", "naming", "matching"}
_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Stored:
    """One item as it lies in the table; ``body`` is plain data as in YAML."""

    section: str
    key: str
    place: int
    body: Any


@cache
def sections() -> tuple[str, ...]:
    """All sections, in the order of the document."""
    return (HEAD, *(name for name in Document.__struct_fields__ if name not in head_fields()))


@cache
def head_fields() -> tuple[str, ...]:
    """The fields of the document that belong to no section."""
    kinds = get_type_hints(Document)
    return tuple(name for name in Document.__struct_fields__ if not _is_section(kinds[name]))


@cache
def listed(section: str) -> type[Part] | None:
    """What a section lists; None where its items are fixed."""
    kind = get_type_hints(Document).get(section)
    return get_args(kind)[0] if get_origin(kind) is tuple else None


@cache
def item_type(section: str, key: str) -> Any:
    """The type of an item's body."""
    if section == HEAD:
        return Head
    if section in _DIVIDED:
        return get_type_hints(get_type_hints(Document)[section])[key]
    return listed(section) or get_type_hints(Document)[section]


class Head(Part, frozen=True):
    """What stands above all sections."""

    title: str = ""
    language: Literal["ru", "en"] = "ru"
    preamble: str = ""
    leads: Side = ""
    revise_by: date | None = None


def items_of(document: Document) -> Iterator[Stored]:
    """The document taken apart."""
    yield Stored(HEAD, HEAD, 0, plain(Head(**{name: getattr(document, name) for name in head_fields()})))
    for section in sections()[1:]:
        value = getattr(document, section)
        if section in _DIVIDED:
            for place, name in enumerate(value.__struct_fields__):
                yield Stored(section, name, place, plain(getattr(value, name)))
        elif section in WHOLE:
            yield Stored(section, section, 0, plain(value))
        else:
            taken: set[str] = set()
            for place, part in enumerate(value):
                key = free_key(own_key(part), taken)
                taken.add(key)
                yield Stored(section, key, place, plain(part))


def document_from(items: Iterable[Stored]) -> Document:
    """The document put together again; what has no item keeps its default."""
    found: dict[str, list[Stored]] = {}
    for item in sorted(items, key=lambda item: item.place):
        found.setdefault(item.section, []).append(item)
    values: dict[str, Any] = {}
    for section, rows in found.items():
        if section == HEAD:
            values |= rows[0].body
        elif section in _DIVIDED:
            values[section] = {row.key: row.body for row in rows}
        elif section in WHOLE:
            values[section] = rows[0].body
        else:
            values[section] = [row.body for row in rows]
    return msgspec.convert(_sorted(values), Document)


def part_from(section: str, key: str, body: Any) -> Any:
    """One item read back as its structure."""
    return msgspec.convert(_sorted(body), item_type(section, key))


def plain(value: Any) -> Any:
    """A structure as plain data that JSON can hold; defaults are left out."""
    return _sorted(msgspec.to_builtins(value))


def own_key(part: Any) -> str:
    """The key of a part: its own, or the side or role it is for."""
    return str(getattr(part, "key", "") or getattr(part, "side", "") or getattr(part, "role", ""))


def free_key(wanted: str, taken: Iterable[str]) -> str:
    """``wanted`` or, where it is taken or empty, one like it that is free."""
    # It becomes part of an address.
    wanted = re.sub(r"[^\w.-]+", "-", wanted)[:_LONGEST_KEY] or "item"
    if wanted not in (known := set(taken)):
        return wanted
    return next(free for number in range(2, len(known) + 3) if (free := f"{wanted}-{number}") not in known)


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)


def key_from(words: str) -> str:
    """A short latin name made of a title: ``Целевой лид`` → ``tselevoy_lid``."""
    latin = "".join(_LATIN.get(sign, sign) for sign in words.lower())
    return re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:40].strip("_")


def _is_section(kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return issubclass(get_args(kind)[0], Part)
    return isinstance(kind, type) and issubclass(kind, Part)


def _sorted(value: Any) -> Any:
    # PostgreSQL keeps the keys of an object in an order of its own; a document reads the same from either database.
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted(each) for each in value]
    return value
