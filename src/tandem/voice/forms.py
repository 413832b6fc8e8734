"""The short reviews: one answer is asked for, the rest may be left unsaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.agreement.document import BuyerCode
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.ui.number_fields import NumberField
from tandem.voice import answers, codes
from tandem.voice.answers import LossAnswers, WinAnswers
from tandem.voice.models import LossReview, WinReview
from tandem.voice.queries import competitor_names, offers_known, sources_known

type Choices = list[tuple[str, str]]


class WinForm(forms.Form):
    """Why they bought."""

    course = forms.ChoiceField(widget=forms.RadioSelect)
    attracted = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    source_said = forms.ChoiceField(required=False)
    offer_said = forms.ChoiceField(required=False)
    ideal = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    words = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, lead: Lead) -> None:
        stood = WinReview.objects.filter(pk=lead.pk).first()
        super().__init__(data, initial=_initial(stood, "course", "source_said", "offer_said", "ideal", "words"))
        self.initial["attracted"] = stood.attracted.split(",") if stood and stood.attracted else []
        recorded = (lead.source, _("as we recorded it: %(what)s") % {"what": lead.source}) if lead.source else None
        promised = (lead.offer, _("as we promised: %(what)s") % {"what": lead.offer}) if lead.offer else None
        for name, label, choices in (
            ("course", _("How did it go?"), [(key, _said(words)) for key, words in answers.COURSES.items()]),
            ("attracted", _("What attracted them, besides the price?"), _codes(codes.asked().attractions)),
            ("source_said", _("Where they say they heard of us"),
             _choices(recorded, sources_known(), answers.SOURCES_BESIDE, stood.source_said if stood else None)),
            ("offer_said", _("Which offer moved them"),
             _choices(promised, offers_known(), answers.OFFERS_BESIDE, stood.offer_said if stood else None)),
        ):  # fmt: skip
            _asked(self.fields[name], label, choices)
        self.fields["ideal"].label = _("Their ideal product, in their words")
        self.fields["words"].label = _("Anything else they said")

    def answers(self) -> WinAnswers:
        """What was said; call it on a valid form."""
        said = self.cleaned_data
        return WinAnswers(**{**said, "attracted": tuple(said["attracted"])})


class LossForm(forms.Form):
    """Why they refused."""

    code = forms.ChoiceField(widget=forms.RadioSelect)
    competitor = forms.CharField(required=False, widget=forms.TextInput(attrs={"list": "competitors"}))
    competitor_price = NumberField(max_digits=15, decimal_places=2, required=False)
    words = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, lead: Lead) -> None:
        stood = LossReview.objects.filter(pk=lead.pk).select_related("competitor").first()
        super().__init__(data, initial=_initial(stood, "code", "competitor_price", "words"))
        if stood and stood.competitor:
            self.initial["competitor"] = stood.competitor.name
        _asked(self.fields["code"], _("Why did they refuse?"), _codes(codes.asked().refusals))
        self.fields["competitor"].label = _("Whom they chose instead")
        self.fields["competitor_price"].label = _("For how much, if they said")
        self.fields["words"].label = _("In their words")
        self.competitors = competitor_names()

    def answers(self) -> LossAnswers:
        """What was said; call it on a valid form."""
        said = self.cleaned_data
        price: Decimal | None = said["competitor_price"]
        return LossAnswers(
            code=said["code"], competitor=said["competitor"], competitor_price=price, words=said["words"]
        )


def _initial(stood: WinReview | LossReview | None, *names: str) -> dict[str, Any]:
    return {name: getattr(stood, name) for name in names} if stood else {}


def _asked(field: forms.Field, label: str, choices: Choices) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.label, field.choices = label, choices


def _codes(among: Sequence[BuyerCode]) -> Choices:
    return [(code.key, code.title) for code in among]


def _choices(
    recorded: tuple[str, str] | None, known: Sequence[str], beside: Mapping[str, Text], stood: str | None
) -> Choices:
    """Nothing said, what we know ourselves, what else there is; and what was answered before."""
    found = dict([("", _("not said")), *([recorded] if recorded else [])])
    found |= {key: _said(words) for key, words in beside.items()}
    for name in (*known, *([stood] if stood else [])):
        found.setdefault(name, name)
    return list(found.items())


def _said(words: Text) -> str:
    return words.in_language(get_language() or "ru")
