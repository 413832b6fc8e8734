"""The page of one deal, and what is changed on it: products, the expected close, hand-off checklists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.selling import deal_lines, handoffs
from tandem.selling.deal_page import deal_page, handoffs_shown
from tandem.selling.deal_views import tabs
from tandem.selling.deal_words import more_of, not_known, why
from tandem.selling.lead_list import Reader
from tandem.selling.models import Handoff
from tandem.selling.moving_views import moves_of
from tandem.selling.price_log import price_lines
from tandem.selling.pricing import asks_prices
from tandem.ui.number_fields import NumberField


class ProductForm(forms.Form):
    """A product of a deal; what the price list says of it needs not be typed."""

    product = forms.CharField(max_length=200)
    quantity = NumberField(max_digits=12, decimal_places=3, min_value=Decimal("0.001"))
    deal_price = NumberField(max_digits=15, decimal_places=2, min_value=Decimal(0))
    unit_cost = NumberField(
        max_digits=15, decimal_places=2, min_value=Decimal(0), required=False
    )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, label, hint in (
            ("product", _("Product"), ""), ("quantity", _("Quantity"), ""),
            ("deal_price", _("Price of the deal, for one"), ""),
            ("unit_cost", _("Cost of one"), _("Leave it empty where nobody knows: the margin is then not known.")),
        ):  # fmt: skip
            self.fields[name].label = label
            self.fields[name].help_text = hint
        self.fields["product"].widget.attrs["list"] = "price-list"


@require_GET
def deal(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One deal."""
    return _page(request, lead_id, ProductForm(initial={"quantity": 1}))


@require_POST
def deal_products(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Put a product into a deal, or set its quantity and price anew."""
    _lead(request, lead_id)
    form = ProductForm(request.POST)
    if form.is_valid():
        try:
            deal_lines.set_line(
                lead_id=lead_id, **form.cleaned_data, by=_person(request), today=timezone.localdate(),
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(_language()))
        else:
            return redirect("deal", lead_id)
    return _page(request, lead_id, form)


@require_POST
def deal_product_removal(request: HttpRequest, lead_id: int, line_id: int) -> HttpResponse:
    """Take a product off a deal."""
    _lead(request, lead_id)
    _done(request, lambda: deal_lines.take_off(
        lead_id=lead_id, line_id=line_id, by=_person(request), now=timezone.now()
    ))  # fmt: skip
    return redirect("deal", lead_id)


@require_POST
def deal_expected(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Say when the deal is expected to be won; an empty day takes it back."""
    _lead(request, lead_id)
    text = request.POST.get("expected_on", "")
    try:
        on = date.fromisoformat(text) if text else None
    except ValueError:
        # A browser sends a day or nothing; whatever else comes is over, and refused as such.
        on = date.min
    _done(request, lambda: deal_lines.expect(
        lead_id=lead_id, on=on, by=_person(request), today=timezone.localdate(), now=timezone.now()
    ))  # fmt: skip
    return redirect("deal", lead_id)


@require_POST
def handoff_tick(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Tick a line of a checklist, or take the tick back."""
    handoff = _handoff(request, handoff_id)
    done, _colon, item = request.POST.get("tick", "").partition(":")
    _done(request, lambda: handoffs.tick(
        handoff_id=handoff_id, item=item, done=done == "done", by=_person(request), now=timezone.now()
    ))  # fmt: skip
    return _after(request, handoff)


@require_POST
def handoff_handed(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Hand the deal off."""
    handoff = _handoff(request, handoff_id)
    _done(request, lambda: handoffs.hand_off(handoff_id=handoff_id, by=_person(request), now=timezone.now()))
    return _after(request, handoff)


def _after(request: HttpRequest, handoff: Handoff) -> HttpResponse:
    if getattr(request, "htmx", False):
        context = {"handoffs": handoffs_shown(handoff.lead_id), "own": True, "told": True}
        return render(request, "selling/parts/handoffs.html", context)
    return redirect("deal", handoff.lead_id)


def _page(request: HttpRequest, lead_id: int, form: ProductForm) -> HttpResponse:
    person, page = _person(request), asked(request)
    found = deal_page(page.reading, lead_id, person=person, now=timezone.now(), today=timezone.localdate())
    if found is None:
        raise Http404
    contacts = Reader.of(person).contacts
    if contacts:
        note_look(
            person_id=person.pk, page="lead", at=timezone.now(), lead_id=lead_id, client_ids=[found.lead.client_id]
        )
    chance = found.card.chance if found.card else None
    context = {
        **page.context(),
        "deal": found,
        "form": form,
        "tabs": tabs("", person),
        "contacts": contacts,
        "handoffs": found.handoffs,
        "own": found.own,
        "moves": moves_of(found.lead, person, here=found.stage_key),
        "prices": price_lines(person, lead_id=lead_id),
        "asks_prices": asks_prices(found.lead, person),
        "why": why(chance, found.stage.title if found.stage else found.stage_key, page.language) if chance else "",
        "why_more": more_of(chance, found.chances, page.language) if chance else [],
        "unknown": not_known(found.chances, page.language),
        "today": timezone.localdate(),
        "currency": settings.CURRENCY,
    }
    return render(request, "selling/deal.html", context)


def _lead(request: HttpRequest, lead_id: int) -> Lead:
    """The lead, for those who see it; who may change it, the actions decide."""
    leads = Lead.objects.filter(pk=lead_id)
    if (seller_id := Reader.of(_person(request)).seller_id) is not None:
        leads = leads.filter(assignment__seller=seller_id)
    lead = leads.first()
    if lead is None:
        raise Http404
    return lead


def _handoff(request: HttpRequest, handoff_id: int) -> Handoff:
    handoff = Handoff.objects.select_related("lead").filter(pk=handoff_id).first()
    if handoff is None:
        raise Http404
    _lead(request, handoff.lead_id)
    return handoff


def _done(request: HttpRequest, verb: Callable[[], object]) -> None:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(_language()))


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
