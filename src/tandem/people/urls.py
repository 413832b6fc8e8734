"""Addresses of the reader's own account and of everybody's; sign-in itself is allauth's under ``account/``."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.people import account_views, key_views, views
from tandem.people.rules import Role
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/keys/", key_views.keys, name="api_keys"),
    path("profile/keys/<int:key_id>/revocation/", key_views.revocation, name="api_key_revocation"),
    path("people/accounts/", account_views.accounts, name="accounts"),
    path("people/accounts/<int:person_id>/", account_views.account, name="account"),
    path("people/accounts/<int:person_id>/invitation/", account_views.invitation, name="account_invitation"),
    path("people/accounts/<int:person_id>/role/", account_views.role, name="account_role"),
    path("people/accounts/<int:person_id>/blocking/", account_views.blocking, name="account_blocking"),
    path(
        "people/accounts/<int:person_id>/blocking/removal/",
        account_views.blocking_removal,
        name="account_blocking_removal",
    ),
    path("people/accounts/<int:person_id>/password-link/", account_views.password_link, name="account_password_link"),
    path(
        "people/accounts/<int:person_id>/two-step/removal/",
        account_views.two_step_removal,
        name="account_two_step_removal",
    ),
    path("language/", views.set_language, name="set_language"),
]

navigation = (
    NavItem(
        "accounts",
        Text(ru="Учётные записи", en="Accounts"),
        "accounts",
        95,
        roles=frozenset(role for role in Role if role.manages_accounts),
        under="shifts",
    ),
)
