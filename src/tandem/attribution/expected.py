"""What a line of the chain is to be judged by: shares corrected for few leads, and what young leads will yet bring.

The raw figures of a period stand beside it. Target leads of a line are pulled towards those of all; the share that buys
and what spend returns are those of the page of payback, one definition for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tandem.attribution.payback import chain
from tandem.basics.intervals import Estimate
from tandem.basics.periods import Period
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.measures.keeping import kept
from tandem.measures.questions import Member
from tandem.measures.store import Reading

#: Leads of which less than this part can be judged by now are young: their raw result is no result yet.
LEAST_JUDGED = 0.5


@dataclass(frozen=True, slots=True)
class Expected:
    """A line's leads of the period. ``judged`` of ``leads`` have shown by now whether they buy, None while no delay
    can be told; ``target``, ``buys`` and ``romi`` are corrected for few leads; ``best``: the chance that the share that
    buys is the highest, None where shares cannot be told from one another.
    """

    leads: int
    judged: float | None
    target: Estimate | None
    buys: Estimate | None = None
    romi: Estimate | None = None
    best: float | None = None

    @property
    def is_young(self) -> bool:
        """Whether its raw result must not be held against that of others."""
        return self.judged is None or self.judged < LEAST_JUDGED * self.leads


@dataclass(frozen=True, slots=True)
class Expectations:
    """By member. ``is_told``: enough have bought to tell what is to come; ``rankable``: shares differ beyond chance."""

    lines: Mapping[Member, Expected] = field(default_factory=dict)
    is_told: bool = False
    rankable: bool = False
    by_margin: bool = False

    def is_young(self, member: Member) -> bool:
        """Whether a line is young; one without leads is not."""
        return member in self.lines and self.lines[member].is_young


def expectations(period: Period, reading: Reading, *, by: str) -> Expectations:
    """What the leads captured in a period are to be judged by, for each member of a split.

    Worked out once for each position of the journal: the fit behind it takes longer than the page around it.
    """
    return kept(reading, ("expected of a chain", period, by), lambda _: _worked_out(period, reading, by))


def _worked_out(period: Period, reading: Reading, by: str) -> Expectations:
    found = chain(period, reading, by=by)
    targets = beta_binomial_shrinkage([each.targets for each in found.lines], [each.judged for each in found.lines])
    lines: dict[Member, Expected] = {}
    for each, target in zip(found.lines, targets.units, strict=True):
        back = each.payback
        known = target if target.value is not None else None
        lines[each.member] = (
            Expected(each.leads, None, known)
            if back is None
            else Expected(each.leads, back.cases, known, back.share, back.romi, back.best)
        )
    return Expectations(lines, found.is_told, found.rankable, found.by_margin)
