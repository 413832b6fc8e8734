"""The pages of what is watched: clearances, leads given back, prices below the list, situations nobody may ignore."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

#: Some stand in rooms above, found by the names of their addresses.
_PAGES = (
    ("decisions", Text(ru="Согласования", en="Clearances")),
    ("returns", Text(ru="Возвраты", en="Returns")),
    ("return_audit", Text(ru="Слепая проверка", en="Blind check")),
    ("price_exceptions", Text(ru="Цены ниже прайса", en="Below the list price")),
    ("forgotten", Text(ru="Забытые", en="Forgotten")),
    ("situations", Text(ru="Нельзя игнорировать", en="Not to be ignored")),
)


def watched_tabs(current: str) -> list[Tab]:
    """The pages there are, with the one shown."""
    tabs = []
    for name, title in _PAGES:
        try:
            tabs.append(Tab(title, reverse(name), current=name == current))
        except NoReverseMatch:
            continue
    return tabs
