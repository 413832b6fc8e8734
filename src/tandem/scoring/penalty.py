"""The strength of the penalty: the one under which leads held back surprise least."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.scoring.attributes import Attribute, Codes, Floats
from tandem.scoring.binning import Bins, bins_of
from tandem.scoring.fitting import Fit, fit
from tandem.scoring.folds import FOLDS, dealt

PENALTIES = (0.5, 2.0, 8.0, 32.0)
#: It is chosen on at most so many leads: more would not choose another.
_CHOSEN_ON = 20_000


def best_penalty(
    used: Sequence[Attribute], bought: Floats, signs: Mapping[str, int], told: Callable[[int], None]
) -> float:
    """The penalty under which leads held back surprise least."""
    if len(bought) > _CHOSEN_ON:
        rows = np.sort(np.random.default_rng(0).permutation(len(bought))[:_CHOSEN_ON])
        used, bought = [each.of(rows) for each in used], bought[rows]
    folds = [_Fold.of(used, bought, held_back) for held_back in (dealt(bought) == number for number in range(FOLDS))]
    surprises: list[float] = []
    before: Sequence[Fit | None] = [None] * len(folds)
    for done, penalty in enumerate(PENALTIES):
        # Under the penalty before, each fold's fit was nearly the same.
        found = [fold.fitted(penalty, signs, near) for fold, near in zip(folds, before, strict=True)]
        surprises.append(sum(fold.surprise(each) for fold, each in zip(folds, found, strict=True)))
        before = found
        told(done + 1)
    return PENALTIES[int(np.argmin(surprises))]


@dataclass(frozen=True, slots=True)
class _Fold:
    """The leads a card is fitted on, and those held back from it."""

    bins: Sequence[Bins]
    codes: Sequence[Codes]
    bought: Floats
    held_back: Sequence[Codes]
    outcome: Floats

    @classmethod
    def of(cls, used: Sequence[Attribute], bought: Floats, held_back: NDArray[np.bool_]) -> _Fold:
        """Bins by the leads that are fitted on alone."""
        bins = [bins_of(each.of(~held_back)) for each in used]
        codes = [each.codes(attribute) for each, attribute in zip(bins, used, strict=True)]
        return cls(
            bins, [code[~held_back] for code in codes], bought[~held_back], [code[held_back] for code in codes],
            bought[held_back],
        )  # fmt: skip

    def fitted(self, penalty: float, signs: Mapping[str, int], near: Fit | None) -> Fit:
        """The fit under a penalty."""
        return fitted(self.bins, self.codes, self.bought, penalty, signs, near)

    def surprise(self, found: Fit) -> float:
        """How unlikely the fit holds what came of the leads held back: their negative log likelihood."""
        odds = found.log_odds(self.held_back) if self.held_back else np.full(len(self.outcome), found.level)
        return float((np.logaddexp(0, odds) - self.outcome * odds).sum())


def fitted(
    bins: Sequence[Bins], codes: Sequence[Codes], bought: Floats, penalty: float, signs: Mapping[str, int],
    near: Fit | None = None,
) -> Fit:  # fmt: skip
    """The fit under a penalty; ``signs`` names the attributes whose points must rise (1) or fall (-1)."""
    return fit(bins, codes, bought, penalty=penalty, signs=[signs.get(each.name, 0) for each in bins], near=near)
