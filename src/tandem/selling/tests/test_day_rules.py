"""The first sentence says what is known and nothing else; an offer's end is read from its words; times are of work."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tandem.basics.working_time import Hours, WorkingCalendar
from tandem.selling.first_sentence_rules import KnownBefore, first_sentence, page_in_words
from tandem.selling.offer_rules import offer_until
from tandem.selling.step_times_rules import Due, Times

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = WorkingCalendar((*(Hours.parse("9-18"),) * 5, Hours(), Hours()), MOSCOW, {})
#: A Friday, 16:30 in Moscow.
FRIDAY = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)


def test_a_sentence_is_made_of_offer_page_and_what_the_client_bought_before():
    known = KnownBefore(
        asked="сегодня 14:05", product="Окна", offer="Скидка 10 % до 30 ноября.",
        pages=["https://example.com/%D1%80%D0%B0%D1%81%D1%87%D1%91%D1%82-%D0%BE%D0%BA%D0%BE%D0%BD.html"], bought=True,
    )  # fmt: skip

    assert first_sentence(known, "ru") == (
        "Здравствуйте! Вы обращались к нам сегодня 14:05: «Окна». "
        "Вы у нас уже покупали, спасибо, что вернулись. "
        "Вам обещали: «Скидка 10 % до 30 ноября». Давайте посчитаем с этим условием. "
        "Вы смотрели страницу «расчёт окон»: о ней и речь? Удобно сейчас поговорить?"
    )


def test_nobody_is_told_to_reckon_with_an_offer_that_has_ended():
    said = first_sentence(KnownBefore(offer="Скидка 10 % до 30 ноября.", offer_over=True), "ru")

    assert "Вам обещали: «Скидка 10 % до 30 ноября». Это предложение закончилось" in said
    assert "посчитаем с этим условием" not in said


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_not_known_is_not_said(language):
    said = first_sentence(KnownBefore(asked="{x}"), language)

    assert "{x}" in said
    assert not any(word in said for word in ("«", "“", "обещали", "promised", "раньше", "before"))


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("https://example.com/office-windows", "en", "office windows"),
        ("https://example.com/office-windows?x=1", "ru", ""),
        ("https://example.com/p/48213", "en", ""),
        ("https://example.com/", "en", ""),
        ("https://example.com/catalog/windows/", "en", "windows"),
    ],
)
def test_a_page_is_named_only_by_words_that_can_be_said_in_the_language(address, language, words):
    assert page_in_words(address, language) == words


@pytest.mark.parametrize(
    ("offer", "until"),
    [
        ("Скидка 25% до конца месяца", date(2026, 12, 31)),
        ("−10 % до 30 ноя", date(2027, 11, 30)),
        ("−10 % до 15 января", date(2027, 1, 15)),
        ("Free delivery until December 24", date(2026, 12, 24)),
        ("10% off until 5 January 2027", date(2027, 1, 5)),
        ("Акция по 20.12", date(2026, 12, 20)),
        ("Акция до конца недели", date(2026, 12, 6)),
        ("Третье окно в подарок", None),
        ("Скидка до 30 %", None),
        ("до 31 февраля", None),
        ("Рассрочка до 12 месяцев", None),
    ],
)
def test_the_end_of_an_offer_is_read_from_its_words_or_not_at_all(offer, until):
    assert offer_until(offer, seen_on=date(2026, 12, 1)) == until


def moment(day: date, hour: int, minute: int = 0) -> Due:
    at = datetime.combine(day, time(hour, minute), MOSCOW).astimezone(UTC)
    return Due(day, at)


def test_times_to_choose_fall_into_working_time():
    times = Times(FRIDAY, MOSCOW, OFFICE)

    assert times.chosen("morning") == moment(date(2026, 3, 9), 9)
    assert times.chosen("days3") == Due(date(2026, 3, 9))
    assert times.chosen("week") == Due(date(2026, 3, 13))
    assert times.chosen("hour") == moment(date(2026, 3, 6), 17, 30)
    assert times.chosen("never") is None
    assert times.on(date(2026, 3, 8), time(11)) == moment(date(2026, 3, 8), 11)


def test_whoever_does_not_answer_is_tried_soon_then_in_the_morning_then_in_some_days():
    times = Times(FRIDAY, MOSCOW, OFFICE)

    # An hour and a half of Friday are left.
    assert times.again(1) == moment(date(2026, 3, 9), 9, 30)
    assert times.again(2) == moment(date(2026, 3, 9), 9)
    assert times.again(3) == Due(date(2026, 3, 9))
    assert Times(FRIDAY, MOSCOW).again(1) == moment(date(2026, 3, 6), 18, 30)
