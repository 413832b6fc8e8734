"""What payments say about the audience of a campaign, though nobody knows yet how long its people think.

Leads that have not paid never will, or have not *yet*. A mixture cure model (Boag 1949) tells the two apart: a share π
of the leads pays, after a delay whose distribution F is estimated from the same leads. What is held against
the plan is the likelihood of shares below it, averaged, over that of the most fitting pair of a planned share *or more*
and *any* delay up to three times as long as is believed (universal inference: Wasserman, Ramdas and Balakrishnan 2020).
A long delay is thus a permitted excuse. What is believed makes the wager shrewder; it decides no alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.diagnosis.rules.e_values import Floats, log_sum, over_starts, shares_of_starts, start_weights

#: Mean delays in parts of the believed one, evenly by their logarithm, and shapes of the Weibull that may be true.
SHORTEST, LONGEST = 0.2, 3.0
_MEANS, _SHAPES = 25, (0.6, 0.8, 1.0, 1.3, 1.6, 2.0)
#: Parts of the planned share that the wager is laid on.
_FALLEN_TO = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8)
#: How far above the plan the share may lie, for the plan to hold.
_RISEN_TO = (0.0, 0.03, 0.1, 0.25, 0.5, 0.9)
#: Half of the wager follows the belief, with this spread of the logarithm; half is impartial.
_BELIEF_SPREAD = 0.4
_FROM_THE_START = 0.9
#: ``ln`` of a chance that a float cannot hold any more.
_HARDLY_EVER = -700.0
#: Every so many days a change may have begun.
STEP = 14
#: Shares that are thought possible where one is told.
_FINE = 120
#: Older leads are as good as this old: all delays permitted are over for nearly all.
OLDEST = 400


@dataclass(frozen=True, slots=True)
class PaymentCounts:
    """Leads captured since each possible start, by whole days.

    ``unpaid[..., start, age]`` have that age and have not paid; ``paid[..., start, delay]`` paid after that delay.
    """

    unpaid: Floats
    paid: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits the payments best, the plan aside: the share who pay, and the mean delay in days."""

    share: float
    mean_days: float


def paying_since(captured_on: NDArray[np.int64], paid_after: NDArray[np.int64], *, days: int) -> PaymentCounts:
    """Count leads since every `STEP`-th of ``days`` days; ``paid_after`` is −1 where nothing has been paid."""
    last = days - 1
    starts = range(0, days, STEP)
    length = min(last, OLDEST) + 1
    unpaid, paid = np.zeros((len(starts), length)), np.zeros((len(starts), length))
    for at, start in enumerate(starts):
        since = captured_on >= start
        ages = np.minimum(last - captured_on[since & (paid_after < 0)], length - 1)
        unpaid[at] = np.bincount(ages, minlength=length)
        paid[at] = np.bincount(np.minimum(paid_after[since & (paid_after >= 0)], length - 1), minlength=length)
    return PaymentCounts(unpaid, paid)


def payment_evidence(counts: PaymentCounts, *, planned: float, believed_days: float) -> Floats:
    """``ln E`` that fewer leads pay than planned, or have come to, ``[...]``; ``planned`` is a share of all leads."""
    by_start = _by_start(counts, planned, believed_days)
    return over_starts(by_start, start_weights(by_start.shape[-1], first=_FROM_THE_START))


def payment_starts(counts: PaymentCounts, *, planned: float, believed_days: float) -> Floats:
    """How likely leads began to pay less with each `STEP`-th day, ``[..., start]``, given that they do."""
    by_start = _by_start(counts, planned, believed_days)
    return shares_of_starts(by_start, start_weights(by_start.shape[-1], first=_FROM_THE_START))


def paying_share(
    counts: PaymentCounts, start: int, *, planned: float, believed_days: float, level: float
) -> tuple[float, float, float]:
    """Which share of the leads since a start pays in the end, with the range that holds it at ``level``.

    Every share is as likely at first, delays as the wager has them: the excuse of long thinking is part of the range.
    """
    one = PaymentCounts(counts.unpaid[start : start + 1], counts.paid[start : start + 1])
    shares = np.linspace(0.0, 1.0, _FINE + 1)[1:-1] ** 2
    likelihood = _likelihoods(one, planned, believed_days, shares)[0] + _delay_prior(believed_days)
    # Squares lie closer where shares are small: each stands for as much as the way to its neighbours.
    chances = special.softmax(log_sum(likelihood) + np.log(np.gradient(shares)))
    upto = np.cumsum(chances)
    low, high = (float(shares[min(int(np.searchsorted(upto, at)), shares.size - 1)]) for at in ((1 - level) / 2,
                 (1 + level) / 2))  # fmt: skip
    return float(chances @ shares), low, high


