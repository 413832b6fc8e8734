"""The bridge from the revenue of one period to that of the other: a drawing for each row of its table, SVG.

All rows share one scale that begins at zero. A bar starts where the one above ended; its whisker is what it may truly
be. Whose it is, its pattern says and not the colour alone: sales is hatched, what cannot be judged is dotted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, _HEIGHT, _BAR = 360, 22, 12


@dataclass(frozen=True, slots=True)
class Step:
    """One row: from where to where it goes, what it may truly reach, and its kind.

    ``kind`` is ``marketing``, ``sales``, ``rest``, ``young`` or ``whole``; ``label`` its sentence for those who do not
    see it. Without ``low`` and ``high`` there is no whisker.
    """

    start: float
    end: float
    kind: str
    label: str
    low: float | None = None
    high: float | None = None


def bridge(steps: Sequence[Step]) -> list[SafeString]:
    """A drawing for each step, all on one scale."""
    ends = [value for step in steps for value in (0.0, step.start, step.end, step.low, step.high) if value is not None]
    least, most = min(ends), max(ends)
    scale = WIDTH / ((most - least) or 1.0)

    def x(value: float) -> float:
        return (value - least) * scale

    return [_row(step, x, last=at == len(steps) - 1) for at, step in enumerate(steps)]


def _row(step: Step, x: Callable[[float], float], *, last: bool) -> SafeString:
    left, right = sorted((x(step.start), x(step.end)))
    width = max(right - left, 1.5)
    top = (_HEIGHT - _BAR) / 2
    texture = f"hatch-{step.kind}" if step.kind in ("sales", "young") else ""
    pattern = (
        format_html(
            '<rect fill="url(#{})" x="{}" y="{}" width="{}" height="{}"/>',
            texture,
            _n(left),
            _n(top),
            _n(width),
            _BAR,
        )
        if texture
        else SafeString("")
    )
    whisker = (
        format_html(
            '<path class="bridge__whisker" d="M{a} {m}H{b}M{a} {u}V{v}M{b} {u}V{v}"/>',
            a=_n(x(step.low)), b=_n(x(step.high)), m=_n(_HEIGHT / 2), u=_n(_HEIGHT / 2 - 3), v=_n(_HEIGHT / 2 + 3),
        )
        if step.low is not None and step.high is not None
        else SafeString("")
    )  # fmt: skip
    # Where this row ends, the next begins: a thin line leads down.
    lead = (
        SafeString("")
        if last
        else format_html(
            '<path class="bridge__lead" d="M{x} {y}V{h}"/>', x=_n(x(step.end)), y=_n(_HEIGHT / 2), h=_HEIGHT
        )
    )
    return format_html(
        '<svg class="bridge" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<path class="bridge__zero" d="M{zero} 0V{h}"/>{lead}'
        '<rect class="bar__part bar__part--{kind}" x="{x}" y="{y}" width="{width}" height="{bar}"/>'
        "{pattern}{whisker}</svg>",
        w=WIDTH, h=_HEIGHT, label=step.label, zero=_n(x(0.0)), lead=lead, kind=step.kind, x=_n(left), y=_n(top),
        width=_n(width), bar=_BAR, pattern=pattern, whisker=whisker,
    )  # fmt: skip


def _n(value: float) -> str:
    """A coordinate, always with a point whatever the reader's language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
