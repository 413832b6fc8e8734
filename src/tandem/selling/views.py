"""The list of leads, a lead's page, and the search over everything."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.basics.refusals import Refusal
from tandem.handover.roster import whom_to_give
from tandem.journal import queries as journal
from tandem.materials.rules import uses_materials
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring.queries import warning
from tandem.selling import actions, everything, next_steps
from tandem.selling.clock_list import running
from tandem.selling.clock_views import may_pause
from tandem.selling.in_the_call import call_of
from tandem.selling.lead_card import card_of
from tandem.selling.lead_export import MOST_XLSX_ROWS, csv_lines, xlsx_file
from tandem.selling.lead_filters import LeadFilters, read_filters
from tandem.selling.lead_list import PAGE, Reader, count_of, every_row, page_of
from tandem.selling.lead_narrowing import chips_of, facets_of, head, period_choices, views_of
from tandem.selling.lead_news import none_yet, since
from tandem.selling.lead_search import leads_numbered
from tandem.selling.lead_selection import SORTS
from tandem.selling.moving_views import moves_of
from tandem.selling.price_log import price_lines
from tandem.selling.pricing import asks_prices
from tandem.selling.return_list import reasons_for, return_lines
from tandem.ui.pieces import Empty
from tandem.ui.way_back import way_back

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
        after=_number(request.GET.get("after", "")),
        seen=_number(request.GET.get("seen", "")),
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


@require_GET
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead: who asks, what was promised, what happened."""
    person = _person(request)
    reader = Reader.of(person)
    # Before the card is read: what happens meanwhile is then asked for again rather than missed.
    position = journal.position()
    card = card_of(lead_id, reader=reader)
    if card is None:
        raise Http404
    if reader.contacts:
        note_look(
            person_id=person.pk, page="lead", at=timezone.now(), lead_id=lead_id, client_ids=[card.lead.client_id]
        )
    role = Role(person.role)
    imported = card.origin is not None and role.imports_data
    context = {
        "card": card,
        "position": position,
        "today": timezone.localdate(),
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "plans_steps": Role(person.role) in next_steps.PLANNERS and card.is_open,
        "as_of": card.as_of,
        "contacts": reader.contacts,
        "returns": return_lines(person, lead_id=lead_id),
        "return_reasons": reasons_for(person, card.lead) if card.is_open else (),
        "prices": price_lines(person, lead_id=lead_id),
        "asks_prices": asks_prices(card.lead, person),
        "call": call_of(card.lead, person),
        "moves": moves_of(card.lead, person, here=card.stage_key),
        "gives_to": whom_to_give(person) if card.is_open else [],
        "pauses": may_pause(role),
        "uses_materials": uses_materials(role),
        "clocks": running(store.read(), reader=reader, now=timezone.now(), lead_id=lead_id).lines,
        "merges": Role(person.role).merges_clients,
        "import_url": _address("import", card.origin.import_id) if card.origin and imported else "",
        "answers_for_data": role.answers_for_personal_data,
    }
    return render(request, "selling/lead.html", context)


@require_POST
def same_client(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Merge the client of a lead with the client of another, by that lead's number."""
    person = _person(request)
    reader = Reader.of(person)
    number = request.POST.get("lead", "").strip().lstrip("№#").strip()
    try:
        actions.merge_clients_of(
            lead_id, leads_numbered(number, seller_id=reader.seller_id), by=person, now=timezone.now()
        )
    except Refusal as refused:
        messages.error(request, refused.text.in_language(_language()))
    else:
        messages.success(request, _("Merged: both leads are of one client now. You can split them again below."))
    return redirect("lead", lead_id)


@require_POST
def next_step(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Settle what is done next for a lead."""
    person = _planner(request, lead_id)
    try:
        next_steps.plan_step(
            lead_id=lead_id,
            what=request.POST.get("what", ""),
            due_on=_day(request.POST.get("due_on", "")),
            by=person,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except (next_steps.StepNeedsWords, next_steps.StepInThePast) as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    else:
        if request.POST.get("next"):
            messages.success(request, _("Settled for lead no. %(number)s.") % {"number": lead_id})
    return redirect(way_back(request) if request.POST.get("next") else reverse("lead", args=[lead_id]))


@require_POST
def next_step_taken(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The next step is done."""
    next_steps.take_step(lead_id=lead_id, by=_planner(request, lead_id), now=timezone.now())
    return redirect("lead", lead_id=lead_id)


@require_GET
def lead_journey(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The journey on a card that somebody reads; 204 while nothing has happened behind the position shown."""
    position = journal.position()
    if not journal.of_lead(lead_id).filter(position__gt=_number(request.GET.get("after", ""))).exists():
        return HttpResponse(status=204)
    card = card_of(lead_id, reader=Reader.of(_person(request)))
    if card is None:
        raise Http404
    return render(request, "selling/parts/journey.html", {"card": card, "position": position})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Clients, leads and campaigns by what was typed; a single lead opens at once."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    person = _person(request)
    reader = Reader.of(person)
    found = everything.find(text, reader=reader)
    if text and reader.contacts:
        clients = [each.client_id for each in found.clients]
        note_look(
            person_id=person.pk,
            page=page_of_search(text),
            at=timezone.now(),
            client_ids=clients,
            found=len(clients),
        )
    if found.only_lead is not None:
        return redirect("lead", lead_id=found.only_lead)
    return render(request, "selling/search.html", {"text": text, "found": found, "contacts": reader.contacts})


def _note_export(request: HttpRequest, rows: int) -> None:
    """An export with names and phones is noted before it begins."""
    person = _person(request)
    if Reader.of(person).contacts:
        note_look(person_id=person.pk, page="leads_export", at=timezone.now(), found=rows)


def _planner(request: HttpRequest, lead_id: int) -> Person:
    """Who may plan for this lead: sales, for any lead they see."""
    person = _person(request)
    if Role(person.role) not in next_steps.PLANNERS:
        raise PermissionDenied
    if card_of(lead_id, reader=Reader.of(person)) is None:
        raise Http404
    return person


def _day(text: str) -> date:
    # A browser sends a day or nothing; whatever else comes is over, and refused as such.
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _address(name: str, *arguments: int) -> str:
    """The address of a page that another room may or may not have."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _filters(query: QueryDict) -> LeadFilters:
    return read_filters(query, today=timezone.localdate(), sorts=_SORTS)


def _page_number(request: HttpRequest) -> int:
    return min(_number(request.GET.get("page", "1"), otherwise=1), 10**9)


def _number(text: str, *, otherwise: int = 0) -> int:
    return int(text[:18]) if text.isascii() and text.isdigit() else otherwise


def _nothing(person: Person, filters: LeadFilters, any_leads: bool) -> Empty:
    if filters.any and any_leads:
        return Empty(_("No lead fits these filters."), _("Show all leads"), "/leads/")
    if Role(person.role).imports_data:
        sentence = _("There are no leads yet: import an export of your CRM.")
        return Empty(sentence, _("Import data"), _address("import_new"))
    return Empty(_("You have no leads yet: they appear here as soon as one is given to you."))


def _file_name(ending: str) -> str:
    return f"leads-{timezone.localdate():%Y-%m-%d}.{ending}"


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    # Behind the sign-in nobody else gets here; this says so to the type checker too.
    assert isinstance(request.user, Person)
    return request.user
