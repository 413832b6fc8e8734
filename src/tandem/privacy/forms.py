"""What people fill in about texts, terms and clients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.privacy.consent_texts import LONGEST
from tandem.privacy.rules import Purpose


class ConsentTextForm(forms.Form):
    """A new version of a text."""

    purpose = forms.ChoiceField(label=_("What people agree to"))
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("As the form shows it beside the box, with who processes which data, why, and how to take it back"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, as said above
            (purpose.value, purpose.words.in_language(language)) for purpose in Purpose
        ]


class ForgettingForm(forms.Form):
    """Asks for the number once more: there is no way back."""

    number = forms.IntegerField(label=_("Type the client's number to confirm"), min_value=1)

    def __init__(self, *args: Any, client_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._client_id = client_id

    def clean_number(self) -> int:
        """Only the number of this very client."""
        number: int = self.cleaned_data["number"]
        if number != self._client_id:
            raise forms.ValidationError(
                _("This is not the number of this client: %(number)s."), params={"number": self._client_id}
            )
        return number


class RetentionForm(forms.Form):
    """A rule's term."""

    term = forms.IntegerField(label=_("Term"), min_value=1, max_value=1200)
    on = forms.BooleanField(label=_("Switched on: done every night"), required=False)
