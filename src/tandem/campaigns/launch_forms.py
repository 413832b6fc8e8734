"""What is asked for a launch notice and for a start."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.campaigns.actions import Notice
from tandem.campaigns.models import Campaign, Launch, Offer

_MOMENT = "%Y-%m-%dT%H:%M"
#: Words of a notice: a seller reads it between two calls.
_MOST = 4000


class _Moment(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"], **options)


class NoticeForm(forms.Form):
    """What sales is told."""

    campaign = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"list": "campaigns"}))
    notice = forms.CharField(required=False, max_length=_MOST, widget=forms.Textarea(attrs={"rows": 4}))
    audience = forms.CharField(required=False, max_length=_MOST, widget=forms.Textarea(attrs={"rows": 2}))
    starts_at = _Moment(required=False)
    ends_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    answer = forms.CharField(required=False, max_length=_MOST, widget=forms.Textarea(attrs={"rows": 4}))
    offer = forms.ModelChoiceField(Offer.objects.none(), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, today: date) -> None:
        super().__init__(data, initial=initial)
        offer = self.fields["offer"]
        assert isinstance(offer, forms.ModelChoiceField)
        named = (initial or {}).get("offer")
        offer.queryset = Offer.objects.filter(Q(archived_at=None) & (Q(until=None) | Q(until__gte=today)) | Q(pk=named))
        offer.empty_label = _("none")
        for name, label, hint in (
            ("campaign", _("Campaign or promo"), _("As ad systems and leads write it")),
            ("notice", _("What do we promise?"), _("The offer, the discount, its terms")),
            ("audience", _("To whom?"), ""),
            ("starts_at", _("When do clients see it?"), ""),
            ("ends_on", _("Last day"), _("Empty: until it is withdrawn")),
            ("answer", _("What do we answer when a client asks?"), ""),
            ("offer", _("Offer"), ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint
        self.campaigns = list(Campaign.objects.filter(archived_at=None).order_by("name").values_list("name", flat=True))

    def said(self) -> Notice:
        """What was written; call it on a valid form."""
        return Notice(**self.cleaned_data)


class StartForm(forms.Form):
    """Since when clients see it; empty: from now on."""

    at = _Moment(required=False)
    campaign = forms.CharField(required=False, max_length=300)


def as_written(launch: Launch) -> dict[str, Any]:
    """A draft as the form shows it."""
    names = ("campaign", "notice", "audience", "answer", "starts_at", "ends_on")
    return {name: getattr(launch, name) for name in names} | {"offer": launch.offer_id}
