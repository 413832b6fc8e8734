"""Two documents compared: nothing is missed, and what is shown reads like words, not like noise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.agreement.comparing_words import Run, compared
from tandem.agreement.comparison import Comparison, compare
from tandem.agreement.document import Card, Document, Grade, GradeRow, Grading, Kpi, Stage, Term
from tandem.agreement.starting import starter
from tandem.agreement.tests.documents import documents

A, B, C = (Term(key=key, title=key.upper(), definition=f"Определение {key}.") for key in "abc")
replace = msgspec.structs.replace


def changes(before: Document, after: Document) -> list[tuple[str, str, str]]:
    return [(each.section, item.key, item.kind) for each in compare(before, after).sections for item in each.items]


def test_equal_documents_do_not_differ():
    assert compare(starter("ru"), starter("ru")) == Comparison(())
    assert not compare(starter("ru"), starter("ru"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents, documents)
def test_documents_that_differ_are_never_said_to_be_equal(before, after):
    assert bool(compare(before, after)) == (before != after)


def test_added_removed_changed_and_moved_items_are_told_apart():
    before = Document(terms=(A, B, C))
    after = Document(terms=(C, A, replace(B, definition="Другое."), Term(key="d", title="D")))

    assert changes(before, after) == [
        ("terms", "c", "moved"), ("terms", "b", "changed"), ("terms", "d", "added"),
    ]  # fmt: skip
    assert changes(after, before)[-1] == ("terms", "d", "removed")
    assert compare(before, after).count("added") == 1


def test_one_item_put_first_moves_alone():
    before = Document(terms=(A, B, C))

    assert changes(before, Document(terms=(C, A, B))) == [("terms", "c", "moved")]


def test_a_changed_sentence_shows_the_words_kept_taken_out_and_put_in():
    before = Document(terms=(replace(A, definition="Лид — это одна заявка одного клиента за день."),))
    after = Document(terms=(replace(A, definition="Лид — это одно обращение одного клиента за день."),))

    (field,) = compare(before, after).sections[0].items[0].fields

    assert field.label.ru == "Определение"
    assert field.runs == (
        Run("kept", "Лид — это "),
        Run("removed", "одна заявка "),
        Run("added", "одно обращение "),
        Run("kept", "одного клиента за день."),
    )


def test_nested_fields_have_readable_paths():
    before = Document(
        cards=(Card(key="head", kpis=(Kpi(measure="leads", amount=Decimal(100)), Kpi(measure="cpl"))),),
        grading=Grading(grades=(Grade(key="A", title="Старое"),)),
    )
    after = Document(
        cards=(Card(key="head", kpis=(Kpi(measure="leads", amount=Decimal(120)), Kpi(measure="cpl"))),),
        grading=Grading(grades=(Grade(key="A", title="Новое"),)),
    )

    fields = [field for each in compare(before, after).sections for item in each.items for field in item.fields]

    assert [(field.field, field.label.ru, field.before, field.after) for field in fields] == [
        ("grades[A].title", "Категории, A › Название", "Старое", "Новое"),
        ("kpis[leads].amount", "Показатели, Лиды › Сколько", "100", "120"),
    ]


def test_the_table_of_grades_is_compared_row_by_row():
    before = Document(grading=Grading(table=(GradeRow(need=True, grade="A"), GradeRow(need=False, grade="D"))))
    after = Document(grading=Grading(table=(GradeRow(need=True, grade="B"), GradeRow(need=False, grade="D"))))

    (field,) = compare(before, after).sections[0].items[0].fields

    assert field.after == (
        "Есть потребность: да; Есть бюджет: любой ответ; Срочно: любой ответ → B\n"
        "Есть потребность: нет; Есть бюджет: любой ответ; Срочно: любой ответ → D"
    )
    assert [run for run in field.runs if run.kind != "kept"] == [Run("removed", "A\n"), Run("added", "B\n")]


def test_whole_fields_and_lists_of_keys_are_compared():
    before = Document(title="Регламент", stages=(Stage(key="new", moves=("work",)),))
    after = Document(title="Регламент 2", stages=(Stage(key="new", moves=("work", "lost"), closed=True),))

    compared_fields = {
        (each.label.en, field.field, field.before, field.after)
        for each in compare(before, after).sections
        for item in each.items
        for field in item.fields
    }

    assert compared_fields == {
        ("Title", "", "Регламент", "Регламент 2"),
        ("The journey", "moves", "work", "work, lost"),
        ("The journey", "closed", "", "да"),
    }


def test_roles_measures_choices_and_stages_are_said_in_words():
    new, work = Stage(key="new", title="New", moves=("work",)), Stage(key="work", title="In work")
    before = Document(language="en", stages=(new, work))
    after = replace(
        before,
        stages=(replace(new, owner="sales"), work),
        cards=(Card(key="head", role="sales_head", kpis=(Kpi(measure="leads", relation="at most"),)),),
    )

    (stages, cards) = compare(before, after).sections
    (card,) = cards.items

    assert [(each.field, each.after) for each in stages.items[0].fields] == [("owner", "sales")]
    assert card.title == "head of sales"
    assert {(each.field, each.after) for each in card.fields} >= {
        ("role", "head of sales"), ("kpis", "Leads"), ("kpis[leads].measure", "Leads"),
        ("kpis[leads].relation", "at most"), ("kpis[leads].per", "month"),
    }  # fmt: skip
    moves = [each for each in compare(Document(), after).sections if each.section == "stages"]
    assert ("moves", "In work") in {(each.field, each.after) for each in moves[0].items[0].fields}


sentences = st.lists(st.sampled_from(["лид", "это", "одна", "заявка", "и", "не", "в", "."]), max_size=15).map(" ".join)


@given(sentences | st.text(max_size=30), sentences | st.text(max_size=30))
def test_runs_hold_both_texts_whole(before, after):
    runs = compared(before, after)

    assert "".join(run.text for run in runs if run.kind != "added").split() == before.split()
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert all(run.text for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


def test_small_words_between_changes_do_not_make_islands():
    runs = compared("Менеджер звонит в день заявки всегда.", "Менеджер пишет в час обращения всегда.")

    assert [run.kind for run in runs] == ["kept", "removed", "added", "kept"]
    assert runs[1].text == "звонит в день заявки "


def test_texts_with_little_in_common_stand_one_after_the_other():
    assert [run.kind for run in compared("Совсем старый текст и всё.", "Новое определение, другими словами.")] == [
        "removed",
        "added",
    ]


def test_very_long_texts_are_compared_at_their_ends():
    words = [f"слово{place % 7}" for place in range(5_000)]
    before = " ".join(words)
    after = " ".join([*words[:2_000], "другое", *words[2_001:]])

    assert [run.text for run in compared(before, after) if run.kind != "kept"] == [f"{words[2_000]} ", "другое "]


def test_dates_and_fractions_are_said_as_people_write_them():
    def said(language):
        before = Document(language=language, revise_by=date(2026, 7, 31))
        after = replace(before, revise_by=date(2027, 2, 28))
        ((change,),) = (
            [field for item in each.items for field in item.fields] for each in compare(before, after).sections
        )
        return change.before, change.after

    assert said("ru") == ("31 июл 2026", "28 фев 2027")
    assert said("en") == ("31 Jul 2026", "28 Feb 2027")
