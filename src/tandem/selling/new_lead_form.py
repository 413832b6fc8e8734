"""What a colleague writes down while the client is on the phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.number_fields import NumberField

#: Fields that are no field of the lead record.
_OWN = frozenset({"wanted", "nonce"})
_LOOKS = {
    "hx-post": "/leads/new/known/",
    "hx-trigger": "input changed delay:300ms, change",
    "hx-target": "#known",
    "hx-include": "closest form",
    "hx-sync": "closest form:replace",
}
_MAYBE = [("", "—"), ("true", _("yes")), ("false", _("no"))]


class NewLeadForm(forms.Form):
    """Four fields, and everything else folded."""

    client_name = forms.CharField(
        label=_("Name"), max_length=300, required=False, widget=forms.TextInput(attrs={"autofocus": True})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel", **_LOOKS})
    )
    wanted = forms.CharField(
        label=_("What they want"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(
        label=pgettext_lazy("of a lead", "Source"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "sources"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs=_LOOKS))
    city = forms.CharField(label=_("City"), max_length=200, required=False)
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    need = forms.ChoiceField(label=_("Has the need"), choices=_MAYBE, required=False)
    budget = NumberField(label=_("Client's budget"), min_value=0, max_digits=14, required=False)
    starts_within_days = forms.IntegerField(label=_("Needed within, days"), min_value=0, max_value=3650, required=False)
    campaign = forms.CharField(label=_("Campaign"), max_length=300, required=False)
    offer = forms.CharField(label=_("Offer promised"), max_length=300, required=False)
    seller = forms.ChoiceField(label=_("Give to"), required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        if Role(by.role) is Role.SELLER:
            # Whoever writes it down has it.
            del self.fields["seller"]
            return
        sellers = (
            Person.objects.filter(role=Role.SELLER, is_active=True).order_by("name").values_list("name", flat=True)
        )
        self.fields["seller"].choices = [("", "—"), *((name, name) for name in dict.fromkeys(sellers))]  # type: ignore[attr-defined]  # a ChoiceField, as said above

    @property
    def cells(self) -> dict[str, str]:
        """Field of the lead record → what was said."""
        said = {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name not in _OWN and value not in ("", None)
        }
        return said | ({"seller": self._by.name} if Role(self._by.role) is Role.SELLER else {})
