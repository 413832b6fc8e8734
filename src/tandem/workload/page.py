"""What the page of the load shows: how full, who, and how long leads really take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.agreement.document import Document
from tandem.basics.numbers import DASH, format_duration, format_money, format_number, format_percent
from tandem.measures.export_files import Content
from tandem.people.models import Person
from tandem.ui.pieces import Cell, Column, Figure, Row, Table
from tandem.workload.costs import Cost, Costs
from tandem.workload.load_rules import Fullness
from tandem.workload.queries import Filled, Standing
from tandem.workload.rules import NEAR_FULL
from tandem.workload.sampling import Doing
from tandem.workload.study import Delays, Study
from tandem.workload.study_rules import Norm


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the study: which of its three parts, what is called how, and the norm."""

    part: str
    name: str
    norm: Norm
    delays: Delays | None = None


def figures_of(found: Standing, language: str) -> list[Figure]:
    """How full it is by the norm to be warned by, the wait that follows, and who would be needed."""
    filled = found.worst
    if filled is None:
        return []
    load, sellers = filled.load, len(found.sellers)
    full = "" if load.full is None else format_percent(load.full, language, 0)
    waits = "" if load.waits is None else format_percent(load.waits, language, 0)
    wait = "" if load.wait is None else format_duration_of(load.wait, language)
    ends = _("has no end: more comes in than can be done")
    return [
        Figure(
            "load", _("Load"), full, owner="sales", n=format_number(found.leads, language),
            definition=_("Leads of the last four weeks by the minutes each takes, against the useful minutes of the "
                         "shifts. Above 85 % waits grow faster than the load."),
            losing=filled.fullness is Fullness.OVER,
        ),
        Figure(
            "waits", _("Has to wait"), waits, owner="sales", missing=ends,
            definition=_("The share of clients whose first call has to wait because everybody is busy, by Erlang's "
                         "formula. Real days are less regular, so it is rather more."),
        ),
        Figure(
            "wait", _("Waits on average"), wait, owner="sales", missing=ends,
            definition=_("The mean wait of a lead, in useful minutes of the team, by the same formula."),
        ),
        Figure(
            "needed", _("Sellers needed, %(n)s now") % {"n": format_number(sellers, language)},
            "" if filled.needed is None else format_number(filled.needed, language),
            owner="sales",
            definition=_("How many sellers with such days keep the load at 85 % at most."),
        ),
    ]  # fmt: skip


def format_duration_of(minutes: float, language: str) -> str:
    """Minutes as people say them."""
    return format_duration(timedelta(minutes=minutes), language)


def basis_of(found: Standing, filled: Filled, language: str) -> str:
    """What a load was reckoned from, in a sentence."""
    said = _("%(leads)s leads a day of %(minutes)s minutes, for %(sellers)s with %(useful)s useful minutes each")
    return said % {
        "leads": format_number(found.leads_a_day, language, 1),
        "minutes": format_number(filled.minutes, language, 1),
        "sellers": ngettext("%(n)s seller", "%(n)s sellers", len(found.sellers)) % {"n": len(found.sellers)},
        "useful": format_number(found.day.useful, language),
    }


def sellers_table(found: Standing, language: str) -> Table:
    """Each seller's load, the fullest first."""
    columns = [
        Column(_("Seller")), Column(_("Leads of four weeks"), numeric=True),
        Column(_("Minutes a lead"), numeric=True, hint=_("Of all sellers where their own leads are too few")),
        Column(_("Useful hours"), numeric=True, hint=_("Of their shifts in these weeks, absences taken off")),
        Column(_("Load"), numeric=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(str(each.person)),
                Cell(format_number(each.leads, language)),
                Cell(format_number(each.minutes, language, 1), note="" if each.own else _("of all")),
                Cell(format_number(each.capacity / 60, language)),
                Cell(DASH if each.full is None else format_percent(each.full, language, 0),
                     note=_("too full") if each.full is not None and each.full > NEAR_FULL else ""),
            ]
        )
        for each in sorted(found.sellers, key=lambda each: (-(each.full or 0), each.person.name))
    ]  # fmt: skip
    return Table(_("Load by seller"), columns, rows)


def lines_of(timed: Study, document: Document, waits: Mapping[int, Delays], *, names: bool) -> list[Line]:
    """The study by grade, product and, for those who see names, by seller; all of it first."""
    grades = {each.key: each.title for each in document.grading.grades if each.title}
    lines = [Line("", _("All leads"), timed.all)]
    lines += [Line(_("Grade"), grades.get(key, key) or _("no grade"), norm) for key, norm in timed.by_grade.items()]
    lines += [Line(_("Product"), key or _("no product"), norm) for key, norm in timed.by_product.items()]
    if names:
        people = dict(Person.objects.filter(pk__in=[key for key in timed.by_seller if key]).values_list("pk", "name"))
        lines += [
            Line(_("Seller"), people.get(key or 0, _("nobody")), norm, waits.get(key or 0))
            for key, norm in timed.by_seller.items()
        ]
    return lines


