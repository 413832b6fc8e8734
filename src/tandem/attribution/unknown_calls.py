"""Calls of which nobody knows where they came from: how many, what they brought, and which campaigns made them
likely."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tandem.attribution.call_windows import CALLED, WindowMatch, match_windows
from tandem.attribution.rules.paths import Numbers
from tandem.basics.periods import Period
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class ClaimedCalls:
    """A campaign that calls came by: about ``calls`` of them, each with the chance ``confidence`` that it was this."""

    campaign: str
    calls: float
    confidence: float


@dataclass(frozen=True, slots=True)
class UnknownCalls:
    """Leads of the period that came by a call from nowhere known: their purchases so far and the money of these.

    ``known``: leads that came by a call and say where from, by the number that was dialled or otherwise.
    """

    leads: int
    known: int
    purchases: int
    money: Decimal
    found: WindowMatch
    period: Period

    @property
    def chances(self) -> Numbers:
        """Of the period's leads, the chance of each that it came by each campaign."""
        return self.found.chances[[day in self.period for day in self.found.days]]

    @property
    def unknown(self) -> float:
        """Calls of the period that no campaign is named for."""
        return self.leads - float(self.chances.sum())

    def credited(self, least: float) -> int:
        """Leads of the period that some campaign made ring with a chance of ``least`` or more."""
        return int((self.chances >= least).any(axis=1).sum())

    @property
    def claimed(self) -> tuple[ClaimedCalls, ...]:
        """The campaigns that calls are believed to have come by, the most calls first."""
        lines = []
        for place, candidate in enumerate(self.found.candidates):
            theirs = self.chances[:, place]
            if theirs.sum() > 0:
                lines.append(
                    ClaimedCalls(candidate.campaign, float(theirs.sum()), float(theirs @ theirs / theirs.sum()))
                )
        return tuple(sorted(lines, key=lambda line: (-line.calls, line.campaign)))


def unknown_calls(period: Period, reading: Reading, *, minutes: int) -> UnknownCalls:
    """What is known of them; ``minutes``: how long before a call a visit may have caused it."""
    ((leads, known, purchases, money),) = reading.rows(
        f"{CALLED} SELECT count(*) FILTER (NOT known), count(*) FILTER (known), "
        "count(first_paid_on) FILTER (NOT known), coalesce(sum(paid_amount) FILTER (NOT known), 0) FROM called "
        "WHERE rang_at IS NOT NULL",
        {"start": period.start, "finish": period.end},
    )
    return UnknownCalls(
        leads, known, purchases, Decimal(money), match_windows(period, reading, minutes=minutes), period
    )
