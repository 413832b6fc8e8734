"""The portrait found in a history: planted ones are recovered, luck is not, and too little history says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tandem.basics.expression_values import Kind
from tandem.basics.expressions import compile_condition
from tandem.portrait.rules.conditions import Attribute, Condition, clause_text, conditions_of, covered, union_text
from tandem.portrait.rules.confirming import Verdict, chance_of_as_many, holm, lift
from tandem.portrait.rules.drift import population_stability
from tandem.portrait.rules.finding import History, Useless, find, held_back
from tandem.portrait.rules.maturity import maturity
from tandem.portrait.rules.table import Tally
from tandem.portrait.samples import Planted, permuted, planted

HISTORIES = 40


def recovered(made: Planted) -> bool:
    for found in find(made.history).confirmed:
        true = covered(found.clause, made.history.attributes)
        if {each.name for each in found.clause} == {each.name for each in made.portrait}:
            return bool((true & made.inside).sum() >= 0.8 * (true | made.inside).sum())
    return False


def test_planted_portraits_are_recovered():
    assert sum(recovered(planted(seed, leads=8000)) for seed in range(HISTORIES)) >= 0.95 * HISTORIES


def test_shuffled_outcomes_have_no_portrait():
    assert sum(bool(find(permuted(seed, leads=3000)).confirmed) for seed in range(HISTORIES)) <= 0.1 * HISTORIES


def test_the_rate_shown_is_that_of_leads_the_clause_was_not_found_on():
    made = planted(3, leads=8000)
    (first, *_) = find(made.history).confirmed
    held = held_back(made.history.clients, made.history.days)
    inside = covered(first.clause, made.history.attributes)

    assert first.held.inside == (inside & held).sum()
    assert first.held.buyers_inside == (inside & held & made.history.bought).sum()
    assert first.inside.low <= 0.2 <= first.inside.high
    assert first.lift.low > 1


def test_no_client_stands_on_both_sides():
    history = planted(4).history
    held = held_back(history.clients, history.days)

    assert not set(history.clients[held]) & set(history.clients[~held])
    assert 0.3 < held.mean() < 0.6


def test_a_condition_that_excludes_nobody_who_buys_less_is_left_out():
    made = planted(5, leads=8000)
    for found in find(made.history).findings:
        assert len({each.name for each in found.clause} - {each.name for each in made.portrait}) == 0


def test_a_field_filled_in_for_those_who_go_on_is_no_portrait():
    """The seller writes the product down once a client agrees: knowing it says something, its value does not."""
    chance = np.random.default_rng(1)
    bought = chance.random(6000) < 0.1
    codes = np.where(bought | (chance.random(6000) < 0.2), chance.integers(0, 3, 6000), -1).astype(np.int32)
    product = Attribute("product", Kind.TEXT, codes=codes, members=("a", "b", "c"))
    history = History((product,), bought, np.arange(6000), np.arange(6000))

    assert find(history).confirmed == ()


def test_that_nobody_asked_is_no_trait_of_a_buyer_and_that_no_campaign_brought_them_is():
    chance = np.random.default_rng(2)
    bought = chance.random(6000) < 0.1
    # Known of few buyers: those who buy at once are never asked, or came by no campaign.
    codes = np.where(chance.random(6000) < np.where(bought, 0.2, 0.9), chance.integers(0, 3, 6000), -1)
    column = Attribute("campaign", Kind.TEXT, codes=codes.astype(np.int32), members=("a", "b", "c"))
    history = History((column,), bought, np.arange(6000), np.arange(6000))
    asked = replace(history, attributes=(replace(column, absence=False),))

    assert [each.text for each in find(history).confirmed] == ["coalesce(campaign, '') = ''"]
    assert find(asked).findings == ()


def test_ten_leads_are_too_few_and_it_says_how_many_more_are_needed():
    made = planted(6, leads=10).history
    found = find(replace(made, bought=np.arange(10) % 5 == 0))

    assert found.findings == ()
    assert [(each.of_buyers, each.have < each.need, each.more) for each in found.shortage] == [
        (True, True, 240),
        (False, True, 53),
    ]


@pytest.mark.parametrize("all_bought", [True, False])
def test_with_one_outcome_only_no_number_of_leads_is_promised(all_bought: bool):
    history = replace(planted(7).history, bought=np.full(4000, all_bought))
    (shortage,) = find(history).shortage

    assert shortage.of_buyers is not all_bought
    assert shortage.more is None


def test_columns_that_can_say_nothing_are_named():
    size = 2000
    columns = (
        Attribute("same", Kind.TEXT, codes=np.zeros(size, dtype=np.int32), members=("x",)),
        Attribute("nothing", Kind.NUMBER, numbers=np.full(size, np.nan)),
        Attribute("everyone", Kind.TEXT, codes=np.arange(size, dtype=np.int32), members=tuple(map(str, range(size)))),
    )
    history = History(columns, np.arange(size) % 7 == 0, np.arange(size), np.arange(size))
    found = find(history)

    assert found.useless == (
        ("same", Useless.CONSTANT), ("nothing", Useless.UNKNOWN), ("everyone", Useless.SCATTERED),
    )  # fmt: skip
    assert found.findings == ()


def test_a_column_that_changes_its_meaning_is_named():
    made = planted(8).history
    codes = np.where(np.arange(4000) < 2000, 0, 1).astype(np.int32)
    turned = Attribute("form", Kind.TEXT, codes=codes, members=("old", "new"))

    found = find(replace(made, attributes=(*made.attributes, turned)))

    assert [name for name, _ in found.shifted] == ["form"]


def test_a_member_never_seen_while_searching_is_outside_of_every_clause():
    made = planted(9, leads=8000)
    attribute = made.history.attributes[0]
    assert attribute.codes is not None
    codes = attribute.codes.copy()
    codes[-500:] = len(attribute.members)
    changed = replace(attribute, codes=codes, members=(*attribute.members, "quite new"))
    found = find(replace(made.history, attributes=(changed, *made.history.attributes[1:])))

    assert all("quite new" not in each.text for each in found.findings)


def test_every_condition_is_written_in_the_language_of_the_agreement():
    columns = planted(10).history.attributes
    kinds = {each.name: each.kind for each in columns}
    tried = [each for column in columns for each in conditions_of(column, planted(10).history.bought, 20)]

    assert {each.relation for each in tried} == {"in", "at_least", "at_most", "true", "false", "unknown"}
    for each in tried:
        run = compile_condition(each.text, kinds).run
        true, _ = each.holds(next(column for column in columns if column.name == each.name))
        for row in range(0, 4000, 173):
            assert (run(_row(columns, row)) is True) == true[row], each.text


def _row(columns: tuple[Attribute, ...], row: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in columns:
        if not column.known[row]:
            found[column.name] = None
        elif column.codes is not None:
            found[column.name] = column.members[column.codes[row]]
        else:
            assert column.numbers is not None
            value = float(column.numbers[row])
            found[column.name] = value == 1 if column.kind is Kind.FLAG else value
    return found


def test_quotes_and_strange_names_are_written_safely():
    one = Condition("тип дома", Kind.TEXT, "in", ("д'Артаньян",))
    two = Condition("area", Kind.NUMBER, "at_least", limit=0.25)

    assert clause_text((one, two)) == "\"тип дома\" = 'д''Артаньян' and area >= 0.25"
    assert union_text(((one,), (two,))) == "(\"тип дома\" = 'д''Артаньян') or (area >= 0.25)"


def test_the_chance_is_that_of_fishers_exact_test():
    assert chance_of_as_many(inside=4, buyers_inside=3, told=8, buyers_told=4) == pytest.approx(17 / 70)
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_lift_is_told_with_its_interval():
    found = lift(Tally(inside=200, buyers_inside=40, told=1000, buyers_told=100))

    assert found.value == pytest.approx(2.0)
    assert 1.6 < found.low < 2.0 < found.high < 2.4


def test_the_share_that_moved_from_a_half_to_six_tenths():
    assert population_stability(np.array([500.0, 500.0]), np.array([600.0, 400.0])) == pytest.approx(0.0405, abs=5e-5)


def test_a_lead_is_mature_when_nine_buyers_of_ten_have_bought():
    bought, lost, still_open = np.zeros((3, 101), dtype=int)
    bought[10], bought[30], bought[60], lost[100], still_open[100] = 80, 10, 10, 300, 10

    assert maturity(bought, lost, still_open).days == 30
    assert maturity(np.zeros(3, dtype=int), np.array([0, 5, 5]), np.array([1, 1, 1])).days is None


def test_young_leads_do_not_make_buying_look_quick():
    """Half of the leads came yesterday; those that were followed buy after sixty days."""
    bought, lost, still_open = np.zeros((3, 91), dtype=int)
    bought[60], bought[1], still_open[1], lost[90] = 30, 2, 100, 70

    assert maturity(bought, lost, still_open).days == 60


def test_verdicts_are_words_of_the_page():
    assert {each.value for each in Verdict} == {"confirmed", "uncertain", "reversed"}
