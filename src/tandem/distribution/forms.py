"""What is written down of a seller's part in the distribution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.agreement.document import Document
from tandem.agreement.questions import specialised_in
from tandem.handover.models import RosterEntry
from tandem.ui.number_fields import NumberField


def _day(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class RosterForm(forms.Form):
    """The first day, the share of a full load, the last day, and what they are for."""

    share = NumberField(
        label=_("Share of a full load"), min_value=0, max_value=1, max_digits=4, decimal_places=2,
        help_text=_("0.5 for half a day"),
    )  # fmt: skip
    since = _day(_("Newcomer since"), _("Empty: carries a full load"))
    until = _day(_("Gets no leads from"), _("Empty: takes part as long as they work here"))

    def __init__(self, *arguments: Any, document: Document, entry: RosterEntry | None, **options: Any) -> None:
        """``entry`` is what stands, None of somebody who takes no part yet."""
        super().__init__(*arguments, **options)
        self.document = document
        known = specialised_in(document)
        stands: dict[str, list[str]] = {}
        for each in entry.specialties.all() if entry else ():
            stands.setdefault(each.field, []).append(each.value)
        for name in document.distribution.specialties:
            self.fields[f"for_{name}"] = forms.CharField(
                label=known[name].words.in_language(get_language() or "en") if name in known else name,
                required=False, max_length=2_000, initial=", ".join(sorted(stands.get(name, ()))),
                help_text=_("Parted by commas; empty: all of them"),
            )  # fmt: skip
        self.fields["share"].initial = entry.share if entry else 1
        self.fields["since"].initial = entry.since if entry else None
        self.fields["until"].initial = entry.until if entry else None

    def specialties(self) -> dict[str, list[str]]:
        """What was written, by field."""
        return {
            name: [each.strip() for each in self.cleaned_data[f"for_{name}"].split(",") if each.strip()]
            for name in self.document.distribution.specialties
        }
