"""Sentences are counted as people count them, and forms of one word are known as one."""

from __future__ import annotations

import pytest

from tandem.agreement.words import content_words, mentions, same_word, sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n… !", 0),
        ("Без точки", 1),
        ("Лид, т. е. заявка. Второе.", 2),
        ("Это лид, т.е. заявка. И т. д. Второе.", 3),
        ("Стоит 10 тыс. руб. Это много!", 2),
        ("Доля 0.4 или 3.5. Да?! Нет…", 3),
        ("Пришёл И. И. Петров. Ок.", 2),
        ("Лид категории A. Это хорошо.", 2),
        ("г. Москва, ул. Ленина. Да.", 2),
        ("Сайт tandem.ru работает. Ура.", 2),
        ("Он сказал «Дорого.» Мы ответили.", 2),
        ("Wait... what. Yes, e.g. Anna. Done", 3),
        ("1. Пункт один. 2. Пункт два.", 2),
        ("Первая строка\nвторая строка", 2),
        ("Скидка 5 %. 10 дней на ответ.", 2),
    ],
)
def test_sentences(text, count):
    assert sentences(text) == count


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("лид", "лидов", True),
        ("сделка", "сделок", True),
        ("целевой", "целевые", True),
        ("возврат", "возвратами", True),
        ("lead", "leads", True),
        ("касание", "каскад", False),
        ("лид", "лидерство", False),
        ("mql", "sql", False),
        ("да", "дар", False),
    ],
)
def test_forms_of_one_word(one, other, same):
    assert same_word(one, other) is same
    assert same_word(other, one) is same


def test_a_title_is_mentioned_in_any_case_and_order():
    assert mentions(content_words("Число лидов целевых за месяц"), "Целевой лид")
    assert not mentions(content_words("Число лидов за месяц"), "Целевой лид")
    assert not mentions(content_words("что угодно"), "и")


@pytest.mark.parametrize("text", ["." * 200_000 + "x", "А. " * 70_000, "1. " * 70_000, "т. е. " * 40_000])
def test_texts_made_to_be_slow_are_counted_in_no_time(text):
    assert sentences(text) >= 0
