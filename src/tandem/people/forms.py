"""What a person may change about themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    """Name and e-mail; the role is an administrator's to give."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As colleagues see it in lists and reports"))
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("You can sign in with it instead of the user name")
    )
