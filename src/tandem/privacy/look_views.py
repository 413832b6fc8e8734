"""Who looked at whom, by client and by person; and who was forgotten."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tandem.access.models import Look
from tandem.access.queries import PAGES, looks
from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.privacy.identities import every_card
from tandem.privacy.models import ForgottenClient
from tandem.privacy.pages import answering_only, tabs_for
from tandem.privacy.retention import retentions
from tandem.ui.addresses import whole_number

PER_PAGE = 100


def looks_at_client(client_id: int) -> QuerySet[Look]:
    """Looks at the client and at the leads that are theirs now, the newest first."""
    cards = every_card([client_id]) or [client_id]
    leads = Lead.objects.filter(client__in=cards).values_list("pk", flat=True)
    return looks(client_ids=cards, lead_ids=list(leads))


@require_GET
@never_cache
@answering_only
def look_list(request: HttpRequest) -> HttpResponse:
    """All looks, or those of a person or at a client."""
    client_id, person_id = _number(request, "client"), _number(request, "person")
    found = looks(person_id=person_id) if client_id is None else looks_at_client(client_id)
    if client_id is not None and person_id is not None:
        found = found.filter(person=person_id)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_for(request, "looks"),
        "page": page,
        "rows": [(look, PAGES[look.page]) for look in page],
        "client_id": client_id,
        "person_id": person_id,
        "people": Person.objects.filter(pk__in=Look.objects.order_by().values("person")).order_by("name"),
    }
    return render(request, "privacy/looks.html", context)


@require_GET
@never_cache
@answering_only
def forgotten_clients(request: HttpRequest) -> HttpResponse:
    """Whose data was erased, when, and because of what: by number, for no name is left."""
    titles: dict[str, Any] = {rule.key: rule.title for rule in retentions()}
    page = Paginator(ForgottenClient.objects.select_related("forgotten_by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_for(request, "forgotten_clients"),
        "page": page,
        "rows": [(each, titles.get(each.rule, each.rule)) for each in page],
    }
    return render(request, "privacy/forgotten.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").strip().lstrip("№# ")
    return whole_number(text, otherwise=None)
