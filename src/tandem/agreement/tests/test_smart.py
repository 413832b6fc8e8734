"""SMART: each of five letters says yes, no, or that it cannot be told yet, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Kpi
from tandem.agreement.smart import Baseline, smart
from tandem.measures.catalogue import catalogue

KPI = Kpi(
    measure="target_share", title="Доля целевых", amount=Decimal("0.4"), goal="audience", due=date(2026, 3, 31),
    expires=date(2026, 4, 30),
)  # fmt: skip
PAST = Baseline((Decimal("0.30"), Decimal("0.35")))


def letters(kpi: Kpi = KPI, baseline: Baseline = PAST) -> dict[str, bool | None]:
    found = smart(kpi, measures=catalogue(), goals={"audience"}, baseline=baseline)
    return {each.letter: each.holds for each in found}


def test_a_good_goal_has_all_five():
    assert letters() == dict.fromkeys("SMART", True)


def test_without_a_past_nobody_can_say_whether_it_is_achievable():
    assert letters(baseline=Baseline())["A"] is None


@pytest.mark.parametrize(
    ("values", "letter"),
    [
        ({"title": ""}, "S"),
        ({"amount": None}, "S"),
        ({"measure": "joy"}, "M"),
        ({"amount": Decimal(40)}, "M"),
        ({"amount": Decimal("0.6")}, "A"),
        ({"goal": ""}, "R"),
        ({"goal": "peace"}, "R"),
        ({"due": None}, "T"),
        ({"expires": date(2026, 1, 1)}, "T"),
    ],
)
def test_each_letter_can_fail(values, letter):
    assert letters(msgspec.structs.replace(KPI, **values))[letter] is False


@pytest.mark.parametrize(("amount", "reachable"), [(2000, True), (1999, False), (3000, True)])
def test_where_less_is_better_the_limit_lies_below_the_best(amount, reachable):
    cheaper = msgspec.structs.replace(KPI, measure="cpl", relation="at most", amount=Decimal(amount))

    assert letters(cheaper, Baseline((Decimal(3000), Decimal(3500))))["A"] is reachable


def test_the_reason_names_the_best_of_the_past():
    (achievable,) = [each for each in smart(KPI, measures=catalogue(), goals=(), baseline=PAST) if each.letter == "A"]

    assert "0.35" in achievable.why.ru
    assert "0.35" in achievable.why.en
