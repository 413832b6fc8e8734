"""Bars of shares that are not ripe yet: what is there, what is to come, and how sure that is. SVG made on the server.

The solid part has happened; the hatched one is expected, and the line through its top is where it may end. A drawing
carries its sentence for those who do not see it, and stands beside a table of the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tandem.ui.plots import ticks_up_to

_LEFT, _TOP, _HEIGHT, _FOOT = 44, 8, 160, 22
_STEP, _BAR = 56, 30


@dataclass(frozen=True, slots=True)
class ForecastBar:
    """Shares between 0 and 1: ``so_far``, ``expected`` in the end, between ``low`` and ``high``."""

    name: str
    so_far: float
    expected: float
    low: float
    high: float
    label: str


def forecast_bars(bars: Sequence[ForecastBar], *, label: str, said: Callable[[float], str]) -> SafeString:
    """A bar for each of ``bars``; ``said`` writes the share at a tick. Nothing without bars."""
    if not bars:
        return mark_safe("")
    ticks = ticks_up_to(min(max(max(each.high, each.so_far) for each in bars), 1.0))
    scale = _HEIGHT / ticks[-1]
    width = _LEFT + _STEP * len(bars)
    grid = format_html_join(
        "",
        '<path class="plot__grid" d="M{} {}H{}"/><text class="plot__tick" text-anchor="end" x="{}" y="{}" dy="4">{}'
        "</text>",
        ((_LEFT, _y(tick, scale), width, _LEFT - 4, _y(tick, scale), said(tick)) for tick in ticks),
    )
    drawn = format_html_join("", "{}", ((_bar(at, each, scale),) for at, each in enumerate(bars)))
    return format_html(
        '<svg class="plot plot--wide" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        "{grid}{drawn}</svg>",
        w=width, h=_TOP + _HEIGHT + _FOOT, label=label, grid=grid, drawn=drawn,
    )  # fmt: skip


def _bar(at: int, bar: ForecastBar, scale: float) -> SafeString:
    x = _LEFT + at * _STEP + (_STEP - _BAR) // 2
    middle = x + _BAR // 2
    coming = max(bar.expected - bar.so_far, 0.0)
    return format_html(
        '<g><title>{label}</title><rect class="bar__done" x="{x}" y="{top}" width="{bar}" height="{done}"/>'
        '<rect class="bar__part--young" x="{x}" y="{high_top}" width="{bar}" height="{coming}"/>'
        '<rect fill="url(#hatch-young)" x="{x}" y="{high_top}" width="{bar}" height="{coming}"/>'
        '<path class="plot__whisker" d="M{middle} {low}V{high}"/>'
        '<text class="plot__tick" text-anchor="middle" x="{middle}" y="{foot}">{name}</text></g>',
        label=bar.label, x=x, bar=_BAR, top=_y(bar.so_far, scale), done=_n(bar.so_far * scale),
        high_top=_y(bar.so_far + coming, scale), coming=_n(coming * scale), middle=middle, low=_y(bar.low, scale),
        high=_y(min(bar.high, 1.0), scale), foot=_TOP + _HEIGHT + 16, name=bar.name,
    )  # fmt: skip


def _y(share: float, scale: float) -> str:
    return _n(_TOP + _HEIGHT - share * scale)


def _n(value: float) -> str:
    """A coordinate, always with a point whatever the reader's language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
