"""How spend meets leads, and from which confidence calls move credit: numbers that can be meant."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document

#: Beyond a day nobody rings because of a visit of that day.
_LONGEST = 24 * 60
#: Below that a campaign is credited with calls that it more likely did not cause.
_EVEN = 0.5


@check
def window_out_of_range(document: Document, known: Known) -> Found:
    minutes = document.matching.call_minutes
    if not 1 <= minutes <= _LONGEST:
        yield serious(
            "matching", "", "call_minutes",
            f"Как расход сходится с заявками: окно {minutes} мин не годится, нужно от 1 до {_LONGEST}.",
            f"How spend meets leads: a window of {minutes} minutes will not do, it is from 1 to {_LONGEST}.",
        )  # fmt: skip


@check
def confidence_out_of_range(document: Document, known: Known) -> Found:
    confidence = document.matching.call_confidence
    if not 0 <= confidence <= 1:
        yield serious(
            "matching", "", "call_confidence",
            f"Как расход сходится с заявками: уверенность {confidence} не годится, это доля от 0 до 1.",
            f"How spend meets leads: a confidence of {confidence} will not do, it is a share from 0 to 1.",
        )  # fmt: skip
    elif 0 < confidence < _EVEN:
        yield warning(
            "matching", "", "call_confidence",
            f"Как расход сходится с заявками: при уверенности {confidence} кампании зачтут "
            "и звонки, которые скорее не её.",
            f"How spend meets leads: at a confidence of {confidence} a campaign is credited with calls it more likely "
            "did not cause.",
        )  # fmt: skip
