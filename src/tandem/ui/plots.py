"""Square drawings of one share against another, with the diagonal they are held against: SVG made on the server.

Both axes begin at zero and have the same scale, so the diagonal is honest. A drawing carries its sentence for those
who do not see it, and stands beside a table of the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WIDTH, _HEIGHT = 352, 326
_LEFT, _TOP, _SIDE = 48, 10, 280
_STEPS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """A point between 0 and 1; ``low`` and ``high`` are the ends of what its height may truly be."""

    x: float
    y: float
    label: str
    low: float | None = None
    high: float | None = None


def square_plot(
    points: Sequence[Point],
    *,
    label: str,
    across: str,
    up: str,
    diagonal: str,
    said: Callable[[float], str],
    joined: bool = False,
) -> SafeString:
    """Points over a diagonal. ``across`` and ``up`` name the axes, ``diagonal`` what the diagonal means, ``said``
    writes the share at a tick; ``joined`` draws a line through the points from the origin.
    """
    if not points:
        return mark_safe("")
    ticks = ticks_up_to(max(max(each.x, each.y, each.high or 0.0) for each in points))
    scale = _SIDE / ticks[-1]
    return format_html(
        '<svg class="plot" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '{grid}<path class="plot__diagonal" d="M{left} {bottom}L{right} {top}"/>'
        '<text class="plot__word" text-anchor="end" transform="translate({word_x} {word_y}) rotate(-45)">{diagonal}'
        "</text>"
        '<text class="plot__title" text-anchor="middle" x="{middle}" y="{foot}">{across}</text>'
        '<text class="plot__title" text-anchor="middle" transform="translate(11 {centre}) rotate(-90)">{up}</text>'
        "{line}{drawn}</svg>",
        w=_WIDTH, h=_HEIGHT, label=label, grid=_grid(ticks, scale, said), left=_LEFT, right=_LEFT + _SIDE, top=_TOP,
        bottom=_TOP + _SIDE, word_x=_LEFT + _SIDE - 8, word_y=_TOP + 32, diagonal=diagonal, middle=_LEFT + _SIDE // 2,
        foot=_HEIGHT - 4, across=across, centre=_TOP + _SIDE // 2, up=up,
        line=_line(points, scale) if joined else "",
        drawn=format_html_join("", "<g><title>{}</title>{}{}</g>",
                               ((each.label, _whisker(each, scale), _dot(each, scale)) for each in points)),
    )  # fmt: skip


def ticks_up_to(highest: float) -> list[float]:
    """Round shares from zero to the first that is not below ``highest``, and never above one."""
    step = next((each for each in _STEPS if each * _MOST_TICKS >= highest), _STEPS[-1])
    count = 1
    while step * count < highest - 1e-9 and step * (count + 1) <= 1 + 1e-9:
        count += 1
    return [round(step * at, 6) for at in range(count + 1)]


def _grid(ticks: Sequence[float], scale: float, said: Callable[[float], str]) -> SafeString:
    lines = []
    for tick in ticks:
        x, y = _x(tick, scale), _y(tick, scale)
        # Zero is said once, below.
        lines.append((_TOP, x, _TOP + _SIDE, x, _LEFT, y, _LEFT + _SIDE, y, said(tick), said(tick) if tick else ""))
    return format_html_join(
        "",
        '<path class="plot__grid" d="M{1} {0}V{2}M{4} {5}H{6}"/>'
        '<text class="plot__tick" text-anchor="middle" x="{3}" y="304">{8}</text>'
        '<text class="plot__tick" text-anchor="end" x="44" y="{7}" dy="4">{9}</text>',
        lines,
    )


def _line(points: Sequence[Point], scale: float) -> SafeString:
    way = "".join(f"L{_x(each.x, scale)} {_y(each.y, scale)}" for each in points)
    return format_html('<path class="plot__line" d="M{} {}{}"/>', _x(0, scale), _y(0, scale), way)


def _whisker(point: Point, scale: float) -> SafeString:
    if point.low is None or point.high is None:
        return mark_safe("")
    return format_html(
        '<path class="plot__whisker" d="M{} {}V{}"/>', _x(point.x, scale), _y(point.low, scale), _y(point.high, scale)
    )


def _dot(point: Point, scale: float) -> SafeString:
    return format_html('<circle class="plot__dot" cx="{}" cy="{}" r="3.5"/>', _x(point.x, scale), _y(point.y, scale))


def _x(share: float, scale: float) -> str:
    return _n(_LEFT + share * scale)


def _y(share: float, scale: float) -> str:
    return _n(_TOP + _SIDE - share * scale)


def _n(value: float) -> str:
    """A coordinate, always with a point whatever the reader's language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
