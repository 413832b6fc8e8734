"""What is written down of a person's hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.people.presence_rules import DAYS_OF_WEEK, AbsenceKind, Week


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class WeekForm(forms.Form):
    """Hours by weekday from a day on, or the team's week again."""

    since = _day(_("From"))
    as_usual = forms.BooleanField(label=_("The team's week again"), required=False)
    monday = forms.CharField(label=_("Monday"), max_length=80, required=False, help_text=_("9-18 or 9-13, 14-18"))
    tuesday = forms.CharField(label=_("Tuesday"), max_length=80, required=False)
    wednesday = forms.CharField(label=_("Wednesday"), max_length=80, required=False)
    thursday = forms.CharField(label=_("Thursday"), max_length=80, required=False)
    friday = forms.CharField(label=_("Friday"), max_length=80, required=False)
    saturday = forms.CharField(label=_("Saturday"), max_length=80, required=False, help_text=_("Empty is a day off"))
    sunday = forms.CharField(label=_("Sunday"), max_length=80, required=False)
    zone = forms.CharField(
        label=_("Time zone"), max_length=60, required=False,
        help_text=_("Empty: the company's own. Otherwise for example Asia/Vladivostok"),
    )  # fmt: skip
    holidays = forms.BooleanField(label=_("Has the state's holidays off"), required=False)

    def week(self) -> Week | None:
        """What was written; None for the team's week."""
        said = self.cleaned_data
        if said["as_usual"]:
            return None
        return Week(tuple(said[day] for day in DAYS_OF_WEEK), said["zone"].strip(), "RU" if said["holidays"] else "")


class AbsenceForm(forms.Form):
    """From which day until which, and why."""

    since = _day(_("First day"))
    until = _day(_("Last day"))
    kind = forms.ChoiceField(label=_("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        choices = [(kind.value, kind.words.in_language(language)) for kind in AbsenceKind]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, as said above


class DayForm(forms.Form):
    """One day that differs."""

    day = _day(_("Day"))
    hours = forms.CharField(label=_("Hours"), max_length=80, required=False, help_text=_("10-16; empty is a day off"))


def initial_absence(today: date) -> dict[str, date]:
    """Most absences are announced on the day."""
    return {"since": today, "until": today}
