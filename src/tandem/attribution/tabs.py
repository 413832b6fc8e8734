"""The pages about money spent and money earned, side by side."""

from __future__ import annotations

from django.urls import reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("campaigns", Text(ru="Кампании", en="Campaigns")),
    ("creatives", Text(ru="Креативы и покупатели", en="Creatives and buyers")),
    ("attribution", Text(ru="Атрибуция", en="Attribution")),
    ("lift_tests", Text(ru="Проверки по жребию", en="Tests by lot")),
    ("payback", Text(ru="Окупаемость", en="Payback")),
    ("campaign_calendar", Text(ru="Календарь и сезон", en="Calendar and season")),
    ("campaign_names", Text(ru="Имена кампаний", en="Names of campaigns")),
    ("budget", Text(ru="Перенос бюджета", en="Shift of the budget")),
    ("campaign_list", Text(ru="Цели, офферы и запуски", en="Goals, offers and launches")),
)


def tabs(current: str) -> list[Tab]:
    """The pages of this room."""
    return [Tab(title, reverse(name), current=name == current) for name, title in _TABS]
