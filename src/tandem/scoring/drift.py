"""Whether leads of late are still those the card knows: population stability, and attributes that changed meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tandem.scoring.attributes import Attribute, Codes, Floats
from tandem.scoring.binning import Bins, bins_of
from tandem.scoring.evaluation import shares

#: The trade's marks of the index: below the first nothing moved, above the second the card must be looked at.
MOVED, MOVED_FAR = 0.1, 0.25


@dataclass(frozen=True, slots=True)
class Drift:
    """How far an attribute, or the score itself, moved between two spans of time."""

    name: str
    index: float

    @property
    def is_far(self) -> bool:
        """Whether the card must be looked at before it is used."""
        return self.index > MOVED_FAR


def stability_index(before: Sequence[float] | Floats, after: Sequence[float] | Floats) -> float:
    """PSI = Σ (after − before) · ln(after / before) over the shares of the same bins, none of them zero."""
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    return float(((second - first) * np.log(second / first)).sum())


def drift(name: str, before: Codes, after: Codes, *, size: int) -> Drift:
    """The stability index of an attribute by the bins its leads fall into."""
    counts = [np.bincount(codes, minlength=size).tolist() for codes in (before, after)]
    return Drift(name, stability_index(shares(counts[0]), shares(counts[1])))


def drift_of_numbers(name: str, before: Floats, after: Floats) -> Drift:
    """The stability index of a number, in tenths of what it was before."""
    bounds = np.unique(np.quantile(before, np.arange(0.1, 1, 0.1)))
    return drift(
        name, np.searchsorted(bounds, before, side="left"), np.searchsorted(bounds, after, side="left"),
        size=len(bounds) + 1,
    )  # fmt: skip


def changed_meaning(attribute: Attribute, bought: Floats, late: Floats) -> bool:
    """Whether what spoke for buying in the first half speaks against it in the second (``late`` is 1 there).

    The weights of evidence of the bins in both halves are compared. The halves must differ by more than chance (a
    chi-square test at one in a thousand) and their weights run against each other.
    """
    bins: Bins = bins_of(attribute)
    codes = bins.codes(attribute)
    weights, variances, counts = [], [], []
    for half in (0, 1):
        rows = late == half
        if not 0 < bought[rows].sum() < rows.sum():
            return False
        n = np.bincount(codes[rows], minlength=bins.size)
        k = np.bincount(codes[rows], weights=bought[rows], minlength=bins.size)
        overall = np.log(bought[rows].sum() / (rows.sum() - bought[rows].sum()))
        weights.append(np.log((k + 0.5) / (n - k + 0.5)) - overall)
        variances.append(1 / (k + 0.5) + 1 / (n - k + 0.5))
        counts.append(n)
    seen = (counts[0] >= _LEAST) & (counts[1] >= _LEAST)
    if seen.sum() < 2:
        return False
    first, second = (each[seen] for each in weights)
    share = (counts[0] + counts[1])[seen] / (counts[0] + counts[1])[seen].sum()
    first, second = first - share @ first, second - share @ second
    differs = float(((first - second) ** 2 / (variances[0] + variances[1])[seen]).sum())
    return bool(share @ (first * second) < 0 and special.chdtrc(seen.sum() - 1, differs) < _BY_CHANCE)


_LEAST, _BY_CHANCE = 20, 0.001
