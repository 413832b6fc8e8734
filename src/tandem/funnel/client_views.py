"""The journey of one client."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tandem.access.actions import note_look
from tandem.funnel.client_journey import ClientJourney, client_journey
from tandem.intake.facts import TouchMade
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.selling.queries import Reader


@require_GET
def client_journey_view(request: HttpRequest, client_id: int) -> HttpResponse:
    """Everything from the first visit to the newest payment, over all leads of a client."""
    assert isinstance(request.user, Person)
    reader = Reader.of(request.user)
    found = client_journey(client_id, reader=reader, reading=store.read())
    if found is None:
        raise Http404
    if reader.contacts:
        note_look(person_id=request.user.pk, page="lead", at=timezone.now(), client_ids=[found.client_id])
    return render(request, "funnel/client_journey.html", {"journey": found, "summary": _summary(found)})


def _summary(found: ClientJourney) -> str:
    """Devices, and how much was seen, talked, billed and paid, as one line; what there is none of is left out."""
    devices = ", ".join(str(_DEVICES[each]) for each in found.devices if each in _DEVICES)
    counted = [
        (_("visits: %(n)s"), found.count(TouchMade.kind)),
        (_("clicks: %(n)s"), found.count("click")),
        (_("calls: %(n)s"), found.count("call")),
        (_("meetings: %(n)s"), found.count("meeting")),
        (_("invoices: %(n)s"), found.count("invoice")),
        (_("payments: %(n)s"), found.count("payment")),
        (_("given back: %(n)s"), found.count("refund")),
    ]
    parts = [_("devices: %(names)s") % {"names": devices}] if devices else []
    told = " · ".join([*parts, *(words % {"n": count} for words, count in counted if count)])
    return told[:1].upper() + told[1:]


_DEVICES = {
    "mobile": gettext_lazy("phone"), "tablet": gettext_lazy("tablet"), "desktop": gettext_lazy("computer"),
}  # fmt: skip
