"""Two documents compared: which items were added, removed, moved or changed, and which words of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tandem.agreement import score_words
from tandem.agreement.comparing_words import Run, compared
from tandem.agreement.document import Document, Doubt, GradeRow, Material, Part, ScoreBin, ScoreTerm
from tandem.agreement.field_names import field_label, section_label
from tandem.agreement.value_words import Words
from tandem.basics.text import Text

#: What tells two items of a list apart; a list without any is compared as a whole.
_IDENTITY = ("key", "side", "role", "measure")
#: What would break a path.
_NO_KEY = re.compile(r"[\[\].]")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs; ``field`` is its path in the item, ``runs`` the words of both."""

    field: str
    label: Text
    before: str
    after: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that was added, removed, changed, or stands elsewhere in its list.

    ``moved`` may be true of a changed one too. An added or removed item shows all its fields.
    """

    key: str
    title: str
    kind: Literal["added", "removed", "changed", "moved"]
    moved: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section in which something differs; a section that is no list has one item with an empty key."""

    section: str
    label: Text
    items: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two documents, in the order of the document; empty when nothing does."""

    sections: tuple[SectionChange, ...]

    def __bool__(self) -> bool:
        return bool(self.sections)

    def count(self, kind: str) -> int:
        """How many items were ``added``, ``removed``, ``changed`` or only ``moved``."""
        return sum(item.kind == kind for section in self.sections for item in section.items)


def compare(before: Document, after: Document) -> Comparison:
    """What ``after`` says differently from ``before``, in the language of ``after``."""
    words, sections = Words.of(before, after), []
    for name in Document.__struct_fields__:
        items = tuple(_section(name, getattr(before, name), getattr(after, name), words))
        if items:
            sections.append(SectionChange(name, section_label(name), items))
    return Comparison(tuple(sections))


def _section(section: str, before: object, after: object, words: Words) -> Iterator[ItemChange]:
    if isinstance(before, tuple) and isinstance(after, tuple):
        yield from _items(section, before, after, words)
        return
    if before != after:
        fields = tuple(_fields(section, _flat_section(section, before, words), _flat_section(section, after, words)))
        yield ItemChange("", "", "changed", moved=False, fields=fields)


def _items(section: str, before: Sequence[Part], after: Sequence[Part], words: Words) -> Iterator[ItemChange]:
    """Items by key: those of ``after`` in its order, then those that are gone."""
    old, new = _by_key(before), _by_key(after)
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    for key, item in new.items():
        if key not in old:
            fields = tuple(_fields(section, {}, _flat(item, words)))
            yield ItemChange(key, _title(item, words), "added", moved=False, fields=fields)
            continue
        differs = item != old[key]
        if differs or key in moved:
            fields = tuple(_fields(section, _flat(old[key], words), _flat(item, words)))
            kind: Literal["changed", "moved"] = "changed" if differs else "moved"
            yield ItemChange(key, _title(item, words), kind, moved=key in moved, fields=fields)
    for key, item in old.items():
        if key not in new:
            fields = tuple(_fields(section, _flat(item, words), {}))
            yield ItemChange(key, _title(item, words), "removed", moved=False, fields=fields)


def _by_key(items: Sequence[Part]) -> dict[str, Part]:
    """Items by what tells them apart; a key that an unfinished draft gives twice is numbered."""
    found: dict[str, Part] = {}
    for item in items:
        key = next((str(getattr(item, name)) for name in _IDENTITY if getattr(item, name, "")), "")
        again = 1
        while (unique := key if again == 1 else f"{key} ({again})") in found:
            again += 1
        found[unique] = item
    return found


def _moved(before: list[str], after: list[str]) -> frozenset[str]:
    """The fewest items whose moving explains the new order."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = {key for at, _, size in matcher.get_matching_blocks() for key in before[at : at + size]}
    return frozenset(before) - stayed


def _title(item: Part, words: Words) -> str:
    for name in ("title", "what", "trigger", "about", "words", "person", "role"):
        if text := getattr(item, name, ""):
            return words.said(type(item), name, text) if name == "role" else str(text)
    return ""


def _fields(section: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    for field in dict.fromkeys((*after, *before)):
        old, new = before.get(field, ""), after.get(field, "")
        if old != new and field != "key":
            yield FieldChange(field, field_label(section, field), old, new, compared(old, new))


def _flat_section(section: str, value: object, words: Words) -> dict[str, str]:
    """The same of a section that is no list: a structure, or a plain field of the document."""
    if isinstance(value, Part):
        return _flat(value, words)
    text = words.said(Document, section, value)
    return {"": text} if text else {}


def _flat(value: Part, words: Words, path: str = "") -> dict[str, str]:
    """The values of a part as texts by path; an empty one is left out, as it says nothing."""
    flat: dict[str, str] = {}
    for name in value.__struct_fields__:
        inner, at = getattr(value, name), f"{path}.{name}" if path else name
        if isinstance(inner, Part):
            flat |= _flat(inner, words, at)
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], Part):
            flat |= _flat_list(inner, words, at)
        elif text := words.said(type(value), name, inner):
            flat[at] = text
    return flat


def _flat_list(items: Sequence[Part], words: Words, path: str) -> dict[str, str]:
    if isinstance(items[0], GradeRow):
        # A table without keys: its lines are compared as lines of a text.
        return {path: "\n".join(_row(row, words) for row in items)}
    if isinstance(items[0], Material | Doubt):
        # They have no keys either: each is told by its own words.
        return {path: "\n".join(": ".join(filter(None, _texts(each))) for each in items)}
    if isinstance(items[0], ScoreBin):
        # Lines by their keys: a comparison knows two documents and no installation that could tell their titles.
        term = ScoreTerm(bins=tuple(each for each in items if isinstance(each, ScoreBin)))
        return {path: "\n".join(score_words.line(each, term).in_language(words.language) for each in term.bins)}
    named = _by_key(items)
    # The order of the list, which the paths below do not show.
    flat = {path: ", ".join(words.named(item, key) for key, item in named.items())}
    for key, item in named.items():
        flat |= _flat(item, words, f"{path}[{_NO_KEY.sub('_', key)}]")
    return flat


def _texts(part: Part) -> Iterator[str]:
    return (str(getattr(part, name)) for name in part.__struct_fields__)


def _row(row: Part, words: Words) -> str:
    """A line of the table of grades."""
    answers = ("need", "budget", "urgency")
    said = (f"{field_label('grading', f'questions.{name}').in_language(words.language).rpartition(' › ')[2]}: "
            f"{words.said(type(row), name, getattr(row, name))}" for name in answers)  # fmt: skip
    return f"{'; '.join(said)} → {words.said(type(row), 'grade', getattr(row, 'grade', ''))}"
