"""Small drawings are honest, safe and well formed."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.ui.charts import Part, fulfilment_bar, spark_line, stacked_bar

_values = st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=2, max_size=40)


@given(values=_values, young=st.integers(0, 5))
def test_a_spark_line_stays_inside_its_frame(values, young):
    drawn = spark_line(values, label="x", width=96, height=24, young=young)

    if drawn:
        end = ElementTree.fromstring(drawn).find("circle")
        assert 0 <= float(end.get("cx")) <= 96
        assert 0 <= float(end.get("cy")) <= 24


def test_one_point_has_no_direction():
    assert spark_line([None, 3, None], label="x") == ""


def test_a_gap_in_the_data_is_a_gap_in_the_line():
    path = ElementTree.fromstring(spark_line([1, 2, None, 3, 4], label="x")).find("path").get("d")

    assert path.count("M") == 2


def test_young_values_are_drawn_apart():
    ripe, young = ElementTree.fromstring(spark_line([1, 2, 3, 4], label="x", young=1)).findall("path")

    assert ripe.get("d").count("L") == 2
    assert young.get("d").count("L") == 1


def test_a_label_cannot_break_out_of_its_attribute():
    drawn = spark_line([1, 2], label='"><script>alert(1)</script>')

    assert "<script" not in drawn


def test_without_a_plan_there_is_no_bar():
    assert fulfilment_bar(None, label="x") == ""


@given(ratio=st.floats(-10, 1000))
def test_a_bar_of_fulfilment_never_leaves_its_frame(ratio):
    done = ElementTree.fromstring(fulfilment_bar(ratio, label="x", width=72)).find("rect[@class='bar__done']")

    assert 0 <= float(done.get("width")) <= 72


def test_half_of_the_plan_is_half_of_the_way_to_the_notch():
    rects = {rect.get("class"): rect for rect in ElementTree.fromstring(fulfilment_bar(0.5, label="x"))}

    assert float(rects["bar__done"].get("width")) * 2 == pytest.approx(float(rects["bar__plan"].get("x")), abs=0.02)


@given(amounts=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=6))
def test_stacked_parts_fill_the_width_in_proportion(amounts):
    drawn = ElementTree.fromstring(stacked_bar([Part(a, "rest", "x") for a in amounts], label="x", width=200))

    widths = [float(rect.get("width")) for rect in drawn.iter("rect")]
    assert sum(widths) == pytest.approx(200, abs=0.02 * len(amounts))


def test_a_stack_refuses_amounts_below_zero():
    with pytest.raises(ValueError, match="below zero"):
        stacked_bar([Part(-1, "sales", "x")], label="x")


def test_sales_is_hatched_so_that_colour_is_not_alone():
    assert "url(#hatch-sales)" in stacked_bar([Part(1, "sales", "x")], label="x")
