"""Terms that explain nothing and stages that lead nowhere are refused with their place and the reason."""

from __future__ import annotations

import msgspec
import pytest

from tandem.agreement.checking import problems_here
from tandem.agreement.document import Document, Stage, Term
from tandem.agreement.tests.known import kinds, serious, told

GOOD = Term(
    key="lead",
    title="Лид",
    definition="Одно обращение одного человека. Откуда оно пришло, неважно. Повторный звонок не считаем.",
    example="Анна оставила заявку на сайте.",
    owner="marketing",
)


def with_terms(*terms: Term) -> Document:
    return Document(terms=terms)


def of_terms(*terms: Term) -> set[str]:
    return {problem.kind for problem in problems_here(with_terms(*terms)) if problem.section == "terms"}


def changed(**values: str) -> Term:
    return msgspec.structs.replace(GOOD, **values)


def test_a_good_term_has_no_problems():
    assert of_terms(GOOD) == set()


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        (changed(definition=""), "term_without_definition"),
        (changed(title=" "), "term_without_title"),
        (changed(example=""), "term_without_example"),
        (changed(owner="both"), "term_of_unknown_owner"),
        (changed(definition="Лидом называется лид."), "term_explained_by_itself"),
        (changed(title="Целевой лид", definition="Это лид, который целевой."), "term_explained_by_itself"),
        (
            changed(title="Target lead", definition="A lead that is target, and no other lead."),
            "term_explained_by_itself",
        ),
    ],
)
def test_a_term_that_explains_nothing_is_refused(term, kind):
    assert kind in of_terms(term)
    assert kind in serious(with_terms(term))


def test_length_is_only_warned_of():
    short = changed(definition="Одно обращение одного человека с любого канала.")
    long = changed(definition="Слово за слово. " * 6)

    for term in (short, long):
        assert of_terms(term) == {"term_of_unusual_length"}
        assert "term_of_unusual_length" not in serious(with_terms(term))


def test_the_own_title_in_a_definition_that_says_more_is_fine():
    term = changed(
        title="Целевой лид",
        definition="Лид, которому нужно то, что мы продаём, и у которого есть деньги. Второе. Третье предложение.",
    )

    assert of_terms(term) == set()


def test_two_terms_explained_by_each_other_are_told_once_with_the_circle():
    deal = changed(key="deal", title="Сделка", definition="То, что получается после продажи.")
    sale = changed(key="sale", title="Продажа", definition="Это завершённая сделка.")

    assert told(with_terms(GOOD, deal, sale), "terms_explained_by_each_other") == [
        "Термины определены друг через друга: «Сделка» → «Продажа» → «Сделка». Хотя бы один объясните без остальных."
    ]


def test_a_circle_of_three_is_found_and_a_chain_is_none():
    a = changed(key="a", title="Лид", definition="Будущая сделка.")
    b = changed(key="b", title="Сделка", definition="Будущая оплата.")
    c = changed(key="c", title="Оплата", definition="Итог лида.")

    assert "terms_explained_by_each_other" in of_terms(a, b, c)
    assert "terms_explained_by_each_other" not in of_terms(a, b)


def test_a_key_given_twice_is_refused_in_every_section():
    document = Document(terms=(GOOD, GOOD), stages=(Stage(key="new"), Stage(key="new")))

    assert told(document, "key_given_twice") == [
        "Термины: ключ «lead» встречается не один раз (2). У каждого пункта свой ключ.",
        "Путь клиента: ключ «new» встречается не один раз (2). У каждого пункта свой ключ.",
    ]


@pytest.mark.parametrize("key", ["", "лид", "a b", "1a", "a" * 61])
def test_a_key_is_latin_letters_digits_and_underscores(key):
    assert "key_missing_or_odd" in of_terms(changed(key=key))


def journey(**changes: dict[str, object]) -> Document:
    """A sound journey of four stages, with what ``changes`` says of some of them."""
    stages = {
        "new": Stage(key="new", title="Новая", owner="marketing", entry="e", exit="e", moves=("work", "lost")),
        "work": Stage(key="work", title="В работе", owner="sales", entry="e", exit="e", moves=("won", "lost")),
        "won": Stage(key="won", title="Продажа", owner="sales", entry="e", closed=True),
        "lost": Stage(key="lost", title="Отказ", owner="sales", entry="e", closed=True),
    }
    for key, values in changes.items():
        stages[key] = msgspec.structs.replace(stages.get(key, Stage(key=key, title=key, owner="sales")), **values)
    return Document(stages=tuple(stages.values()))


def of_stages(document: Document) -> set[str]:
    return {problem.kind for problem in problems_here(document) if problem.section == "stages"}


def test_a_sound_journey_has_no_problems():
    assert of_stages(journey()) == set()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"work": {"owner": ""}}, "stage_without_one_owner"),
        ({"work": {"owner": "marketing, sales"}}, "stage_without_one_owner"),
        ({"work": {"owner": "finance"}}, "stage_without_one_owner"),
        ({"work": {"moves": ("won", "lots")}}, "move_to_unknown_stage"),
        ({"work": {"moves": ("work", "won", "lost")}}, "move_to_unknown_stage"),
        ({"won": {"moves": ("work",)}}, "closed_stage_with_moves"),
        ({"won": {"closed": False, "moves": ("lost",)}}, "outcome_stage_not_closed"),
        ({"island": {"moves": ("won",)}}, "unreachable_stage"),
        ({"work": {"moves": ("won", "lost", "dead")}, "dead": {}}, "stage_without_way_out"),
        ({"work": {"title": ""}}, "stage_without_title"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(changes, kind):
    assert kind in of_stages(journey(**changes))
    assert kind in serious(journey(**changes))


def test_a_cycle_without_exit_is_told_for_each_stage_of_it():
    document = journey(
        work={"moves": ("won", "lost", "talk")},
        talk={"title": "Переговоры", "moves": ("think",)},
        think={"title": "Клиент думает", "moves": ("talk",)},
    )

    assert told(document, "stage_without_way_out") == [
        "С этапа «Переговоры» лид ходит по кругу: ни продажей, ни отказом этот путь не кончается.",
        "С этапа «Клиент думает» лид ходит по кругу: ни продажей, ни отказом этот путь не кончается.",
    ]


def test_a_cycle_with_an_exit_is_fine():
    assert (
        of_stages(
            journey(work={"moves": ("won", "lost", "talk")}, talk={"entry": "e", "exit": "e", "moves": ("work",)})
        )
        == set()
    )


@pytest.mark.parametrize("key", ["new", "won", "lost"])
def test_the_stages_the_funnel_is_counted_by_must_be_there(key):
    document = journey()
    left = Document(stages=tuple(stage for stage in document.stages if stage.key != key))

    assert f"Нет этапа с ключом «{key}»" in " ".join(told(left, "needed_stage_missing"))


def test_criteria_and_a_boundary_passed_twice_are_warned_of():
    document = journey(
        work={"exit": "", "moves": ("won", "lost", "nurture")}, nurture={"owner": "marketing", "moves": ("work",)}
    )

    assert {"stage_without_criteria", "lead_passed_back_and_forth"} <= of_stages(document)
    assert not {"stage_without_criteria", "lead_passed_back_and_forth"} & serious(document)


def test_problems_come_serious_first_and_in_the_order_of_the_document():
    found = problems_here(Document())

    assert [problem.serious for problem in found] == sorted((problem.serious for problem in found), reverse=True)
    assert found[0].section == "title"
    assert {"no_terms", "no_returns"} <= kinds(Document())
