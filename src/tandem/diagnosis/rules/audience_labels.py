"""What sellers' labels say about the audience of a campaign, day by day, within days of its start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.e_values import (
    Floats,
    even_weights,
    log_share_evidence,
    over_starts,
    shares_of_starts,
    start_weights,
)

type Integers = NDArray[np.int64]

#: The wager on how far a share has fallen: around two thirds of the plan, as firmly as seventy labels would say it.
_FALLEN_TO, _FIRMNESS = 0.67, 70.0
#: What is laid on the campaign's first day: most wrong audiences are wrong from the start.
_FROM_THE_START = 0.93
#: A campaign that has long run well may change in any week; half of the wager lies on the first so many days.
_WEEK, _HALF = 7, 150.0
#: Speeds that differ this clearly between the two labels are no chance.
_SPEEDS_DIFFER = 0.01
#: Labels are waited for until so many of them are there.
_SETTLED = 0.9
#: Too few to compare the speeds of two labels.
_FEW = 20


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """How often a seller calls target what is target, and what is not; 1 and 0 where nobody has checked."""

    of_target: float = 1.0
    of_others: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.of_others < self.of_target <= 1:
            raise ValueError("labels tell something only where target leads are called target more often")

    def seen(self, share: float) -> float:
        """The share of target labels where ``share`` of the leads are target."""
        return share * self.of_target + (1 - share) * self.of_others

    def true(self, seen: float) -> float:
        """The share of target leads behind a share of target labels, within 0 and 1."""
        return min(1.0, max(0.0, (seen - self.of_others) / (self.of_target - self.of_others)))


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Labels known by now of leads captured on or after each day: ``hits`` and ``cases``, ``[..., start]``."""

    hits: Floats
    cases: Floats


def counted_since(captured_on: Integers, is_target: NDArray[np.bool_], *, days: int) -> LabelCounts:
    """Count labelled leads since each of ``days`` days; ``captured_on`` counts days from the campaign's first."""
    cases = np.bincount(captured_on, minlength=days).astype(np.float64)
    hits = np.bincount(captured_on, weights=is_target.astype(np.float64), minlength=days)
    return LabelCounts(np.cumsum(hits[::-1])[::-1], np.cumsum(cases[::-1])[::-1])


def label_evidence(counts: LabelCounts, *, planned_seen: float, proven: bool = False) -> Floats:
    """``ln E`` that the share of target labels is or has fallen below the planned one, ``[...]``.

    ``proven``: it has long run well, so that a change is as likely in any week as in the first.
    """
    return over_starts(_by_start(counts, planned_seen), _weights(counts, proven=proven))


def label_starts(counts: LabelCounts, *, planned_seen: float, proven: bool = False) -> Floats:
    """How likely the fall began on each day, ``[..., start]``, given that there is one."""
    return shares_of_starts(_by_start(counts, planned_seen), _weights(counts, proven=proven))


def waiting_days(delays: Floats, is_target: NDArray[np.bool_]) -> float:
    """How old a lead must be before its label counts: nought where both labels come equally fast.

    Where refusals are written at once and consent after days, the labels of young leads are a worse picture than the
    leads are: then each waits until nine tenths of all labels have come. ``delays`` in days, of leads old enough that
    no label is still to come.
    """
    target, other = delays[is_target], delays[~is_target]
    if min(target.size, other.size) < _FEW:
        return 0.0
    # Here, since it takes a second to load and few processes come to this.
    from scipy import stats

    differ = stats.mannwhitneyu(target, other, alternative="two-sided").pvalue < _SPEEDS_DIFFER
    return float(np.quantile(delays, _SETTLED)) if differ else 0.0


def _by_start(counts: LabelCounts, planned_seen: float) -> Floats:
    expected = _FALLEN_TO * planned_seen
    return log_share_evidence(
        counts.hits,
        counts.cases,
        planned=planned_seen,
        alpha=expected * _FIRMNESS,
        beta=(1 - expected) * _FIRMNESS,
    )


def _weights(counts: LabelCounts, *, proven: bool) -> Floats:
    days = counts.cases.shape[-1]
    return even_weights(days, step=_WEEK, half=_HALF) if proven else start_weights(days, first=_FROM_THE_START)
