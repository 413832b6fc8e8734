"""Rules of taking ad spend in."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.campaigns.models import Spend
from tandem.campaigns.samples import spend
from tandem.imports.models import Import
from tandem.imports.samples import take, taken
from tandem.imports.undoing import undo
from tandem.measures.store import store
from tandem.measures.verification import verify

pytestmark = pytest.mark.django_db

LINE: dict[str, object] = {
    "day": date(2026, 3, 2),
    "source": "yandex",
    "campaign": "brand",
    "impressions": 1000,
    "clicks": 30,
    "spend": Decimal("450.50"),
    "currency": "RUB",
}
IDLE = LINE | {"impressions": 0, "clicks": 0, "spend": Decimal(0)}


def stored(columns):
    return store.read().rows(f"SELECT {columns} FROM spend ORDER BY spend_id")


def test_a_line_of_spend_reaches_the_store_and_what_is_unknown_stays_unknown():
    take("spend", [LINE])
    columns = "spent_on, source, channel, campaign, impressions, clicks, visits, spend, currency"
    assert stored(columns) == [(date(2026, 3, 2), "yandex", None, "brand", 1000, 30, None, Decimal("450.50"), "RUB")]
    assert verify().differences == []


def test_the_same_file_twice_changes_nothing():
    rows = [LINE, IDLE, LINE]
    taken("spend", rows)
    tally, _ = taken("spend", rows)
    assert (tally.new, tally.changed, tally.same) == (0, 0, 3)
    assert Spend.objects.count() == 3


def test_a_repeated_line_stays_and_is_flagged_and_a_repeated_zero_is_dropped():
    tally, file = taken("spend", [LINE, LINE, IDLE, IDLE])
    assert (tally.new, tally.repeated) == (3, 1)
    assert list(file.problems.values_list("line", "code", "severity")) == [(3, "repeated", "warning")]


def test_money_given_back_and_a_second_currency_are_kept_and_reported():
    rows = [LINE, LINE | {"day": date(2026, 3, 3)}, LINE | {"spend": Decimal("-5.00"), "currency": "EUR"}]
    _, file = taken("spend", rows)
    assert stored("spend, currency")[-1] == (Decimal("-5.00"), "EUR")
    problems = set(file.problems.values_list("line", "code"))
    assert problems == {(4, "negative_spend"), (4, "other_currency")}


def test_a_corrected_line_with_an_id_replaces_the_first_and_can_be_taken_back():
    spend(id="1", campaign="brand", clicks=3)
    spend(id="1", campaign="brand", clicks=4)
    assert stored("clicks") == [(4,)]
    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=timezone.now())
    row = Spend.objects.get()
    assert (row.clicks, row.campaign, row.channel) == (3, "brand", "")
