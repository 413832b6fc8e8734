"""What a page hands to the components: plain frozen data, already in the reader's words.

Values arrive formatted (``tandem.basics.numbers``), because only the page knows the unit; a
component decides how it looks, never what it means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from tandem.basics.text import Text

type Words = str | Text | Promise
type Better = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved against the comparison: ``+12 %`` ``to September``."""

    amount: str
    against: Words = ""
    verdict: Better = "same"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and everything a reader may ask of it.

    ``value`` is formatted text; empty means it cannot be computed and ``missing`` says why.
    ``owner`` is ``marketing``, ``sales`` or empty. ``trend`` are raw values, oldest first, ``None``
    where there is no data; the last ``young`` of them are not ripe yet and drawn hatched.
    ``more_url`` leads to all that is known of the number. ``losing`` is for money being lost now: the only
    use of red.
    """

    key: str
    title: Words
    value: str
    change: Change | None = None
    trend: Sequence[float | None] = ()
    young: int = 0
    definition: Words = ""
    #: What the agreement says of it, in the words of the departments.
    agreed: Words = ""
    owner: str = ""
    version: Words = ""
    n: str = ""
    interval: str = ""
    as_of: str = ""
    leads_url: str = ""
    more_url: str = ""
    missing: Words = ""
    losing: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``sort`` is the key in the address (``?sort=key`` or ``?sort=-key``).

    ``about`` says all there is to say of a column of figures; the head opens it.
    """

    title: Words
    numeric: bool = False
    sort: str = ""
    hint: Words = ""
    about: Figure | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text or a ready piece of SVG, a link, a second line in small type; ``hint`` on hover."""

    value: Words
    url: str = ""
    note: Words = ""
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``url`` is what Enter opens. ``total`` rows stay at the bottom."""

    cells: Sequence[Cell]
    url: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """Teaches instead of shrugging: one sentence, one button."""

    sentence: Words
    action: Words = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with sortable heads and exports; ``caption`` says what it lists (read aloud, hidden).

    ``stacked``: on a phone each row is a block of its own, its figures under their heads, with nothing to push aside.
    """

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty | None = None
    exports: Sequence[tuple[str, str]] = ()
    stacked: bool = False

    @property
    def body(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Each row with its cells beside their columns."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of the same thing; ``current`` is the one shown."""

    title: Words
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address without it."""

    title: Words
    remove_url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a time line: when (formatted), what happened, whose doing, and details."""

    when: Words
    sentence: Words
    icon: str = "information-circle"
    owner: str = ""
    note: Words = ""
    url: str = ""
    iso: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the one funnel.

    ``share`` is the part of the stage before that came here (0..1), drawn as a bar from zero;
    ``young`` the part of it that may still come and is drawn hatched. ``conversion``, ``interval`` and
    ``duration`` are the same and the time between, as text; ``n`` the cases behind it. ``about`` is opened by
    the count and ``more`` by the conversion; ``change`` compares the count.
    """

    title: Words
    value: str
    owner: str = ""
    share: float | None = None
    young: float = 0.0
    conversion: str = ""
    interval: str = ""
    duration: Words = ""
    url: str = ""
    n: str = ""
    change: Change | None = None
    about: Figure | None = None
    more: Figure | None = None
