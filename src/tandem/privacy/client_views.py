"""One client: everything kept, the copies to hand over, and forgetting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tandem.access.actions import note_look
from tandem.access.queries import PAGES
from tandem.intake.joining import still_open
from tandem.intake.models import Lead
from tandem.people.views import reader
from tandem.privacy.copy_of_data import ClientData, data_of
from tandem.privacy.forgetting import forget, remaining
from tandem.privacy.forms import ForgettingForm
from tandem.privacy.look_views import looks_at_client
from tandem.privacy.pages import answering_only


@require_GET
@never_cache
@answering_only
def client_data(request: HttpRequest, client_id: int) -> HttpResponse:
    """Everything that is kept about a client, and what can be done about it."""
    return _page(request, client_id, ForgettingForm(client_id=client_id))


@require_http_methods(["POST"])
@never_cache
@answering_only
def forgetting(request: HttpRequest, client_id: int) -> HttpResponse:
    """Erase everything personal about the client."""
    form = ForgettingForm(request.POST, client_id=client_id)
    if not form.is_valid():
        return _page(request, client_id, form)
    if data_of(client_id) is None:
        raise Http404
    forget(client_id=client_id, by=reader(request), now=timezone.now())
    messages.success(request, _("The personal data is erased. All figures are as they were."))
    return redirect("client_data", client_id)


@require_GET
@never_cache
@answering_only
def client_json(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client's copy for a program."""
    data = _data(client_id)
    _note(request, client_id, "client_export")
    return HttpResponse(
        data.as_json(timezone.now()),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="client-{client_id}.json"'},
    )


@require_GET
@never_cache
@answering_only
def client_html(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client's copy for a person: one page that opens and prints anywhere."""
    data = _data(client_id)
    _note(request, client_id, "client_export")
    page = render_to_string("privacy/copy.html", {"data": data, "made_at": timezone.now()}, request=request)
    return HttpResponse(
        page,
        content_type="text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="client-{client_id}.html"'},
    )


def _page(request: HttpRequest, client_id: int, form: ForgettingForm) -> HttpResponse:
    data = _data(client_id)
    # Before this look itself is noted.
    looks = [(look, PAGES[look.page]) for look in looks_at_client(client_id)[:20]]
    _note(request, client_id, "client_data")
    leads = list(Lead.objects.filter(client__in=data.cards).order_by("-captured_at"))
    going_on = still_open([lead.pk for lead in leads])
    context = {
        "data": data,
        "parts": [part for part in data.parts if part.rows],
        "form": form,
        "remains": remaining(),
        "looks": looks,
        "leads": leads,
        "open_leads": [lead for lead in leads if lead.pk in going_on],
    }
    return render(request, "privacy/client.html", context)


def _data(client_id: int) -> ClientData:
    data = data_of(client_id)
    if data is None:
        raise Http404
    return data


def _note(request: HttpRequest, client_id: int, page: str) -> None:
    note_look(person_id=reader(request).pk, page=page, at=timezone.now(), client_ids=[client_id])
