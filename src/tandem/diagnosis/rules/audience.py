"""Which campaigns bring the wrong people: the evidence of labels and payments, over all campaigns at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tandem.diagnosis.rules.audience_labels import (
    LabelCounts,
    LabelErrors,
    counted_since,
    label_evidence,
    label_starts,
)
from tandem.diagnosis.rules.audience_payments import Fit, PaymentCounts, best_fit, paying_since, payment_evidence
from tandem.diagnosis.rules.e_values import Floats, average, e_benjamini_hochberg

#: Of all warnings at most this part may be false.
LEVEL = 0.05
#: Labels speak weeks before payments do, so nearly the whole wager is theirs.
_ON_LABELS, _ON_PAYMENTS = 0.96, 0.04
#: The part of the evidence within which the day of the change is told.
SURE = 0.8


class State(StrEnum):
    """How a campaign stands."""

    WARNING = "warning"
    WATCHING = "watching"
    #: Even if not one lead so far were target, nothing could be said yet.
    TOO_EARLY = "too_early"


class Speaks(StrEnum):
    """What the evidence rests on."""

    LABELS = "labels"
    PAYMENTS = "payments"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign was to bring: the share of target leads, the share of leads that pay, after about how long.

    ``paying`` is None where no such share was planned; ``errors`` None where the planned share is one of labels
    already, errors and all.
    """

    target: float
    paying: float | None = None
    believed_days: float = 20.0
    errors: LabelErrors | None = None
    #: Whether it has long run well, so that a change is as likely in any week as in the first.
    proven: bool = False

    @property
    def seen(self) -> float:
        """The planned share of target *labels*."""
        return self.target if self.errors is None else self.errors.seen(self.target)


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of one campaign, captured on whole days counted from its first; times in days from there.

    ``labelled_at`` is NaN while nobody has said whether a lead is target (it may never be: only handled leads are
    labelled); ``paid_on`` is −1 while nothing has been paid.
    """

    captured_on: NDArray[np.int64]
    labelled_at: Floats
    is_target: NDArray[np.bool_]
    paid_on: NDArray[np.int64]

    def labelled(self, now: float) -> LabelCounts:
        """Labels there are at ``now``, by the day since which leads were captured."""
        known = self.labelled_at <= now
        return counted_since(self.captured_on[known], self.is_target[known], days=math.floor(now) + 1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks against the plan at one moment; logarithms of e-values, −∞ where a source is silent."""

    labels: float
    payments: float
    total: float
    counts: LabelCounts
    fit: Fit | None
    #: What payments would say had nobody paid.
    unpaid_at_most: float = -math.inf
    #: Leads by age and payment, since every so many days; None where payments are silent.
    money: PaymentCounts | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """The likeliest day of the change, counted from the campaign's first, and between which days it lies."""

    day: int
    earliest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share of target leads with an 80 % interval, seen in ``n`` labels."""

    value: float
    low: float
    high: float
    n: int


def together(labels: Floats, payments: Floats | None) -> Floats:
    """The evidence of both sources: a lead may speak in both, so they are averaged and not multiplied."""
    if payments is None:
        return labels
    return average(np.stack((labels, payments), axis=-1), (_ON_LABELS, _ON_PAYMENTS))


def weigh(leads: Leads, plan: Plan, *, now: float) -> Evidence:
    """Weigh one campaign at ``now``, in days from its first; payments are read up to the last whole day."""
    counts = leads.labelled(now)
    labels = label_evidence(counts, planned_seen=plan.seen, proven=plan.proven)
    whole_days = math.floor(now)
    if plan.paying is None or whole_days == 0:
        return Evidence(float(labels), -math.inf, float(labels), counts, None)
    there = leads.captured_on < whole_days
    captured, paid = leads.captured_on[there], leads.paid_on[there]
    after = np.where((paid >= 0) & (paid < whole_days), paid - captured, -1)
    money = paying_since(captured, after, days=whole_days)
    payments = payment_evidence(money, planned=plan.paying, believed_days=plan.believed_days)
    total = together(labels, payments)
    fit = best_fit(money, planned=plan.paying, believed_days=plan.believed_days)
    nobody = paying_since(captured, np.full(captured.size, -1), days=whole_days)
    most = payment_evidence(nobody, planned=plan.paying, believed_days=plan.believed_days)
    return Evidence(float(labels), float(payments), float(total), counts, fit, float(most), money)


def states(weighed: Sequence[Evidence], plans: Sequence[Plan], *, level: float = LEVEL) -> tuple[State, ...]:
    """How each campaign stands among all watched; of the warnings at most ``level`` are expected to be false."""
    # Who counts is decided by how many labels there are, and never by what they say.
    tellable = [at for at, (each, plan) in enumerate(zip(weighed, plans, strict=True)) if _tells(each, plan, level)]
    found = e_benjamini_hochberg([weighed[at].total for at in tellable], level=level)
    warned = {tellable[at] for at in found}
    return tuple(
        State.WARNING if at in warned else State.WATCHING if at in tellable else State.TOO_EARLY
        for at in range(len(weighed))
    )


def speaks(evidence: Evidence) -> Speaks:
    """Which source the evidence rests on."""
    on_labels, on_payments = evidence.labels + math.log(_ON_LABELS), evidence.payments + math.log(_ON_PAYMENTS)
    return Speaks.LABELS if on_labels >= on_payments else Speaks.PAYMENTS


def chance(evidence: Evidence) -> float:
    """How often so much would ever be seen of a campaign that keeps its plan, at most."""
    return min(1.0, math.exp(-evidence.total))


def since(counts: LabelCounts, plan: Plan) -> Since:
    """Since when target leads have been fewer, by the labels."""
    lies_on = label_starts(counts, planned_seen=plan.seen, proven=plan.proven)
    adding_up = np.cumsum(lies_on)
    outside = (1 - SURE) / 2
    best = int(lies_on.argmax())
    return Since(
        best,
        min(best, int(np.searchsorted(adding_up, outside))),
        max(best, min(int(np.searchsorted(adding_up, 1 - outside)), lies_on.size - 1)),
    )


def share_since(counts: LabelCounts, plan: Plan, day: int) -> Share:
    """The share of target leads since a day, corrected for how sellers err, under a flat prior."""
    hits, cases = float(counts.hits[day]), float(counts.cases[day])
    errors = plan.errors or LabelErrors()
    tail = (1 - SURE) / 2
    low, high = special.betaincinv(hits + 1, cases - hits + 1, [tail, 1 - tail])
    value = (hits + 1) / (cases + 2)
    return Share(errors.true(value), errors.true(float(low)), errors.true(float(high)), int(cases))


def part_beyond_plan(share: float, plan: Plan) -> float:
    """The part of the money that went to non-target leads beyond those that the plan reckons with."""
    return max(0.0, plan.target - share)


def _tells(evidence: Evidence, plan: Plan, level: float) -> bool:
    """Whether there are leads enough to tell anything, if every label so far said non-target or nobody had paid."""
    none = LabelCounts(np.zeros_like(evidence.counts.hits), evidence.counts.cases)
    best = float(label_evidence(none, planned_seen=plan.seen, proven=plan.proven))
    return max(best + math.log(_ON_LABELS), evidence.unpaid_at_most + math.log(_ON_PAYMENTS)) >= math.log(1 / level)
