"""What is asked for a test by lot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from tandem.attribution.lift_drawing import COUNTS, DEALT, LONGEST
from tandem.measures.store import Reading


class LiftForm(forms.Form):
    """Which campaign, who is dealt out, what counts, from when and for how long.

    ``cities`` says whether there are enough of them to be dealt out.
    """

    campaign = forms.CharField(
        label=gettext_lazy("Campaign to be tested"), max_length=300, widget=forms.TextInput(attrs={"list": "campaigns"})
    )
    dealt = forms.ChoiceField(label=gettext_lazy("Who is dealt out"))
    counts = forms.ChoiceField(label=gettext_lazy("What the test counts"))
    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    weeks = forms.IntegerField(label=gettext_lazy("How many weeks"), min_value=1, max_value=LONGEST)

    def __init__(self, data: Any, *, reading: Reading, today: date, cities: bool) -> None:
        monday = today + timedelta(days=7 - today.weekday())
        dealt = "city" if cities else "client"
        super().__init__(data, initial={"first_day": monday, "weeks": 8, "dealt": dealt, "counts": "leads"})
        language = get_language() or "ru"
        choices = {
            "dealt": DEALT,
            "counts": {key: each.words for key, each in COUNTS.items()},
        }
        for name, among in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, words.in_language(language)) for key, words in among.items()]
        #: Names to choose from: what money was spent on of late.
        self.campaigns = [
            name
            for (name,) in reading.rows(
                "SELECT campaign FROM spend WHERE campaign <> '' GROUP BY 1 ORDER BY max(spent_on) DESC, 1 LIMIT 200"
            )
        ]
