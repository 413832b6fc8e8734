"""The address of the Monday letters."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import monday_views
from tandem.people.rules import Role
from tandem.ui.navigation import NavItem

_ROLES = frozenset({Role.OWNER.value})

navigation = (
    NavItem(
        "monday_letters", Text(ru="Письма по понедельникам", en="Monday letters"), "monday_letters", 67, _ROLES,
        under="why",
    ),
)  # fmt: skip

urlpatterns = [path("monday-letters/", monday_views.monday_letters, name="monday_letters")]
