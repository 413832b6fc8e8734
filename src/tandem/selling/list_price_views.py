"""The price list: what marketing asks for each product, and since when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.basics.refusals import Refusal
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.deal_views import tabs
from tandem.selling.list_prices import folded_product, prices_on, set_list_price, sets_list_prices
from tandem.selling.models import ListPrice
from tandem.ui.number_fields import NumberField

_MOST = 200


class ListPriceForm(forms.Form):
    """A list price, or a promo price where it has a last day."""

    product = forms.CharField(max_length=200)
    price = NumberField(max_digits=15, decimal_places=2, min_value=Decimal("0.01"))
    unit_cost = NumberField(
        max_digits=15, decimal_places=2, min_value=Decimal(0), required=False
    )  # fmt: skip
    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, label, hint in (
            ("product", _("Product"), ""), ("price", _("Price of one"), ""),
            ("unit_cost", _("Cost of one"), _("Leave it empty where nobody knows: the margin is then not known.")),
            ("since", _("From which day"), ""), ("until", _("Last day of the promo"), _("Empty: a list price.")),
        ):  # fmt: skip
            self.fields[name].label = label
            self.fields[name].help_text = hint


@require_http_methods(["GET", "POST"])
def list_prices(request: HttpRequest) -> HttpResponse:
    """What every product costs today; marketing sets it."""
    person, page, today = _person(request), asked(request), timezone.localdate()
    form = ListPriceForm(request.POST or None, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        try:
            set_list_price(**form.cleaned_data, by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(get_language() or "en"))
        else:
            return redirect("list_prices")
    in_force = prices_on(today)
    log = list(ListPrice.objects.select_related("set_by").order_by("-set_at", "-pk")[:_MOST])
    context = {
        **page.context(), "tabs": tabs("prices", person), "form": form, "sets": sets_list_prices(Role(person.role)),
        "rows": sorted(in_force.values(), key=lambda each: folded_product(each.product)),
        "others": [each for each in log if in_force.get(folded_product(each.product)) != each],
        "today": today, "currency": settings.CURRENCY,
    }  # fmt: skip
    return render(request, "selling/list_prices.html", context)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
