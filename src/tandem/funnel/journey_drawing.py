"""The map as a drawing: a flow along the points with what leaves it, made on the server."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_BAR, _TOP, _FLOW, _FOOT = 10, 80, 150, 92
#: From point to point where there is room, and where there is little; what a page of 1440 px has for all of them.
_STEP, _LEAST_STEP, _ROOM = 132, 104, 1056
#: Pixels of a letter of a title.
_LETTER = 7.3
_BASE = _TOP + _FLOW
_LEFT, _RIGHT = 6, 124


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point with its words: how many were ``seen`` there, lost there and standing there, and where these lead."""

    title: str
    owner: str
    leads: int
    seen: str
    lost: str
    lost_url: str
    open: str
    open_url: str


@dataclass(frozen=True, slots=True)
class DrawnStretch:
    """A stretch between places of points: ``share`` and ``time`` as text, ``said`` the whole sentence."""

    start: int
    end: int
    leads: int
    share: str
    time: str
    owner: str
    said: str
    url: str


def drawing(points: Sequence[DrawnPoint], stretches: Sequence[DrawnStretch], *, label: str) -> SafeString:
    """The flow from left to right. A band is as high as leads went on; bows pass over points that were not seen."""
    most = max((point.leads for point in points), default=0)
    if not most:
        return mark_safe("")
    step = max(min(_STEP, _ROOM // max(len(points) - 1, 1)), _LEAST_STEP)
    width = _LEFT + step * (len(points) - 1) + _RIGHT
    return format_html(
        '<svg class="map" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="group" aria-label="{label}">'
        "{bands}{bows}{points}</svg>",
        w=width,
        h=_BASE + _FOOT,
        label=label,
        bands=format_html_join(
            "", "{}", ((_band(each, points, most, step),) for each in stretches if each.end == each.start + 1)
        ),
        bows=format_html_join("", "{}", ((_bow(each, most, step),) for each in stretches if each.end > each.start + 1)),
        points=format_html_join("", "{}", ((_point(at, each, most, step),) for at, each in enumerate(points))),
    )


def _x(place: int, step: int) -> int:
    return _LEFT + place * step


def _height(leads: int, most: int) -> float:
    return max(_FLOW * leads / most, 1.0) if leads else 0.0


def _band(each: DrawnStretch, points: Sequence[DrawnPoint], most: int, step: int) -> SafeString:
    left, right, height = _x(each.start, step) + _BAR, _x(each.end, step), _height(each.leads, most)
    return format_html(
        '<a class="map__way map__way--{owner}" href="{url}"><title>{said}</title>'
        '<rect class="map__touch" x="{x}" y="{top}" width="{w}" height="{touch}"/>'
        '<rect class="map__band" x="{x}" y="{y}" width="{w}" height="{height}"/>'
        '<text class="map__share" x="{middle}" y="{share_y}">{share}</text>'
        '<text class="map__time" x="{middle}" y="{time_y}">{time}</text>'
        '<text class="map__owner" x="{middle}" y="{owner_y}">{who}</text></a>',
        owner=points[each.start].owner or "none", url=each.url, said=each.said, x=left, w=right - left, top=_TOP,
        touch=_FLOW + 49, y=_n(_BASE - height), height=_n(height), middle=(left + right) // 2, share_y=_BASE + 15,
        time_y=_BASE + 30, owner_y=_BASE + 45, share=each.share, time=each.time,
        who=each.owner,
    )  # fmt: skip


def _bow(each: DrawnStretch, most: int, step: int) -> SafeString:
    left, right = _x(each.start, step) + _BAR // 2, _x(each.end, step) + _BAR // 2
    rise = min(14 + 7 * (each.end - each.start), 46)
    return format_html(
        '<a class="map__bow" href="{url}"><title>{said}</title>'
        '<path class="map__line" stroke-width="{w}" d="M{left} {y}C{left} {top} {right} {top} {right} {y}"/></a>',
        url=each.url, said=each.said, left=left, right=right, y=_TOP - 2, top=_TOP - rise,
        w=_n(min(1 + 9 * each.leads / most, 10)),
    )  # fmt: skip


def _point(place: int, each: DrawnPoint, most: int, step: int) -> SafeString:
    x, letters = _x(place, step), int(step / _LETTER)
    height = _height(each.leads, most)
    rows = [(each.lost, each.lost_url, "map__lost"), (each.open, each.open_url, "map__open")]
    return format_html(
        '<rect class="map__bar" x="{x}" y="{y}" width="{w}" height="{h}"/>'
        '<text class="map__title" x="{x}" y="{title_y}">{title}</text>'
        '<text class="map__count" x="{x}" y="47">{seen}</text>'
        "{exits}",
        x=x, y=_n(_BASE - height), w=_BAR, h=_n(height), title=_wrapped(each.title, x, letters),
        title_y=14 if len(each.title) > letters else 30, seen=each.seen,
        exits=format_html_join(
            "",
            '<a href="{}"><text class="{}" x="{}" y="{}">{}</text></a>',
            ((url, kind, x, _BASE + 63 + 16 * at, said) for at, (said, url, kind) in enumerate(rows) if said),
        ),
    )  # fmt: skip


def _wrapped(title: str, x: int, letters: int) -> SafeString:
    """A long title on two lines."""
    if len(title) <= letters:
        return format_html("{}", title)
    lines = textwrap.wrap(title, letters, max_lines=2, placeholder="…")
    return format_html_join(
        "", '<tspan x="{}" dy="{}">{}</tspan>', ((x, 16 * bool(at), line) for at, line in enumerate(lines))
    )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
