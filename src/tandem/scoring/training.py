"""Training a card: bins, fit, calibration, whole points, and an evaluation on leads the card has not seen.

The strength of the penalty and the calibration come from cross-validation; the evaluation is of the cards of the
folds, whole points and all, each calibrated by what the other folds saw. No Django, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from tandem.agreement.document import GRADE_TERM, ScoreBin, Scorecard, ScoreTerm
from tandem.scoring.attributes import Attribute, Codes, Floats
from tandem.scoring.binning import Bins, bins_of
from tandem.scoring.evaluation import Evaluation, calibration, evaluate
from tandem.scoring.fitting import Fit
from tandem.scoring.folds import FOLDS, dealt
from tandem.scoring.grade_points import grade_term, inside_grades, shift_to
from tandem.scoring.penalty import PENALTIES, best_penalty, fitted
from tandem.scoring.sufficiency import Shortage, Silent, shortage, silence_of

#: A term that moves leads by less than this many points (one standard deviation) is left out: nobody would miss it.
_LEAST_POINTS = 1.0
#: With fewer buyers than this the calibration of the folds is noise, and the fit's own stands.
_CALIBRATED_FROM = 100

#: Points of one unit of log odds.
SCALE = float(Scorecard().double / np.log(2))

type Progress = Callable[[int, int], None]
"""Told (steps done, steps in all)."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A card and what it is worth; ``silent`` are the attributes left out, and why. ``scores`` are the points of the
    leads it was trained on, ``unseen`` the chances that the cards of the folds gave them before anybody graded them,
    ``inside`` those with the points of their grade.
    """

    card: Scorecard
    evaluation: Evaluation
    silent: Mapping[str, Silent]
    penalty: float
    unseen: Floats
    inside: Floats


class NotEnough(Exception):
    """There are too few leads to train on."""

    def __init__(self, missing: Shortage) -> None:
        super().__init__(missing)
        self.missing = missing


def train(
    attributes: Sequence[Attribute],
    bought: Floats,
    *,
    late: Floats | None = None,
    signs: Mapping[str, int] | None = None,
    grades: Attribute | None = None,
    progress: Progress = lambda done, of: None,
) -> Trained:
    """Train a card on leads whose outcome is known. Refuses by ``NotEnough``.

    ``late`` marks the later half of the leads with 1, where their order is known; ``signs`` names the attributes
    whose points must rise (1) or fall (-1) as the number grows. With ``grades`` (named ``GRADE_TERM``) the points of
    attributes are those inside a grade, and the grades have points of their own. Those take no part in the evaluation:
    it is of what is known before anybody has graded the lead.
    """
    if missing := shortage(bought):
        raise NotEnough(missing)
    steps = len(PENALTIES) + FOLDS + 2
    silent = {each.name: why for each in attributes if (why := silence_of(each, bought, late)) is not None}
    used = [each for each in attributes if each.name not in silent]
    wanted = signs or {}
    progress(1, steps)
    graded = [grades] if grades is not None else []
    penalty = best_penalty([*used, *graded], bought, wanted, lambda done: progress(1 + done, steps))
    folds = dealt(bought)
    points = np.empty(len(bought))
    for number in range(FOLDS):
        rows, held_back = folds != number, folds == number
        of_rows = [each.of(rows) for each in (*used, *graded)]
        card = _card(of_rows, bought[rows], penalty, wanted, (0.0, 1.0))
        points[held_back] = points_of(card, [each.of(held_back) for each in used], leads=int(held_back.sum()))
        progress(1 + len(PENALTIES) + number + 1, steps)
    log_odds = (points - Scorecard().even) / Scorecard().double * np.log(2)
    unseen = _calibrated_by_others(log_odds, bought, folds)
    calibrated = _calibration(log_odds, bought)
    card = _card([*used, *graded], bought, penalty, wanted, calibrated)
    kept, inside = {term.key for term in card.terms}, unseen
    if grades is not None:
        inside = inside_grades(unseen, bought, grades, folds)
        term = grade_term(calibrated[0] + calibrated[1] * log_odds, bought, grades, scale=SCALE)
        card = msgspec.structs.replace(card, terms=(term, *card.terms)) if term is not None else card
    silent |= {each.name: Silent.WEAK for each in used if each.name not in kept}
    progress(steps, steps)
    return Trained(card, evaluate(unseen, bought), silent, penalty, unseen, inside)


def points_of(card: Scorecard, attributes: Sequence[Attribute], *, leads: int) -> NDArray[np.int64]:
    """The points of so many leads at once: the same sums as ``Card.points`` lead by lead."""
    by_name = {each.name: each for each in attributes}
    found = np.full(leads, card.average, dtype=np.int64)
    for term in card.terms:
        bins = bins_in(term)
        found += np.array([each.points for each in term.bins], dtype=np.int64)[bins.codes(by_name[term.key])]
    return found


def chances_of(card: Scorecard, points: NDArray[np.int64]) -> Floats:
    """The chances that points stand for."""
    return np.asarray(expit((points - card.even) / card.double * np.log(2)))


def bins_in(term: ScoreTerm) -> Bins:
    """A term's bins as the training knows them."""
    if any(each.kind in ("upto", "above") for each in term.bins):
        bounds = tuple(float(each.upto) for each in term.bins if each.kind == "upto")
        return Bins(term.key, bounds=bounds, is_number=True)
    return Bins(term.key, levels=tuple(each.value for each in term.bins if each.kind == "value"))


