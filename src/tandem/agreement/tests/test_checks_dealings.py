"""Calendars, who does what, situations, goals, KPI cards and the bonus: each mistake is told at its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.checking import problems_here
from tandem.agreement.document import (
    Bonus,
    BonusScheme,
    Calendar,
    Card,
    ContactRule,
    Criterion,
    Decision,
    Document,
    Exchange,
    Expectation,
    Function,
    Gate,
    Goal,
    Kpi,
    Seat,
    Situation,
    Watch,
)
from tandem.agreement.smart import Baseline
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious, told

TODAY = date(2026, 6, 1)
KPI = Kpi(
    measure="deals_won", title="Продажи", amount=Decimal(5), goal="grow", due=date(2026, 6, 30),
    expires=date(2026, 7, 31), reason="План отдела.",
)  # fmt: skip
GROW = Goal(key="grow", title="Расти", words="Поступления растут.")
replace = msgspec.structs.replace


@pytest.mark.parametrize(
    ("calendar", "kind"),
    [
        (Calendar(key="c", monday="с девяти"), "calendar_hours_unreadable"),
        (Calendar(key="c", monday="18-9"), "calendar_hours_unreadable"),
        (Calendar(key="c", monday="9-18", exceptions={"2026-12-31": "until four"}), "calendar_hours_unreadable"),
        (Calendar(key="c"), "calendar_without_hours"),
        (Calendar(key="c", monday="9-18", zone="Moscow"), "calendar_of_unknown_zone"),
        (Calendar(key="c", monday="9-18", zone="../etc/passwd"), "calendar_of_unknown_zone"),
        (Calendar(key="c", monday="9-18", holidays="XX"), "calendar_of_unknown_holidays"),
        (Calendar(key="c", monday="9-18", exceptions={"31.12.2026": ""}), "exception_on_no_day"),
    ],
)
def test_a_calendar_that_no_clock_can_run_on_is_refused(calendar, kind):
    assert kind in serious(Document(calendars=(calendar,)))


def test_a_sound_calendar_has_no_problems():
    calendar = Calendar(
        key="c", monday="9-13, 14-18", zone="Asia/Vladivostok", holidays="RU", exceptions={"2026-12-31": ""}
    )

    assert not [each for each in problems_here(Document(calendars=(calendar,))) if each.section == "calendars"]


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (Document(decisions=(Decision(key="d", title="t", words="w"),)), "item_incomplete"),
        (Document(decisions=(Decision(key="d", title="t", words="w", decides="boss"),)), "unknown_role"),
        (Document(decisions=(Decision(key="d", title="t", words="w", decides="owner", tell=("x",)),)), "unknown_role"),
        (Document(contacts=(ContactRule(key="c", who="seller"),)), "item_incomplete"),
        (Document(exchanges=(Exchange(key="e", what="x", sender="seller"),)), "item_incomplete"),
        (Document(situations=(Situation(key="s", trigger="t", reaction="r"),)), "item_incomplete"),
        (Document(expectations=(Expectation(key="e", side="us", words="w"),)), "unknown_side"),
        (Document(criteria=(Criterion(key="c", side="sales", kind="product", words="w", measure="joy"),)),
         "criterion_of_unknown_measure"),
        (Document(seats=(Seat(side="sales", role="owner"),)), "empty_seat_unexplained"),
        (Document(leads="finance"), "leading_side_unknown"),
        (Document(goals=(replace(GROW, set_by="marketing"),)), "goal_set_by_the_wrong_side"),
        (Document(), "no_returns"),
    ],
)  # fmt: skip
def test_what_names_nobody_or_says_nothing_is_refused(document, kind):
    assert kind in serious(document)


def test_the_place_of_an_empty_field_is_named():
    document = Document(situations=(Situation(key="waiting", trigger="Лид ждёт", reaction="Звоним", who="seller"),))

    assert told(document, "item_incomplete") == [
        "Что нельзя оставить без внимания, «waiting»: не заполнено «За какой срок»."
    ]


def test_functions_owned_by_both_or_nobody_are_flagged():
    matrix = (
        Function(key="ads", title="Реклама", marketing="own", sales="recommend"),
        Function(key="price", title="Цены", marketing="own", sales="own"),
        Function(key="rivals", title="Конкуренты", marketing="recommend", sales="none"),
    )

    said = told(Document(matrix=matrix), "function_owned_by_both_or_nobody")

    assert [text.split("»")[0] for text in said] == ["«Цены", "«Конкуренты"]
    assert "function_owned_by_both_or_nobody" not in serious(Document(matrix=matrix))


@pytest.mark.parametrize(
    ("watch", "field"),
    [
        (Watch(about="deals", clause="x", since="captured_at", minutes=5), "watch.about"),
        (Watch(since="captured_at", minutes=5), "watch.clause"),
        (Watch(clause="won_at is null", since="source", minutes=5), "watch.since"),
        (Watch(clause="won_at is null", since="captured_at", minutes=5, calendar="none"), "watch.calendar"),
        (Watch(clause="won_at is nul", since="captured_at", minutes=5), "watch.clause"),
    ],
)
def test_a_watch_that_cannot_see_is_told_at_its_place(watch, field):
    situation = Situation(key="s", trigger="t", reaction="r", deadline="d", who="seller", watch=watch)
    document = Document(situations=(situation,))

    assert field in {each.field for each in problems_here(document) if each.serious}


def test_a_rule_names_a_stage_there_is_and_one_rule_decides_on_prices():
    rule = Decision(key="a", title="Цены", words="w", decides="owner", before="nowhere", matter="price")
    document = Document(decisions=(rule, replace(rule, key="b", before="")))

    assert {"cleared_before_unknown_stage", "several_rules_of_one_matter"} <= serious(document)


@pytest.mark.parametrize(("count", "fine"), [(4, False), (5, True), (10, True), (11, False)])
def test_situations_fit_on_one_page(count, fine):
    one = Situation(trigger="Лид ждёт", reaction="РОП звонит сам", deadline="15 минут", who="sales_head")
    situations = tuple(replace(one, key=f"s{place}") for place in range(count))

    assert ("situations_not_on_one_page" not in kinds(Document(situations=situations))) is fine


def test_long_reactions_count_by_their_sentences():
    one = Situation(key="s", trigger="Лид ждёт", reaction="Раз. Два. Три.", deadline="15 минут", who="sales_head")
    three = tuple(replace(one, key=f"s{place}") for place in range(4))

    assert "12" in told(Document(situations=three), "situations_not_on_one_page")[0]


def test_empty_sections_and_silence_about_one_side_are_warned_of():
    document = Document(criteria=(Criterion(key="c", side="sales", kind="product", words="Деньги."),))

    assert "Раздел «Портреты клиента» пуст." in told(document, "section_empty")
    assert "Раздел «По чему судят о работе»: о маркетинге ничего не сказано." in told(
        document, "side_without_expectations_or_criteria"
    )
    assert not {"section_empty", "side_without_expectations_or_criteria"} & serious(document)


def test_one_role_that_must_react_to_everything_is_flagged():
    one = Situation(key="a", trigger="t", reaction="r", deadline="d", who="seller")
    other = replace(one, key="b")

    assert "situation_owner_on_one_side_only" in kinds(Document(situations=(one, other)))
    assert "situation_owner_on_one_side_only" not in kinds(Document(situations=(one, replace(other, who="marketer"))))


def test_where_one_side_leads_it_sets_goals_for_the_other():
    leads = Document(leads="marketing", goals=(GROW,))
    sets = Document(leads="marketing", goals=(replace(GROW, set_by="marketing"),))

    assert "leading_side_without_goals" in kinds(leads)
    assert not {"leading_side_without_goals", "goal_set_by_the_wrong_side"} & kinds(sets)


def test_an_overdue_revision_and_expired_kpis_are_told_only_when_the_day_is_known():
    document = Document(
        revise_by=date(2026, 5, 31),
        cards=(Card(key="c", role="seller", kpis=(replace(KPI, expires=date(2026, 5, 31)),)),),
    )

    assert {"revision_not_planned_or_overdue", "kpi_expired"} <= kinds(document, TODAY)
    assert not {"revision_not_planned_or_overdue", "kpi_expired"} & kinds(document)
    assert not {"revision_not_planned_or_overdue", "kpi_expired"} & kinds(document, date(2026, 5, 31))


def cards(*kpis: Kpi, role: str = "seller") -> Document:
    return Document(goals=(GROW,), cards=(Card(key="c", role=role, kpis=kpis),))


def of_cards(document: Document) -> set[str]:
    return {each.kind for each in problems_here(document) if each.section == "cards"}


def test_a_smart_kpi_has_no_problems():
    assert of_cards(cards(KPI)) == set()


@pytest.mark.parametrize(
    ("kpi", "kind"),
    [
        (replace(KPI, measure="joy"), "kpi_of_unknown_measure"),
        (replace(KPI, goal=""), "kpi_serving_no_goal"),
        (replace(KPI, goal="peace"), "kpi_serving_no_goal"),
        (replace(KPI, amount=None), "kpi_not_smart"),
        (replace(KPI, due=None), "kpi_without_dates"),
        (replace(KPI, expires=None), "kpi_without_dates"),
        (replace(KPI, expires=date(2026, 6, 1)), "kpi_without_dates"),
        (replace(KPI, reason=""), "kpi_without_reason"),
        (replace(KPI, weight=Decimal("0.9")), "weights_not_adding_up"),
    ],
)
def test_a_kpi_that_misses_something_is_told(kpi, kind):
    assert kind in of_cards(cards(kpi))


def test_one_measure_twice_on_a_card_is_flagged():
    half = replace(KPI, weight=Decimal("0.5"))

    assert of_cards(cards(half, half)) == {"kpi_given_twice"}


def test_weights_add_up_exactly():
    third = replace(KPI, weight=Decimal("0.3"))

    assert "weights_not_adding_up" in serious(cards(third, third, third))
    assert "weights_not_adding_up" not in serious(cards(third, third, replace(KPI, weight=Decimal("0.4"))))
    assert "weights_not_adding_up" in serious(cards(replace(KPI, weight=Decimal(2)), replace(KPI, weight=Decimal(-1))))


def test_the_same_figures_on_two_roles_are_flagged_and_on_two_people_of_one_role_are_not():
    two_roles = Document(
        cards=(Card(key="a", role="seller", kpis=(KPI,)), Card(key="b", role="sales_head", kpis=(KPI,)))
    )
    two_people = Document(
        cards=(Card(key="a", role="seller", person="anna", kpis=(KPI,)), Card(key="b", role="seller", kpis=(KPI,)))
    )

    assert "card_copied" in kinds(two_roles)
    assert "card_copied" not in kinds(two_people)


def test_a_card_is_of_a_role_that_exists():
    assert "card_of_nobody" in serious(cards(KPI, role="boss"))


def test_a_kpi_far_beyond_the_past_is_flagged():
    best = Baseline((Decimal(2), Decimal(3)))

    found = {each.kind for each in problems_here(cards(KPI), baseline=lambda measure: best)}

    assert "kpi_not_smart" in found


SCHEME = BonusScheme(
    role="seller", base=Decimal(100), own_measure="deals_won", own_plan=Decimal(5),
    gate=Gate(measure="average_check", amount=Decimal(1)),
)  # fmt: skip
BONUS = Bonus(shared_measure="revenue_paid", shared_plan=Decimal(100), schemes=(SCHEME,))


def of_bonus(bonus: Bonus) -> set[str]:
    return {each.kind for each in problems_here(Document(bonus=bonus)) if each.section == "bonus"}


def scheme(**values: object) -> Bonus:
    return replace(BONUS, schemes=(replace(SCHEME, **values),))


def test_a_sound_bonus_has_no_problems_and_no_bonus_either():
    assert of_bonus(BONUS) == set()
    assert of_bonus(Bonus()) == set()


@pytest.mark.parametrize(
    ("bonus", "kind", "forbids"),
    [
        (replace(BONUS, shared_measure="joy"), "bonus_by_unknown_measure", True),
        (scheme(own_measure="joy"), "bonus_by_unknown_measure", True),
        (scheme(gate=Gate(measure="joy")), "bonus_by_unknown_measure", True),
        (replace(BONUS, cap=Decimal("0.9")), "bonus_limits_in_disorder", True),
        (replace(BONUS, floor=Decimal(1)), "bonus_limits_in_disorder", True),
        (replace(BONUS, shared_plan=Decimal(0)), "bonus_without_plan", True),
        (scheme(own_plan=Decimal(0)), "bonus_without_plan", True),
        (scheme(base=Decimal(-1)), "bonus_without_plan", True),
        (scheme(shared_weight=Decimal("1.1")), "shared_weight_unusual", True),
        (scheme(shared_weight=Decimal("0.5")), "shared_weight_unusual", False),
        (scheme(shared_weight=Decimal("0.1")), "shared_weight_unusual", False),
        (scheme(gate=None), "own_result_without_gate", False),
        (scheme(gate=Gate(measure="deals_won")), "own_result_without_gate", False),
        (scheme(own_measure="cpl"), "own_result_paid_for_less", True),
        (scheme(role="boss"), "bonus_of_unknown_role", True),
    ],
)
def test_a_bonus_that_cannot_be_counted_or_is_easily_gamed_is_told(bonus, kind, forbids):
    assert kind in of_bonus(bonus)
    assert (kind in serious(Document(bonus=bonus))) is forbids


def test_every_message_of_the_emptied_starter_is_in_both_languages():
    whole = starter("ru")
    emptied = [
        replace(whole, **{name: type(getattr(Document(), name))()})
        for name in ("terms", "stages", "promises", "returns")
    ]

    for document in (*emptied, Document()):
        for problem in problems_here(document, today=date(2099, 1, 1)):
            assert problem.text.ru != problem.text.en
            assert problem.kind
