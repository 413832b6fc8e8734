"""The page of delays: every cause with its days, what came of the act, and what knowing earlier would have saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.numbers import DASH, format_day, format_money, format_number, format_points
from tandem.basics.text import Text
from tandem.diagnosis.latency import Cause, causes
from tandem.diagnosis.losses_words import interval_words
from tandem.diagnosis.rules.latency import Change, Helped
from tandem.diagnosis.warning_answers import READERS
from tandem.diagnosis.warning_tabs import tabs
from tandem.measures.asked import Asked, asked
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.pieces import Cell, Column, Row, Table

_HELPED: Mapping[Helped, Text] = {
    Helped.BETTER: Text(ru="стало лучше", en="it got better"),
    Helped.WORSE: Text(ru="стало хуже", en="it got worse"),
    Helped.ALIKE: Text(ru="разницы не видно", en="no difference to be seen"),
    Helped.TOO_EARLY: Text(ru="рано судить", en="too early"),
    Helped.NO_ACT: Text(ru="ещё не действовали", en="nobody has acted yet"),
}


@require_GET
def latency(request: HttpRequest) -> HttpResponse:
    """How long from "could have been known" to "acted", and what it cost."""
    person = request.user
    assert isinstance(person, Person)
    if Role(person.role) not in READERS:
        raise PermissionDenied
    page = asked(request)
    found = causes(page.reading, person)
    told = [each.saved for each in found if each.saved is not None]
    currency = next((each.currency for each in found if each.currency), "")
    context = {
        "table": _table(found, page),
        "room_tabs": tabs("latency"),
        "days": _median_days(found),
        "saved": format_money(sum(each.amount for each in told), currency, page.language) if told else "",
        "interval": interval_words(
            sum(each.low for each in told), sum(each.high for each in told), currency, page.language
        ) if told else "",
    }  # fmt: skip
    return render(request, "diagnosis/latency.html", {**page.context(), **context})


def _table(found: Sequence[Cause], page: Asked) -> Table:
    columns = [
        Column(_("Cause")),
        Column(_("Could be known"), hint=_("The first day by whose end the data there was then sufficed")),
        Column(_("Known")),
        Column(_("Seen")),
        Column(_("Acted")),
        Column(_("Days in all"), numeric=True),
        Column(_("What came of the act")),
        Column(_("Would have been saved"), numeric=True, hint=_("The loss of a day times the days")),
    ]
    return Table(_("From known to acted"), columns, [_row(each, page) for each in found])


def _row(each: Cause, page: Asked) -> Row:
    today, language = page.horizon.until, page.language
    days = _days(each)
    cells = [
        Cell(each.title, url=each.url, note=each.what),
        Cell(DASH if each.could is None else format_day(each.could, today, language)),
        _day(each.known, today, language),
        _day(each.seen, today, language),
        _day(each.acted, today, language),
        Cell(DASH if days is None else format_number(days, language)),
        _came(each.change, language),
        _saved(each, language),
    ]
    return Row(cells, url=each.url)


def _came(change: Change | None, language: str) -> Cell:
    if change is None:
        return Cell(DASH, note=_("no act is recorded"))
    found = change.difference
    note = ""
    if found is not None and found.value is not None:
        note = _("%(gap)s (%(low)s to %(high)s), n = %(n)s") % {
            "gap": format_points(found.value, language), "low": format_points(found.low, language),
            "high": format_points(found.high, language), "n": format_number(change.n, language),
        }  # fmt: skip
    return Cell(_HELPED[change.helped], note=note)


def _saved(each: Cause, language: str) -> Cell:
    if each.saved is None:
        return Cell(DASH, note=_("no money is known of it"))
    note = _("%(money)s a day, days: %(days)s; %(interval)s") % {
        "money": format_money(each.saved.a_day, each.currency, language),
        "days": format_number(each.saved.days, language),
        "interval": interval_words(each.saved.low, each.saved.high, each.currency, language),
    }
    return Cell(format_money(each.saved.amount, each.currency, language), note=note)


def _days(each: Cause) -> int | None:
    """From the day it could be known to the act; None where one of them is not recorded."""
    if each.could is None or each.acted is None:
        return None
    return max((timezone.localtime(each.acted).date() - each.could) // timedelta(days=1), 0)


def _median_days(found: Sequence[Cause]) -> int | None:
    days = sorted(told for each in found if (told := _days(each)) is not None)
    return days[len(days) // 2] if days else None


def _day(instant: datetime | None, today: date, language: str) -> Cell:
    return Cell(DASH if instant is None else format_day(timezone.localtime(instant).date(), today, language))
