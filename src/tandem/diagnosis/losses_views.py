"""The pages of the ledger of losses: a month with its lines, and the leads of one."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.numbers import DASH, format_duration, format_number, format_period
from tandem.basics.periods import Grain, Period
from tandem.diagnosis.losses import Ledger, leads_of, ledger
from tandem.diagnosis.losses_words import MEANS, NAMES, OWNERS, WHY_NOT, interval_words, money_words
from tandem.diagnosis.rules.losses import OF_LEADS, Line
from tandem.diagnosis.why_views import READERS
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked import Asked, asked, role_of
from tandem.measures.export_files import Content
from tandem.people.rules import Department
from tandem.ui.pieces import Cell, Column, Row, Table
from tandem.ui.templatetags.ui import moment

#: Leads listed of one line; the file of the command has all.
_MOST = 500
_FORMS = ("", "", "#,##0.00", "#,##0.00", "#,##0.00", "#,##0", "")


@require_GET
def losses_view(request: HttpRequest) -> HttpResponse:
    """Where a month loses money."""
    page, found = _ledger(request)
    context = {
        "found": found,
        "total": money_words(found, found.currency, page.language),
        "interval": interval_words(found.low, found.high, found.currency, page.language),
        "month": format_period(found.month, page.language),
        "table": _table(found, page),
        "exports": page.exports("losses_file"),
    }
    return render(request, "diagnosis/losses.html", {**page.context(), **context})


@require_GET
def losses_file(request: HttpRequest, form: str) -> HttpResponse:
    """The lines as a file."""
    page, found = _ledger(request)
    rows: list[list[Content]] = [
        [_("Loss"), _("Whose it is"), _("Amount"), _("from"), _("to"), _("Leads"), _("Why it cannot be told")]
    ]
    for each in found.entries:
        told = each.untold is None
        rows.append(
            [
                NAMES[each.line].in_language(page.language), _owner(each.line),
                each.amount if told else None, round(each.low, 2) if told else None,
                round(each.high, 2) if told else None, each.leads,
                "" if each.untold is None else WHY_NOT[each.untold].in_language(page.language),
            ]
        )  # fmt: skip
    return page.file(rows, form, name="losses", title=_("Where money is lost"), forms=_FORMS, labels=2)


@require_GET
def losses_leads(request: HttpRequest, line: str) -> HttpResponse:
    """The leads of one line that the reader may see."""
    page, found = _ledger(request)
    if line not in {each.value for each in OF_LEADS}:
        raise Http404
    leads = leads_of(found, Line(line), page.reading, seller_id=page.seller_id, most=_MOST)
    names = seller_names(each.seller_id for each in leads)
    columns = [
        Column(_("Lead")), Column(_("Captured")), Column(_("Campaign")), Column(_("Seller")), Column(_("Grade")),
        Column(_("First contact after")),
    ]  # fmt: skip
    rows = []
    for each in leads:
        url = reverse("lead", args=[each.lead_id])
        wait = timedelta(seconds=each.response_seconds) if each.response_seconds is not None else None
        rows.append(
            Row(
                [
                    Cell(f"№ {each.lead_id}", url=url),
                    Cell(moment(each.captured_at.replace(tzinfo=UTC))),
                    Cell(each.campaign or DASH),
                    Cell(names.get(each.seller_id or 0, DASH)),
                    Cell(each.grade or DASH),
                    Cell(format_duration(wait, page.language)),
                ],
                url=url,
            )
        )
    context = {
        "name": NAMES[Line(line)], "means": MEANS[Line(line)], "owner": OWNERS[Line(line)],
        "month": format_period(found.month, page.language), "table": Table(NAMES[Line(line)], columns, rows),
        "cut": _MOST if len(leads) == _MOST else 0, "back": f"?period={found.month}",
    }  # fmt: skip
    return render(request, "diagnosis/losses_leads.html", {**page.context(), **context})


def _ledger(request: HttpRequest) -> tuple[Asked, Ledger]:
    if role_of(request) not in READERS:
        raise PermissionDenied
    page = asked(request)
    month = Period.of(Grain.MONTH, min(page.period.start, page.horizon.until))
    return page, ledger(month, page.reading)


def _table(found: Ledger, page: Asked) -> Table:
    columns = [
        Column(_("Loss")), Column(_("Whose it is")), Column(_("A month"), numeric=True),
        Column(_("Likely"), hint=_("The interval in which the true value lies nine times of ten")),
        Column(_("Leads"), numeric=True),
    ]  # fmt: skip
    rows = []
    for each in found.entries:
        money = money_words(each, found.currency, page.language)
        interval = interval_words(each.low, each.high, found.currency, page.language)
        url = f"{reverse('losses_leads', args=[each.line.value])}?period={found.month}" if each.leads else ""
        rows.append(
            Row(
                [
                    Cell(NAMES[each.line], url=url, note=MEANS[each.line]),
                    Cell(_marked(each.line)),
                    Cell(money if each.untold is None else DASH),
                    Cell(interval if each.untold is None else WHY_NOT[each.untold]),
                    Cell(format_number(each.leads, page.language) if each.leads else DASH, url=url),
                ]
            )
        )
    total = interval_words(found.low, found.high, found.currency, page.language)
    cells = [Cell(_("In all")), Cell(""), Cell(money_words(found, found.currency, page.language)), Cell(total)]
    return Table(_("Where money is lost"), columns, [*rows, Row([*cells, Cell("")], total=True)], stacked=True)


def _owner(line: Line) -> str:
    owner = OWNERS[line]
    if owner is None:
        return _("both departments")
    return _("marketing") if owner is Department.MARKETING else _("sales")


def _marked(line: Line) -> str:
    """The department in its colour."""
    owner = OWNERS[line]
    return _owner(line) if owner is None else render_to_string("ui/components/department.html", {"owner": owner.value})
