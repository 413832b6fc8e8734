"""How people come in: accounts are made by an administrator, and the reader's language comes with them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from tandem.people.language import remember_language


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Our differences from allauth's habits."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: who may see the company's numbers is decided inside it."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **rest: Any) -> HttpResponse:
        """After sign-in the pages speak the language the person chose before, on this device too."""
        response: HttpResponse = super().post_login(request, user, **rest)
        if user.language:
            remember_language(response, user.language)
        return response
