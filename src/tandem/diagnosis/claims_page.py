"""What the pages of claims show: all of them, one answer beside what it was compared with, and what leads become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_day, format_interval, format_number, format_percent, format_period
from tandem.basics.periods import Period
from tandem.diagnosis.claims_entering import asked_of, figures_of
from tandem.diagnosis.claims_models import Claim, ClaimAnswer
from tandem.diagnosis.claims_promise import contact_promise
from tandem.diagnosis.claims_reading import Figures
from tandem.diagnosis.claims_words import AGAINST, BEHIND, TITLES, VERDICTS, estimate_words
from tandem.diagnosis.rules.claims import Kind
from tandem.measures.answer_lines import member_name, sellers_of
from tandem.measures.asked import Asked
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.figures import leads_url
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.ui.pieces import Cell, Column, Row, Table

#: What stands beside "give us more leads": what becomes of those there are, by direction, product and person.
_BESIDE = ("leads", "target_share", "won_cohort")
_SPLITS = ("channel", "product", "seller")
#: Lines of one split.
_MOST = 12


def about(claim: Claim, language: str) -> str:
    """The days, campaign and seller a claim speaks of."""
    parts = [format_period(Period(claim.first, claim.last), language), claim.campaign]
    return ", ".join(filter(None, (*parts, str(claim.seller) if claim.seller else "")))


def claims_table(claims: Iterable[Claim], page: Asked) -> Table:
    """All claims, the newest first, each with its newest answer."""
    today, language = page.horizon.until, page.language
    columns = [
        Column(_("Claim")), Column(_("Said by")), Column(_("When")), Column(_("The data says")),
        Column(_("Times asked"), numeric=True),
    ]  # fmt: skip
    rows = []
    for each in claims:
        answers = sorted(each.answers.all(), key=lambda answer: answer.number)
        url = reverse("claim", args=[each.pk])
        state = VERDICTS[answers[-1].verdict] if answers else DASH
        note = format_day(timezone.localtime(answers[-1].answered_at).date(), today, language) if answers else ""
        rows.append(
            Row(
                [
                    Cell(TITLES[each.kind], url=url, note=about(each, language)),
                    Cell(str(each.entered_by), note=_side(each.side)),
                    Cell(format_day(timezone.localtime(each.entered_at).date(), today, language)),
                    Cell(_("withdrawn") if each.withdrawn_at else state, note=note),
                    Cell(format_number(len(answers), language)),
                ],
                url=url,
            )
        )
    return Table(_("Claims"), columns, rows)


def compared_table(kind: str, figures: Figures, language: str) -> Table | None:
    """The share beside all it was, or may be, compared with."""
    if figures.cases is None and not figures.beside:
        return None
    columns = [
        Column(_("What is counted")), Column(_("Share"), numeric=True, hint=_("With its 90 per cent interval")),
        Column("n", numeric=True),
    ]  # fmt: skip
    rows = []
    if figures.cases is not None:
        rows.append(_line(_("These leads"), figures.cases.estimate(), language))
    bar = figures.bar
    if bar is not None and bar.cases is None:
        rows.append(Row([Cell(AGAINST[bar.against]), Cell(format_percent(bar.share, language, 1)), Cell(DASH)]))
    elif bar is not None and bar.cases is not None:
        rows.append(_line(AGAINST[bar.against].in_language(language), bar.cases.estimate(), language))
    rows += [_line(AGAINST[each.of].in_language(language), each.cases.estimate(), language) for each in figures.beside]
    return Table(TITLES[kind], columns, rows)


def answers_table(answers: Sequence[ClaimAnswer], page: Asked) -> Table:
    """Every answer there was, the newest first: none is rewritten."""
    today, language = page.horizon.until, page.language
    columns = [
        Column("№", numeric=True), Column(_("Asked")), Column(_("By whom")), Column(_("Data until")),
        Column(_("The data says")), Column(_("Share"), numeric=True), Column("n", numeric=True),
    ]  # fmt: skip
    rows = []
    for each in answers:
        cases = figures_of(each).cases
        rows.append(
            Row(
                [
                    Cell(format_number(each.number, language)),
                    Cell(format_day(timezone.localtime(each.answered_at).date(), today, language)),
                    Cell(str(each.asked_by)),
                    Cell(format_day(each.data_until, today, language)),
                    Cell(VERDICTS[each.verdict]),
                    Cell(DASH if cases is None else estimate_words(cases.estimate(), language)),
                    Cell(DASH if cases is None else format_number(cases.n, language)),
                ]
            )
        )
    return Table(_("All answers"), columns, rows)


def become_tables(period: Period, page: Asked, *, by_name: bool) -> list[Table]:
    """What becomes of the leads there are: by direction, product and, where the reader may know, person."""
    return [_become(by, period, page) for by in _SPLITS if by != "seller" or by_name]


def leads_behind(claim: Claim, reading: Reading) -> str:
    """The leads a claim speaks of: the bad ones where a list of just them can be opened."""
    asked = asked_of(claim)
    if asked.kind is Kind.SILENT and not claim.campaign and contact_promise(asked.period) is not None:
        return f"{reverse('promises')}?{urlencode({'from': claim.first, 'to': claim.last})}"
    where = {key: members[0] for key, members in asked.where.items()}
    return leads_url(measure(BEHIND[claim.kind]), asked.period, where)


def sellers_to_name() -> list[tuple[int, str]]:
    """Sellers that a claim may be about, for who may know of them by name."""
    people = Person.objects.filter(role=Role.SELLER).order_by("name", "pk")
    return [(each.pk, str(each)) for each in people]


def _become(by: str, period: Period, page: Asked) -> Table:
    found = answer(Question(_BESIDE, period, by=(by,), seller_id=page.seller_id), page.reading)
    names = sellers_of(found)
    columns = [Column(DIMENSIONS[by].name), *(Column(measure(key).name, numeric=True) for key in _BESIDE)]
    lines = sorted(found.over_members, key=lambda row: -float(row.values["leads"].value or 0))
    rows = []
    for row in lines[:_MOST]:
        where = {by: row.members[0]}
        cells = [Cell(member_name(row.members[0], DIMENSIONS[by], page.language, names))]
        cells += [
            Cell(_figure(key, row.values[key], page.language), url=leads_url(measure(key), period, where))
            for key in _BESIDE
        ]
        rows.append(Row(cells))
    return Table(DIMENSIONS[by].name, columns, rows)


def _figure(key: str, value: Value, language: str) -> str:
    if value.value is None:
        return DASH
    if key == "leads":
        return format_number(value.value, language)
    return format_interval(value.value, value.low, value.high, language, 1)


def _line(name: str, found: Estimate, language: str) -> Row:
    return Row([Cell(name), Cell(estimate_words(found, language)), Cell(format_number(found.n, language))])


def _side(side: str) -> str:
    return _("marketing") if side == Department.MARKETING else _("sales")
