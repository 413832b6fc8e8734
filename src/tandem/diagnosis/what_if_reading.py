"""The company of a period for the what-if, read from the fact store: its leads, its team, its campaigns' spend.

The leads and what they bring are read and prepared as for the split of revenue, what waiting does is the estimate of
the ledger of losses, the team that of the workload, and how leads answer to spend that of the shift of the budget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from tandem.agreement.document import Document
from tandem.agreement.queries import in_force
from tandem.attribution.budget import weekly
from tandem.attribution.rules.budget import excluded_for
from tandem.attribution.rules.response import fitted_gammas
from tandem.basics.intervals import Estimate
from tandem.basics.periods import Period
from tandem.diagnosis.losses_reading import RIPE_DAYS, waiting_costs
from tandem.diagnosis.rules.what_if_company import Company, Spend, Team, fit
from tandem.diagnosis.rules.what_if_line import Shifts
from tandem.diagnosis.why import prepared_of
from tandem.diagnosis.why_reading import read as read_leads
from tandem.handover.pool import usual_calendar
from tandem.measures.horizon import horizon
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.people.rules import Department
from tandem.shifts.queries import usual_calendar as sides_calendar
from tandem.workload.queries import WEEKS, standing
from tandem.workload.study import Study
from tandem.workload.study_rules import Minutes, norms_by

#: Days before the end of the period in which spend was "ever seen", and curves are learned.
_SEEN_DAYS = 364
#: Days after the period in which its last leads may still be worked on.
_BEYOND_DAYS = 30


@dataclass(frozen=True, slots=True)
class Fitted:
    """A company with the names of its places: ``campaigns`` by channel, the small ones left out.

    ``company`` is None where the period has no leads. ``until`` is the last day anything is known of.
    """

    period: Period
    company: Company | None
    campaigns: Mapping[int, str]
    leads: int
    currency: str
    until: date

    def place(self, campaign: str) -> int | None:
        """The channel of a campaign; None where it has too few leads to be told apart, or there is none of the name."""
        return next((at for at, name in self.campaigns.items() if name == campaign), None)


def usual_period(reading: Reading) -> Period:
    """The newest quarter whose leads are ripe; where the data do not hold it whole, the ripe days there are."""
    until = horizon(reading).until
    ripe = until - timedelta(days=RIPE_DAYS)
    quarter = Period.quarter(ripe)
    if quarter.end > ripe:
        quarter = quarter.previous()
    ((first,),) = reading.rows("SELECT min(captured_on) FROM leads")
    if first is None or first <= quarter.start:
        return quarter
    # A young company: what is ripe of it, else all of it.
    return Period(first, ripe) if (ripe - first).days >= 2 * RIPE_DAYS else Period(first, max(until, first))


def fitted(period: Period, reading: Reading) -> Fitted:
    """The company of a period as the data tell it now."""
    return kept(reading, ("what if", period), lambda _earlier: _fitted(period, reading))


def _fitted(period: Period, reading: Reading) -> Fitted:
    found = read_leads(period.previous(), period, reading, by="campaign")
    leads = int(found.after.holds(found.history.day).sum())
    until = horizon(reading).until
    if not leads:
        return Fitted(period, None, {}, 0, found.currency, until)
    prepared = prepared_of(found, judged_alike=True)
    members = {at: found.members[of] for at, of in enumerate(prepared.channels) if of >= 0}
    campaigns = {at: str(name) for at, name in members.items() if name is not None}
    company = fit(
        prepared, found.history, found.history.came, speed=waiting_costs(reading),
        team=_team(period, leads, reading, in_force(period.end).document),
        spend=_spend(period, campaigns, reading),
        nobody=found.sellers.index(None) if None in found.sellers else -1,
    )  # fmt: skip
    return Fitted(period, company, campaigns, leads, found.currency, until)


def _team(period: Period, leads: int, reading: Reading, document: Document) -> Team | None:
    """Who answers leads at the end of the period; None where nobody knows how long a lead takes."""
    full = standing(reading, document, today=period.end + timedelta(days=1))
    worst = full.worst
    if worst is None or not full.days or not full.sellers or full.day.useful <= 0:
        return None
    agreed = Estimate(worst.minutes, worst.minutes, worst.minutes, 0)
    days = full.days * len(period) / (WEEKS * 7)
    return Team(
        sellers=len(full.sellers),
        day=full.day,
        leads_a_day=leads / days,
        minutes=full.study.all.minutes if worst is full.real else agreed,
        shifts=_shifts(period, document),
        heavier=_heavier(full.study, reading) if worst is full.real else None,
        spread=_spread(full.study) if worst is full.real else 1.0,
    )


def _spread(found: Study) -> float:
    """The standard deviation of a lead's minutes over their mean; 1, as Erlang takes it, where no lead was studied."""
    of = sum(found.groups.values(), Minutes())
    if not of.total:
        return 1.0
    mean = of.total / of.n
    return float(max(of.squares / of.n / mean**2 - 1, 0.0) ** 0.5)


def _heavier(found: Study, reading: Reading) -> Estimate | None:
    """Minutes that a lead of a grade of target leads takes beyond those of others; None where either are too few."""
    target = {
        str(grade) for (grade,) in reading.rows(
            "SELECT grade FROM leads WHERE grade <> '' GROUP BY grade HAVING avg(target::INT) > 0.5"
        )
    }  # fmt: skip
    graded = {group: minutes for group, minutes in found.groups.items() if group[2]}
    by_target = norms_by(graded, lambda group: group[2] in target)
    if not {True, False} <= {fits for fits, norm in by_target.items() if not norm.few}:
        return None
    more, less = by_target[True].minutes, by_target[False].minutes
    value = (more.value or 0.0) - (less.value or 0.0)
    half = math.hypot(more.high - more.low, less.high - less.low) / 2
    return Estimate(value, value - half, value + half, more.n + less.n)


def _shifts(period: Period, document: Document) -> Shifts:
    """The usual hours of those who answer leads, in hours since 1970."""
    calendar = usual_calendar(document) or sides_calendar(Department.SALES)
    spans = calendar.spans(period.start, period.end + timedelta(days=_BEYOND_DAYS))
    opens, closes = (np.array([_hours(span[at]) for span in spans], dtype=np.float64) for at in (0, 1))
    return Shifts(opens, closes, len({span[0].astimezone(calendar.zone).date() for span in spans}))


def _hours(moment: datetime) -> float:
    return moment.astimezone(UTC).timestamp() / 3600


def _spend(period: Period, campaigns: Mapping[int, str], reading: Reading) -> dict[int, Spend]:
    """Spend of each campaign whose curve can be told: now is the mean week of the period."""
    found = weekly(Period(period.end - timedelta(days=_SEEN_DAYS - 1), period.end), reading)
    used = [each for each in found.campaigns if excluded_for(each) is None]
    if not used:
        return {}
    weeks = max(min(len(period) // 7, found.weeks), 1)
    places = {name: at for at, name in campaigns.items()}
    told: dict[int, Spend] = {}
    for each, (gamma, error) in zip(used, fitted_gammas(used), strict=True):
        seen = [spent for spent in each.spend if spent > 0]
        now = sum(each.spend[-weeks:]) / weeks
        if each.name in places and now > 0:
            told[places[each.name]] = Spend(now, min(seen), max(seen), gamma, error)
    return told
