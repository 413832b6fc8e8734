"""The bonus: known answers, no bonus from what is not known, and no step a person could not check by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.bonus import payout
from tandem.agreement.document import Bonus, BonusScheme, Gate

BONUS = Bonus(shared_measure="revenue_paid", shared_plan=Decimal(3_000_000), floor=Decimal("0.5"), cap=Decimal("1.5"))
SELLER = BonusScheme(
    role="seller", base=Decimal(30_000), shared_weight=Decimal("0.3"), own_measure="deals_won", own_plan=Decimal(5),
    gate=Gate(measure="average_check", amount=Decimal(80_000)),
)  # fmt: skip
GATE_MET = Decimal(90_000)


def paid(shared: object, own: object, gate: object = GATE_MET, scheme: BonusScheme = SELLER) -> Decimal | None:
    values = [None if value is None else Decimal(str(value)) for value in (shared, own, gate)]
    return payout(BONUS, scheme, shared_value=values[0], own_value=values[1], gate_value=values[2]).amount


@pytest.mark.parametrize(
    ("shared", "own", "gate", "amount"),
    [
        (3_000_000, 5, 90_000, "30000.00"),  # 30,000 × (.3 × 1 + .7 × 1)
        (3_600_000, 4, 80_000, "27600.00"),  # 30,000 × (.3 × 1.2 + .7 × .8), the gate met exactly
        (3_000_000, 5, 79_999, "9000.00"),  # the gate missed: the common part alone
        (1_499_999, 5, 90_000, "21000.00"),  # below the floor counts as nothing
        (1_500_000, 5, 90_000, "25500.00"),  # at the floor counts as it is
        (9_000_000, 50, 90_000, "45000.00"),  # both at the cap
        (0, 0, None, "0.00"),  # nothing done: the gate need not be known
        (3_000_001, 5, 90_000, "30000.00"),  # 30,000.003 to the kopeck
        (3_000_500, 5, 90_000, "30001.50"),
        (-100, 5, 90_000, "21000.00"),  # refunds above payments take nothing from the own part
    ],
)
def test_known_answers(shared, own, gate, amount):
    assert paid(shared, own, gate) == Decimal(amount)


def test_half_a_kopeck_is_rounded_up():
    scheme = BonusScheme(
        role="seller", base=Decimal("0.01"), shared_weight=Decimal(0), own_measure="deals_won", own_plan=Decimal(2)
    )

    assert paid(None, 1, None, scheme) == Decimal("0.01")


@pytest.mark.parametrize(
    ("values", "named"),
    [((None, 5, 1), "revenue_paid"), ((1, None, 1), "deals_won"), ((3_000_000, 5, None), "average_check")],
)
def test_what_is_not_known_makes_it_not_computable_and_never_zero(values, named):
    shared, own, gate = (None if value is None else Decimal(value) for value in values)

    counted = payout(BONUS, SELLER, shared_value=shared, own_value=own, gate_value=gate)

    assert counted.amount is None
    assert counted.reason is not None
    assert named in counted.reason.ru
    assert named in counted.reason.en


def test_what_weighs_nothing_need_not_be_known():
    alone = BonusScheme(role="seller", base=Decimal(100), shared_weight=Decimal(1), own_measure="x")

    assert paid(3_000_000, None, None, alone) == Decimal("100.00")


def test_a_result_without_a_plan_is_not_computable():
    counted = payout(
        Bonus(shared_measure="revenue_paid"), SELLER, shared_value=Decimal(1), own_value=Decimal(1)
    )  # fmt: skip

    assert counted.amount is None
    assert counted.reason is not None
    assert "no plan" in counted.reason.en


def test_the_receipt_shows_every_step():
    counted = payout(BONUS, SELLER, shared_value=Decimal(6_000_000), own_value=Decimal(4), gate_value=Decimal(80_000))

    assert [(step.name.en, step.how, step.value) for step in counted.steps] == [
        ("Common result", "revenue_paid: 6000000 ÷ 3000000", Decimal("2.0000")),
        ("Common result within floor and cap", "2 > 1.5", Decimal("1.5")),
        ("Common result, weighted", "0.3 × 1.5", Decimal("0.4500")),
        ("Own result", "deals_won: 4 ÷ 5", Decimal("0.8000")),
        ("Gate of quality", "average_check: 80000 ≥ 80000", Decimal(1)),
        ("Own result, weighted", "0.7 × 0.8", Decimal("0.5600")),
        ("Bonus at 100 %", "seller", Decimal(30_000)),
        ("Bonus, to the kopeck", "30000 × 1.01", Decimal("30300.00")),
    ]


money = st.decimals(-10_000_000, 10_000_000, places=2)
counts = st.decimals(0, 100, places=1)


@given(money, counts, money, money)
def test_more_is_never_paid_less_and_nothing_below_zero(shared, own, gate, more):
    once = paid(shared, own, gate)
    better = paid(shared + abs(more), own, gate)

    assert once is not None
    assert better is not None
    assert 0 <= once <= better <= SELLER.base * BONUS.cap


@given(counts, counts)
def test_a_better_own_result_is_never_paid_less(one, other):
    low, high = paid(3_000_000, min(one, other)), paid(3_000_000, max(one, other))

    assert low is not None
    assert high is not None
    assert low <= high


@given(st.decimals("2.5", "7.5", places=2), st.decimals("2.5", "7.5", places=2))
def test_between_floor_and_cap_each_step_is_paid_alike(one, other):
    a, b, middle = (paid(3_000_000, value) for value in (one, other, (one + other) / 2))

    assert a is not None
    assert b is not None
    assert middle is not None
    assert abs(a + b - 2 * middle) <= Decimal("0.02")
