"""What "buys" may mean: a lead that was won or paid, or one that sellers saw as a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """One meaning, as SQL over the plain columns of ``leads``.

    ``day`` is the day it came true, empty where nobody notes it; then ``true`` says of whom it is true and ``told`` of
    whom it is known, and no lead need mature for it. ``members`` is what the page calls those it is true of.
    """

    key: str
    title: Text
    members: Text
    day: str = ""
    true: str = ""
    told: str = ""

    @property
    def matures(self) -> bool:
        """Whether a lead needs time before its "no" is one."""
        return bool(self.day)


OUTCOMES: Mapping[str, Outcome] = {
    each.key: each
    for each in (
        Outcome(
            "bought",
            Text(ru="купили: сделка выиграна или оплачена", en="bought: the deal was won or paid"),
            Text(ru="купившие", en="buyers"),
            day="coalesce(won_on, first_paid_on)",
        ),
        Outcome(
            "paid",
            Text(ru="оплатили", en="paid"),
            Text(ru="оплатившие", en="payers"),
            day="first_paid_on",
        ),
        Outcome(
            "seen_as_target",
            Text(
                ru="целевые по оценке продавцов: A, B или C против D и E", en="graded A, B or C by sellers, not D or E"
            ),
            Text(ru="целевые", en="targets"),
            true="quality IN ('A', 'B', 'C')",
            told="quality IN ('A', 'B', 'C', 'D', 'E')",
        ),
    )
}
