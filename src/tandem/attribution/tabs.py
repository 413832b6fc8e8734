"""The pages about money spent and money earned, side by side."""

from __future__ import annotations

from django.urls import reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("campaigns", Text(ru="Кампании", en="Campaigns")),
    ("creatives", Text(ru="Креативы", en="Creatives")),
    ("attribution", Text(ru="Атрибуция", en="Attribution")),
    ("lift_tests", Text(ru="Проверки", en="Tests")),
    ("payback", Text(ru="Окупаемость", en="Payback")),
    ("campaign_calendar", Text(ru="Календарь", en="Calendar")),
    ("campaign_names", Text(ru="Имена", en="Names")),
    ("budget", Text(ru="Бюджет", en="Budget")),
    ("campaign_list", Text(ru="Цели и запуски", en="Goals and launches")),
)


def tabs(current: str) -> list[Tab]:
    """The pages of this room."""
    return [Tab(title, reverse(name), current=name == current) for name, title in _TABS]
