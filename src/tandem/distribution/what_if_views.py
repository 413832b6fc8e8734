"""The page on which another rule is tried on the leads of the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.text import Text
from tandem.distribution import what_if as trying
from tandem.distribution.views import dealer
from tandem.distribution.what_if_rules import Outcome
from tandem.measures.asked import Asked, asked
from tandem.measures.export_files import Content
from tandem.people.models import Person


@dataclass(frozen=True, slots=True)
class Cell:
    """What a rule would have given to one seller."""

    leads: int
    minutes: float
    value: float
    wait: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One seller: as it was, and by each rule."""

    name: str
    was: trying.Was | None
    cells: tuple[Cell | None, ...]


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """As it was, by the version in force, by the draft."""
    dealer(request)
    page = asked(request)
    found = trying.compared(page.period, page.reading, draft=trying.draft())
    context = {
        "found": found,
        "rules": [(title, outcome, outcome.wait(0.5), outcome.wait(0.9)) for title, outcome in found.rules],
        "lines": lines_of(found),
        "exports": page.exports("what_if_file"),
    }
    return render(request, "distribution/what_if.html", {**page.context(), **context})


@require_GET
def what_if_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    dealer(request)
    page = asked(request)
    found = trying.compared(page.period, page.reading, draft=trying.draft())
    return page.file(_rows(found, page), form, name="what-if", title=_("What if"), forms=[""] * 7)


def lines_of(found: trying.Comparison) -> list[Line]:
    """A line a seller, by name; who had leads, or would have had any."""
    ids = set(found.was) | {pk for _title, outcome in found.rules for pk in outcome.shares}
    people = Person.objects.filter(pk__in=ids).order_by("name", "pk")
    return [
        Line(str(each), found.was.get(each.pk), tuple(_cell(outcome, each.pk) for _title, outcome in found.rules))
        for each in people
    ]


def _cell(outcome: Outcome, seller_id: int) -> Cell | None:
    share = outcome.shares.get(seller_id)
    if share is None:
        return None
    return Cell(share.leads, share.minutes, share.value, outcome.wait(0.5, seller_id))


def _rows(found: trying.Comparison, page: Asked) -> Iterator[list[Content]]:
    yield [_("Rule"), _("Seller"), _("Leads"), _("Minutes"), _("Expected value"), _("Median wait, minutes")]
    was = Text(ru="как было", en="as it was").in_language(page.language)
    for line in lines_of(found):
        if line.was is not None:
            yield [
                was,
                line.name,
                line.was.leads,
                "",
                "",
                "" if line.was.response is None else round(line.was.response),
            ]
        for (title, _outcome), cell in zip(found.rules, line.cells, strict=True):
            if cell is not None:
                wait = "" if cell.wait is None else round(cell.wait)
                yield [
                    title.in_language(page.language),
                    line.name,
                    cell.leads,
                    round(cell.minutes),
                    round(cell.value),
                    wait,
                ]
