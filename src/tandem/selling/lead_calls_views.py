"""The page of the contacts behind a figure about calls."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.basics.numbers import DASH, format_duration
from tandem.measures.export_files import csv_file, xlsx_file
from tandem.people.views import reader
from tandem.selling.lead_calls import MOST_IN_FILE, SHOWN, LeadCalls, calls_of, forms_of_file, rows_of_file
from tandem.selling.lead_filters import read_filters
from tandem.selling.lead_list import Reader
from tandem.ui.pieces import Cell, Column, Empty, Row, Table
from tandem.ui.templatetags.ui import moment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    query = request.GET.urlencode()
    context = {
        "found": found,
        "shown": SHOWN if found.total > SHOWN else 0,
        "table": _table(found),
        "leads_url": f"{reverse('leads')}?{query}",
        "exports": [
            (form.upper(), f"{reverse('lead_calls_file', args=[form])}?{query}") for form in ("csv", "xlsx")
        ] if found.lines else (),
        "most_in_file": MOST_IN_FILE if found.total > MOST_IN_FILE else 0,
    }  # fmt: skip
    return render(request, "selling/lead_calls.html", context)


@require_GET
def lead_calls_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same contacts as a file; who takes names along is noted."""
    person = reader(request)
    filters = read_filters(request.GET, today=timezone.localdate(), sorts=frozenset())
    seen_by = Reader.of(person)
    if form not in ("csv", "xlsx"):
        raise Http404
    found = calls_of(filters, reader=seen_by, limit=MOST_IN_FILE)
    if seen_by.contacts:
        note_look(person_id=person.pk, page="calls_export", at=timezone.now(), found=len(found.lines))
    rows, language = rows_of_file(found, contacts=seen_by.contacts), get_language() or "en"
    if form == "csv":
        response = HttpResponse(csv_file(rows, language), content_type="text/csv; charset=utf-8")
    else:
        forms = forms_of_file(contacts=seen_by.contacts)
        book = xlsx_file(rows, title=_("Contacts"), forms=forms, labels=1)
        response = HttpResponse(book, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="tandem-contacts-{timezone.localdate()}.{form}"'
    return response


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
