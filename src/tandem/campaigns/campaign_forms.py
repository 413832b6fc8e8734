"""What is asked for a campaign's card, its budget, its offers and creatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.basics.numbers import format_period
from tandem.basics.periods import Period
from tandem.campaigns.models import Campaign, Offer
from tandem.campaigns.picture_rules import MOST_BYTES
from tandem.campaigns.planning import Card
from tandem.campaigns.promising import OfferWords
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.number_fields import NumberField

_MOST = 4000


def _day_field(*, required: bool = False) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=required)


def _money_field() -> NumberField:
    return NumberField(
        max_digits=15, decimal_places=2, min_value=Decimal(0), required=False
    )  # fmt: skip


def _area(rows: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=_MOST, widget=forms.Textarea(attrs={"rows": rows}))


class CardForm(forms.Form):
    """The goals of a campaign, for whom and when."""

    name = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"list": "known"}))
    segment = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"list": "segments"}))
    target_leads = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    target_revenue = _money_field()
    channels = forms.CharField(max_length=300, required=False)
    season = forms.CharField(max_length=100, required=False)
    starts_on = _day_field()
    ends_on = _day_field()
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        super().__init__(data, initial=_card(campaign) if campaign else None)
        people = self.fields["people"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        answering = campaign.people.filter(answers=True).values("person") if campaign else []
        people.queryset = Person.objects.filter(
            Q(is_active=True, role__in=(Role.MARKETING_HEAD, Role.MARKETER, Role.SALES_HEAD, Role.OWNER))
            | Q(pk__in=answering)
        ).order_by("name")
        for name, label, hint in (
            (
                "name",
                _("Name"),
                _("As the ad system writes it. Earlier names stay known."),
            ),
            ("segment", _("For whom"), _("The segment of the portrait, as leads name it")),
            ("target_leads", _("Leads wanted"), ""),
            ("target_revenue", _("Revenue wanted"), ""),
            ("channels", _("Channels"), ""),
            ("season", _("Season"), _("What it is timed for: spring, Black Friday")),
            ("starts_on", _("First day"), ""),
            ("ends_on", _("Last day"), ""),
            ("people", _("Who answers for it"), ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint

    def card(self) -> Card:
        """What was written; call it on a valid form."""
        return Card(**{name: value for name, value in self.cleaned_data.items() if name != "people"})


class BudgetForm(forms.Form):
    """A sum for each month."""

    def __init__(self, data: Any = None, *, months: Sequence[tuple[date, Decimal | None]]) -> None:
        super().__init__(data)
        self.months = [month for month, _amount in months]
        for month, amount in months:
            field = _money_field()
            field.label = format_period(Period.month(month), get_language() or "en")
            field.initial = amount
            self.fields[f"{month:%Y-%m}"] = field

    def said(self) -> dict[date, Decimal | None]:
        """By month; call it on a valid form."""
        return {month: self.cleaned_data[f"{month:%Y-%m}"] for month in self.months}


class OfferForm(forms.Form):
    """What is promised."""

    title = forms.CharField(max_length=300)
    promise = _area(3)
    discount = forms.CharField(max_length=100, required=False)
    terms = _area(3)
    since = _day_field(required=True)
    until = _day_field()

    def __init__(self, data: Any = None, *, offer: Offer | None = None, today: date) -> None:
        names = ("title", "promise", "discount", "terms", "since", "until")
        super().__init__(data, initial={each: getattr(offer, each) for each in names} if offer else {"since": today})
        for name, label, hint in (
            ("title", _("Offer"), _("As clients and leads see it")),
            ("promise", _("What do we promise?"), ""),
            ("discount", _("Discount"), _("−10 %, a third window free of charge")),
            ("terms", _("Terms"), _("For whom it holds and for whom not")),
            ("since", _("First day"), ""),
            ("until", _("Last day"), _("Empty: until it is withdrawn")),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint

    def said(self, campaign: Campaign | None) -> OfferWords:
        """What was written; call it on a valid form."""
        return OfferWords(campaign=campaign, **self.cleaned_data)


class CreativeForm(forms.Form):
    """What an ad says and shows."""

    name = forms.CharField(max_length=300)
    message = _area(3)
    offer = forms.ModelChoiceField(Offer.objects.none(), required=False)
    picture = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"})
    )  # fmt: skip
    link = forms.URLField(max_length=500, required=False, assume_scheme="https")

    def __init__(self, data: Any = None, files: Any = None, *, campaign: Campaign, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        offer = self.fields["offer"]
        assert isinstance(offer, forms.ModelChoiceField)
        offer.queryset = campaign.offers.all()
        offer.empty_label = _("none")
        for name, label, hint in (
            ("name", _("Creative"), _("As the ad system writes it")),
            ("message", _("What does it say?"), ""),
            ("offer", _("Which offer does it carry?"), ""),
            ("picture", _("Picture"), _("PNG, JPEG, WebP or GIF, up to 2 MB")),
            ("link", _("Or where it is to be seen"), _("A film, an ad library, a disk")),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint

    def picture_bytes(self) -> bytes | None:
        """The file that was sent, one byte more than allowed at most; call it on a valid form."""
        file = self.cleaned_data["picture"]
        return None if file is None else file.read(MOST_BYTES + 1)


class PageForm(forms.Form):
    """A page that a campaign leads to."""

    address = forms.CharField(max_length=500)
    title = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["address"].label, self.fields["title"].label = _("Address"), _("What it is")
        self.fields["address"].help_text = _("As leads write it: an address or its path")


def _card(campaign: Campaign) -> dict[str, Any]:
    names = ("name", "segment", "target_leads", "target_revenue", "channels", "season", "starts_on", "ends_on")
    answering = campaign.people.filter(answers=True).values_list("person_id", flat=True)
    return {name: getattr(campaign, name) for name in names} | {"people": list(answering)}
