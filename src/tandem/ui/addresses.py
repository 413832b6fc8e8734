"""What an address asks for, and the addresses of pages that may not be there."""

from __future__ import annotations

from typing import overload

from django.urls import NoReverseMatch, reverse

#: Digits that are read of a number: more than any id has, fewer than a database refuses.
_DIGITS = 18


@overload
def whole_number(text: str, *, otherwise: int = 0) -> int: ...
@overload
def whole_number(text: str, *, otherwise: None) -> int | None: ...
def whole_number(text: str, *, otherwise: int | None = 0) -> int | None:
    """The number that a part of an address or of a form gives; ``otherwise`` where it gives none."""
    return int(text[:_DIGITS]) if text.isascii() and text.isdigit() else otherwise


def address_of(name: str, *arguments: int) -> str:
    """The address of a page that another room may or may not have; empty where it has none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
