"""The price log, the form that asks for a price, and its answers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement.queries import in_force, version
from tandem.agreement.watched import watched_tabs
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling import price_log, pricing
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import sums
from tandem.selling.models import PriceException
from tandem.selling.price_rules import price_rule
from tandem.ui.number_fields import NumberField
from tandem.ui.way_back import way_back


class PriceForm(forms.Form):
    """What is asked for; whoever the agreement lets approve may be chosen."""

    list_price = NumberField(max_digits=15, decimal_places=2, min_value=Decimal("0.01"))
    deal_price = NumberField(max_digits=15, decimal_places=2, min_value=Decimal(0))
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    approver = forms.ModelChoiceField(queryset=Person.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, lead: Lead) -> None:
        super().__init__(data)
        for name, label in (
            ("list_price", _("List or promo price")), ("deal_price", _("Price of the deal")),
            ("reason", _("Why it is to be cheaper")), ("approver", _("Who approves")),
        ):  # fmt: skip
            self.fields[name].label = label
        found = sums([as_rule(each) for each in lines_of([lead.pk]).get(lead.pk, [])])
        if found.is_below_list:
            # Marketing's price is not for sales to type where the price list says it.
            self.fields["list_price"].initial, self.fields["list_price"].disabled = found.listed, True
            self.fields["deal_price"].initial = found.sold
        approver = self.fields["approver"]
        assert isinstance(approver, forms.ModelChoiceField)
        approver.queryset = pricing.approvers_of(lead)


@require_GET
def price_exceptions(request: HttpRequest) -> HttpResponse:
    """Which deals were sold below the list price, and who approved it."""
    page = asked(request)
    person = _person(request)
    lines = price_log.price_lines(person, limit=price_log.MOST)
    context = {
        "tabs": watched_tabs("price_exceptions"),
        "lines": lines,
        "cut": len(lines) if len(lines) == price_log.MOST else 0,
        "rule": price_rule(in_force().document),
        "number": in_force().version,
        "sellers": page.role.sees_operating_report,
        "exports": page.exports("price_exceptions_file"),
        "own": page.seller_id is not None,
    }
    return render(request, "selling/price_exceptions.html", {**page.context(), **context})


@require_GET
def price_exceptions_file(request: HttpRequest, form: str) -> HttpResponse:
    """The whole log."""
    page = asked(request)
    rows = price_log.file_rows(price_log.price_lines(_person(request)), page)
    forms_ = ["", "", "", "#,##0.00", "#,##0.00", "", "0.0%", "", "", ""]
    return page.file(rows, form, name="prices", title=_("Below the list price"), forms=forms_)


@require_http_methods(["GET", "POST"])
def lead_price_exceptions(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Ask for a price of a deal."""
    person = _person(request)
    lead = Lead.objects.filter(pk=lead_id).first()
    if lead is None or (not Role(person.role).sees_all_leads and not pricing.asks_prices(lead, person)):
        raise Http404
    if not pricing.asks_prices(lead, person):
        raise PermissionDenied
    form = PriceForm(request.POST if request.method == "POST" else None, lead=lead)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            pricing.ask_price(
                lead_id=lead_id, list_price=sent["list_price"], deal_price=sent["deal_price"], reason=sent["reason"],
                approver_id=sent["approver"].pk, by=person, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(_language()))
        else:
            messages.success(request, _("Asked for: whoever approves and marketing see it."))
            return redirect("lead", lead_id=lead_id)
    document = version(lead.version).document
    context = {"form": form, "lead_id": lead_id, "rule": pricing.rule_of(lead, document), "number": lead.version,
               "currency": settings.CURRENCY}  # fmt: skip
    return render(request, "selling/price_form.html", context)


@require_POST
def price_answer(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Approve a price, or do not."""
    approved = request.POST.get("approved") == "yes"
    return _done(
        request,
        exception_id,
        lambda: pricing.answer_price(
            exception_id=exception_id, approved=approved, by=_person(request), now=timezone.now()
        ),
    )


@require_POST
def price_notice(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Marketing takes note of a price."""
    return _done(
        request,
        exception_id,
        lambda: pricing.note_price(exception_id=exception_id, by=_person(request), now=timezone.now()),
    )


def _done(request: HttpRequest, exception_id: int, verb: Callable[[], None]) -> HttpResponse:
    if not PriceException.objects.filter(pk=exception_id).exists():
        raise Http404
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    return redirect(way_back(request))


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
