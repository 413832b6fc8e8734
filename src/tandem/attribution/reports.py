"""The reports of the command line: each as rows for a file, as lines for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.agreement import promise_lines
from tandem.agreement.ledger import as_agreed
from tandem.basics.numbers import DASH
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.funnel.operating import Line as SellerLine
from tandem.funnel.operating import operating_report
from tandem.funnel.queries import COHORT_MEANING, PERIOD_MEANING, cohort_funnel, period_funnel
from tandem.funnel.steps import Step
from tandem.measures.answer_lines import member_lines, member_name, seller_names, sellers_of
from tandem.measures.answers_as_json import (
    about_json,
    corrections_json,
    number_json,
    rows_json,
    text_json,
    value_json,
)
from tandem.measures.asked import tells_spend
from tandem.measures.catalogue import measure
from tandem.measures.corrections import corrected
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.measures.horizon import horizon
from tandem.measures.questions import Answer
from tandem.measures.sheets import Line, Sheet, forms_of, rows_of
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.measures.wording import Speech


@dataclass(frozen=True, slots=True)
class Report:
    """``rows`` begin with the head; ``forms`` are their number formats, the first ``labels`` columns are names."""

    name: str
    title: str
    rows: tuple[Sequence[Content], ...]
    forms: tuple[str, ...]
    shown: tuple[Sequence[str], ...]
    json: Mapping[str, Any]
    notes: tuple[Text, ...] = field(default=())
    labels: int = 1


def operating(
    period: Period, reading: Reading, *, grain: Grain | None, language: str, seller_id: int | None = None
) -> Report:
    """Plan and fact of the department, of each seller, of unassigned leads; with ``grain`` by piece of time.

    ``seller_id`` leaves the lines of that seller only.
    """
    found = operating_report(period, reading, grain=grain, seller_id=seller_id)
    names = seller_names(line.seller_id for line in found.sellers)
    lines, pieces = [*found.sellers], [*found.sellers_over_time]
    if seller_id is None:
        lines, pieces = [found.department, *lines], [*found.over_time, *pieces]
    # Each piece of time with its department and its sellers, as one reads a week.
    pieces.sort(key=lambda line: line.bucket.start if line.bucket else period.start)
    sheet = Sheet(
        title=_("Operating report"),
        heads=(_("Period"), _("Seller")) if grain else (_("Seller"),),
        measures=found.measures,
        lines=tuple(_operating_line(line, names, period, with_period=bool(grain)) for line in (*lines, *pieces)),
    )
    told: dict[str, Any] = {
        "report": "operating", "from": period.start.isoformat(), "to": period.end.isoformat(),
        "currency": found.currency, "as_of": found.freshness.as_of.isoformat(), "behind": found.freshness.behind,
        "data_until": found.until.isoformat(), "rankable": found.rankable,
        "rows": [_operating_json(line, names) for line in lines],
        "over_time": [_operating_json(line, names) for line in pieces],
    }  # fmt: skip
    notes = () if found.rankable else (_NOT_RANKABLE,)
    return of_sheet("operating", sheet, Speech(language, found.currency), told, notes)


_NOT_RANKABLE = Text(
    ru="Конверсии менеджеров неотличимы от случайного разброса: по ним никого нельзя ставить выше или ниже.",
    en="The sellers' conversions cannot be told from chance: nobody can be ranked by them.",
)


def _operating_line(line: SellerLine, names: Mapping[int, str], period: Period, *, with_period: bool) -> Line:
    label = _seller_name(line, names)
    return Line(
        (str(line.bucket or period), label) if with_period else (label,),
        {key: cell.fact for key, cell in line.cells.items()},
        plans={key: cell.plan for key, cell in line.cells.items() if cell.plan is not None},
        fulfilment={key: cell.fulfilment for key, cell in line.cells.items() if cell.fulfilment is not None},
    )


def _seller_name(line: SellerLine, names: Mapping[int, str]) -> str:
    if line.is_department:
        return _("Department")
    return names.get(line.seller_id, f"№ {line.seller_id}") if line.seller_id is not None else _("Unassigned")


def _operating_json(line: SellerLine, names: Mapping[int, str]) -> dict[str, Any]:
    shrunken = line.conversion
    return {
        "kind": "department" if line.is_department else "unassigned" if line.seller_id is None else "seller",
        "seller": None if line.seller_id is None else {"value": line.seller_id, "name": _seller_name(line, names)},
        "from": line.bucket.start.isoformat() if line.bucket else None,
        "to": line.bucket.end.isoformat() if line.bucket else None,
        "figures": {
            key: {**value_json(cell.fact), "plan": number_json(cell.plan), "fulfilment": cell.fulfilment}
            for key, cell in line.cells.items()
        },
        "corrected_conversion": {"value": shrunken.value, "low": shrunken.low, "high": shrunken.high}
        if shrunken
        else None,
    }


def funnel(
    period: Period, reading: Reading, *, by: tuple[str, ...], cohort: bool, language: str,
    seller_id: int | None = None, spend: bool = True,
) -> Report:  # fmt: skip
    """The one journey: steps of the whole, or a line for each member of ``by``.

    ``seller_id`` counts the leads of that seller only; without ``spend`` what advertising bought is left out.
    """
    follow = _cohort_flow if cohort else _period_flow
    answered, flow = follow(period, reading, by, seller_id)
    if not spend:
        flow = [each for each in flow if not tells_spend(measure(each.step.events))]
    meaning = COHORT_MEANING if cohort else PERIOD_MEANING
    late = corrected({"spend"}, period, reading) if spend and not cohort else ()
    told = {
        "report": "funnel",
        "kind": "cohort" if cohort else "period",
        "meaning": text_json(meaning),
        **about_json(answered),
        "by": list(by),
        "corrections": corrections_json(late),
        "steps": [each.json() for each in flow],
        "rows": rows_json(answered, _counted(answered, spend=spend), language) if by else [],
    }
    speech = Speech(language, answered.currency)
    if by:
        counts = tuple(key for each in flow if (key := each.step.reached if cohort else each.step.events))
        sheet = Sheet(_("Funnel"), heads_of(by, language), counts, lines_of(answered, language))
        return of_sheet("funnel", sheet, speech, told, (*late, meaning))
    heads = [_("Step"), *(_TITLES[name].in_language(language) for name in flow[0].figures)]
    return Report(
        name="funnel",
        title=_("Funnel"),
        rows=(heads, *([each.title(language), *each.plain()] for each in flow)),
        forms=("", *["General"] * (len(heads) - 1)),
        shown=(heads, *([each.title(language), *each.said(speech)] for each in flow)),
        json=told,
        notes=(*late, meaning),
    )


def _counted(answered: Answer, *, spend: bool) -> tuple[str, ...]:
    return tuple(key for key in answered.question.measures if spend or not tells_spend(measure(key)))


_TITLES = {
    "events": Text(ru="Событий", en="Events"),
    "to_previous": Text(ru="К предыдущему шагу", en="To the step before"),
    "reached": Text(ru="Дошли", en="Reached"),
    "matured": Text(ru="Из всех лидов", en="Of all leads"),
    "from_previous": Text(ru="Из предыдущего шага", en="Of the step before"),
    "days": Text(ru="Дней", en="Days"),
}


@dataclass(frozen=True, slots=True)
class _Flow:
    """A step with its figures: the key of the measure and the value, None where the step has no such figure."""

    step: Step
    figures: Mapping[str, tuple[str | None, Value | None]]

    def title(self, language: str) -> str:
        return self.step.title.in_language(language)

    def plain(self) -> list[Content]:
        return [value.value if value else None for _, value in self.figures.values()]

    def said(self, speech: Speech) -> list[str]:
        cells = self.figures.values()
        return [speech.figure(measure(key), value.value) if key and value else DASH for key, value in cells]

    def json(self) -> dict[str, Any]:
        figures = {name: value_json(value) if value else None for name, (_, value) in self.figures.items()}
        return {"key": self.step.key, "title": text_json(self.step.title), **figures}


def _period_flow(
    period: Period, reading: Reading, by: tuple[str, ...], seller_id: int | None
) -> tuple[Answer, list[_Flow]]:
    found = period_funnel(period, reading, by=by, seller_id=seller_id)
    return found.answer, [
        _Flow(
            each.step,
            {"events": (each.step.events, each.events), "to_previous": (each.step.conversion, each.to_previous)},
        )
        for each in found.steps
    ]


def _cohort_flow(
    period: Period, reading: Reading, by: tuple[str, ...], seller_id: int | None
) -> tuple[Answer, list[_Flow]]:
    found = cohort_funnel(period, reading, by=by, seller_id=seller_id)
    return found.answer, [
        _Flow(
            each.step,
            {
                "reached": (each.step.reached, each.reached),
                "matured": (each.step.cohort, each.matured),
                "from_previous": (each.step.cohort_step, each.from_previous),
                "days": (each.step.days, each.days),
            },
        )
        for each in found.steps
    ]


def promises(period: Period, reading: Reading, *, language: str, seller_id: int | None = None) -> Report:
    """Who owes what to whom: each promise in each piece of time, judged under the version in force in it."""
    found = as_agreed(period, reading, seller_id=seller_id)
    rows = promise_lines.rows_of(found, language)
    told = {
        "report": "promises",
        "as_of": reading.freshness.as_of.isoformat(),
        "behind": reading.freshness.behind,
        "data_until": horizon(reading).until.isoformat(),
        **promise_lines.as_json(found),
    }
    return Report(
        name="promises",
        title=_("Promises"),
        rows=tuple(rows),
        forms=tuple(promise_lines.forms(rows)),
        shown=tuple(promise_lines.shown(rows, language)),
        json=told,
        notes=() if found.entries else (_NOTHING_PROMISED,),
        labels=promise_lines.LABELS,
    )


_NOTHING_PROMISED = Text(
    ru="В эти дни не действовала ни одна подписанная версия регламента.",
    en="No signed version of the agreement was in force in these days.",
)


def of_sheet(name: str, sheet: Sheet, speech: Speech, told: Mapping[str, Any], notes: Sequence[Text] = ()) -> Report:
    """A report whose lines are those of a sheet."""
    heads = [*sheet.heads, *(each.name.in_language(speech.language) for each in sheet.columns)]
    shown = [heads, *([*line.labels, *(_cell(line, key, speech) for key in sheet.measures)] for line in sheet.lines)]
    return Report(
        name=name,
        title=sheet.title,
        rows=tuple(rows_of(sheet, speech.language)),
        forms=tuple(forms_of(sheet, speech.language)),
        shown=tuple(shown),
        json=told,
        notes=tuple(notes),
        labels=len(sheet.heads),
    )


def _cell(line: Line, key: str, speech: Speech) -> str:
    value = line.values.get(key)
    fact = speech.figure(measure(key), value.value if value else None)
    plan = line.plans.get(key)
    return f"{fact} / {speech.figure(measure(key), plan)}" if plan is not None else fact


def heads_of(by: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(dimension(key).name.in_language(language) for key in by)


def lines_of(answered: Answer, language: str) -> tuple[Line, ...]:
    by = answered.question.by
    if len(by) == 1:
        return member_lines(answered, dimension(by[0]), language)
    sellers = sellers_of(answered)
    lines = [
        Line(
            tuple(
                member_name(member, dimension(key), language, sellers)
                for key, member in zip(by, row.members, strict=True)
            ),
            row.values,
        )
        for row in answered.over_members
    ]
    return (*lines, Line((_("Total"), *[""] * (len(by) - 1)), answered.total.values, total=True))
