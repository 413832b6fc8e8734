"""What people say about themselves and their keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.people.rules import Role


def role_choices(by: Role) -> list[tuple[str, str]]:
    """The roles that somebody may give, by their words in the reader's language."""
    language = get_language() or ""
    return [(role.value, role.words.in_language(language)) for role in Role if by.may_manage(role)]


class RoleForm(forms.Form):
    """What a person is."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(by)  # type: ignore[attr-defined]  # a ChoiceField, as said above


class KnownInvitationForm(RoleForm):
    """How somebody whom data names will sign in."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        required=False,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Made from the name when left empty"),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class InvitationForm(KnownInvitationForm):
    """Whom to let in, and as what."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As exports of your CRM write it: so a seller's leads become theirs"),
    )
    field_order = ("name", "role", "username", "email")


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