def study_tables(lines: list[Line], language: str) -> list[Table]:
    """A table for each part of the study."""
    parts: dict[str, list[Line]] = {}
    for line in lines:
        if line.part:
            parts.setdefault(line.part, []).append(line)
    return [_study_table(part, [lines[0], *each], language) for part, each in parts.items()]


def _study_table(part: str, lines: list[Line], language: str) -> Table:
    delays = any(line.delays for line in lines)
    columns = [
        Column(part), Column(_("Minutes a lead really takes"), numeric=True), Column(_("As agreed"), numeric=True),
        Column(_("Contacts a lead"), numeric=True), Column(_("Leads"), numeric=True),
    ]  # fmt: skip
    if delays:
        columns += [
            Column(_("Waits for a seller"), numeric=True, hint=_("Median, from the request to the hand-over")),
            Column(_("Waits for the call"), numeric=True, hint=_("Median, from the hand-over to the first contact")),
        ]
    return Table(part, columns, [_study_row(line, language, delays=delays) for line in lines])


def _study_row(line: Line, language: str, *, delays: bool) -> Row:
    norm = line.norm
    found = norm.minutes
    told = (
        _("few leads: no norm yet") if norm.few
        else f"{format_number(found.low, language, 1)} – {format_number(found.high, language, 1)}"
        if isfinite(found.high) else ""
    )  # fmt: skip
    part = None if norm.against is None else format_percent(norm.against, language, 0)
    differs = _("really %(part)s of it") % {"part": part} if norm.differs and part else ""
    cells = [
        Cell(line.name),
        Cell(format_number(found.value, language, 1), note=told),
        Cell(format_number(norm.assumed, language), note=differs),
        Cell(format_number(norm.contacts, language, 1)),
        Cell(format_number(found.n, language)),
    ]
    if delays:
        of = line.delays
        cells += [
            Cell(DASH if of is None or of.system is None else format_duration_of(of.system / 60, language),
                 note="" if of is None else f"n = {format_number(of.n_system, language)}"),
            Cell(DASH if of is None or of.human is None else format_duration_of(of.human / 60, language),
                 note="" if of is None else f"n = {format_number(of.n_human, language)}"),
        ]  # fmt: skip
    return Row(cells, total=not line.part)


def costs_table(lines: Sequence[Cost], document: Document, found: Costs, language: str) -> Table:
    """Kinds of doing with their share of the time, minutes a day of a seller and, where time is short, sales."""
    columns = [
        Column(_("What it is")), Column(_("Share of the shift"), numeric=True),
        Column(_("Minutes a day, each seller"), numeric=True),
    ]  # fmt: skip
    # What is not to be switched off has no such price.
    priced = found.hour is not None and any(each.taken.justified is not None for each in lines)
    if priced:
        columns.append(Column(_("At the price of an hour, a day"), numeric=True))
    if found.short:
        columns.append(Column(_("Sales lost in four weeks"), numeric=True))
    titles = {each.key: each.title for each in document.chores}
    rows = []
    for line in lines:
        share, minutes = line.taken.share, line.taken.minutes
        cells = [
            Cell(doing_words(line.taken.key, titles, language)),
            Cell(format_percent(share.value, language, 0),
                 note=f"{format_percent(share.low, language, 0)} – {format_percent(share.high, language, 0)}"),
            Cell(format_number(minutes.value, language),
                 note=f"{format_number(minutes.low, language)} – {format_number(minutes.high, language)}"),
        ]  # fmt: skip
        if priced:
            price = None if minutes.value is None else minutes.value / 60 * (found.hour or 0.0)
            cells.append(Cell(DASH if price is None else format_money(price, found.currency, language)))
        if found.short:
            sales = line.sales
            cells.append(
                Cell(DASH) if sales is None
                else Cell(format_number(sales.value, language, 1),
                          note=f"{format_number(sales.low, language, 1)} – {format_number(sales.high, language, 1)}")
            )  # fmt: skip
        rows.append(Row(cells))
    return Table(_("What the time goes to"), columns, rows)


def doing_words(key: str, titles: Mapping[str, str], language: str) -> str:
    """What a kind of doing is called."""
    return Doing(key).words.in_language(language) if key in set(Doing) else titles.get(key, key)


def file_rows(lines: list[Line]) -> Iterator[list[Content]]:
    """The study as rows of a file; seconds of waiting as they are."""
    yield [
        _("Of"), _("Name"), _("Minutes a lead really takes"), _("From"), _("To"), _("As agreed"), _("Contacts a lead"),
        _("Leads"), _("Waits for a seller, seconds"), _("Waits for the call, seconds"),
    ]  # fmt: skip
    for line in lines:
        found, of = line.norm.minutes, line.delays
        yield [
            line.part, line.name, _rounded(found.value), _rounded(found.low), _rounded(found.high),
            _rounded(line.norm.assumed), _rounded(line.norm.contacts), found.n,
            None if of is None else _rounded(of.system), None if of is None else _rounded(of.human),
        ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(value, 2)
