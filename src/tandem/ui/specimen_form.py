"""A form with one field of each sort, for the specimen page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SpecimenForm(forms.Form):
    """Text, choice, long text and a box to tick."""

    name = forms.CharField(label=_("Name"), help_text=_("As colleagues call you"))
    grade = forms.ChoiceField(label=_("Grade"), choices=(("a", "A"), ("b", "B")))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("I have read the agreement"), required=False)
