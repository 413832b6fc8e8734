"""What the search for faults in the data looks at, read for both periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tandem.agreement.queries import version
from tandem.diagnosis.rules.clicks_told import untold_clicks
from tandem.diagnosis.rules.decomposition_history import History, Prepared
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.faults import Seen
from tandem.diagnosis.rules.twice import asked_twice, closing, paying
from tandem.diagnosis.why_asking import Ints, day_number, day_of
from tandem.diagnosis.why_reading import Read
from tandem.measures.store import Reading
from tandem.people.rules import Department
from tandem.shifts.queries import usual_calendar

_CONTACTS = """
SELECT contacted_on - DATE '1970-01-01', count(*) FROM activities
WHERE contacted_on BETWEEN $first AND $last GROUP BY 1
"""


def seen_of(
    found: Read, prepared: Prepared | None, sales: tuple[float, float], leads: tuple[int, int], redefined: bool,
    reading: Reading, worth: float = 0.0, missing: tuple[int, int] | None = None,
) -> Seen:  # fmt: skip
    history: History = found.history
    first, last = min(found.before.first, found.after.first), max(found.before.last, found.after.last)
    contacts = np.zeros(last - first + 1)
    for day, count in reading.rows(_CONTACTS, {"first": day_of(first), "last": day_of(last)}):
        contacts[day - first] = count
    days = np.arange(first, last + 1)
    of_after = found.after.holds(history.day)
    earlier_people = history.client[found.before.holds(history.day)]
    spend = reading.rows("SELECT min(spent_on), max(spent_on) FROM spend")[0]
    told = spend[0] is not None and day_number(spend[0]) <= found.before.last
    paid = found.paid[1]
    revenue = float(paid.earlier.sum() + paid.unmatched.sum() + history.cash[of_after].sum())
    paid_so_far = float(history.paid[of_after].sum())
    return Seen(
        leads=(float(leads[0]), float(leads[1])),
        sales=sales,
        days=(found.before.days, found.after.days),
        redefined=redefined,
        people=float(np.isin(history.client[of_after], earlier_people).mean()) if leads[1] else 0.0,
        contacts=contacts,
        first_day=first,
        contacted_days=found.before.holds(days) | (found.after.holds(days) & (days <= found.until)),
        working_days=_working(days),
        spend_until=day_number(spend[1]) if told else None,
        last_day=min(found.after.last, found.until),
        to_come=1 - paid_so_far / worth if worth > 0 else 0.0,
        without=float(paid.unmatched.sum()) / revenue if revenue > 0 else 0.0,
        daily=np.bincount(history.day[of_after] - found.after.first, minlength=found.after.days).astype(np.float64),
        huge=0 if prepared is None else len(prepared.huge),
        stages=found.stages,
        twice=_twice(found),
        closing=closing(history, found.before, found.after, found.until),
        paying=paying(history, found.before, found.after, found.until),
        clicks_missing=missing,
        huge_earlier=sum(each.huge for each in found.large),
    )


def _twice(found: Read) -> tuple[float, float]:
    again = asked_twice(found.history.client, found.history.came)
    before, after = (again[span.holds(found.history.day)] for span in (found.before, found.after))
    return float(before.mean()) if len(before) else 0.0, float(after.mean()) if len(after) else 0.0


def told_clicks(found: Read) -> tuple[Read, tuple[int, int] | None]:
    """Without the clicks of channels of which some days are missing, and the first and last day of the longest hole.

    Their traffic is counted in requests then.
    """
    spans, history = (found.before, found.after), found.history
    days = np.concatenate([np.arange(span.first, span.last + 1) for span in spans])
    leads = np.zeros_like(found.clicks)
    for span, start in zip(spans, (0, spans[0].days), strict=True):
        within = span.holds(history.day)
        np.add.at(leads, (history.day[within] - span.first + start, history.channel[within]), 1)
    known = days <= found.until
    untold = untold_clicks(found.clicks[known], leads[known])
    if untold is None:
        return found, None
    clicks = found.clicks.copy()
    clicks[:, list(untold.channels)] = 0
    told = days[known]
    return replace(found, clicks=clicks), (int(told[untold.first]), int(told[untold.last]))


def _working(days: Ints) -> NDArray[np.bool_]:
    """On which days sellers work, by the calendar of the agreement."""
    calendar = usual_calendar(Department.SALES)
    return np.array([bool(calendar.hours_on(day_of(int(day))).minutes) for day in days], dtype=np.bool_)


def unloaded_in(reading: Reading) -> frozenset[str]:
    """The tables beside the leads of which nothing is known at all."""
    tables = ("payments", "activities", "spend")
    return frozenset(each for each in tables if not reading.rows(f"SELECT 1 FROM {each} LIMIT 1"))


def is_redefined(found: Read) -> bool:
    """Whether leads of the two periods were judged by texts that differ in what decides whether a lead is target."""

    def texts(which: np.ndarray) -> set[str]:
        return {_definition(int(number)) for number in np.unique(found.versions[which])}

    sides = [texts(span.holds(found.history.day)) for span in (found.before, found.after)]
    judged = found.history.judged != Judged.NOT_YET
    return bool(judged.any()) and len(sides[0] | sides[1]) > 1


def _definition(number: int) -> str:
    grading = version(number).document.grading
    portraits = version(number).document.portraits
    return repr((grading.questions, grading.table, grading.target_lead.clause, portraits))
