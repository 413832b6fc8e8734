"""Values of the document as people read them: roles, measures and choices in words, keys by what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.agreement import titles
from tandem.agreement.document import ASK, Document, Part
from tandem.agreement.item_shapes import alias_of, fields_of, is_many, literals
from tandem.agreement.yaml_writing import number
from tandem.basics.numbers import format_period
from tandem.basics.periods import Period

_MEASURES = {"measure", "shared_measure", "own_measure"}
#: Fields that hold keys of other items, by the section of those.
_REFER = {"moves": "stages", "before": "stages", "calendar": "calendars", "goal": "goals"}


@dataclass(frozen=True, slots=True)
class Words:
    """Says values in one language; ``titles`` are those of items, by section and key."""

    language: str
    titles: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, *documents: Document) -> Words:
        """The words of several documents: the language and the titles of the last that has them."""
        known = {
            (section, item.key): item.title
            for document in documents
            for section in set(_REFER.values())
            for item in getattr(document, section)
            if item.title
        }
        return cls(documents[-1].language, known)

    def said(self, structure: type[Part], field: str, value: object) -> str:
        """A value of a field; empty where it says nothing."""
        kind = fields_of(structure)[field]
        if isinstance(value, tuple):
            return ", ".join(self._one(kind, field, each) for each in value)
        return self._one(kind, field, value)

    def named(self, item: Part, key: str) -> str:
        """An item of a list within an item: by its measure or role, else by its key."""
        for name in ("key", "measure", "role"):
            if name in item.__struct_fields__:
                return key if name == "key" else self.said(type(item), name, getattr(item, name)) or key
        return key

    def _one(self, kind: Any, field: str, value: object) -> str:
        match value:
            case None | "":
                return ""
            case False if not literals(kind):
                return ""  # A mark that is not set.
            case Decimal():
                # Every digit as it is written, so that what differs is seen to differ.
                return number(value).replace(".", "," if self.language == "ru" else ".")
            case date():
                return format_period(Period(value, value), self.language)
            case Mapping():
                return "; ".join(f"{key}: {self._plain(each)}" for key, each in sorted(value.items()))
            case bool():
                return titles.choice(value).in_language(self.language)
        text = str(value)
        match alias_of(kind):
            case "RoleKey":
                return titles.role(text).in_language(self.language)
            case "Side":
                return titles.side(text).in_language(self.language)
        if field in _MEASURES:
            return titles.measure(text).in_language(self.language)
        if field in _REFER:
            return self.titles.get((_REFER[field], text), text)
        if not is_many(kind) and text in {str(each) for each in literals(kind)}:
            return titles.choice(text).in_language(self.language)
        if field == "grade" and text == ASK:
            return titles.choice(ASK).in_language(self.language)
        return text

    @staticmethod
    def _plain(value: object) -> str:
        return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
