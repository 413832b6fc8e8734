"""When campaigns run, by what was spent on them, and how the months of the year differ by own history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.basics.periods import Period
from tandem.basics.seasons import FLAT, MONTHS, Season, TooShort, dispersion_of, season
from tandem.basics.text import Text
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading

#: What a season can be told of: the day a lead counts on, as a column of ``leads``, and which leads count.
OF: Mapping[str, tuple[Text, str, str]] = {
    "leads": (Text(ru="Лиды", en="Leads"), "captured_on", "true"),
    "targets": (Text(ru="Целевые", en="Target leads"), "captured_on", "target"),
    "sales": (Text(ru="Продажи", en="Deals won"), "won_on", "true"),
}
#: Whole years looked back; further, the business was another.
_YEARS = 3
#: A campaign that spent within so many days of the newest spend is going on.
_GOING = 7


@dataclass(frozen=True, slots=True)
class Run:
    """A campaign: first and last day of spend ever, whether it goes on, and what was spent in each month shown."""

    campaign: str
    first: dt.date
    last: dt.date
    going: bool
    spent: Mapping[dt.date, Decimal]

    @property
    def total(self) -> Decimal:
        """What was spent in the months shown."""
        return sum(self.spent.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Calendar:
    """``months`` begin on their first days; the runs that spent longest ago come first."""

    months: tuple[dt.date, ...]
    runs: tuple[Run, ...]
    unnamed: Mapping[dt.date, Decimal]
    currency: str


def calendar(period: Period, reading: Reading) -> Calendar:
    """The campaigns that money was spent on in a period, month by month."""
    currency = currencies(reading).counted
    rows = reading.rows(_RUNS, {"start": period.start, "finish": period.end, "currency": currency})
    newest = max((last for _, _, _, last, _ in rows), default=period.end)
    spent: dict[str, dict[dt.date, Decimal]] = {}
    days: dict[str, tuple[dt.date, dt.date]] = {}
    for campaign, month, first, last, amount in rows:
        spent.setdefault(campaign, {})[month] = amount
        days[campaign] = first, last
    unnamed = spent.pop("", {})
    runs = [
        Run(name, *days[name], going=(newest - days[name][1]).days < _GOING, spent=by_month)
        for name, by_month in spent.items()
    ]
    runs.sort(key=lambda run: (run.first, run.campaign))
    months = tuple(part.start.replace(day=1) for part in _months_of(period))
    return Calendar(months, tuple(runs), unnamed, currency)


def _months_of(period: Period) -> list[Period]:
    months = [Period.month(period.start)]
    while months[-1].end < period.end:
        months.append(Period.month(months[-1].end + dt.timedelta(days=1)))
    return months


#: First and last over all days, the amounts within the period.
_RUNS = """
WITH counted AS (
    SELECT coalesce(campaign, '') AS campaign, spent_on, spend FROM spend
    WHERE spend <> 0 AND currency IN ('', $currency)
),
days AS (SELECT campaign, min(spent_on) AS first, max(spent_on) AS last FROM counted GROUP BY 1)
SELECT c.campaign, date_trunc('month', c.spent_on)::DATE, d.first, d.last, sum(c.spend)
FROM counted c JOIN days d ON d.campaign = c.campaign
WHERE c.spent_on BETWEEN $start AND $finish GROUP BY ALL ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class SeasonFound:
    """The season, or None with the whole months there are; it ends with the last whole month before ``until``."""

    season: Season | None
    months: int
    until: dt.date
    counted: int


def season_of(reading: Reading, *, of: str, prior: Sequence[float] = FLAT) -> SeasonFound:
    """The season of leads, target leads or deals, from the whole months before the newest day of the data.

    ``prior``: what is said of the twelve months without history, January first.
    """
    _, day, where = OF[of]
    until = horizon(reading).until
    # The month of the newest day is whole only on its last one.
    end = until if Period.month(until).end == until else until.replace(day=1) - dt.timedelta(days=1)
    ((first,),) = reading.rows(f"SELECT min({day}) FROM leads WHERE {day} <= $end", {"end": end})
    if first is None:
        return SeasonFound(None, 0, end, 0)
    begin = first if first.day == 1 else Period.month(first).end + dt.timedelta(days=1)
    months = max((end.year - begin.year) * MONTHS + end.month - begin.month + 1, 0)
    kept = min(months, _YEARS * MONTHS)
    if kept < MONTHS:
        return SeasonFound(None, months, end, 0)
    year, month = divmod(end.year * MONTHS + end.month - kept, MONTHS)
    start = dt.date(year, month + 1, 1)
    by_month = _counted(reading, day, where, "month", start, end)
    by_week = _counted(reading, day, where, "week", start, end)
    counts = [by_month.get(part.start, 0) for part in _months_of(Period(start, end))]
    weeks = [by_week.get(start - dt.timedelta(days=start.weekday()) + dt.timedelta(weeks=at), 0)
             for at in range(1, (end - start).days // 7)]  # fmt: skip
    try:
        found = season(counts, end.month, dispersion=dispersion_of(weeks), prior=prior)
    except TooShort:
        return SeasonFound(None, sum(count > 0 for count in counts), end, sum(counts))
    return SeasonFound(found, months, end, sum(counts))


def _counted(
    reading: Reading, day: str, where: str, piece: str, start: dt.date, end: dt.date
) -> dict[dt.date, int]:  # fmt: skip
    return dict(
        reading.rows(
            f"SELECT date_trunc('{piece}', {day})::DATE, count(*) FROM leads "
            f"WHERE {day} BETWEEN $start AND $finish AND coalesce({where}, false) GROUP BY 1",
            {"start": start, "finish": end},
        )
    )
