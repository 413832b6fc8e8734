"""Spend that an ad system corrected after it had first told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.basics.numbers import format_money
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Restated:
    """Lines of spend that were corrected later; ``at`` is when one last was, in UTC without saying so."""

    lines: int
    was: Decimal
    now: Decimal
    at: datetime
    currency: str

    @property
    def text(self) -> Text:
        """The note that stands with the figures."""
        day = self.at.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.TIME_ZONE))
        ru, en = (
            [
                format_money(sum_, self.currency, language, 0 if sum_ == int(sum_) else 2)
                for sum_ in (self.was, self.now)
            ]
            for language in ("ru", "en")
        )
        return Text(
            ru=f"Расход за эти дни исправлен после первой загрузки: строк {self.lines}, было {ru[0]}, стало {ru[1]}, "
            f"последняя правка {day:%d.%m.%Y}. Здесь посчитано по исправленному.",
            en=f"Spend of these days was corrected after it was first told: lines {self.lines}, {en[0]} before, "
            f"{en[1]} now, last on {day:%Y-%m-%d}. Figures here count what it is now.",
        )


def restated(period: Period, reading: Reading) -> Restated | None:
    """The spend of a period that was corrected; None when none was. Other currencies than the counted are left out."""
    currency = currencies(reading).counted
    ((lines, was, now, at),) = reading.rows(
        "SELECT count(*), sum(first_told.spend), sum(spend), max(last_told) FROM spend "
        "WHERE spent_on BETWEEN $start AND $finish AND currency IN ('', $currency) "
        "AND last_told > first_told.told_at AND spend <> first_told.spend",
        {"start": period.start, "finish": period.end, "currency": currency},
    )
    return Restated(lines, was, now, at, currency) if lines else None


class _OfSpend:
    table = "spend"

    def said_of(self, period: Period, reading: Reading) -> Text | None:
        found = restated(period, reading)
        return found.text if found else None


SPEND = _OfSpend()
