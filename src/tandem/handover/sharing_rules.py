"""Whether a seller may take a lead that another was dealt and has not turned to yet: the common queue.

Pure: no Django, no clock, no chance. A lead is dealt on arrival, so that somebody answers for it; by the time its turn
comes another may be the one who is free. What the order of the queue says goes first is theirs to take if the
agreement has a common queue, and if fairness, specialties and the client's own seller allow it.

Fair: whoever is ahead of their fair part of the expected value by more than was agreed takes nothing, and nothing is
taken from a seller at work who is below the least part. So a taker is never ahead by more than that and one lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tandem.handover.dealing_rules import Asking, Candidate, Common, Presence, Terms, Why, at_work, fits

_SAME = 1e-9


class Bar(StrEnum):
    """Why somebody may not take a lead of another."""

    #: The agreement has no common queue.
    NOT_AGREED = "not_agreed"
    #: They do not take part in the distribution.
    NO_PART = "no_part"
    #: They are not at work.
    NOT_HERE = "not_here"
    #: By the agreement only whoever has no lead of their own left takes others'.
    OWN_LEFT = "own_left"
    #: They have had more than their fair part already.
    AHEAD = "ahead"
    #: They are not for such leads.
    NOT_FOR_THEM = "not_for_them"
    #: The client knows the seller who has it.
    OWN_CLIENT = "own_client"
    #: Whoever has it is below the part that everybody is promised.
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a lead from whom, by the rule; ``bar`` says why they may not."""

    lead_id: int
    taker: int
    giver: int
    bar: Bar | None

    @property
    def why(self) -> Why:
        """What the receipt says."""
        return Why.NOBODY if self.bar else Why.COMMON


class CommonQueue:
    """The sellers as they stand at a moment, and who of them may take what from whom."""

    def __init__(self, candidates: Sequence[Candidate], terms: Terms) -> None:
        """Reckon how far each is from their fair part, as a deal does."""
        self._terms = terms
        self._known = {each.seller_id: each for each in candidates}
        here = [each for each in candidates if each.presence is Presence.HERE]
        self._minutes = sum(at_work(each) for each in here)
        self._value = sum(each.value for each in here)

    def bar_of_taker(self, taker: int) -> Bar | None:
        """Why somebody may take nothing at all now; None: they may, if the lead allows it."""
        if self._terms.common == Common.NEVER:
            return Bar.NOT_AGREED
        seller = self._known.get(taker)
        if seller is None:
            return Bar.NO_PART
        if seller.presence is not Presence.HERE:
            return Bar.NOT_HERE
        if self._terms.common == Common.IDLE and seller.waiting > 0:
            return Bar.OWN_LEFT
        if seller.value > self._fair(seller) * (1 + self._terms.ahead) + _SAME:
            return Bar.AHEAD
        return None

    def bar(self, lead: Asking, *, taker: int, giver: int) -> Bar | None:
        """Why somebody may not take this lead from whoever has it; None: they may."""
        bar = self.bar_of_taker(taker)
        if bar is not None:
            return bar
        if not fits(self._known[taker].skills, lead.needs):
            return Bar.NOT_FOR_THEM
        has = self._known.get(giver)
        # Whoever is not at work keeps nobody waiting for their sake: neither their clients nor their part.
        if has is None or has.presence is not Presence.HERE:
            return None
        if self._terms.own_first and lead.own == giver:
            return Bar.OWN_CLIENT
        if has.value < self._fair(has) * self._terms.least_part - _SAME:
            return Bar.BEHIND
        return None

    def _fair(self, seller: Candidate) -> float:
        return self._value * at_work(seller) / self._minutes


def taken(lead: Asking, candidates: Sequence[Candidate], terms: Terms, *, taker: int, giver: int) -> Taken:
    """Decide on one lead that somebody wants to take."""
    return Taken(lead.lead_id, taker, giver, CommonQueue(candidates, terms).bar(lead, taker=taker, giver=giver))
