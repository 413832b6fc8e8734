"""The list of leads: narrowed, kept as a view, taken along as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring.queries import warning
from tandem.selling import actions
from tandem.selling.lead_export import MOST_XLSX_ROWS, csv_lines, xlsx_file
from tandem.selling.lead_filters import LeadFilters, read_filters
from tandem.selling.lead_list import PAGE, Reader, count_of, every_row, page_of
from tandem.selling.lead_narrowing import chips_of, facets_of, head, period_choices, views_of
from tandem.selling.lead_news import none_yet, since
from tandem.selling.lead_selection import SORTS
from tandem.ui.addresses import address_of, whole_number
from tandem.ui.pieces import Empty

_SORTS = frozenset(SORTS)


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """Who asked us for something, narrowed and ordered as one likes."""
    person = _person(request)
    reader = Reader.of(person)
    filters = _filters(request.GET)
    page = page_of(filters, reader=reader, number=_page_number(request))
    if filters.search and reader.contacts:
        note_look(
            person_id=person.pk,
            page=page_of_search(filters.search),
            at=timezone.now(),
            client_ids={row.client_id for row in page.rows},
            found=page.total,
        )
    # Only what is on the page was read: the paginator counts what it never holds.
    pages = Paginator(range(page.total), PAGE)
    facets = facets_of(filters, page)
    context = {
        "filters": filters,
        "found": page,
        "rows": page.rows,
        "page": pages.page(page.number),
        "sort": filters.sort,
        "score_warning": warning() if filters.sort.removeprefix("-") == "chance" else None,
        "columns": head(contacts=reader.contacts),
        "facets": facets,
        "chips": chips_of(filters, page.seller_names),
        "periods": period_choices(),
        "views": views_of(person, filters, portrait=any(each.key == "portrait" for each in facets)),
        "department": person.department,
        "contacts": reader.contacts,
        "as_of": page.as_of,
        "news": none_yet(filters, page),
        "seen": page.newest,
        "empty": _nothing(person, filters, page.any_leads),
        "exports": [
            ("CSV", "export.csv" + filters.address()),
            *([("XLSX", "export.xlsx" + filters.address())] if page.total <= MOST_XLSX_ROWS else []),
        ],
    }
    return render(request, "selling/leads.html", context)


@require_GET
def leads_news(request: HttpRequest) -> HttpResponse:
    """The piece above the list: leads that came since it was read; 204 when none did."""
    news = since(
        _filters(request.GET),
        reader=Reader.of(_person(request)),
        first="first" in request.GET,
        in_table="line" not in request.GET,
        after=whole_number(request.GET.get("after", "")),
        seen=whole_number(request.GET.get("seen", "")),
    )
    if news is None:
        return HttpResponse(status=204)
    return render(request, "selling/parts/news.html", {"news": news})


@require_GET
def leads_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All matching leads as CSV, sent while they are read."""
    reader = Reader.of(_person(request))
    filters = _filters(request.GET)
    _note_export(request, count_of(filters, reader=reader))
    lines = csv_lines(every_row(filters, reader=reader), contacts=reader.contacts, language=_language())
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name("csv")}"'},
    )


@require_GET
def leads_xlsx(request: HttpRequest) -> FileResponse | HttpResponse:
    """All matching leads as a workbook; a list too long for one is sent back with a word about it."""
    reader = Reader.of(_person(request))
    filters = _filters(request.GET)
    count = count_of(filters, reader=reader)
    if count > MOST_XLSX_ROWS:
        messages.warning(request, _("Too many leads for one workbook: narrow the list or take the CSV."))
        return redirect(f"/leads/{filters.address()}")
    _note_export(request, count)
    file = xlsx_file(every_row(filters, reader=reader), contacts=reader.contacts, language=_language())
    return FileResponse(file, as_attachment=True, filename=_file_name("xlsx"))


@require_POST
def saved_views(request: HttpRequest) -> HttpResponse:
    """Keep the filters shown under a name."""
    filters = _filters(QueryDict(request.POST.get("query", "").removeprefix("?")))
    try:
        actions.save_view(
            person=_person(request),
            name=request.POST.get("name", ""),
            query=filters.address().removeprefix("?"),
            shared="shared" in request.POST,
        )
    except actions.ViewNeedsName as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    return redirect(f"/leads/{filters.address()}")


@require_POST
def view_removal(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take away a view of one's own."""
    gone = actions.forget_view(person=_person(request), view_id=view_id)
    if gone is None:
        return redirect("leads")
    messages.success(request, _("The view “%(name)s” is deleted. Its filters are still set.") % {"name": gone.name})
    return redirect(f"{reverse('leads')}?{gone.query}")


def _note_export(request: HttpRequest, rows: int) -> None:
    """An export with names and phones is noted before it begins."""
    person = _person(request)
    if Reader.of(person).contacts:
        note_look(person_id=person.pk, page="leads_export", at=timezone.now(), found=rows)


def _filters(query: QueryDict) -> LeadFilters:
    return read_filters(query, today=timezone.localdate(), sorts=_SORTS)


def _page_number(request: HttpRequest) -> int:
    return min(whole_number(request.GET.get("page", "1"), otherwise=1), 10**9)


def _nothing(person: Person, filters: LeadFilters, any_leads: bool) -> Empty:
    if filters.any and any_leads:
        return Empty(_("No lead fits these filters."), _("Show all leads"), "/leads/")
    if Role(person.role).imports_data:
        sentence = _("There are no leads yet: import an export of your CRM.")
        return Empty(sentence, _("Import data"), address_of("import_new"))
    return Empty(_("You have no leads yet: they appear here as soon as one is given to you."))


def _file_name(ending: str) -> str:
    return f"leads-{timezone.localdate():%Y-%m-%d}.{ending}"


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    # Behind the sign-in nobody else gets here; this says so to the type checker too.
    assert isinstance(request.user, Person)
    return request.user
