"""Every pair of colours that meets on a page is readable, light and dark (WCAG 2.2, AA)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

_TOKENS = files("tandem.ui").joinpath("static/ui/css/tokens.css").read_text()
_COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", _TOKENS)
}
_TEXT_ON = [
    *((ink, paper) for ink in ("ink", "ink-quiet") for paper in ("paper", "sunken", "raised", "hover")),
    *((ink, paper) for ink in ("accent", "marketing", "sales", "loss") for paper in ("paper", "raised", "hover")),
    ("ink", "accent-paper"),
    ("ink-quiet", "accent-paper"),
    ("accent", "accent-paper"),
    ("on-accent", "accent"),
    ("marketing", "marketing-paper"),
    ("sales", "sales-paper"),
    ("loss", "loss-paper"),
    ("ink", "loss-paper"),
]


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), _TEXT_ON)
def test_text_stands_out_four_and_a_half_times(ink, paper, scheme):
    assert _contrast(_COLOURS[ink][scheme], _COLOURS[paper][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["line-strong", "accent"])
@pytest.mark.parametrize("paper", ["paper", "raised"])
def test_edges_of_fields_stand_out_three_times(edge, paper, scheme):
    assert _contrast(_COLOURS[edge][scheme], _COLOURS[paper][scheme]) >= 3


def test_black_on_white_is_twenty_one():
    assert round(_contrast("#000000", "#ffffff"), 2) == 21
