"""What share of target leads a campaign is held to, where nobody has planned one for it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scipy import special

from tandem.basics.intervals import LEVEL
from tandem.basics.shrinkage import Shrinkage, beta_binomial_shrinkage

#: Cases of one's own from which on one's past is told apart from that of the others.
OWN_ENOUGH = 100
#: Cases and units from which on the others tell anything.
OTHERS_ENOUGH, _UNITS_ENOUGH = 200, 5
#: Half of what the share may be lies between its quartiles.
_QUARTILES = 0.5
#: A new campaign is held to what nine of ten campaigns reach.
_REACHED_BY_MOST = 0.1


class Basis(StrEnum):
    """Where a planned share comes from."""

    AGREED_FOR_IT = "agreed_for_it"
    OWN_PAST = "own_past"
    AGREED = "agreed"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Past:
    """What became of leads of a time before the watch began: ``hits`` of ``cases``."""

    hits: int
    cases: int


@dataclass(frozen=True, slots=True)
class Held:
    """The share something is held to, where it comes from, and on how many cases it rests (0: it was agreed)."""

    share: float
    basis: Basis
    cases: int


def own_past[Unit: Hashable](pasts: Mapping[Unit, Past]) -> dict[Unit, Held]:
    """Each unit with a past of its own: the lower quartile of its share, shrunken to the group.

    The lower quartile, because a share that was estimated too high by chance would in the long run make a warning of
    chance; shrunken, because the best past is always partly luck.
    """
    units, group = _group(pasts, level=_QUARTILES)
    return {
        unit: Held(group.units[at].low, Basis.OWN_PAST, pasts[unit].cases)
        for at, unit in enumerate(units)
        if pasts[unit].cases >= OWN_ENOUGH and 0 < group.units[at].low < 1
    }


def others[Unit: Hashable](pasts: Mapping[Unit, Past]) -> Held | None:
    """What a unit without a past is held to: the share that nine of ten units reach; None where too little is known.

    A single bad campaign among those that history is made of hardly moves it.
    """
    units, group = _group(pasts)
    cases = sum(each.cases for each in pasts.values())
    if cases < OTHERS_ENOUGH or len(units) < _UNITS_ENOUGH:
        return None
    share = float(special.betaincinv(group.alpha, group.beta, _REACHED_BY_MOST))
    return Held(share, Basis.OTHERS, cases) if 0 < share < 1 else None


def _group[Unit: Hashable](pasts: Mapping[Unit, Past], *, level: float = LEVEL) -> tuple[list[Unit], Shrinkage]:
    units = [unit for unit, past in pasts.items() if past.cases]
    hits, cases = [pasts[each].hits for each in units], [pasts[each].cases for each in units]
    return units, beta_binomial_shrinkage(hits, cases, level)
