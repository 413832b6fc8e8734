"""The pages about materials, side by side; one of them belongs to a room above."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("materials", Text(ru="По этапам и сомнениям", en="By stage and doubt")),
    ("material_list", Text(ru="Все материалы", en="All materials")),
    ("material_effects", Text(ru="Что было после", en="What follows a material")),
)


def tabs(current: str) -> list[Tab]:
    """Those that exist."""
    found = []
    for name, title in _TABS:
        try:
            found.append(Tab(title, reverse(name), current=name == current))
        except NoReverseMatch:
            continue
    return found
