"""What people say of the season before history can: twelve indices and where they come from, with one fact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from tandem.attribution.facts import SeasonStated
from tandem.attribution.models import SeasonPrior
from tandem.basics.refusals import Refusal
from tandem.basics.seasons import FLAT, MONTHS
from tandem.basics.text import Text
from tandem.campaigns.actions import require_keeper
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person

_MOST = 20


class BadSeason(Refusal):
    """No season that could be weighed against history."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Twelve indices, January first; their mean is one month. ``source`` is empty where nobody has said anything."""

    indices: tuple[float, ...] = FLAT
    source: str = ""
    by: str = ""
    on: date | None = None


def stated() -> Stated:
    """The newest prior, or that all months are alike."""
    row = SeasonPrior.objects.select_related("stated_by").order_by("pk").last()
    if row is None:
        return Stated()
    indices = tuple(float(each) for each in row.indices.split())
    return Stated(indices, row.source, row.stated_by.name, row.stated_at.date())


def state_season(text: str, source: str, *, by: Person, now: datetime) -> SeasonPrior:
    """Say what the year looks like without history. Refuses by ``NotTheirCampaign`` and ``BadSeason``."""
    require_keeper(by)
    indices = " ".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in _read(text))
    if not source.strip():
        raise BadSeason(
            Text(
                ru="Напишите, откуда числа: поисковый спрос, отраслевой отчёт, прошлые годы.",
                en="Say where the numbers come from: search demand, a report of the trade, earlier years.",
            )
        )
    with transaction.atomic():
        row = SeasonPrior.objects.create(indices=indices, source=source.strip(), stated_at=now, stated_by=by)
        fact = SeasonStated(indices=indices)
        record([Happening(fact, row.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
    return row


def _read(text: str) -> list[Decimal]:
    # A comma within a number is that of Russian decimals; between numbers there is a space, a semicolon or a new line.
    parts = [part.replace(",", ".") for part in re.split(r"[\s;]+", text.strip()) if part]
    try:
        numbers = [Decimal(part) for part in parts]
    except InvalidOperation:
        numbers = []
    if len(numbers) != MONTHS or not all(each.is_finite() and 0 < each <= _MOST for each in numbers):
        raise BadSeason(
            Text(
                ru=f"Нужно двенадцать чисел от января к декабрю через пробел, каждое больше нуля и не больше {_MOST}; "
                "1 — обычный месяц.",
                en=f"It takes twelve numbers from January to December parted by spaces, each above nought and at most "
                f"{_MOST}; 1 is a usual month.",
            )
        )
    return numbers
