"""Light or dark: by the system's preference, or as the reader chose."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("light", "dark")


def chosen(request: HttpRequest | None) -> str:
    """``light`` or ``dark`` when the reader overrode the system, else an empty text."""
    theme = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return theme if theme in THEMES else ""
