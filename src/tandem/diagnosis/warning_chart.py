"""The evidence against a campaign over the days, drawn on the server; a table of the same figures stands beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 8, 10, 26
#: Where a line is drawn: one case of so many.
_TICKS = (1, 20, 1000, 100_000, 10_000_000)


def evidence_chart(
    log_evidence: Sequence[float], *, label: str, ticks: Sequence[str], first: str, last: str
) -> SafeString:
    """A line through the evidence, upwards what is rarer; ``ticks`` name 1, 20, 1,000, … in the reader's language.

    Beyond the highest line it runs along the edge: what is seen once in ten million cases is sure enough.
    """
    highest = math.log(next((tick for tick in _TICKS[2:] if math.log(tick) >= max(log_evidence)), _TICKS[-1]))
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(at: int) -> str:
        return _n(_LEFT + width * at / max(1, len(log_evidence) - 1))

    def y(value: float) -> str:
        return _n(_TOP + height * (1 - min(max(value, 0.0), highest) / highest))

    shown = [(tick, words) for tick, words in zip(_TICKS, ticks, strict=False) if math.log(tick) <= highest + 1e-9]
    return format_html(
        '<svg class="plot plot--wide" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{grid}'
        '<path class="plot__line" d="M{line}"/>'
        '<text class="plot__tick" x="{left}" y="{foot}">{first}</text>'
        '<text class="plot__tick" text-anchor="end" x="{right}" y="{foot}">{last}</text></svg>',
        w=_WIDTH, h=_HEIGHT, label=label, left=_LEFT, right=_WIDTH - _RIGHT, foot=_HEIGHT - 8, first=first, last=last,
        grid=format_html_join(
            "",
            '<path class="{}" d="M{} {}H{}"/><text class="plot__tick" text-anchor="end" x="{}" y="{}" dy="4">{}</text>',
            (
                ("plot__diagonal" if tick == 20 else "plot__grid", _LEFT, y(math.log(tick)), _WIDTH - _RIGHT, _LEFT - 6,
                 y(math.log(tick)), words)
                for tick, words in shown
            ),
        ),
        line="L".join(f"{x(at)} {y(value)}" for at, value in enumerate(log_evidence)),
    )  # fmt: skip


def _n(value: float) -> str:
    """A coordinate, always with a point whatever the reader's language."""
    return f"{value:.1f}"
