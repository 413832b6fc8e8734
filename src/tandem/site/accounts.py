"""Who may come in: an administrator makes accounts; nobody signs themselves up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):
    """The numbers of a company are shown to its people only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come from 'tandem setup' and from the administrator's page."""
        return False
