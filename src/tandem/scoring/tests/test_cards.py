"""A card is a sum anyone can check: exact, monotone where asked, honest about what it does not know."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.agreement.document import ScoreBin, Scorecard, ScoreTerm
from tandem.scoring.attributes import category, number, rows_of
from tandem.scoring.cards import Card, chance_at
from tandem.scoring.evaluation import auc, evaluate
from tandem.scoring.sufficiency import Shortage, Silent
from tandem.scoring.tests.histories import history
from tandem.scoring.training import NotEnough, points_of, train

CARD = Scorecard(
    average=120,
    terms=(
        ScoreTerm(
            key="budget",
            bins=(
                ScoreBin(kind="upto", upto=Decimal(1000), points=-7),
                ScoreBin(kind="above", points=11),
                ScoreBin(kind="unknown", points=-3),
            ),
        ),
        ScoreTerm(key="urgent", bins=(ScoreBin(value="yes", points=14), ScoreBin(value="no", points=-2))),
    ),
)


def test_points_add_up_by_hand_and_a_bound_belongs_to_its_bin():
    card = Card(CARD)

    assert card.points({"budget": Decimal(1000), "urgent": True}) == 120 - 7 + 14
    assert card.points({"budget": 1000.5, "urgent": False}) == 120 + 11 - 2
    assert card.points({}) == 120 - 3


def test_a_value_the_card_has_no_line_for_counts_as_the_average_lead():
    assert Card(CARD).points({"urgent": "perhaps", "budget": 2}) == 120 - 7


def test_every_twenty_points_double_the_odds():
    assert chance_at(Scorecard(), 200) == 0.5
    assert chance_at(Scorecard(), 220) == pytest.approx(2 / 3)
    assert chance_at(Scorecard(), 160) == pytest.approx(0.2)
    assert 0 <= chance_at(Scorecard(), -100_000) < 1e-9


def test_reasons_come_strongest_first_and_name_only_what_moves_the_lead():
    reasons = Card(CARD).score({"budget": 5, "urgent": True}).reasons

    assert [(each.field, each.points) for each in reasons] == [("urgent", 14), ("budget", -7)]


def test_the_exported_card_says_exactly_what_was_trained():
    attributes, bought = history()

    trained = train(attributes, bought)

    card = Card(trained.card)
    assert [card.points(row) for row in rows_of(attributes)] == points_of(
        trained.card, attributes, leads=len(bought)
    ).tolist()


def test_what_matters_is_found_and_what_does_not_is_left_out():
    attributes, bought = history(4_000)

    trained = train(attributes, bought)

    assert {term.key for term in trained.card.terms} == {"budget", "source"}
    assert trained.silent == {"day": Silent.WEAK}
    assert trained.evaluation.auc == pytest.approx(0.70, abs=0.05)
    assert trained.evaluation.slope == pytest.approx(1, abs=0.12)


def test_chances_mean_what_they_say():
    attributes, bought = history(6_000)

    trained = train(attributes, bought)

    assert trained.evaluation.ece < 0.03
    assert trained.unseen.mean() == pytest.approx(bought.mean(), abs=0.01)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, -1]))
def test_a_term_that_must_rise_rises_whatever_the_leads_say(seed, sign):
    random = np.random.default_rng(seed)
    values = random.integers(0, 50, 600).astype(float)
    bought = (random.random(600) < 0.2 + 0.3 * random.random() * (values > 25)).astype(float)
    if not 50 <= bought.sum() <= 550:
        return

    trained = train([number("age", values)], bought, signs={"age": sign})

    for term in trained.card.terms:
        points = [line.points for line in term.bins if line.kind != "unknown"]
        assert points == sorted(points, reverse=sign < 0)


def test_ten_leads_say_how_many_more_are_needed():
    attributes, bought = history(10)

    with pytest.raises(NotEnough) as refused:
        train(attributes, bought)

    assert refused.value.missing == Shortage(190, 50 - int(bought.sum()), 50 - int(10 - bought.sum()))


def test_one_class_only_is_not_enough():
    attributes, bought = history(500)

    with pytest.raises(NotEnough) as refused:
        train(attributes, np.zeros_like(bought))

    assert refused.value.missing == Shortage(0, 50, 0)


def test_what_says_nothing_is_named_and_left_out():
    attributes, bought = history(500)
    silent = [
        number("constant", [1.0] * 500),
        category("nobody knows", [None] * 500),
        category("number of the order", [f"no {at}" for at in range(500)]),
    ]

    trained = train([*attributes, *silent], bought)

    assert trained.silent["constant"] is Silent.CONSTANT
    assert trained.silent["nobody knows"] is Silent.UNKNOWN
    assert trained.silent["number of the order"] is Silent.IDENTIFIER


def test_leads_of_which_nothing_is_known_all_have_the_average_chance():
    _, bought = history(500)

    trained = train([category("answer", [None] * 500)], bought)

    assert trained.card.terms == ()
    assert Card(trained.card).score({}).chance == pytest.approx(bought.mean(), abs=0.01)
    assert trained.evaluation.auc_low <= 0.5


def test_the_area_counts_ties_as_half():
    assert auc(np.array([1.0, 1.0, 2.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0])) == pytest.approx((0.5 + 1 + 1 + 1) / 4)


def test_lift_of_a_perfect_order_takes_all_buyers_first():
    bought = np.array([1.0] * 10 + [0.0] * 90)

    found = evaluate(np.linspace(0.9, 0.1, 100), bought)

    assert found.lift[0] == pytest.approx(1)
    assert found.auc == 1
