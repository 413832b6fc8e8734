"""Whether the portrait grows old: the share of buyers it covers, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.basics.intervals import Estimate, wilson
from tandem.portrait.rules.confirming import ERROR, chance_of_as_many, holm

#: A window needs so many buyers before it can raise an alarm.
FEWEST_BUYERS = 20


@dataclass(frozen=True, slots=True)
class Window:
    """Buyers of a span of time, and how many of them a portrait is true of."""

    buyers: int
    covered: int

    @property
    def share(self) -> Estimate:
        """The share covered, with its interval."""
        return wilson(self.covered, self.buyers)


@dataclass(frozen=True, slots=True)
class Ageing:
    """The newest window against all before it. ``needed``: so many buyers it lacks to be judged; else ``chance``."""

    old: bool
    chance: float
    needed: int


def ageing(portraits: Sequence[Sequence[Window]]) -> tuple[Ageing, ...]:
    """For each portrait, its windows in the order of time: whether the newest covers fewer buyers than those before.

    Fisher's exact test, one-sided; the portraits share one chance of a false alarm (Holm 1979).
    """
    chances, needed = [], []
    for windows in portraits:
        last, before = (windows[-1] if windows else Window(0, 0)), windows[:-1]
        earlier = Window(sum(each.buyers for each in before), sum(each.covered for each in before))
        needed.append(max(FEWEST_BUYERS - min(last.buyers, earlier.buyers), 0))
        told = last.buyers + earlier.buyers
        missed = last.buyers - last.covered
        chances.append(chance_of_as_many(last.buyers, missed, told, told - last.covered - earlier.covered))
    judged = [at for at, lacking in enumerate(needed) if not lacking]
    adjusted = dict(zip(judged, holm([chances[at] for at in judged]), strict=True))
    return tuple(
        Ageing(old=at in adjusted and adjusted[at] <= ERROR, chance=adjusted.get(at, 1.0), needed=needed[at])
        for at in range(len(portraits))
    )