def _card(
    attributes: Sequence[Attribute],
    bought: Floats,
    penalty: float,
    signs: Mapping[str, int],
    calibrated: tuple[float, float],
) -> Scorecard:
    """The card, fitted once more without the terms that move nobody."""
    bins = [bins_of(each) for each in attributes]
    codes = [each.codes(attribute) for each, attribute in zip(bins, attributes, strict=True)]
    found = fitted(bins, codes, bought, penalty, signs)
    spread = _spread(found, codes)
    moving = [at for at, each in enumerate(bins) if spread[at] >= _LEAST_POINTS or each.name == GRADE_TERM]
    if len(moving) < len(bins):
        bins, codes = [bins[at] for at in moving], [codes[at] for at in moving]
        near = Fit(found.level, tuple(found.values[at] for at in moving))
        found = fitted(bins, codes, bought, penalty, signs, near)
    if any(each.name == GRADE_TERM for each in bins):
        bins, codes, found = _before_grades(bins, codes, found, float(bought.mean()))
    spread = _spread(found, codes)
    level, slope = calibrated
    terms = [
        (spread[at], _term(bins[at], codes[at], bought, SCALE * slope * found.values[at], signs))
        for at in range(len(bins))
    ]
    strongest = [term for _, term in sorted(terms, key=lambda each: (-each[0], each[1].key))]
    average = Scorecard().even + round(SCALE * (level + slope * found.level))
    return Scorecard(
        average=average, leads=len(bought), buyers=int(bought.sum()),
        terms=tuple(term for term in strongest if any(each.points for each in term.bins)),
    )  # fmt: skip


def _before_grades(
    bins: Sequence[Bins], codes: Sequence[Codes], found: Fit, rate: float
) -> tuple[list[Bins], list[Codes], Fit]:
    """The fit without its grades, at the level where leads that nobody has graded yet buy as often as all did."""
    own = [at for at, each in enumerate(bins) if each.name != GRADE_TERM]
    left, kept = Fit(found.level, tuple(found.values[at] for at in own)), [codes[at] for at in own]
    log_odds = left.log_odds(kept) if own else np.full(1, found.level)
    return [bins[at] for at in own], kept, Fit(found.level + shift_to(rate, log_odds), left.values)


def _spread(found: Fit, codes: Sequence[Codes]) -> list[float]:
    """By how many points each term moves the leads: one standard deviation."""
    return [SCALE * float(values[code].std()) for values, code in zip(found.values, codes, strict=True)]


def _term(bins: Bins, codes: Codes, bought: Floats, points: Floats, signs: Mapping[str, int]) -> ScoreTerm:
    """A term in whole points; neighbours of the same points become one bin."""
    leads = np.bincount(codes, minlength=bins.size).tolist()
    buyers = np.bincount(codes, weights=bought, minlength=bins.size).astype(int).tolist()
    whole = [round(float(each)) for each in points]
    unknown = ScoreBin(kind="unknown", points=whole[-1], leads=leads[-1], buyers=buyers[-1])
    sign = signs.get(bins.name, 0) if bins.is_number else 0
    if not bins.is_number:
        named = [
            ScoreBin(value=level, points=whole[at], leads=leads[at], buyers=buyers[at])
            for at, level in enumerate(bins.levels)
        ]
        at = len(bins.levels)
        other = ScoreBin(kind="other", points=whole[at], leads=leads[at], buyers=buyers[at])
        return ScoreTerm(key=bins.name, bins=(*named, other, unknown))
    merged: list[ScoreBin] = []
    for at in range(bins.ordinary):
        last = at == bins.ordinary - 1
        upto = Decimal(0) if last else _exact(bins.bounds[at])
        line = ScoreBin(
            kind="above" if last else "upto", upto=upto, points=whole[at], leads=leads[at], buyers=buyers[at]
        )
        if merged and merged[-1].points == line.points:
            before = merged.pop()
            line = ScoreBin(
                kind=line.kind, upto=line.upto, points=line.points, leads=line.leads + before.leads,
                buyers=line.buyers + before.buyers,
            )  # fmt: skip
        merged.append(line)
    return ScoreTerm(key=bins.name, monotone=_MONOTONE[sign], bins=(*merged, unknown))


def _exact(bound: float) -> Decimal:
    """A bound as people write it: the shortest text that reads back as the same number, 44 and not 44.0."""
    return Decimal(int(bound)) if bound == int(bound) else Decimal(repr(bound))


_MONOTONE: dict[int, Literal["rises", "falls", ""]] = {1: "rises", -1: "falls", 0: ""}


def _calibration(log_odds: Floats, bought: Floats) -> tuple[float, float]:
    """Level and slope; where the folds only saw noise nothing is turned round: the slope is never below zero."""
    if bought.sum() < _CALIBRATED_FROM:
        return 0.0, 1.0
    level, slope = calibration(log_odds, bought)
    if slope >= 0:
        return level, slope
    return float(logit(bought.mean())), 0.0


def _calibrated_by_others(log_odds: Floats, bought: Floats, folds: NDArray[np.int64]) -> Floats:
    found = np.empty(len(bought))
    for number in range(FOLDS):
        held_back = folds == number
        level, slope = _calibration(log_odds[~held_back], bought[~held_back])
        found[held_back] = expit(level + slope * log_odds[held_back])
    return found
