"""When a promise is kept, broken, or in danger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.promise_states import Standing, duty_standing, figure_standing


def _volume(value: int | None, elapsed: str) -> Standing:
    return figure_standing(
        None if value is None else Decimal(value),
        relation="at least",
        amount=Decimal(400),
        elapsed=Decimal(elapsed),
        grows=True,
    )


@pytest.mark.parametrize(
    ("value", "elapsed", "standing"),
    [
        (400, "1", Standing.KEPT),
        (399, "1", Standing.BROKEN),
        (400, "0.5", Standing.KEPT),
        (200, "0.5", Standing.ON_TRACK),
        (199, "0.5", Standing.DANGER),
        (None, "1", Standing.NO_DATA),
    ],
)
def test_a_volume_is_compared_with_what_can_be_expected_by_now(value, elapsed, standing) -> None:
    assert _volume(value, elapsed) is standing


def test_a_budget_once_overspent_is_broken_before_the_month_ends() -> None:
    def spent(value: int) -> Standing:
        return figure_standing(
            Decimal(value), relation="at most", amount=Decimal(100), elapsed=Decimal("0.5"), grows=True
        )

    assert [spent(value) for value in (50, 51, 101)] == [Standing.ON_TRACK, Standing.DANGER, Standing.BROKEN]


def test_a_share_is_compared_as_it_stands_and_can_still_recover() -> None:
    def share(value: str, elapsed: str) -> Standing:
        return figure_standing(
            Decimal(value), relation="at least", amount=Decimal("0.4"), elapsed=Decimal(elapsed), grows=False
        )

    assert share("0.39", "0.9") is Standing.DANGER
    assert share("0.39", "1") is Standing.BROKEN
    assert share("0.4", "0.1") is Standing.ON_TRACK


def _duty(kept: int, broken: int, *, open_rows: int = 0, endangered: int = 0, over: bool) -> Standing:
    return duty_standing(
        kept=kept, broken=broken, open_rows=open_rows, endangered=endangered, share=Decimal("0.9"), over=over
    )


def test_a_duty_is_kept_when_the_promised_share_of_rows_keeps_it() -> None:
    assert _duty(9, 1, over=True) is Standing.KEPT
    assert _duty(8, 1, over=True) is Standing.BROKEN
    assert _duty(0, 0, over=True) is Standing.NO_DATA


def test_a_duty_whose_rows_are_still_open_is_not_yet_decided() -> None:
    assert _duty(9, 1, open_rows=1, over=True) is Standing.ON_TRACK
    assert _duty(8, 2, open_rows=50, over=True) is Standing.DANGER
    assert _duty(8, 3, open_rows=1, over=True) is Standing.BROKEN
    assert _duty(5, 0, endangered=1, over=False) is Standing.DANGER


@given(kept=st.integers(0, 50), broken=st.integers(0, 50), open_rows=st.integers(0, 50), endangered=st.integers(0, 50))
def test_one_more_row_that_keeps_it_never_makes_a_duty_worse(kept, broken, open_rows, endangered) -> None:
    order = [Standing.BROKEN, Standing.DANGER, Standing.ON_TRACK, Standing.KEPT]
    before = _duty(kept, broken, open_rows=open_rows, endangered=endangered, over=True)
    after = _duty(kept + 1, broken, open_rows=open_rows, endangered=endangered, over=True)

    assert before is Standing.NO_DATA or order.index(after) >= order.index(before)
