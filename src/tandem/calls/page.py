"""What the page of calls shows: how what was agreed is kept beside conversion, check by check, and the calls drawn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.agreement.agreed import questions_of_versions
from tandem.basics.intervals import Estimate, wilson
from tandem.basics.numbers import DASH, format_number, format_percent
from tandem.basics.text import Text
from tandem.calls.checks import NEXT_STEP
from tandem.calls.models import SampledCall
from tandem.measures.answer_lines import member_lines
from tandem.measures.asked import Asked
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.questions import Question, answer
from tandem.measures.sheets import Sheet
from tandem.ui.pieces import Cell, Column, Row, Table

#: How what was agreed is kept never stands without what comes of it, side by side on a phone as well.
MEASURES = ("script_adherence", "won_cohort", "calls_reviewed", "calls_sampled", "calls_unheard", "leads")
_TITLES = {
    "calls_sampled": Text(ru="Выбрано", en="Drawn"),
    "calls_reviewed": Text(ru="Разобрано", en="Reviewed"),
    "calls_unheard": Text(ru="Без записи", en="Not heard"),
    "script_adherence": Text(ru="Договорённое сделано", en="Agreed and done"),
    "won_cohort": Text(ru="Конверсия в продажу", en="Conversion to sale"),
}
#: Calls listed; older ones are counted above.
LISTED = 24


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check over all calls reviewed: how often it was done where there was occasion."""

    title: Text
    done: Estimate
    no_occasion: int


def sheet_of(page: Asked) -> tuple[Sheet, str]:
    """Sellers with both figures, and the currency counted; a seller's holds their own line only."""
    asked = Question(MEASURES, page.period, by=("seller",), seller_id=page.seller_id)
    answered = answer(asked, page.reading)
    lines = member_lines(answered, DIMENSIONS["seller"], page.language)
    if page.seller_id is not None:
        lines = tuple(line for line in lines if not line.total)
    sheet = Sheet(
        title=_("Calls and conversion"),
        heads=(DIMENSIONS["seller"].name.in_language(page.language),),
        measures=MEASURES,
        lines=lines,
        titles=_TITLES,
    )
    return sheet.sorted_by(page.sort(MEASURES)), answered.currency


def table_of(page: Asked) -> Table:
    """The table of sellers."""
    sheet, currency = sheet_of(page)
    return page_table(sheet, page.figures(currency), by=("seller",), empty=no_data(page.role))


def calls_of(page: Asked) -> tuple[list[SampledCall], list[SampledCall]]:
    """The calls drawn in the weeks of the period: the newest that wait, and reviewed ones; a seller sees their own."""
    found = SampledCall.objects.filter(week__gte=page.period.start, week__lte=page.period.end)
    if page.seller_id is not None:
        found = found.filter(seller_id=page.seller_id)
    found = found.select_related("activity", "seller", "lead").order_by("-week", "seller__name", "pk")
    waiting, reviewed = found.filter(reviewed_at=None), found.filter(reviewed_at__isnull=False)
    return list(waiting[:LISTED]), list(reviewed[:LISTED])


def checks_table(page: Asked) -> Table:
    """How often each check is done, over all calls reviewed in the period."""
    reviewed = SampledCall.objects.filter(week__gte=page.period.start, week__lte=page.period.end, due__gt=0)
    if page.seller_id is not None:
        reviewed = reviewed.filter(seller_id=page.seller_id)
    counts: dict[str, Counter[str]] = {}
    for said in reviewed.order_by().values_list("said", flat=True):
        for key, answer_ in json.loads(said).items():
            counts.setdefault(key, Counter())[answer_] += 1
    titles = _titles()
    lines = sorted(
        (CheckLine(titles.get(key, Text(ru=key, en=key)), wilson(each["yes"], each["yes"] + each["no"]), each["na"])
         for key, each in counts.items()),
        key=lambda line: 2.0 if line.done.value is None else line.done.value,
    )  # fmt: skip
    columns = [
        Column(_("What to listen for")), Column(_("Done"), numeric=True, hint=_("Of calls with an occasion for it")),
        Column(_("No occasion"), numeric=True),
    ]  # fmt: skip
    return Table(_("Check by check"), columns, [_check_row(line, page.language) for line in lines])


def _check_row(line: CheckLine, language: str) -> Row:
    done = line.done
    shown = DASH
    if done.value is not None:
        low, high = (format_percent(each, language, 0) for each in (done.low, done.high))
        shown = f"{format_percent(done.value, language, 0)} ({low} – {high})"
    return Row(
        [
            Cell(line.title.in_language(language)),
            Cell(shown, note=f"n = {format_number(done.n, language)}"),
            Cell(format_number(line.no_occasion, language)),
        ]
    )


def _titles() -> dict[str, Text]:
    """What each check is called, as the newest version words it."""
    asked: Sequence[tuple[str, str]] = [
        (f"ask-{each.key}", each.title or each.key)
        for _number, questions in sorted(questions_of_versions().items())
        for each in questions
    ]
    return {key: Text(ru=title, en=title) for key, title in asked} | {NEXT_STEP.key: NEXT_STEP.title}
