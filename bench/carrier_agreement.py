"""What the carrier has agreed: the starter agreement, unchanged, as the experiment reads it."""

from __future__ import annotations

import numpy as np

from tandem.agreement.document import ASK, GRADE_TERM, Document, Scorecard
from tandem.agreement.grade_table import grade_table
from tandem.agreement.starting import starter
from tandem.handover.dealing_rules import Common, Terms

AGREEMENT: Document = starter("en")
_TABLE = grade_table(AGREEMENT.grading)
FADING = {each.grade: each for each in AGREEMENT.queue.fading}
ASKED = FADING[ASK]
GRADES = tuple(each.key for each in AGREEMENT.grading.grades)
NOT_TARGET = "D"
TERMS = Terms(
    own_first=AGREEMENT.distribution.own_first, least_part=float(AGREEMENT.distribution.least_part),
    ahead=float(AGREEMENT.distribution.ahead), common=Common(AGREEMENT.distribution.common),
)  # fmt: skip
_DUTY = next(
    each.duty for each in AGREEMENT.promises
    if each.duty is not None and each.duty.until == "first_contact_at" and each.duty.pass_on is not None
)  # fmt: skip
#: Office minutes after which a lead that nobody has called is given to another seller.
PASSED_ON = float(_DUTY.minutes + (_DUTY.pass_on or 0))
USEFUL = float(AGREEMENT.distribution.useful)


def grades_of(answers: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[str]:
    """The grade of each lead by the agreement's table, from answers to need, budget and urgency."""
    return [_TABLE[bool(need), bool(budget), bool(urgent)] or ASK for need, budget, urgent in answers.T]


def points_of_grades(card: Scorecard) -> dict[str, int]:
    """By grade the points that a card gives for it."""
    term = next((each for each in card.terms if each.key == GRADE_TERM), None)
    return {} if term is None else {each.value: each.points for each in term.bins if each.kind == "value"}


def kept(grade: str, hours: float) -> float:
    """The part of its chance that a lead of a grade keeps after so many hours, as the agreement has it."""
    fading = FADING[grade]
    lasting = float(fading.lasting)
    return float(lasting + (1 - lasting) * 2 ** (-hours / float(fading.half_life)))
