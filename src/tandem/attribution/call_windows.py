"""Calls without a number of their own beside what may have caused them: visits just before, and the day's clicks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from tandem.attribution.rules.call_exposures import CallTimes, exposures
from tandem.attribution.rules.calls import CallMatch, match_calls
from tandem.attribution.rules.paths import Numbers
from tandem.basics.periods import Period
from tandem.measures.store import Reading

#: A lead came by a call when its client rang within so many minutes of it.
MINUTES = 15
#: Campaigns with the most clicks and visits that calls are compared with.
MOST = 20
#: Leads are looked at from so many days before a period: purchases of it may be theirs.
REACH = timedelta(90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A campaign that may have made people call, and the source and channel that most of its clicks and visits name."""

    campaign: str
    source: str
    channel: str


@dataclass(frozen=True, slots=True)
class WindowMatch:
    """Leads that came by a call from nowhere known, and the campaigns that may have made them ring.

    ``leads`` (n) with the ``days`` they came on; ``chances`` (n, c): of each, that it came by each of the
    ``candidates``. ``match`` speaks of causes, of which a campaign may have two, its visits and its clicks. Of further
    campaigns there were ``left_out``.
    """

    leads: tuple[int, ...]
    days: tuple[dt.date, ...]
    candidates: tuple[Candidate, ...]
    chances: Numbers
    match: CallMatch
    left_out: int

    def of_lead(self, least: float) -> Mapping[int, Sequence[tuple[Candidate, float]]]:
        """By lead the candidates whose chance is ``least`` or more, and their chances; leads without any are
        missing."""
        return {
            lead: [(self.candidates[at], float(row[at])) for at in np.flatnonzero(row >= least)]
            for lead, row in zip(self.leads, self.chances, strict=True)
            if (row >= least).any()
        }


#: Leads that came by a call, when the client rang, and whether anything says where they came from.
CALLED = f"""
WITH called AS (
    SELECT l.lead_id, l.captured_on, l.first_paid_on, l.paid_amount,
        coalesce(nullif(l.source, ''), nullif(l.campaign, '')) IS NOT NULL OR t.lead_id IS NOT NULL AS known,
        (SELECT min_by(a.contacted_at, abs(date_diff('second', a.contacted_at, l.captured_at))) FROM activities a
            WHERE a.client_id = l.client_id AND a.direction = 'in' AND a.activity_kind = 'call'
            AND a.contacted_at >= l.captured_at - INTERVAL {MINUTES} MINUTE
            AND a.contacted_at <= l.captured_at + INTERVAL {MINUTES} MINUTE) AS rang_at
    FROM leads l LEFT JOIN (SELECT DISTINCT lead_id FROM touches) t ON t.lead_id = l.lead_id
    WHERE l.captured_on BETWEEN $start AND $finish
)
"""


def match_windows(period: Period, reading: Reading, *, minutes: int) -> WindowMatch:
    """Calls of leads captured in a period and the ``REACH`` before it, as far as leads are known at all, against visits
    within ``minutes`` before each and clicks of its day."""
    period = _looked_at(period, reading)
    rang = reading.rows(
        f"{CALLED} SELECT lead_id, rang_at, captured_on FROM called WHERE NOT known AND rang_at IS NOT NULL ORDER BY 1",
        {"start": period.start, "finish": period.end},
    )
    zone = ZoneInfo(settings.TIME_ZONE)
    local = [at.replace(tzinfo=dt.UTC).astimezone(zone) for _, at, _ in rang]
    calls = CallTimes(
        minutes=np.array([at.timestamp() / 60 for at in local]),
        # A call a few minutes before its lead may be of the day before.
        days=np.array([max((at.date() - period.start).days, 0) for at in local], dtype=np.int64),
        hours=np.array([at.hour for at in local], dtype=np.int64),
    )
    clicks, visits, names, left_out = _campaigns(period, reading)
    visited = [place for place, each in enumerate(names) if each.campaign in visits]
    clicked = [place for place, each in enumerate(names) if each.campaign in clicks]
    of_days = np.zeros((len(period), len(clicked)))
    for column, place in enumerate(clicked):
        for day, count in clicks[names[place].campaign].items():
            of_days[(day - period.start).days, column] = count
    given = exposures(
        calls,
        weekdays=np.array([(period.start + dt.timedelta(day)).weekday() for day in range(len(period))], dtype=np.int64),
        visits=[visits[names[place].campaign] for place in visited],
        clicks=of_days,
        window=minutes,
    )
    match = match_calls(given, days=len(period))
    chances = np.zeros((len(rang), len(names)))
    for cause, place in enumerate((*visited, *clicked)):
        chances[:, place] += match.chances[:, cause]
    leads, days = (tuple(row[at] for row in rang) for at in (0, 2))
    return WindowMatch(leads, days, tuple(names), chances, match, left_out)


def _looked_at(period: Period, reading: Reading) -> Period:
    """Days before the first lead and after the newest are not days without calls: nothing was recorded then."""
    ((first, newest),) = reading.rows("SELECT min(captured_on), max(captured_on) FROM leads")
    start = period.start - REACH
    if first is None or first > period.end or newest < start:
        return period
    return Period(max(start, first), min(period.end, newest))


def _campaigns(
    period: Period, reading: Reading
) -> tuple[dict[str, dict[dt.date, float]], dict[str, Numbers], list[Candidate], int]:
    """Clicks of each day and minutes of visits by campaign; the largest campaigns, and how many are left out."""
    days = {"start": period.start, "finish": period.end}
    clicks: dict[str, dict[dt.date, float]] = {}
    for name, day, count in reading.rows(
        "SELECT campaign, spent_on, sum(clicks)::DOUBLE FROM spend "
        "WHERE spent_on BETWEEN $start AND $finish AND campaign <> '' AND clicks > 0 GROUP BY ALL",
        days,
    ):
        clicks.setdefault(name, {})[day] = count
    visits = {
        name: np.array(minutes)
        for name, minutes in reading.rows(
            "SELECT campaign, list_sort(list(epoch(touched_at) / 60)) FROM touches "
            "WHERE touched_on BETWEEN $start AND $finish AND campaign <> '' GROUP BY 1",
            days,
        )
    }
    sizes = {name: sum(clicks.get(name, {}).values()) + len(visits.get(name, ())) for name in {*clicks, *visits}}
    largest = sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST]
    origins = {
        name: (source or "", channel or "")
        for name, source, channel in reading.rows(
            "SELECT campaign, arg_max(source, n), arg_max(channel, n) FROM ("
            "SELECT campaign, source, channel, sum(n) AS n FROM ("
            "SELECT campaign, source, channel, coalesce(clicks, 0) AS n FROM spend "
            "WHERE spent_on BETWEEN $start AND $finish UNION ALL "
            "SELECT campaign, source, channel, 1 FROM touches WHERE touched_on BETWEEN $start AND $finish"
            ") WHERE campaign <> '' GROUP BY ALL) GROUP BY 1",
            days,
        )
    }
    names = [Candidate(name, *origins.get(name, ("", ""))) for name in largest]
    return clicks, visits, names, len(sizes) - len(largest)
