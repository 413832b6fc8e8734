import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.money import BadVatRate, CurrenciesMixed, Money, NotMoney, NotSplittable, without_vat

kopecks = st.integers(-(10**15), 10**15).map(lambda n: Money(Decimal(n).scaleb(-2), "RUB"))
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 100, places=3), st.floats(0, 1)), min_size=1, max_size=20
).filter(any)


def rub(text: str) -> Money:
    return Money(Decimal(text), "RUB")


@given(kopecks, weights)
def test_a_split_loses_nothing_and_no_part_is_a_kopeck_off_its_share(money, shares):
    parts = money.split(shares)

    exact = [Fraction(money.amount) * Fraction(s) / sum(map(Fraction, shares)) for s in shares]
    assert Money.total(parts, "RUB") == money
    assert all(abs(Fraction(p.amount) - e) < Fraction(1, 100) for p, e in zip(parts, exact, strict=True))
    assert not any(part for part, share in zip(parts, shares, strict=True) if share == 0)


def test_the_kopeck_left_over_goes_to_the_largest_remainder_then_to_the_first():
    assert rub("100").split([1, 1, 1]) == [rub("33.34"), rub("33.33"), rub("33.33")]
    assert rub("-0.10").split([1, 2]) == [rub("-0.03"), rub("-0.07")]
    assert Money(Decimal(10), "JPY").split([1, 2])[0].amount == 3


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1], [float("nan")], [float("inf")]])
def test_a_split_without_sensible_weights_is_refused(shares):
    with pytest.raises(NotSplittable):
        rub("1").split(shares)


def test_a_split_of_half_a_kopeck_is_refused():
    with pytest.raises(NotSplittable):
        rub("0.005").split([1])


@given(kopecks, kopecks, kopecks)
def test_addition_is_exact_and_order_does_not_matter(a, b, c):
    assert (a + b) + c == a + (b + c) == c + b + a
    assert a - b == -(b - a)
    assert (a < b) == (b > a) == (not a >= b)


def test_a_long_sum_keeps_every_kopeck():
    assert rub("1e30") + rub("0.01") - rub("1e30") == rub("0.01")


def test_two_currencies_never_meet():
    dollars = Money(Decimal(1), "USD")
    for meeting in (lambda: rub("1") + dollars, lambda: rub("1") < dollars, lambda: rub("1") >= dollars):
        with pytest.raises(CurrenciesMixed, match="cannot be added or compared"):
            meeting()


def test_rounding_goes_half_to_even_in_the_smallest_coin():
    assert [rub(x).rounded().amount for x in ("0.005", "0.015", "-0.025")] == [
        Decimal("0.00"),
        Decimal("0.02"),
        Decimal("-0.02"),
    ]
    assert Money(Decimal("10.5"), "JPY").rounded().amount == 10


@pytest.mark.parametrize("amount", [1.5, Decimal("NaN"), Decimal("Infinity"), "1"])
def test_what_is_no_exact_amount_is_refused(amount):
    with pytest.raises(NotMoney):
        Money(amount, "RUB")


@pytest.mark.parametrize("code", ["rub", "RU", "РУБ", ""])
def test_what_is_no_currency_code_is_refused(code):
    with pytest.raises(NotMoney):
        Money(Decimal(1), code)


def test_a_float_does_not_multiply_money():
    with pytest.raises(TypeError):
        operator.mul(rub("1"), 0.1)


@pytest.mark.parametrize(
    ("gross", "rate", "net"),
    [("120", "0.20", "100"), ("1000", "0.20", "833.33"), ("122", "0.22", "100"), ("5", "0", "5")],
)
def test_the_net_of_a_gross_sum(gross, rate, net):
    assert without_vat(rub(gross), Decimal(rate)) == rub(net)


@given(kopecks, st.decimals(0, "0.99", places=2))
def test_vat_and_net_add_up_and_the_net_is_the_nearest_kopeck(gross, rate):
    net = without_vat(gross, rate)

    assert net + (gross - net) == gross
    assert abs(Fraction(net.amount) * (1 + Fraction(rate)) - Fraction(gross.amount)) <= (
        Fraction(1, 200) * (1 + Fraction(rate))
    )


@pytest.mark.parametrize("rate", ["20", "-0.1", "1"])
def test_a_vat_rate_in_percent_is_refused(rate):
    with pytest.raises(BadVatRate):
        without_vat(rub("1"), Decimal(rate))
