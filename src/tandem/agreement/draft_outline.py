"""The draft section by section: what there is to open, move and remove."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.agreement import section_names
from tandem.agreement.item_words import named
from tandem.agreement.models import Version
from tandem.agreement.storing import HEAD, listed, part_from, sections
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One item."""

    key: str
    title: str | Text
    revision: int
    owner: str = ""
    #: Some of it runs.
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section; ``grows`` says that items are added to it."""

    key: str
    title: Text
    about: Text | None
    grows: bool
    lines: tuple[Line, ...]


def outline(draft: Version) -> tuple[Section, ...]:
    """All sections of a draft, the empty ones too."""
    rows: dict[str, list[Line]] = {}
    for item in draft.items.order_by("place", "pk"):
        part = part_from(item.section, item.key, item.body)
        title = section_names.PIECES.get(item.key) if listed(item.section) is None else None
        owner = str(getattr(part, "owner", "") or getattr(part, "side", ""))
        rows.setdefault(item.section, []).append(
            Line(item.key, title or named(part) or item.key, item.revision, owner, bool(getattr(part, "clause", "")))
        )
    return tuple(
        Section(
            key,
            section_names.SECTIONS[key],
            section_names.ABOUT.get(key),
            listed(key) is not None,
            tuple(rows.get(key, ())),
        )
        for key in (HEAD, *sections()[1:])
    )
