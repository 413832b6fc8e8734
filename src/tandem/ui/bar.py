"""The left bar and the tabs of a phone as they are drawn: the same on a page for everybody of one role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tandem.ui.navigation import NavLink


@dataclass(frozen=True, slots=True)
class Bar:
    """Both drawn; ``tabs`` is empty before sign-in."""

    rail: SafeString
    tabs: SafeString


def bar_of(links: tuple[NavLink, ...], *, role: str) -> Bar:
    """The bars with these words, in the reader's language."""
    # Addresses stand in it: those of these pages under this prefix.
    return _drawn(links, role, get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _drawn(links: tuple[NavLink, ...], role: str, *_: str | None) -> Bar:
    return Bar(
        rail=_part("rail", links, role),
        tabs=_part("phone_tabs", links, role) if links else mark_safe(""),
    )


def _part(name: str, links: tuple[NavLink, ...], role: str) -> SafeString:
    drawn = render_to_string(f"ui/components/{name}.html", {"nav": links, "role": role})
    return mark_safe(drawn.rstrip("\n"))  # noqa: S308 - escaped there
