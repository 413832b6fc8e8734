"""The page of the what-if: a form, the answer in a sentence, the bridge from now to then, and what it rests on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.numbers import format_money, format_period
from tandem.diagnosis.rules.what_if import Outcome, Part
from tandem.diagnosis.rules.what_if_changes import Asked as AskedFor
from tandem.diagnosis.what_if import Answered, ask
from tandem.diagnosis.what_if_asked import Wanted, wanted
from tandem.diagnosis.what_if_reading import usual_period
from tandem.diagnosis.what_if_told import interval, tell
from tandem.diagnosis.what_if_words import PARTS
from tandem.diagnosis.what_if_written import NOW, THEN
from tandem.diagnosis.why_bridge import Step, bridge
from tandem.diagnosis.why_views import READERS
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.export_files import Content
from tandem.measures.store import store
from tandem.ui.pieces import Cell, Column, Row, Table

#: The fields of the form, as they stand in the address.
FIELDS = ("within", "sellers", "target", "aim", "sum", "from_campaign", "to_campaign")
_FORMS = ("", "#,##0.00", "#,##0.00", "#,##0.00")
_SALES = (AskedFor.ANSWER, AskedFor.SELLERS)


@require_GET
def what_if_view(request: HttpRequest) -> HttpResponse:
    """What a month would bring with something changed."""
    page, answered = _asked(request)
    outcome, found = answered.outcome, answered.fitted
    context = {
        "told": tell(answered, page.language),
        "answered": answered,
        "table": _table(answered, outcome, page) if outcome is not None and outcome.parts else None,
        "typed": {name: request.GET.get(name, "") for name in FIELDS},
        "campaigns": sorted(found.campaigns.values()),
        "paying": sorted(found.campaigns[at] for at in found.company.spend) if found.company is not None else (),
        "fitted_on": format_period(found.period, page.language),
        "exports": page.exports("month_what_if_file") if outcome is not None else (),
    }
    return render(request, "diagnosis/what_if.html", {**page.context(), **context})


@require_GET
def what_if_file(request: HttpRequest, form: str) -> HttpResponse:
    """The figures of a month as a file."""
    page, answered = _asked(request)
    rows: list[list[Content]] = [[_("Revenue of a month"), _("Amount"), _("from"), _("to")]]
    if answered.outcome is not None:
        named = [
            (NOW, answered.outcome.now),
            *((PARTS[each.kind], each.figure) for each in answered.outcome.parts),
            (THEN, answered.outcome.then),
        ]
        rows += [
            [name.in_language(page.language), round(each.value, 2), round(each.low, 2), round(each.high, 2)]
            for name, each in named
        ]
    return page.file(rows, form, name="what-if", title=_("What if…"), forms=_FORMS)


def _asked(request: HttpRequest) -> tuple[Asked, Answered]:
    """What the address asks, and the answer; refuses who does not decide."""
    require(role_of(request) in READERS)
    page = asked(request, default=str(usual_period(store.read())))
    typed, problems = wanted(request.GET.dict())
    page.problems.extend(problems)
    return page, ask(typed if request.GET else Wanted(), page.period, page.reading)


def _table(answered: Answered, outcome: Outcome, page: Asked) -> Table:
    """A row for now, for each change, and for then; the drawings lead from one to the next."""
    currency, language = answered.fitted.currency, page.language
    columns = [
        Column(_("Revenue of a month")), Column(_("From now to then")), Column(_("Amount"), numeric=True),
        Column(_("Likely"), hint=_("The interval in which the true value lies nine times of ten")),
    ]  # fmt: skip
    drawings = bridge(_steps(outcome, language))
    figures = [(NOW, outcome.now), *((PARTS[each.kind], each.figure) for each in outcome.parts), (THEN, outcome.then)]
    rows = []
    for at, ((name, figure), drawing) in enumerate(zip(figures, drawings, strict=True)):
        whole = at in (0, len(figures) - 1)
        cells = [
            Cell(name),
            Cell(drawing),
            Cell(format_money(figure.value, currency, language, signed=not whole)),
            Cell(interval(figure, currency, language, signed=not whole)),
        ]
        rows.append(Row(cells, total=whole))
    change = outcome.change
    total = [
        Cell(_("Difference")), Cell(""), Cell(format_money(change.value, currency, language, signed=True)),
        Cell(interval(change, currency, language, signed=True)),
    ]  # fmt: skip
    return Table(_("What if…"), columns, [*rows, Row(total, total=True)])


def _steps(outcome: Outcome, language: str) -> list[Step]:
    now, then = outcome.now, outcome.then
    steps = [Step(0.0, now.value, "whole", NOW.in_language(language), now.low, now.high)]
    at = now.value
    for part in outcome.parts:
        end = at + part.figure.value
        low, high = at + part.figure.low, at + part.figure.high
        steps.append(Step(at, end, _kind(part), PARTS[part.kind].in_language(language), low, high))
        at = end
    return [*steps, Step(0.0, then.value, "whole", THEN.in_language(language), then.low, then.high)]


def _kind(part: Part) -> str:
    return "sales" if part.kind in _SALES else "marketing"
