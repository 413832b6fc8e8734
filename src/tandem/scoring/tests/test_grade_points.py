"""Inside a grade the chance is that of the grade; before anybody has graded a lead it is that of all."""

import numpy as np
import pytest

from tandem.agreement.document import GRADE_TERM
from tandem.scoring.attributes import category, number, rows_of
from tandem.scoring.cards import Card, without_grades
from tandem.scoring.training import points_of, train


def graded_history(leads=4_000, seed=2):
    """A buys often, D never, a third is never graded; budget tells buyers apart inside every grade."""
    random = np.random.default_rng(seed)
    budget = random.normal(size=leads).round(2)
    grade = random.choice(["A", "B", "D"], leads, p=[0.2, 0.4, 0.4])
    level = np.select([grade == "A", grade == "B"], [-0.5, -2.0], -6.0)
    bought = (random.random(leads) < 1 / (1 + np.exp(-level - budget))).astype(float)
    never = (random.random(leads) < 0.3) & (bought == 0)
    said = [None if gone else str(each) for gone, each in zip(never, grade, strict=True)]
    return [number("budget", budget)], category(GRADE_TERM, said), bought


@pytest.fixture(scope="module")
def trained():
    attributes, grades, bought = graded_history()
    return train(attributes, bought, grades=grades)


def test_the_chance_inside_each_grade_is_what_came_true(trained):
    _, grades, bought = graded_history()

    for code in range(len(grades.levels)):
        rows = grades.codes == code
        assert trained.inside[rows].mean() == pytest.approx(bought[rows].mean(), abs=0.01)


def test_a_lead_nobody_has_graded_yet_has_the_chance_of_all_and_not_of_those_left_ungraded(trained):
    attributes, _, bought = graded_history()
    card = Card(trained.card)

    chances = [card.score(row).chance for row in rows_of(attributes)]

    assert np.mean(chances) == pytest.approx(bought.mean(), abs=0.01)


def test_the_points_of_grades_go_with_their_rates_and_change_no_order_inside(trained):
    attributes, grades, bought = graded_history()
    (term, *_) = trained.card.terms
    points = {line.value: line.points for line in term.bins if line.kind == "value"}

    assert term.key == GRADE_TERM
    assert points["A"] > points["B"] > points["D"]
    inside = points_of(trained.card, [*attributes, grades], leads=len(bought))
    before = points_of(without_grades(trained.card), attributes, leads=len(bought))
    of_a = grades.codes == grades.levels.index("A")
    assert set(inside[of_a] - before[of_a]) == {points["A"]}


def test_grades_take_no_part_in_what_the_card_is_said_to_be_worth():
    random = np.random.default_rng(4)
    bought = (random.random(2_000) < 0.2).astype(float)
    tells = category(GRADE_TERM, ["A" if each else "D" for each in bought])

    trained = train([number("noise", random.normal(size=2_000))], bought, grades=tells)

    assert trained.evaluation.auc == pytest.approx(0.5, abs=0.05)


def test_a_grade_the_card_has_never_seen_moves_a_lead_neither_up_nor_down(trained):
    card = Card(trained.card)

    assert card.points({"budget": 0.0, GRADE_TERM: "Z"}) == card.points({"budget": 0.0})
