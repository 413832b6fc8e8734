"""What may have caused calls, at the moment of each: their usual course, visits just before, clicks of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.attribution.rules.calls import Exposures
from tandem.attribution.rules.paths import Numbers

type Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CallTimes:
    """When calls came (n), in the company's time: ``minutes`` on any running clock, ``days`` from the first day looked
    at, ``hours`` of the day."""

    minutes: Numbers
    days: Places
    hours: Places


def exposures(
    calls: CallTimes, *, weekdays: Places, visits: Sequence[Numbers], clicks: Numbers, window: int
) -> Exposures:
    """Causes: each of ``visits``, then each column of ``clicks``.

    ``weekdays`` (d): of each day looked at. ``visits``: minutes, in their order, on the clock of the calls; a visit
    weighs one, spread evenly over the ``window`` minutes after it. ``clicks`` (d, c) are known by the day, and weigh
    one each, spread over it as calls are. Intensities are a minute's.
    """
    hours, of_week = usual_course(calls.hours, weekdays[calls.days])
    of_hour = hours[calls.hours] / 60
    usual = of_hour * of_week[weekdays[calls.days]]
    just_before = [
        (
            np.searchsorted(seen, calls.minutes, side="right")
            - np.searchsorted(seen, calls.minutes - window, side="left")
        )
        / window
        for seen in visits
    ]
    of_day = clicks[calls.days] * of_hour[:, None]
    return Exposures(
        usual=usual,
        usual_whole=float(of_week[weekdays].sum()),
        causes=np.column_stack([*just_before, of_day]) if len(usual) else np.zeros((0, len(visits) + clicks.shape[1])),
        wholes=np.concatenate([[float(len(seen)) for seen in visits], clicks.sum(axis=0)]),
    )


def usual_course(hours: Places, weekdays: Places) -> tuple[Numbers, Numbers]:
    """How calls are spread over the hours of a day, adding up to one, and over the days of a week, one in the mean.

    What follows the course of day and week alone is so no cause of calls. One is added to each count, so that few calls
    say little.
    """
    of_day = np.bincount(hours, minlength=24) + 1.0
    of_week = np.bincount(weekdays, minlength=7) + 1.0
    return of_day / of_day.sum(), of_week / of_week.mean()
