"""The left bar: pages that rooms announce in their ``urls.py``, and which of them a role sees."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class NavItem:
    """One word of the left bar.

    A room lists its own as ``navigation`` in its ``urls.py``; ``order`` sorts them, the first four words of the bar
    are the tabs of a phone. ``roles`` is who needs the page; ``None`` means everybody. ``under`` is the key of the
    word that this one belongs to: it is shown while the reader is there. ``group`` is the word for an item together
    with what lies under it, where that is more than the item's own page.
    """

    key: str
    title: Text | str | Promise
    url_name: str
    order: int
    roles: frozenset[str] | None = None
    under: str | None = None
    group: Text | None = None


@dataclass(frozen=True, slots=True)
class NavLink:
    """A word of the left bar as one reader sees it, with the words that lie under it."""

    key: str
    title: Text | str | Promise
    url: str
    current: bool
    under: tuple[NavLink, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the reader is here or on a page that lies under this word."""
        return self.current or any(link.current for link in self.under)


@cache
def announced() -> tuple[NavItem, ...]:
    """Everything the rooms announce, in the order of the bar."""
    items = [item for urls in modules_named("urls") for item in getattr(urls, "navigation", ())]
    return tuple(sorted(items, key=lambda item: (item.order, item.key)))


def links_for(*, role: str, path: str, items: tuple[NavItem, ...] | None = None) -> list[NavLink]:
    """The bar of a role; ``path`` is the address shown now and marks the current word.

    An item whose page does not exist is left out: a room may be switched off. What lies under a word that the role
    does not see is a word of the bar itself.
    """
    if items is None:
        addressed = _addressed(announced(), role, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    else:
        addressed = _addressed.__wrapped__(items, role)
    here = _current(path, [url for _, url in addressed])
    words = [(item, NavLink(item.key, item.title, url, current=url == here)) for item, url in addressed]
    seen = {item.key for item, _ in words}
    return [
        _with_those_under(item, link, tuple(below for each, below in words if each.under == item.key))
        for item, link in words
        if item.under not in seen
    ]


@lru_cache(maxsize=64)
def _addressed(items: tuple[NavItem, ...], role: str, *_: str) -> tuple[tuple[NavItem, str], ...]:
    """What a role sees and where it leads; kept for the addresses that are in force."""
    found = []
    for item in items:
        if item.roles is None or role in item.roles:
            with suppress(NoReverseMatch):
                found.append((item, reverse(item.url_name)))
    return tuple(found)


def _with_those_under(item: NavItem, link: NavLink, under: tuple[NavLink, ...]) -> NavLink:
    if not under:
        return link
    if item.group is None:
        return replace(link, under=under)
    # The word of the whole leads to the item's page, which stands first beneath under its own name.
    return replace(link, title=item.group, current=False, under=(link, *under))


def _current(path: str, urls: list[str]) -> str | None:
    """The longest address that ``path`` lies under, so that a card marks its list; "/" only itself."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default=None)
