"""What the pages of the catalogue show: names, values, and one number's weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.basics.numbers import format_period
from tandem.basics.text import Text
from tandem.measures.asked import Asked, tells_spend
from tandem.measures.catalogue import Better, Measure, Unit, catalogue, measure
from tandem.measures.export_files import Content
from tandem.measures.figures import Figures, measure_url
from tandem.measures.page_tables import page_table
from tandem.measures.questions import Question, Row, answer
from tandem.measures.sheets import Line, Sheet
from tandem.measures.values import Value
from tandem.people.rules import Department
from tandem.ui.charts import spark_line

UNITS = {
    Unit.COUNT: Text(ru="штук", en="count"),
    Unit.MONEY: Text(ru="деньги", en="money"),
    Unit.SHARE: Text(ru="доля", en="share"),
    Unit.RATIO: Text(ru="отношение", en="ratio"),
    Unit.SECONDS: Text(ru="время", en="time"),
    Unit.MINUTES: Text(ru="минуты", en="minutes"),
    Unit.DAYS: Text(ru="дни", en="days"),
}
BETTER = {
    Better.UP: Text(ru="чем больше, тем лучше", en="more is better"),
    Better.DOWN: Text(ru="чем меньше, тем лучше", en="less is better"),
    Better.NEITHER: Text(ru="ни хорошо, ни плохо", en="neither good nor bad"),
}
OWNERS = {
    Department.MARKETING: Text(ru="Маркетинг", en="Marketing"),
    Department.SALES: Text(ru="Продажи", en="Sales"),
    None: Text(ru="Оба отдела", en="Both departments"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A measure and its value for the period, as text; empty where the reader may not see it."""

    measure: Measure
    value: Value | None
    shown: str
    interval: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Measures one department answers for."""

    title: Text
    listed: tuple[Listed, ...]


def listed(page: Asked) -> tuple[Listed, ...]:
    """Every measure but those that the reader may not see."""
    computed = tuple(key for key, each in catalogue().items() if page.role.sees_money_spent or not tells_spend(each))
    answered = answer(Question(computed, page.period, seller_id=page.seller_id), page.reading)
    speech = page.figures(answered.currency).speech
    return tuple(
        Listed(
            measure=each,
            value=(value := answered.total.values.get(key)),
            shown=speech.figure(each, value.value) if value else "",
            interval=speech.interval(each, value) if value else "",
            url=measure_url(each),
        )
        for key, each in catalogue().items()
    )


def groups(found: Sequence[Listed]) -> tuple[Group, ...]:
    """By the department that answers."""
    return tuple(
        Group(title, members)
        for owner, title in OWNERS.items()
        if (members := tuple(each for each in found if each.measure.owner == owner))
    )


def one(shown: Measure, now: Row, weeks: Sequence[Row], figures: Figures, young: int) -> dict[str, object]:
    """The figure of a measure, its weeks as a line and as the table behind it."""
    values = [row.values[shown.key] for row in weeks]
    trend = [float(value.value) if value.value is not None else None for value in values]
    language = figures.speech.language
    sheet = Sheet(
        title=shown.name.in_language(language),
        heads=(_("Week"),),
        measures=(shown.key, *((shown.beside,) if shown.beside else ())),
        lines=tuple(Line((format_period(row.bucket, language),), row.values) for row in reversed(weeks) if row.bucket),
    )
    return {
        "beside": figures.figure(measure(shown.beside), now.values[shown.beside]) if shown.beside else None,
        "figure": figures.figure(shown, now.values[shown.key]),
        "line": spark_line(trend, label=shown.name.in_language(language), width=640, height=88, young=young),
        "young": young,
        "weeks": page_table(sheet, figures),
        "unit": UNITS[shown.unit],
        "better": BETTER[shown.better],
    }


def rows_of(found: Sequence[Listed], language: str) -> list[list[Content]]:
    """The catalogue as cells: a head, then a line for each measure."""
    head = [_("Key"), _("Number"), _("The question it answers"), _("Definition"), _("Answers for it"), _("Unit")]
    rows: list[list[Content]] = [[*head, _("Value"), "n"]]
    for each in found:
        words = (each.measure.name, each.measure.question, each.measure.definition, OWNERS[each.measure.owner])
        rows.append(
            [
                each.measure.key,
                *(text.in_language(language) for text in words),
                UNITS[each.measure.unit].in_language(language),
                each.value.value if each.value else None,
                each.value.n if each.value else None,
            ]
        )
    return rows
