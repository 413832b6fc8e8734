"""What people say about themselves and their keys."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("The program that will use the key: “sales spreadsheet”")
    )


class ProfileForm(forms.Form):
    """The e-mail. Role and name are an administrator's to give: by the name imports know whose leads are whose."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("You can sign in with it instead of the user name")
    )
