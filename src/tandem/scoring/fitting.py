"""The fit behind a card: a penalised logistic regression on bins, each attribute a term of its own.

log odds = level + Σ value of the bin the lead falls into. Neighbouring bins of a number are held together by a penalty
on the step between them (a first-order P-spline, Eilers and Marx 1996), categories and "unknown" by a ridge, which
pulls what few leads speak for towards the average lead. Where a term must rise or fall its steps have one sign: the
best such curve and not one straightened afterwards. The problem is convex, so the same leads give the same card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit
from threadpoolctl import threadpool_limits

from tandem.scoring.attributes import Codes, Floats
from tandem.scoring.binning import Bins

#: Steps between neighbours are held this much tighter than categories: two neighbours mostly behave alike.
_STEP = 4.0
#: Keeps the curvature invertible: a term's bins and the level could move against each other.
_RIDGE = 1e-6
_GAIN = 1e-4
_MOST_STEPS, _MOST_HALVINGS = 50, 20


@dataclass(frozen=True, slots=True)
class Fit:
    """Values in log odds: those of each term's bins, centred on the average lead, and the average lead's own."""

    level: float
    values: tuple[Floats, ...]

    def log_odds(self, codes: Sequence[Codes]) -> Floats:
        """Of every lead, from the bins it falls into."""
        found = np.full(len(codes[0]) if codes else 0, self.level)
        for values, code in zip(self.values, codes, strict=True):
            found += values[code]
        return found


def fit(
    bins: Sequence[Bins],
    codes: Sequence[Codes],
    bought: Floats,
    *,
    penalty: float,
    signs: Sequence[int],
    near: Fit | None = None,
) -> Fit:
    """Fit the terms; ``signs`` says of each whether it must rise (1), fall (-1) or may do as it likes (0).

    ``bought`` is 1 or 0 for each lead; both must occur. ``near`` is a fit of the same bins that the answer will be near
    to: it saves steps and changes nothing else. Newton's steps over what is not held at a bound (Bertsekas 1982), until
    the next one would gain less than a ten-thousandth of one lead's surprise.
    """
    # The matrices are small: threads would mostly wait for each other, and on a busy machine far longer than they work.
    with threadpool_limits(1):
        return _fit(_Layout(bins, codes, signs), bins, codes, bought, penalty=penalty, near=near)


def _fit(
    layout: _Layout, bins: Sequence[Bins], codes: Sequence[Codes], bought: Floats, *, penalty: float, near: Fit | None
) -> Fit:
    stacked = [code + first for code, first in zip(codes, layout.starts, strict=True)]
    at = layout.parameters(near) if near is not None else layout.of_nobody(float(bought.mean()))
    weights = np.append(penalty * layout.weights, 0.0)

    def log_odds(parameters: Floats) -> Floats:
        values, found = layout.values(parameters[:-1]), np.full(len(bought), parameters[-1])
        for code in stacked:
            found += values[code]
        return found

    def loss(eta: Floats, parameters: Floats) -> float:
        return float(np.logaddexp(0, eta).sum() - bought @ eta + 0.5 * weights @ parameters**2)

    eta = log_odds(at)
    stood = loss(eta, at)
    for _ in range(_MOST_STEPS):
        chance = expit(eta)
        gradient = layout.gradient(stacked, chance - bought) + weights * at
        held = ((at <= layout.lowest) & (gradient > 0)) | ((at >= layout.highest) & (gradient < 0))
        free = np.flatnonzero(~held)
        curvature = layout.curvature(chance * (1 - chance)) + np.diag(weights + _RIDGE)
        step = np.zeros_like(at)
        step[free] = -cho_solve(cho_factor(curvature[np.ix_(free, free)]), gradient[free])
        if -float(gradient @ step) < _GAIN:
            break
        for halving in range(_MOST_HALVINGS):
            new = np.clip(at + step * 0.5**halving, layout.lowest, layout.highest)
            new_eta = log_odds(new)
            if (reached := loss(new_eta, new)) < stood:
                break
        else:
            break
        gained, at, eta, stood = stood - reached, new, new_eta, reached
        if gained < _GAIN:
            break
    return _centred(bins, stacked, layout, at)


def _centred(bins: Sequence[Bins], stacked: Sequence[Codes], layout: _Layout, at: Floats) -> Fit:
    """Every term around the average lead. What nobody had says nothing: it counts as the average lead."""
    values, level, centred = layout.values(at[:-1]), float(at[-1]), []
    for code, each, first in zip(stacked, bins, layout.starts, strict=True):
        own = values[first : first + each.size]
        share = np.bincount(code - first, minlength=each.size) / len(code)
        centre = float(share @ own)
        seen = share > 0
        if each.is_number:
            seen[: each.ordinary] = True
        centred.append(np.where(seen, own - centre, 0.0))
        level += centre
    return Fit(level, tuple(centred))


class _Layout:
    """Where each term's parameters lie: of a number its first bin and the steps from there on, else bin by bin; and
    into which bins the leads fall.
    """

    def __init__(self, bins: Sequence[Bins], codes: Sequence[Codes], signs: Sequence[int]) -> None:
        self._codes = codes
        sizes = self._sizes = [each.size for each in bins]
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int).tolist() if sizes else []
        self.size = sum(sizes)
        self.weights = np.ones(self.size)
        self.lowest = np.full(self.size + 1, -np.inf)
        self.highest = np.full(self.size + 1, np.inf)
        self._ordered: list[slice] = []
        for each, first, sign in zip(bins, self.starts, signs, strict=True):
            if not each.is_number:
                continue
            self._ordered.append(slice(first, first + each.ordinary))
            for step in range(first + 1, first + each.ordinary):
                self.weights[step] = _STEP
                self.lowest[step] = 0.0 if sign > 0 else -np.inf
                self.highest[step] = 0.0 if sign < 0 else np.inf

    def of_nobody(self, rate: float) -> NDArray[np.float64]:
        """The parameters where no term says anything."""
        at = np.zeros(self.size + 1)
        at[-1] = np.log(rate / (1 - rate))
        return at

    def parameters(self, fitted: Fit) -> NDArray[np.float64]:
        """A fit of the same bins as parameters."""
        at = np.concatenate([*fitted.values, [fitted.level]])
        for part in self._ordered:
            at[part] = np.diff(at[part], prepend=0.0)
        return np.asarray(np.clip(at, self.lowest, self.highest))

    def values(self, parameters: Floats) -> NDArray[np.float64]:
        """Parameters as values of bins."""
        found = parameters.copy()
        for part in self._ordered:
            found[part] = np.cumsum(parameters[part])
        return found

    def gradient(self, stacked: Sequence[Codes], residual: Floats) -> NDArray[np.float64]:
        """By parameter, the level's last."""
        by_bin = np.zeros(self.size)
        for code in stacked:
            by_bin += np.bincount(code, weights=residual, minlength=self.size)
        for part in self._ordered:
            by_bin[part] = np.cumsum(by_bin[part][::-1])[::-1]
        return np.append(by_bin, residual.sum())

    def curvature(self, weight: Floats) -> NDArray[np.float64]:
        """The second derivatives of the likelihood by parameters: leads counted in each pair of bins."""
        found = np.zeros((self.size + 1, self.size + 1))
        stride = max(self._sizes, default=1)
        pair = np.empty(len(weight), dtype=np.int64)
        for at, (code, first, size) in enumerate(zip(self._codes, self.starts, self._sizes, strict=True)):
            alone = np.bincount(code, weights=weight, minlength=size)
            found[range(first, first + size), range(first, first + size)] = alone
            found[first : first + size, -1] = found[-1, first : first + size] = alone
            scaled = code * stride
            for other, start, width in zip(self._codes[:at], self.starts, self._sizes, strict=False):
                np.add(scaled, other, out=pair)
                counts = np.bincount(pair, weights=weight, minlength=size * stride)
                block = counts.reshape(size, stride)[:, :width]
                found[first : first + size, start : start + width] = block
                found[start : start + width, first : first + size] = block.T
        found[-1, -1] = weight.sum()
        for part in self._ordered:
            found[part] = np.cumsum(found[part][::-1], axis=0)[::-1]
            found[:, part] = np.cumsum(found[:, part][:, ::-1], axis=1)[:, ::-1]
        return found
