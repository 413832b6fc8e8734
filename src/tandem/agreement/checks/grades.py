"""Grades: the three questions, the full table of answers, and what makes a target lead, an MQL, an SQL."""

from __future__ import annotations

from itertools import product

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import ASK, Answer, Document, GradeRow, Status
from tandem.basics.text import Text

_ANSWERS: tuple[Answer, ...] = (True, False, "unknown")
_SHOWN = 3

type Combination = tuple[Answer, Answer, Answer]

_SAID = {
    True: Text(ru="да", en="yes"),
    False: Text(ru="нет", en="no"),
    "unknown": Text(ru="неизвестно", en="unknown"),
}
_STATUSES = {
    "target_lead": Text(ru="Целевой лид", en="Target lead"),
    "mql": Text(ru="MQL", en="MQL"),
    "sql_lead": Text(ru="SQL", en="SQL"),
}
_QUESTIONS = {
    "need": Text(ru="потребность", en="need"),
    "budget": Text(ru="бюджет", en="budget"),
    "urgency": Text(ru="срочность", en="urgency"),
}


@check
def combination_undecided(document: Document, known: Known) -> Found:
    """All 27 combinations of answers are decided, never guessed."""
    undecided = [each for each in _combinations() if not _grades_of(each, document)]
    if undecided:
        few = undecided[:_SHOWN]
        more = len(undecided) - len(few)
        ru = "; ".join(_in_words(each).ru for each in few) + (f"; и ещё {more}" if more else "")
        en = "; ".join(_in_words(each).en for each in few) + (f"; and {more} more" if more else "")
        yield serious(
            "grading", "", "table",
            f"Таблица категорий не решает {len(undecided)} сочетаний из 27: {ru}. Добавьте строки; где решать рано, "
            "поставьте ask — «спросить».",
            f"The table of grades leaves {len(undecided)} of 27 combinations undecided: {en}. Add rows; where it is "
            "too early to decide, put “ask”.",
        )  # fmt: skip


@check
def combination_decided_twice(document: Document, known: Known) -> Found:
    told: set[tuple[str, ...]] = set()
    for each in _combinations():
        grades = _grades_of(each, document)
        # One contradiction of two rows may cover nine combinations: the first of them is told.
        if len(grades) > 1 and grades not in told:
            told.add(grades)
            words = _in_words(each)
            yield serious(
                "grading", "", "table",
                f"Строки таблицы противоречат друг другу: {words.ru} — это и {' и '.join(grades)}. Оставьте одно.",
                f"Rows of the table contradict each other: {words.en} is both {' and '.join(grades)}. Keep one.",
            )  # fmt: skip


@check
def row_of_unknown_grade(document: Document, known: Known) -> Found:
    grades = [grade.key for grade in document.grading.grades]
    for place, row in enumerate(document.grading.table, 1):
        if row.grade not in (*grades, ASK):
            yield serious(
                "grading", "", f"table.{place - 1}.grade",
                f"Строка {place} таблицы: категории «{row.grade}» нет. Есть {', '.join(grades) or 'ни одной'} и ask.",
                f"Row {place} of the table: there is no grade “{row.grade}”. There are {', '.join(grades) or 'none'} "
                "and ask.",
            )  # fmt: skip


@check
def grade_never_given(document: Document, known: Known) -> Found:
    given = {row.grade for row in document.grading.table}
    for grade in document.grading.grades:
        if grade.key not in given:
            yield warning(
                "grading", "", "grades",
                f"Категорию «{grade.title or grade.key}» не даёт ни одна строка таблицы.",
                f"No row of the table gives the grade “{grade.title or grade.key}”.",
            )  # fmt: skip


@check
def question_without_clause(document: Document, known: Known) -> Found:
    for name, words in _QUESTIONS.items():
        if not getattr(document.grading.questions, name).strip():
            yield serious(
                "grading", "", f"questions.{name}",
                f"Не сказано, по какому условию узнаётся {words.ru}.",
                f"It is not said by which clause {words.en} is recognised.",
            )  # fmt: skip


@check
def status_incomplete(document: Document, known: Known) -> Found:
    for name, title in _STATUSES.items():
        status: Status = getattr(document.grading, name)
        if not status.words.strip():
            yield serious(
                "grading", "", f"{name}.words",
                f"{title.ru}: не сказано словами, что это такое.", f"{title.en}: it is not said in words what it is.",
            )  # fmt: skip
        if not status.clause.strip():
            yield serious(
                "grading", "", f"{name}.clause",
                f"{title.ru}: нет условия, по которому лид таким признаётся.",
                f"{title.en}: there is no clause by which a lead is one.",
            )  # fmt: skip
        if status.confirmed_by and status.confirmed_by not in known.roles:
            yield serious(
                "grading", "", f"{name}.confirmed_by",
                f"{title.ru}: подтверждает «{status.confirmed_by}», а такой роли нет.",
                f"{title.en}: confirmed by “{status.confirmed_by}”, and there is no such role.",
            )  # fmt: skip


def _combinations() -> list[Combination]:
    return [(need, budget, urgency) for need, budget, urgency in product(_ANSWERS, repeat=3)]


def _grades_of(combination: Combination, document: Document) -> tuple[str, ...]:
    """The grades that rows of the table give a combination, each once, in their order."""
    rows = (row for row in document.grading.table if _covers(row, combination))
    return tuple(dict.fromkeys(row.grade for row in rows))


def _covers(row: GradeRow, combination: Combination) -> bool:
    return all(
        said == "any" or said == answer
        for said, answer in zip((row.need, row.budget, row.urgency), combination, strict=True)
    )


def _in_words(combination: Combination) -> Text:
    said = list(zip(_QUESTIONS.values(), (_SAID[each] for each in combination), strict=True))
    return Text(
        ru=", ".join(f"{question.ru} {answer.ru}" for question, answer in said),
        en=", ".join(f"{question.en} {answer.en}" for question, answer in said),
    )
