"""The pages about the one journey, side by side."""

from __future__ import annotations

from django.urls import reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("funnel", Text(ru="Воронка", en="Funnel")),
    ("journey_map", Text(ru="Карта путей", en="Map of journeys")),
)


def tabs(current: str) -> list[Tab]:
    """The pages of the journey."""
    return [Tab(title, reverse(name), current=name == current) for name, title in _TABS]
