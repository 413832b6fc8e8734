"""Taking a consent back on the page of a lead: the client says so to whoever talks to them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.intake.models import Lead
from tandem.people.views import reader as person_of
from tandem.privacy.actions import withdraw_consent
from tandem.privacy.queries import Purpose
from tandem.selling.lead_list import Reader


@require_POST
def consent_withdrawal(request: HttpRequest, lead_id: int, purpose: str) -> HttpResponse:
    """Note that the client took a consent back, for this and all other leads of theirs."""
    person = person_of(request)
    reader = Reader.of(person)
    if not reader.contacts:
        raise PermissionDenied
    leads = Lead.objects.filter(pk=lead_id)
    if reader.seller_id is not None:
        leads = leads.filter(assignment__seller=reader.seller_id)
    if purpose not in set(Purpose) or not leads.exists():
        raise Http404
    if withdraw_consent(lead_id=lead_id, purpose=Purpose(purpose), by=person, now=timezone.now()):
        messages.success(request, _("The consent is withdrawn, for all leads of this client."))
    return redirect("lead", lead_id)
