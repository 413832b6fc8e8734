"""What the screen of the day draws again and again is drawn by tags, and says what it said."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest
from django.utils.translation import override

from tandem.selling.clock_list import Pressure
from tandem.selling.day import RunningClock
from tandem.selling.templatetags import selling

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_a_mobile_number_is_written_as_the_library_writes_it():
    chosen = random.Random(1)
    for _ in range(300):
        number = f"+79{chosen.randrange(10**9):09d}"
        wanted = phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        assert selling.phone(number) == wanted


@pytest.mark.parametrize("number", ["+74951234567", "+14155552671", "89121234567", "+7912345678", "unknown", ""])
def test_other_numbers_are_left_to_it(number):
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        assert selling.phone(number) == number
    else:
        assert selling.phone(number) == phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@pytest.mark.parametrize(
    ("pressure", "late", "said"),
    [(Pressure.BROKEN, 90, "over by 1 h 30 min"), (Pressure.RUNNING, -90, "1 h 30 min left")],
)
def test_a_deadline_says_how_long_and_escapes_its_title(monkeypatch, pressure, late, said):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    due = NOW - timedelta(minutes=late)

    with override("en"):
        drawn = selling.clock_badge(RunningClock('First <call> & "so"', due, due - timedelta(minutes=5), pressure))

    assert said in drawn.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert f"day__clock--{pressure}" in drawn
    assert "First &lt;call&gt; &amp; &quot;so&quot;" in drawn
    assert datetime.fromisoformat(drawn.split('data-due="')[1].split('"')[0]) == due
