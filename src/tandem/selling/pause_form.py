"""How a seller lets a deadline wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.agreement.document import Pause


class PauseForm(forms.Form):
    """For which agreed reason a deadline waits, and until when."""

    reason = forms.ChoiceField(label=_("Reason"))
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
        help_text=_("Then it goes on by itself"),
    )

    def __init__(self, *args: Any, reasons: Sequence[Pause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(each.key, each.title) for each in reasons]
        self.fields["reason"].choices = said  # type: ignore[attr-defined]  # a ChoiceField, as said above
