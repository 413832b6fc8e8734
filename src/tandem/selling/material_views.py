"""Showing and sending a material from the card of a lead, and what it is followed by."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.rules import NEW
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.materials.actions import use_material
from tandem.materials.models import Material
from tandem.materials.rules import Way
from tandem.materials.tabs import tabs
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.selling.lead_list import Reader
from tandem.selling.material_effects import DAYS, effects, file_rows
from tandem.ui.way_back import way_back

_FORMS = ("", "", "", "0", "0.0%", "0.0%", "0.0%", "0", "0.0%", "0.0%", "0.0%", "0", "")


@require_POST
def lead_material(request: HttpRequest, lead_id: int, material_id: int, way: str) -> HttpResponse:
    """Note that it was shown or sent; back on the card stands the client's own link, to copy or to mail."""
    assert isinstance(request.user, Person)
    reader = Reader.of(request.user)
    leads = Lead.objects.select_related("deal")
    if reader.seller_id is not None:
        leads = leads.filter(assignment__seller=reader.seller_id)
    lead, material = get_object_or_404(leads, pk=lead_id), get_object_or_404(Material, pk=material_id)
    if way not in Way:
        raise Http404
    deal = getattr(lead, "deal", None)
    try:
        use_material(
            material_id=material.pk, lead=lead, stage=deal.stage if deal else NEW, way=Way(way), by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    else:
        sent = _("Noted. Below is the client's own link: mail it or copy the text.")
        messages.success(request, sent if way == Way.SENT else _("Noted: shown."))
    return redirect(f"{way_back(request)}#materials")


@require_GET
def material_effects(request: HttpRequest) -> HttpResponse:
    """How many moved on after a material was shown, sent or opened, against leads of the same stage without it."""
    page = asked(request)
    context = {"tabs": tabs("material_effects"), "effects": effects(page.reading), "days": DAYS,
               "exports": page.exports("material_effects_file")}  # fmt: skip
    return render(request, "selling/material_effects.html", {**page.context(), **context})


@require_GET
def material_effects_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page = asked(request)
    rows = file_rows(effects(page.reading), page.language)
    return page.file(rows, form, name="materials", title=_("What follows a material"), forms=_FORMS, labels=3)
