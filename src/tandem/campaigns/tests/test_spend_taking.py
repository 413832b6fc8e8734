"""Spend reported by a program: the same report changes nothing, another restates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tandem.agreement.samples import person
from tandem.campaigns.models import Spend
from tandem.campaigns.spend_taking import (
    DayToCome,
    NoRows,
    Outcome,
    SpendRow,
    SpendRowTwice,
    TooManyRows,
    UnknownCurrency,
    report_spend,
)
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
ROW = SpendRow(day=DAY, spend=Decimal("100.00"), source="yandex", campaign="spring", impressions=10)


def report(*rows, at=9, whole_days=False, system="yandex"):
    now = datetime(2026, 3, 4, at, tzinfo=UTC)
    by = person(Role.MARKETING_HEAD)
    return report_spend(rows, system=system, whole_days=whole_days, by=by, now=now, today=now.date())


def stored(columns="campaign, spend, currency"):
    return store.read().rows(f"SELECT {columns} FROM spend ORDER BY spend_id")


def test_the_same_report_again_changes_nothing():
    assert report(ROW) == Outcome(1, 0, 0, 0, ())
    position = store.read().freshness.position
    assert report(ROW, at=10) == Outcome(0, 0, 1, 0, ())
    assert store.read().freshness.position == position
    assert stored() == [("spring", Decimal("100.00"), "RUB")]


@pytest.mark.parametrize("sealed", [False, True])
def test_a_restated_day_replaces_its_spend_and_the_first_figure_is_still_known(sealed):
    report(ROW)
    if sealed:
        sync()
    more = SpendRow(day=DAY, spend=Decimal("80.00"), source="yandex", campaign="spring", impressions=10)
    told = report(more, at=11)
    assert (told.changed, [(each.was, each.row.spend) for each in told.restated]) == (
        1, [(Decimal("100.00"), Decimal("80.00"))],
    )  # fmt: skip
    assert stored("spend, first_told.spend, first_told.told_at, last_told") == [
        (Decimal("80.00"), Decimal("100.00"), datetime(2026, 3, 4, 9), datetime(2026, 3, 4, 11))
    ]
    assert verify().differences == []


def test_rows_of_whole_days_that_are_named_no_more_are_set_to_nothing():
    other = SpendRow(day=DAY, spend=Decimal(50), source="yandex", campaign="brand", clicks=3)
    elsewhere = SpendRow(day=DAY, spend=Decimal(7), source="vk", campaign="vk")
    next_day = SpendRow(day=date(2026, 3, 3), spend=Decimal(9), source="yandex", campaign="brand")
    report(elsewhere, system="vk")
    report(ROW, other, next_day)
    told = report(ROW, at=12, whole_days=True)
    assert (told.same, told.changed, told.gone) == (1, 0, 1)
    assert stored("campaign, spend, clicks, impressions") == [
        ("vk", Decimal("7.00"), None, None),
        ("spring", Decimal("100.00"), None, 10),
        ("brand", Decimal("0.00"), 0, None),
        ("brand", Decimal("9.00"), None, None),
    ]
    assert report(ROW, at=13, whole_days=True) == Outcome(0, 0, 1, 0, ())
    back = report(ROW, other, at=14)
    assert (back.changed, stored("spend")[2]) == (1, (Decimal("50.00"),))
    assert verify().differences == []


def test_a_refund_two_currencies_and_spend_without_a_campaign_are_kept_as_they_are():
    report(
        SpendRow(day=DAY, spend=Decimal("-5"), campaign="spring"),
        SpendRow(day=DAY, spend=Decimal("9"), campaign="spring", currency="EUR", id="e"),
        SpendRow(day=DAY, spend=Decimal("4")),
    )
    assert stored() == [
        ("spring", Decimal("-5.00"), "RUB"),
        ("spring", Decimal("9.00"), "EUR"),
        (None, Decimal("4.00"), "RUB"),
    ]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([], NoRows),
        ([ROW, ROW], SpendRowTwice),
        ([SpendRow(day=date(2026, 3, 5), spend=Decimal(1))], DayToCome),
        ([SpendRow(day=DAY, spend=Decimal(1), currency="рубли")], UnknownCurrency),
        ([ROW] * 5001, TooManyRows),
    ],
)
def test_a_report_that_cannot_be_right_is_refused_as_a_whole(rows, refusal):
    with pytest.raises(refusal):
        report(*rows)
    assert Spend.objects.count() == 0


def test_rows_with_ids_of_their_own_may_be_about_the_same_ad():
    first = SpendRow(day=DAY, spend=Decimal(1), campaign="spring", id="phone")
    second = SpendRow(day=DAY, spend=Decimal(2), campaign="spring", id="desktop")
    assert report(first, second).new == 2
    assert sum(row[1] for row in stored()) == 3
