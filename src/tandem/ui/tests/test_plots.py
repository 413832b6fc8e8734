"""Square drawings keep their points inside the frame, and say what they show."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
from hypothesis import given
from hypothesis import strategies as st

from tandem.ui.plots import Point, square_plot, ticks_up_to

_SHARES = st.floats(0, 1)


def drawn(points, *, joined=False):
    return square_plot(
        points, label="all", across="promised", up="bought", diagonal="as promised", said=lambda share: f"{share:g}",
        joined=joined,
    )  # fmt: skip


@given(st.lists(st.tuples(_SHARES, _SHARES), min_size=1, max_size=12))
def test_every_point_lies_inside_the_square(pairs):
    dots = ElementTree.fromstring(drawn([Point(x, y, "one") for x, y in pairs])).iter("circle")

    assert all(48 <= float(dot.get("cx")) <= 328 and 10 <= float(dot.get("cy")) <= 290 for dot in dots)


@given(_SHARES)
def test_ticks_begin_at_zero_reach_the_highest_and_stay_few(highest):
    ticks = ticks_up_to(highest)

    assert ticks[0] == 0
    assert highest - 1e-9 <= ticks[-1] <= 1
    assert len(ticks) <= 6


def test_a_point_on_the_diagonal_is_as_far_up_as_across():
    (dot,) = ElementTree.fromstring(drawn([Point(0.3, 0.3, "one")])).iter("circle")

    assert float(dot.get("cx")) - 48 == 290 - float(dot.get("cy"))


def test_a_joined_line_begins_at_the_origin():
    line = next(
        each
        for each in ElementTree.fromstring(drawn([Point(0.5, 0.9, "a"), Point(1, 1, "b")], joined=True)).iter("path")
        if each.get("class") == "plot__line"
    )

    assert line.get("d").startswith("M48 290L")


def test_a_label_cannot_break_out_and_no_points_draw_nothing():
    assert "<script" not in drawn([Point(0.1, 0.1, "<script>")])
    assert drawn([]) == ""
