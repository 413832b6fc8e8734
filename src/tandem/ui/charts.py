"""Small drawings inside text and tables: SVG made on the server, sized by attributes, coloured by classes.

Colour is never the only sign: sales is hatched, young periods are dotted, and each drawing carries
its sentence for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# A plan may be beaten: bars of fulfilment leave room for a quarter more than the plan.
_BEYOND_PLAN = 1.25


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stacked bar; ``kind`` is ``marketing``, ``sales``, ``rest`` or ``young``."""

    amount: float
    kind: str
    label: str


def spark_line(
    values: Sequence[float | None], *, label: str, width: int = 96, height: int = 24, young: int = 0
) -> SafeString:
    """A line through ``values``, oldest first; a gap where a value is ``None``.

    The last ``young`` values are not ripe and drawn dotted. Fewer than two known values draw nothing,
    because one point has no direction. The scale starts at the smallest value: a spark line shows
    shape, the figure beside it shows size.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    points = [
        None if value is None else _point(position, len(values), value, low, high, width, height)
        for position, value in enumerate(values)
    ]
    ripe_until = len(points) - young
    ripe = _path(points[: max(ripe_until, 0)])
    unripe = _path(points[max(ripe_until - 1, 0) :]) if young else ""
    last_x, last_y = next(point for point in reversed(points) if point is not None)
    return format_html(
        '<svg class="spark" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<path class="spark__line" d="{ripe}"/><path class="spark__line spark__line--young" d="{unripe}"/>'
        '<circle class="spark__end" cx="{x}" cy="{y}" r="2"/></svg>',
        w=width,
        h=height,
        label=label,
        ripe=ripe,
        unripe=unripe,
        x=last_x,
        y=last_y,
    )


def fulfilment_bar(
    ratio: float | None, *, label: str, expected: float | None = None, width: int = 72, height: int = 8
) -> SafeString:
    """Fact against plan: ``ratio`` 1.0 is the plan, marked by a notch.

    ``expected`` is the ratio one should have reached by now. Without a plan (``None``) there is
    no bar: a share of nothing is not zero.
    """
    if ratio is None:
        return mark_safe("")
    plan_at = width / _BEYOND_PLAN
    done = min(max(ratio, 0.0), _BEYOND_PLAN) * plan_at
    by_now = (
        format_html('<rect class="bar__expected" x="{}" y="0" width="1" height="{}"/>', _n(expected * plan_at), height)
        if expected is not None and 0 < expected < 1
        else mark_safe("")
    )
    return format_html(
        '<svg class="bar" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<rect class="bar__track" x="0" y="{y}" width="{plan}" height="{thin}" rx="2"/>'
        '<rect class="bar__done" x="0" y="{y}" width="{done}" height="{thin}" rx="2"/>'
        '{by_now}<rect class="bar__plan" x="{plan}" y="0" width="1" height="{h}"/></svg>',
        w=width,
        h=height,
        label=label,
        y=2,
        thin=height - 4,
        plan=_n(plan_at),
        done=_n(done),
        by_now=by_now,
    )


def stacked_bar(
    parts: Sequence[Part], *, label: str, whole: float | None = None, width: int = 240, height: int = 16
) -> SafeString:
    """Parts side by side from zero; ``whole`` is the amount that fills the width (default: their sum).

    Parts below zero are refused: a stack of signed amounts has no honest length.
    """
    if any(part.amount < 0 for part in parts):
        raise ValueError("A stacked bar cannot show amounts below zero.")
    total = sum(part.amount for part in parts) if whole is None else whole
    if total <= 0:
        return mark_safe("")
    edges = [0.0]
    for part in parts:
        edges.append(min(edges[-1] + part.amount / total * width, float(width)))
    drawn = format_html_join(
        "",
        '<g><title>{}</title><rect class="bar__part bar__part--{}" x="{}" y="0" width="{}" height="{}"/>{}</g>',
        (
            (
                part.label,
                part.kind,
                _n(start),
                _n(end - start),
                height,
                _texture(part.kind, start, end, height),
            )
            for part, (start, end) in zip(parts, pairwise(edges), strict=True)
            if end > start
        ),
    )
    return format_html(
        '<svg class="bar bar--stacked" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        'aria-label="{label}" preserveAspectRatio="none">{drawn}</svg>',
        w=width,
        h=height,
        label=label,
        drawn=drawn,
    )


def _texture(kind: str, start: float, end: float, height: int) -> SafeString:
    # The patterns themselves stand once in the page (ui/components/patterns.html).
    if kind not in {"sales", "young"}:
        return mark_safe("")
    return format_html(
        '<rect fill="url(#hatch-{})" x="{}" y="0" width="{}" height="{}"/>',
        kind,
        _n(start),
        _n(end - start),
        height,
    )


def _point(
    position: int, count: int, value: float, low: float, high: float, width: int, height: int
) -> tuple[str, str]:
    # Three units of margin keep the end dot and the stroke inside the drawing.
    margin = 3
    x = margin + position / (count - 1) * (width - 2 * margin)
    share = 0.5 if high == low else (value - low) / (high - low)
    y = height - margin - share * (height - 2 * margin)
    return _n(x), _n(y)


def _path(points: Sequence[tuple[str, str] | None]) -> str:
    steps: list[str] = []
    pen_down = False
    for point in points:
        if point is None:
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
        pen_down = True
    return "".join(steps)


def _n(value: float) -> str:
    """A coordinate: two decimals at most, always with a point whatever the reader's language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
