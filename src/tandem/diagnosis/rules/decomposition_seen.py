"""For how many leads each known wait stands, as of the youngest only quick waits can be known yet. Pure.

Who came on the last day and is not reached yet has no wait; who was reached at once has a short one. Left at that, the
newest days look quicker than they are. So each known wait ``t`` is weighed by ``1/G(t)``, with ``G`` Kaplan and Meier's
curve of how long leads could be watched (inverse probability of censoring: Robins and Rotnitzky 1992; that it makes the
product-limit estimate of the waits themselves, Satten and Datta 2001, Am. Stat. 55). Whoever nobody will ever reach
stays among those who wait, and is no long wait: only what was reached is weighed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

#: A single wait stands for no more leads than that, or it would move the answer by more than it knows (weights cut
#: short: Cole and Hernán 2008, Am. J. Epidemiol. 168).
MOST_PER_WAIT = 10.0


def stands_for(hours: Floats, followed: Floats, gone: Floats, strata: Ints) -> Floats:
    """Leads that each known wait stands for, ``(leads,)``: 1 where all were watched as long, 0 where it is unknown.

    ``hours`` are those until a moment of the lead, not a number where nobody knows of one; ``followed`` the hours after
    which nothing could be known of it (below zero: never watched), ``gone`` those after which nothing was to come, as
    it was lost (infinite if it was not). Leads of one of the ``strata`` wait alike, whenever in it they came.

    A second wait that begins where the first ends is weighed at the sum of both, for that is how long its lead had to
    be watched (Lin, Sun and Ying 1999, Biometrika 86).
    """
    known = ~np.isnan(hours)
    found = known.astype(np.float64)
    end = np.where(known, hours, np.minimum(gone, followed))
    open_ = ~known & (followed <= gone)
    for stratum in np.unique(strata[open_]):
        of = np.flatnonzero(strata == stratum)
        of = of[end[of] >= end[of][open_[of]].min()]
        watched = _watched(end[of], open_[of])
        found[of] = np.where(known[of], np.minimum(1 / watched, MOST_PER_WAIT), 0.0)
    return found


def followed_until(hours: Floats, came: Floats) -> Floats:
    """Hours each lead could be watched: up to the last moment that is known of any, the end of what was written down.

    Not up to the last day of the data: where calls were taken in until May and requests until June, nobody of June was
    left unanswered for a month.
    """
    known = ~np.isnan(hours)
    last = float((came + hours)[known].max()) if known.any() else -np.inf
    return np.asarray(last - came, dtype=np.float64)


def _watched(end: Floats, open_: NDArray[np.bool_]) -> Floats:
    """The part of leads watched longer than each ``end``, or ending there: Kaplan and Meier's curve just before it.

    At one moment leads are reached first, and only then no longer watched.
    """
    _, place = np.unique(end, return_inverse=True)
    every = np.bincount(place)
    left = np.bincount(place, weights=open_)
    at_risk = np.cumsum(every[::-1])[::-1] - (every - left)
    stays = np.where(left > 0, 1 - left / np.maximum(at_risk, 1.0), 1.0)
    before = np.concatenate([[1.0], np.cumprod(stays)[:-1]])
    # Nothing is known to end after the last one that was watched, so that this is no zero where it is divided by.
    return np.asarray(np.where(before > 0, before, 1.0)[place], dtype=np.float64)
