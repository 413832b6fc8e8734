"""What the pages of tests by lot show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.attribution.lift_drawing import COUNTS, DEALT
from tandem.attribution.lift_reading import Read
from tandem.attribution.models import LiftTest, LiftUnit
from tandem.attribution.rules.lift_result import Result
from tandem.basics.numbers import DASH, format_day, format_number, format_percent
from tandem.measures.asked import Asked
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

#: Pairs on the page; the file has them all.
_PAIRS = 40


def tests_table(tests: Iterable[LiftTest], page: Asked) -> Table:
    """Every test: what, on whom, when, and when its result is read."""
    language, today = page.language, timezone.localdate()
    columns = [
        Column(_("Campaign")), Column(_("Who is dealt out")), Column(_("What the test counts")),
        Column(_("When it runs")), Column(_("Result is read from")),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(each.campaign),
                Cell(DEALT[each.dealt]),
                Cell(COUNTS[each.counts].words),
                Cell(f"{format_day(each.first_day, today, language)} – {format_day(each.last_day, today, language)}"),
                Cell(format_day(each.read_on, today, language)),
            ],
            url=reverse("lift_test", args=[each.pk]),
        )
        for each in tests
    ]
    return Table(_("Tests by lot"), columns, rows)


def lots_table(found: Read, page: Asked) -> Table:
    """Pair by pair: who gets the campaign and who goes without, with what they brought before and in the days."""
    language = page.language
    columns = [
        Column(_("Gets the campaign")), Column(_("Brought before"), numeric=True), Column(_("Goes without")),
        Column(_("Brought before"), numeric=True),
    ]  # fmt: skip
    if found.result:
        columns += [Column(_("With it"), numeric=True), Column(_("Without"), numeric=True)]
    rows = []
    for shown, spared in _pairs(found)[:_PAIRS]:
        cells = [_named(shown), _number(shown.past, language), _named(spared), _number(spared.past, language)]
        if found.result:
            cells += [_number(found.now.get(each.name, 0), language) for each in (shown, spared)]
        rows.append(Row(cells))
    return Table(_("Lots"), columns, rows)


def halves(found: Read, page: Asked) -> dict[str, object]:
    """Both halves in numbers, and who is in neither."""
    pairs = _pairs(found)
    alone = [each for each in found.units if each.pair is None]
    said = ", ".join(each.name for each in alone[:5])
    return {
        "pairs": len(pairs),
        "more": len(pairs) > _PAIRS,
        "shown": format_number(sum(shown.past for shown, _ in pairs), page.language),
        "spared": format_number(sum(spared.past for _, spared in pairs), page.language),
        "alone": said,
    }


def result_words(result: Result, language: str) -> str:
    """What came out, in the words of the rule said beforehand."""
    if result.lift is None:
        return _("One of the halves brought nothing: no lift can be told.")
    high = format_percent(result.high, language, 0, signed=True) if math.isfinite(result.high) else "∞"
    words = {
        "lift": format_percent(result.lift, language, 0, signed=True),
        "low": format_percent(result.low, language, 0, signed=True),
        "high": high,
        "shown": format_number(result.shown, language),
        "spared": format_number(result.spared, language),
    }
    told = _("With it %(shown)s, without %(spared)s: %(lift)s, from %(low)s to %(high)s in nineteen cases of twenty.")
    if result.works is None:
        verdict = _("By the rule said beforehand nothing is shown: neither that it works nor that it does not.")
    elif result.works:
        verdict = _("By the rule said beforehand the campaign works.")
    else:
        verdict = _("By the rule said beforehand less comes with the campaign than without it.")
    return f"{told % words} {verdict}"


def file_rows(found: Read) -> list[Sequence[Content]]:
    """Every unit with its half."""
    rows: list[Sequence[Content]] = [
        [_("City or client"), _("Pair"), _("Half"), _("Brought before"), _("Brought in the days")]
    ]
    for each in found.units:
        half = _("left out") if each.pair is None else _("gets the campaign") if each.shown else _("goes without")
        rows.append([each.name, each.pair, half, each.past, found.now.get(each.name, 0) if found.result else None])
    return rows


def _pairs(found: Read) -> list[tuple[LiftUnit, LiftUnit]]:
    halves: dict[int, dict[bool, LiftUnit]] = {}
    for each in found.units:
        if each.pair is not None:
            halves.setdefault(each.pair, {})[each.shown] = each
    return [(half[True], half[False]) for _, half in sorted(halves.items())]


def _named(unit: LiftUnit) -> Cell:
    return Cell(unit.name or DASH)


def _number(amount: float, language: str) -> Cell:
    return Cell(format_number(amount, language))