def _by_start(counts: PaymentCounts, planned: float, believed_days: float) -> Floats:
    likelihood = _likelihoods(counts, planned, believed_days, _shares(planned))
    against, as_planned = likelihood[..., : len(_FALLEN_TO), :], likelihood[..., len(_FALLEN_TO) :, :]
    wager = _delay_prior(believed_days) - np.log(len(_FALLEN_TO))
    mixed = (against + wager).reshape(*against.shape[:-2], -1)
    return np.asarray(log_sum(mixed) - as_planned.max(axis=(-2, -1)), dtype=np.float64)


def best_fit(counts: PaymentCounts, *, planned: float, believed_days: float) -> Fit:
    """The share and the delay that fit the leads since the campaign's first day best."""
    first = PaymentCounts(counts.unpaid[..., :1, :], counts.paid[..., :1, :])
    likelihood = _likelihoods(first, planned, believed_days, _shares(planned))[0]
    share, delay = np.unravel_index(int(likelihood.argmax()), likelihood.shape)
    return Fit(float(_shares(planned)[share]), float(_delays(believed_days)[0][delay]))


def _likelihoods(counts: PaymentCounts, planned: float, believed_days: float, shares: Floats) -> Floats:
    """``ln L`` for each share and delay, ``[..., start, share, delay]``."""
    paid_by, paid_on = _delay_tables(believed_days, counts.unpaid.shape[-1])
    # Small campaigns have leads of few ages only.
    ages = np.flatnonzero(counts.unpaid.reshape(-1, counts.unpaid.shape[-1]).any(axis=0))
    still = np.log1p(-shares[:, None, None] * paid_by[:, ages])  # [share, delay, age]
    waiting = np.tensordot(counts.unpaid[..., ages], still, axes=([-1], [-1]))
    timing = counts.paid @ paid_on.T
    number = counts.paid.sum(axis=-1)
    with np.errstate(divide="ignore"):
        paying = special.xlogy(number[..., None], shares)
    return np.asarray(waiting + timing[..., None, :] + paying[..., None], dtype=np.float64)


def _shares(planned: float) -> Floats:
    if not 0 < planned < 1:
        raise ValueError("a planned share lies between 0 and 1, both excluded")
    lower = planned * np.asarray(_FALLEN_TO)
    higher = planned + (1 - planned) * np.asarray(_RISEN_TO)
    return np.concatenate((lower, higher))


def _delays(believed_days: float) -> tuple[Floats, Floats]:
    """Mean and shape of each permitted delay."""
    means = believed_days * np.geomspace(SHORTEST, LONGEST, _MEANS)
    return np.repeat(means, len(_SHAPES)), np.tile(np.asarray(_SHAPES), _MEANS)


@lru_cache(maxsize=8)
def _delay_tables(believed_days: float, length: int) -> tuple[Floats, Floats]:
    """Chance to have paid by the end of each day of age, and ``ln`` of that to pay on it, ``[delay, day]``.

    Leads come all day long: one captured k days ago is k + ½ days old at the end of the day, on average.
    """
    means, shapes = _delays(believed_days)
    scales = means / special.gamma(1 + 1 / shapes)
    ends = np.arange(length) + 0.5
    paid_by = -np.expm1(-((ends[None, :] / scales[:, None]) ** shapes[:, None]))
    with np.errstate(divide="ignore"):
        paid_on = np.log(np.diff(paid_by, axis=1, prepend=0.0))
    return paid_by, np.maximum(paid_on, _HARDLY_EVER)


def _delay_prior(believed_days: float) -> Floats:
    """``ln`` of the wager on each delay."""
    means, shapes = _delays(believed_days)
    away = (np.log(means / believed_days) ** 2 + np.log(shapes) ** 2) / _BELIEF_SPREAD**2
    belief = np.exp(-0.5 * away)
    return np.asarray(np.log(0.5 / means.size + 0.5 * belief / belief.sum()), dtype=np.float64)
