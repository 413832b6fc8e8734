"""The pages about whom we sell to, side by side."""

from __future__ import annotations

from django.urls import reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("portrait", Text(ru="Кто покупает", en="Who buys")),
    ("portrait_audience", Text(ru="Аудитория и портрет", en="Audience and portrait")),
)


def tabs(current: str) -> list[Tab]:
    """The pages of this room."""
    return [Tab(title, reverse(name), current=name == current) for name, title in _TABS]
