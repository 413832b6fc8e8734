from __future__ import annotations

from typing import Any

import pytest

from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_in_words import clause_words
from tandem.agreement.clauses import clause_of
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text


def field(name: str, kind: Kind, ru: str, en: str, **more: Any) -> ClauseField:
    return ClauseField(name, kind, Text(ru=ru, en=en), state=f"shop.Lead.{name}", **more)


KNOWN = {
    each.name: each
    for each in (
        field("need", Kind.FLAG, "потребность есть", "has the need"),
        field("budget", Kind.NUMBER, "бюджет", "budget"),
        field("source", Kind.TEXT, "источник", "source"),
        field("captured_on", Kind.DAY, "день заявки", "day it came"),
        field("called_on", Kind.DAY, "день звонка", "day of the call"),
        field("house", Kind.TEXT, "Что за дом?", "What house?", titles=(("flat", "Квартира"),)),
        field("decides", Kind.FLAG, "Решает сам", "Decides alone", within="decides"),
    )
}


@pytest.mark.parametrize(
    ("text", "ru", "en"),
    [
        ("", "", ""),
        ("need", "потребность есть", "has the need"),
        ("not need", "«потребность есть» — нет", "not “has the need”"),
        ("decides", "Решает сам: да", "Decides alone: yes"),
        ("coalesce(need, false)", "потребность есть", "has the need"),
        ("need = false", "«потребность есть» — нет", "not “has the need”"),
        ("budget >= 100000", "бюджет: от 100\u202f000", "budget: from 100,000"),
        ("100000 >= budget", "бюджет: до 100\u202f000", "budget: up to 100,000"),
        ("budget between -5 and 10.5", "бюджет: от −5 до 10,50", "budget: −5 to 10.50"),
        ("budget is null", "бюджет: неизвестно", "budget: not known"),
        ("budget is not null", "бюджет: известно", "budget: known"),
        ("coalesce(source, '') = ''", "источник: неизвестно", "source: not known"),
        ("source <> 'vk'", "источник: не vk", "source: not vk"),
        ("source in ('a', 'b', 'c')", "источник: a, b или c", "source: a, b or c"),
        ("source not in ('a', 'b')", "источник: кроме a, b", "source: none of a, b"),
        ("source ilike '%ads%'", "источник: содержит «ads»", "source: contains “ads”"),
        ("house = 'flat'", "Что за дом? Квартира", "What house? Квартира"),
        ("captured_on >= '2026-01-31'", "день заявки: с 31.01.2026", "day it came: since 2026-01-31"),
        (
            "date_diff('day', captured_on, called_on) <= 3",
            "дней от «день заявки» до «день звонка»: до 3",
            "days from “day it came” to “day of the call”: up to 3",
        ),
        (
            "need and (budget > 10 or source in ('a', 'b'))",
            "потребность есть и (бюджет: больше 10 или источник: a или b)",
            "has the need and (budget: over 10 or source: a or b)",
        ),
        (
            "need and source in ('a', 'b')",
            "потребность есть и (источник: a или b)",
            "has the need and (source: a or b)",
        ),
        ("not (need and decides)", "неверно, что (потребность есть и Решает сам: да)", None),
    ],
)  # fmt: skip
def test_a_clause_is_said_in_words(text, ru, en):
    assert not text or clause_of(text, known=KNOWN)
    assert clause_words(text, KNOWN, "ru") == ru
    assert en is None or clause_words(text, KNOWN, "en") == en


@pytest.mark.parametrize(
    "text", ["budget * 2 > 10", "case when need then true end", "source = house", "budget >", "nobody_knows"]
)
def test_what_has_no_plain_words_stays_as_it_is_written(text):
    assert clause_words(text, KNOWN, "ru") == text
