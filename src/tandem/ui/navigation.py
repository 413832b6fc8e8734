"""The left bar: pages that rooms announce in their ``urls.py``, and which of them a role sees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class NavItem:
    """One word of the left bar.

    A room lists its own as ``navigation`` in its ``urls.py``; ``order`` sorts them, the first four
    are the tabs of a phone. ``roles`` is who needs the page; ``None`` means everybody.
    """

    key: str
    title: Text | str | Promise
    url_name: str
    order: int
    roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class NavLink:
    """A word of the left bar as one reader sees it."""

    key: str
    title: Text | str | Promise
    url: str
    current: bool


@cache
def announced() -> tuple[NavItem, ...]:
    """Everything the rooms announce, in the order of the bar."""
    items = [item for urls in modules_named("urls") for item in getattr(urls, "navigation", ())]
    return tuple(sorted(items, key=lambda item: (item.order, item.key)))


def links_for(*, role: str, path: str, items: tuple[NavItem, ...] | None = None) -> list[NavLink]:
    """The bar of a role; ``path`` is the address shown now and marks the current word.

    An item whose page does not exist is left out: a room may be switched off.
    """
    addressed = []
    for item in announced() if items is None else items:
        if item.roles is not None and role not in item.roles:
            continue
        try:
            addressed.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    here = _current(path, [url for _, url in addressed])
    return [NavLink(item.key, item.title, url, current=url == here) for item, url in addressed]


def _current(path: str, urls: list[str]) -> str | None:
    """The longest address that ``path`` lies under, so that a card marks its list; "/" only itself."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default=None)
