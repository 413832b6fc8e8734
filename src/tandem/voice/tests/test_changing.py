"""What was changed because of what buyers say, and what is counted before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.agreement.samples import person
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.voice.answers import TooLong, UnknownCode
from tandem.voice.changing import NothingChanged, NotInThisOrder, NotTheirsToSay, end_change, note_change
from tandem.voice.effects import effect_of
from tandem.voice.models import Change
from tandem.voice.rules import Verdict
from tandem.voice.samples import lost, won

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
SAID = {
    "chosen": ("refusals.price",), "place": "presentation", "words": "Сначала рассрочка", "since": SINCE,
    "today": NOW.date(), "now": NOW,
}  # fmt: skip


def _noted(**said):
    return note_change(**{**SAID, "by": person(Role.SELLER), **said})


def test_a_change_is_a_fact_without_its_words_and_ends_once():
    change = _noted(chosen=("refusals.price", "attractions.terms"))
    end_change(change_id=change.pk, until=SINCE + timedelta(days=5), by=person(Role.SALES_HEAD),
               today=NOW.date(), now=NOW)  # fmt: skip

    fact = FactRow.objects.get(kind="change_made")
    assert "refusals.price,attractions.terms" in fact.payload
    assert "рассрочка" not in fact.payload
    with pytest.raises(NotInThisOrder):
        end_change(change_id=change.pk, until=NOW.date(), by=person(Role.SELLER), today=NOW.date(), now=NOW)
    assert verify().differences == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"chosen": ()}, NothingChanged),
        ({"words": "  "}, NothingChanged),
        ({"place": "moon"}, NothingChanged),
        ({"chosen": ("refusals.magic",)}, UnknownCode),
        ({"chosen": ("price",)}, UnknownCode),
        ({"product": "чего нет"}, UnknownCode),
        ({"words": "я" * 5000}, TooLong),
        ({"since": NOW.date() + timedelta(days=1)}, NotInThisOrder),
    ],
)
def test_an_unclear_change_is_refused_by_name(said, refusal):
    with pytest.raises(refusal):
        _noted(**said)
    assert not Change.objects.exists()


def test_who_only_looks_on_notes_no_change():
    with pytest.raises(NotTheirsToSay):
        _noted(by=person(Role.ANALYST))


def _day(offset):
    return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=offset)


def _history(before_price, after_price, *, n=40):
    """``n`` refusals on each side, the given numbers of them because of the price."""
    for side, price in ((-1, before_price), (1, after_price)):
        for at in range(n):
            came = _day(side * (4 + at % 20) - (3 if side < 0 else 0))
            lost("Дорого" if at < price else "Не сейчас", created_at=came, product="Окна")


def test_a_share_that_fell_beyond_chance_is_said_to_be_lower_since_and_nothing_of_why():
    _history(30, 5)
    effect = effect_of(_noted(), store.read())

    assert effect is not None
    (price,) = effect.codes
    assert (price.found.before.n, price.found.after.n) == (40, 40)
    assert (price.found.before.value, price.found.after.value) == (0.75, 0.125)
    assert price.found.verdict is Verdict.LOWER


def test_what_may_be_chance_says_how_many_more_are_needed():
    _history(3, 2, n=10)
    effect = effect_of(_noted(), store.read())

    assert effect is not None
    (price,) = effect.codes
    assert price.found.verdict is Verdict.TOO_FEW
    assert price.found.needed > 100


def test_a_change_for_one_product_is_judged_by_its_leads_alone():
    _history(30, 5)
    lost("Дорого", created_at=_day(3), product="Двери")
    change = _noted(product="Двери")

    effect = effect_of(change, store.read())
    assert effect is not None
    assert (effect.codes[0].found.before.n, effect.codes[0].found.after.n) == (0, 1)
    assert effect.codes[0].found.difference.value is None


def test_leads_before_and_after_are_followed_equally_long_and_young_ones_are_no_refusals():
    for at in range(20):
        won(created_at=_day(-60 + at))
        lost(created_at=_day(-60 + at))
        won(created_at=_day(2 + at))
    lost(created_at=_day(27))
    effect = effect_of(_noted(), store.read())

    assert effect is not None
    assert effect.age <= 30
    assert effect.conversion.after.value is not None
    assert effect.conversion.after.value > 0.9


def test_a_change_of_yesterday_has_nothing_to_show():
    lost(created_at=_day(-5))
    assert effect_of(_noted(), store.read()) is None


def test_the_log_with_no_leads_at_all_does_not_fail():
    assert effect_of(_noted(), store.read()) is not None
