"""Which days are shown when nobody says which."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.basics.periods import Period, parse_period
from tandem.measures.asked_period import usual_period


@pytest.mark.parametrize(
    ("until", "today", "shown"),
    [
        (date(2026, 12, 8), date(2026, 12, 8), Period(date(2026, 12, 1), date(2026, 12, 31))),
        (date(2026, 12, 7), date(2026, 12, 7), Period(date(2026, 11, 8), date(2026, 12, 7))),
        (date(2027, 1, 1), date(2027, 1, 1), Period(date(2026, 12, 3), date(2027, 1, 1))),
        (date(2026, 11, 30), date(2026, 12, 1), Period(date(2026, 11, 1), date(2026, 11, 30))),
        (date(2025, 3, 2), date(2026, 12, 20), Period(date(2025, 2, 1), date(2025, 3, 2))),
        (date(2025, 3, 31), date(2026, 12, 20), Period(date(2025, 3, 1), date(2025, 3, 31))),
    ],
)
def test_a_month_in_its_first_days_gives_way_to_the_last_thirty(until, today, shown):
    assert parse_period(usual_period(until=until, today=today), today) == shown
