"""The points of grades: by how much the chance of a graded lead differs from what its attributes promise.

A grade comes after the contact, so it neither ranks a lead at capture nor takes part in what the card is said to be
worth. Inside a grade its points are the same for all and change no order; they make the chance that of the grade. A
lead nobody has graded yet has none of them: leads that stayed without a grade for ever are not its like.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from tandem.agreement.document import GRADE_TERM, ScoreBin, ScoreTerm
from tandem.scoring.attributes import Attribute, Floats

#: The pull of a grade of few leads towards what attributes promise: its shift is mostly within two units of log odds.
_PULL = 0.25
_FURTHEST = 12.0


def grade_term(log_odds: Floats, bought: Floats, grades: Attribute, *, scale: float) -> ScoreTerm | None:
    """The points of each grade over the log odds that attributes promise; None where nobody was graded."""
    shifts = _shifts(log_odds, bought, grades)
    lines = []
    for level, shift in sorted(zip(grades.levels, shifts.tolist(), strict=False)):
        rows = grades.codes == grades.levels.index(level)
        points, buyers = round(scale * shift), int(bought[rows].sum())
        lines.append(ScoreBin(value=level, points=points, leads=int(rows.sum()), buyers=buyers))
    # A grade nobody had and no grade at all move a lead neither up nor down.
    ends = (ScoreBin(kind="other"), ScoreBin(kind="unknown"))
    return ScoreTerm(key=GRADE_TERM, bins=(*lines, *ends)) if lines else None


def inside_grades(chances: Floats, bought: Floats, grades: Attribute, folds: NDArray[np.int64]) -> Floats:
    """The chances with the points of each lead's grade, which the leads of the other folds gave."""
    log_odds = logit(np.clip(chances, 1e-9, 1 - 1e-9))
    found = np.empty_like(chances)
    for number in np.unique(folds):
        held_back = folds == number
        # A lead without a grade has the code -1, which reads the last: no shift.
        shifts = np.append(_shifts(log_odds[~held_back], bought[~held_back], grades.of(~held_back)), 0.0)
        found[held_back] = expit(log_odds[held_back] + shifts[grades.codes[held_back]])
    return found


def shift_to(rate: float, log_odds: Floats) -> float:
    """What must be added to log odds so that leads buy at that rate on average."""
    return float(brentq(lambda shift: float(expit(log_odds + shift).mean()) - rate, -_FURTHEST, _FURTHEST))


def _shifts(log_odds: Floats, bought: Floats, grades: Attribute) -> NDArray[np.float64]:
    """By grade, the shift that is likeliest together with its pull towards none."""
    found = np.zeros(len(grades.levels))
    for code in range(len(grades.levels)):
        rows = grades.codes == code
        odds, came = log_odds[rows], float(bought[rows].sum())
        if len(odds):
            found[code] = _shift(odds, came)
    return found


def _shift(odds: Floats, came: float) -> float:
    return float(brentq(lambda shift: float(expit(odds + shift).sum()) - came + _PULL * shift, -_FURTHEST, _FURTHEST))
