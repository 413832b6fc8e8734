"""A report as lines of measures: the page's table and both exports are made of the same sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.catalogue import Measure, Total, Unit, measure
from tandem.measures.export_files import Content
from tandem.measures.values import Number, Value
from tandem.measures.wording import is_share

_PLAN = Text(ru="{name}: план", en="{name}: plan")
_DONE = Text(ru="{name}: выполнение", en="{name}: fulfilment")
_CASES = Text(ru="{name}: n", en="{name}: n")
_FROM = Text(ru="{name}: от", en="{name}: from")
_TO = Text(ru="{name}: до", en="{name}: to")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its labels, its figures by measure, what was planned by measure.

    ``first`` keeps a line above the sorted ones, ``last`` below ("not given"); ``total`` is the line of the whole.
    ``fulfilment`` is fact over plan by measure. ``period`` are the days its figures are counted in, where they are not
    those of the whole page; ``aside`` is said below its last label.
    """

    labels: tuple[str, ...]
    values: Mapping[str, Value]
    plans: Mapping[str, Number] = field(default_factory=dict)
    fulfilment: Mapping[str, float] = field(default_factory=dict)
    url: str = ""
    note: str = ""
    members: tuple[str | int | None, ...] = ()
    first: bool = False
    last: bool = False
    total: bool = False
    period: Period | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``heads`` name the labels; ``measures`` are the columns of figures, by key.

    ``titles`` are shorter names for heads of columns that have one. ``beneath`` maps a count to the share that
    stands under it in small type, and beside it in a file. ``expected`` is the part of the plans that should be
    fulfilled by now. Few cases a line make intervals wide: without ``intervals`` they wait for the mouse.
    """

    title: str
    heads: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[Line, ...]
    titles: Mapping[str, Text] = field(default_factory=dict)
    beneath: Mapping[str, str] = field(default_factory=dict)
    expected: float | None = None
    intervals: bool = True

    def head(self, asked: Measure) -> Text:
        """What stands above the figures of a measure."""
        return self.titles.get(asked.key, asked.name)

    @property
    def columns(self) -> tuple[Measure, ...]:
        """The measures of the columns."""
        return tuple(measure(key) for key in self.measures)

    def sorted_by(self, key: str) -> Sheet:
        """The lines by a measure (``-leads``: largest first) or by ``name``; what is no such key changes nothing."""
        wanted, downwards = key.removeprefix("-"), key.startswith("-")
        body = [line for line in self.lines if not (line.first or line.last or line.total)]
        if wanted == "name":
            body.sort(key=lambda line: tuple(label.casefold() for label in line.labels), reverse=downwards)
        elif wanted in self.measures:
            body.sort(key=lambda line: _rank(line.values.get(wanted), downwards=downwards))
        else:
            return self
        above = [line for line in self.lines if line.first]
        below = [line for line in self.lines if line.last or line.total]
        return replace(self, lines=(*above, *body, *below))

    @property
    def planned(self) -> frozenset[str]:
        """Measures that some line has a plan for."""
        return frozenset(key for line in self.lines for key in line.plans)


def _rank(value: Value | None, *, downwards: bool) -> tuple[bool, float]:
    number = value.value if value else None
    if number is None:
        return True, 0.0
    return False, -float(number) if downwards else float(number)


def rows_of(sheet: Sheet, language: str) -> Iterator[list[Content]]:
    """The head and every line as cells: figures as numbers, uncertain ones with their n and interval."""
    yield [*sheet.heads, *(title for title, *_ in _columns(sheet, language))]
    columns = list(_columns(sheet, language))
    for line in sheet.lines:
        cells: list[Content] = list(line.labels)
        for _, asked, part in columns:
            cells.append(_part(line, asked, part))
        yield cells


def forms_of(sheet: Sheet, language: str) -> list[str]:
    """The number format of each column of ``rows_of``, as spreadsheets write it."""
    return ["" for _ in sheet.heads] + [_form(each, part) for _, each, part in _columns(sheet, language)]


def _columns(sheet: Sheet, language: str) -> Iterator[tuple[str, Measure, str]]:
    """Title, measure and the part of its value that each column of an export holds."""
    for each in sheet.columns:
        name = sheet.head(each).in_language(language)
        yield name, each, "value"
        if each.key in sheet.planned:
            yield _PLAN.in_language(language).format(name=name), each, "plan"
            yield _DONE.in_language(language).format(name=name), each, "fulfilment"
        if not isinstance(each.value, Total):
            yield from _sureness(sheet, name, each, language)
        if under := sheet.beneath.get(each.key):
            share = measure(under)
            named = share.name.in_language(language)
            yield named, share, "value"
            yield from _sureness(sheet, named, share, language)


def _sureness(sheet: Sheet, name: str, asked: Measure, language: str) -> Iterator[tuple[str, Measure, str]]:
    yield _CASES.in_language(language).format(name=name), asked, "n"
    if any((value := line.values.get(asked.key)) and value.low is not None for line in sheet.lines):
        yield _FROM.in_language(language).format(name=name), asked, "low"
        yield _TO.in_language(language).format(name=name), asked, "high"


def _part(line: Line, asked: Measure, part: str) -> Content:
    if part == "plan":
        return line.plans.get(asked.key)
    if part == "fulfilment":
        return line.fulfilment.get(asked.key)
    value = line.values.get(asked.key)
    if value is None:
        return None
    found: Number | None = getattr(value, part)
    if isinstance(found, float):
        # An interval without a limit on one side has an empty cell there.
        return round(found, 6) if abs(found) != float("inf") else None
    return found


def _form(asked: Measure, part: str) -> str:
    if part == "n":
        return "#,##0"
    if part == "fulfilment" or is_share(asked):
        return "0.0%"
    if asked.unit is Unit.MONEY:
        return "#,##0.00"
    if asked.unit is Unit.COUNT:
        return "#,##0"
    return "0.00"
