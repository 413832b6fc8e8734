"""The arms as columns of dots, a dot a world, with the median of each: one SVG without anything but itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 420, 52, 24, 60
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2933}.line{stroke:#9aa5b1;stroke-width:1}.dot{fill:#2f6f8f;fill-opacity:.45}"
    ".middle{stroke:#b4531a;stroke-width:3}.goal{stroke:#3c7a3c;stroke-width:1.5;stroke-dasharray:6 4}"
    "@media (prefers-color-scheme:dark){text{fill:#e4e7eb}.line{stroke:#52606d}.dot{fill:#8ec5dd}.middle{stroke:#f0a36b}"
    ".goal{stroke:#8fcf8f}}"
)


def chart(arms: Mapping[str, Sequence[float]], *, goal: float, title: str) -> str:
    """Shares of leads that bought by arm, in the order given; ``goal`` is a dashed line across."""
    most = max([goal, *(max(values) for values in arms.values())]) * 1.08
    plot = _HEIGHT - _TOP - _BOTTOM

    def height(share: float) -> float:
        return round(_TOP + plot * (1 - share / most), 1)

    step = (_WIDTH - _LEFT) / len(arms)
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">',
        f"<title>{title}</title><style>{_STYLE}</style>",
    ]
    tick = 0.02 if most < 0.16 else 0.04
    for share in np.arange(0, most, tick):
        at = height(float(share))
        found.append(f'<line class="line" x1="{_LEFT}" x2="{_WIDTH}" y1="{at}" y2="{at}" stroke-opacity=".4"/>')
        found.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{share:.0%}</text>')
    spread = np.random.default_rng(0)
    for number, (name, values) in enumerate(arms.items()):
        middle = _LEFT + step * (number + 0.5)
        for value in values:
            x = round(middle + float(spread.uniform(-0.28, 0.28)) * step, 1)
            found.append(f'<circle class="dot" cx="{x}" cy="{height(value)}" r="3"/>')
        at = height(float(np.median(values)))
        found.append(
            f'<line class="middle" x1="{middle - 0.34 * step:.1f}" x2="{middle + 0.34 * step:.1f}" y1="{at}" y2="{at}"/>'
        )
        for line, words in enumerate(name.split("\n")):
            found.append(
                f'<text x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 22 + 17 * line}" text-anchor="middle">{words}</text>'
            )
    at = height(goal)
    found.append(f'<line class="goal" x1="{_LEFT}" x2="{_WIDTH}" y1="{at}" y2="{at}"/>')
    found.append(f'<text x="{_WIDTH - 4}" y="{at - 6}" text-anchor="end">{goal:.1%}</text></svg>')
    return "\n".join(found) + "\n"
