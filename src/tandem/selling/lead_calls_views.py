"""The page of the contacts behind a figure about calls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.basics.numbers import DASH, format_duration
from tandem.people.views import reader
from tandem.selling.lead_calls import SHOWN, LeadCalls, calls_of
from tandem.selling.lead_filters import read_filters
from tandem.selling.lead_list import Reader
from tandem.ui.pieces import Cell, Column, Empty, Row, Table
from tandem.ui.templatetags.ui import moment


@require_GET
def lead_calls(request: HttpRequest) -> HttpResponse:
    """The contacts with the clients of the leads that the address asks for."""
    person = reader(request)
    filters = read_filters(request.GET, today=timezone.localdate(), sorts=frozenset())
    found = calls_of(filters, reader=Reader.of(person))
    if filters.search and Reader.of(person).contacts:
        note_look(
            person_id=person.pk, page=page_of_search(filters.search), at=timezone.now(),
            client_ids={each.row.client_id for each in found.lines}, found=found.total,
        )  # fmt: skip
    context = {
        "found": found,
        "shown": SHOWN if found.total > SHOWN else 0,
        "table": _table(found),
        "leads_url": f"{reverse('leads')}?{request.GET.urlencode()}",
    }
    return render(request, "selling/lead_calls.html", context)


def _table(found: LeadCalls) -> Table:
    language = get_language() or "en"
    columns = [
        Column(_("Lead")), Column(_("When")), Column(_("Contact")), Column(_("Seller")),
        Column(_("After the request"), numeric=True),
    ]  # fmt: skip
    rows = []
    for each in found.lines:
        url = reverse("lead", args=[each.row.lead_id])
        rows.append(
            Row(
                [
                    Cell(each.row.client_name or f"№ {each.row.lead_id}", url=url),
                    Cell(moment(each.at)),
                    Cell(each.words, note=_("first answer") if each.first else ""),
                    Cell(each.seller or DASH),
                    Cell(format_duration(each.after, language)),
                ],
                url=url,
            )
        )
    empty = Empty(_("No contact with the clients of these leads is on record."))
    return Table(_("Contacts with the clients of these leads"), columns, rows, empty=empty, stacked=True)
