"""Leads with a known portrait, brought in as an import brings them: small, the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from tandem.imports.samples import take
from tandem.people.models import Person
from tandem.portrait.models import PortraitSearch
from tandem.portrait.searches import ask, run

#: The first lead comes in, and every half day another one.
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)
PERIOD = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Whom the history below makes buyers.
PORTRAIT = "segment = 'office' and source = 'calculator'"
_SEGMENTS, _SOURCES, _CITIES = ("office", "flat", "house"), ("calculator", "social", "fair"), ("Омск", "Тверь", "Сочи")


def history(leads: int = 700, *, inside: float = 0.65, base: float = 0.1, **same: object) -> list[int]:
    """Leads that have been won or lost; those of offices that came by the calculator buy more often.

    ``same`` takes the place of any field, in every lead. Returns their ids.
    """
    chance = np.random.default_rng(7)
    return bring(_lead(number, chance, inside, base) | same for number in range(leads))


def _lead(number: int, chance: np.random.Generator, inside: float, base: float) -> dict[str, object]:
    segment, source, city = (str(chance.choice(each)) for each in (_SEGMENTS, _SOURCES, _CITIES))
    such = segment == "office" and source == "calculator"
    won = bool(chance.random() < (inside if such else base))
    return {"segment": segment, "source": source, "city": city, "stage": "won" if won else "lost"}


def bring(rows: Iterable[dict[str, object]]) -> list[int]:
    """Take leads in; each has its hour, its client, and ends two days later unless it says otherwise."""
    said: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        came = FIRST + timedelta(hours=12 * number)
        mine = {
            "id": f"H{number}",
            "client_id": f"HC{number}",
            "created_at": came,
            "stage_at": came + timedelta(days=2),
        }
        said.append(mine | row)
    return take("lead", said, at=NOW)


def sought(by: Person, *, outcome: str = "bought", left_out: Iterable[str] = ()) -> PortraitSearch:
    """A search of the whole history, asked for and run."""
    search = ask(outcome=outcome, left_out=list(left_out), by=by, now=NOW, **PERIOD)
    run(search_id=search.pk, now=lambda: NOW)
    search.refresh_from_db()
    return search
