"""The pages about warnings, side by side."""

from __future__ import annotations

from django.urls import reverse

from tandem.basics.text import Text
from tandem.ui.pieces import Tab

_TABS = (
    ("audience_warnings", Text(ru="Не те люди", en="Wrong people")),
    ("conditional_watches", Text(ru="Свои условия", en="Your conditions")),
    ("latency", Text(ru="Когда узнали", en="When it was known")),
)


def tabs(current: str) -> list[Tab]:
    """Warnings that Tandem raises itself, and those that people write."""
    return [Tab(title, reverse(name), current=name == current) for name, title in _TABS]
