"""Each measure is counted twice: by the store, and in plain Python over the same rows. They agree."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings

from tandem.basics.periods import Grain, Period
from tandem.measures.catalogue import catalogue
from tandem.measures.questions import Question, answer
from tests.measures.plain import PLAIN, Case, case
from tests.measures.world import World, worlds

PERIOD = Period(dt.date(2026, 1, 10), dt.date(2026, 2, 8))
KEYS = tuple(PLAIN)

few = hypothesis_settings(
    max_examples=7, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def test_every_measure_of_the_catalogue_has_a_plain_calculator():
    assert set(catalogue()) == set(PLAIN)


@few
@given(worlds())
def test_store_and_plain_python_agree(world: World):
    total = answer(Question(KEYS, PERIOD), world.reading()).total

    assert_equal(total.values, case(world, PERIOD))


@few
@given(worlds())
def test_they_agree_by_source_and_for_one_seller(world: World):
    found = answer(Question(KEYS, PERIOD, by=("source",), where={"seller": [1, None]}), world.reading())

    settled = case(world, PERIOD)
    for row in found.rows:
        part = _only(world, seller_id={1, None}, source={row.members[0]})
        assert_equal(row.values, replace(settled, world=part))


@few
@given(worlds())
def test_they_agree_week_by_week(world: World):
    found = answer(Question(KEYS, PERIOD, grain=Grain.WEEK), world.reading())

    assert [row.bucket for row in found.rows] == PERIOD.split(Grain.WEEK)
    settled = case(world, PERIOD)
    for row in found.rows:
        assert_equal(row.values, replace(settled, period=row.bucket))


@few
@given(worlds())
def test_a_value_lies_within_its_interval(world: World):
    found = answer(Question(KEYS, PERIOD, by=("source",)), world.reading())

    for row in (*found.rows, found.total):
        for key, value in row.values.items():
            if value.value is not None and value.low is not None and value.high is not None:
                assert value.low - 0.01 <= float(value.value) <= value.high + 0.01, key


def assert_equal(values, expected: Case):
    for key, value in values.items():
        plain = PLAIN[key](expected)
        if value.value is None and value.reason and "split" in value.reason.en:
            continue
        if isinstance(plain, float) and value.value is not None:
            assert math.isclose(value.value, plain, rel_tol=1e-9, abs_tol=1e-9), (key, value, plain)
        else:
            assert value.value == plain, (key, value, plain)


def _only(world: World, **members: set) -> World:
    """The world of the rows that belong to some members, by themselves or by their lead."""

    def belongs(table: str, row: dict) -> bool:
        lead = world.lead(row.get("lead_id"))
        return all(
            ((row if _owns(table, column) else lead).get(_called(table, column)) or None) in wanted
            for column, wanted in members.items()
        )

    return World({table: [row for row in rows if belongs(table, row)] for table, rows in world.tables.items()})


def _owns(table: str, column: str) -> bool:
    own = ("activities", "returns", "launch_incidents", "launch_readings", "material_uses")
    return table in ("leads", "spend") or (table in own and column == "seller_id")


def _called(table: str, column: str) -> str:
    return "person_id" if (table, column) == ("launch_readings", "seller_id") else column


@pytest.mark.parametrize("key", ["spend", "clients_new", "cpl"])
def test_what_cannot_be_split_says_so_and_keeps_its_total(key):
    world = World().add("spend", spent_on=PERIOD.start, spend=10, currency="RUB", clicks=5)
    world.add("leads", captured_on=PERIOD.start, seller_id=1).add("clients", registered_on=PERIOD.start)

    found = answer(Question((key, "leads"), PERIOD, by=("seller",)), world.reading())

    (row,) = found.rows
    assert row.values[key].value is None
    assert "seller" in row.values[key].reason.en
    assert found.total.values[key].value is not None
