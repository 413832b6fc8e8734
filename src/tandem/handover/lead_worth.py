"""What a lead of a grade is worth by the company's own history: the chance that it buys, and what a sale brings."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tandem.basics.effective_cases import effective_cases
from tandem.basics.intervals import LEVEL, Estimate
from tandem.basics.periods import Period
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, Row, answer
from tandem.measures.store import Reading, store
from tandem.measures.values import Value

#: Days of history looked at: a year holds every season once.
DAYS = 365
#: Sales below which no mean is told.
FEWEST_SALES = 3
#: Sales of a product that weigh as much as the mean of all products.
_BORROWED = 10
#: Seconds for which the answer is kept: chances do not change within the hour, and asking costs a scan.
_KEPT = 3_600


@dataclass(frozen=True, slots=True)
class Worth:
    """By grade the chance to buy, with its interval; by product what a sale brings on average.

    Both are corrected for small samples. ``check`` is the mean of all sales; None where there are too few of them.
    """

    chances: Mapping[str, Estimate]
    chance: Estimate
    checks: Mapping[str | None, float]
    check: float | None
    sales: int
    currency: str

    def chance_of(self, grade: str | None) -> float | None:
        """The chance of a grade; that of all leads where the grade has no history, or is not known yet.

        Leads of the past that nobody ever graded are mostly those that came to nothing: no measure for a lead that
        nobody has graded so far.
        """
        found = self.chances.get(grade or "", self.chance)
        return found.value

    def check_of(self, product: str | None) -> float | None:
        """What a sale of the product brings."""
        return self.checks.get(product, self.check)


def worth(reading: Reading) -> Worth:
    """The worth of leads by the year before the newest day of the data; an hour old at most."""
    known, now = reading.kept.get("queue worth"), time.monotonic()
    if known is None or now - known[0] > _KEPT:
        known = (now, _asked(reading))
        reading.kept["queue worth"] = known
    found: Worth = known[1]
    return found


def worth_lately() -> Worth:
    """The same without bringing the store up to date first: for pages that read the state tables alone."""
    kept = store.kept()
    known = kept.get("queue worth") if kept is not None else None
    if known is not None and time.monotonic() - known[0] <= _KEPT:
        found: Worth = known[1]
        return found
    return worth(store.read())


def _asked(reading: Reading) -> Worth:
    until = horizon(reading).until
    year = Period(until - timedelta(days=DAYS - 1), until)
    by_grade = answer(Question(("won_cohort",), year, by=("grade",)), reading)
    by_product = answer(Question(("average_check", "deals_won"), year, by=("product",)), reading)
    won, check = by_product.total.values["deals_won"], by_product.total.values["average_check"]
    sales = int(won.value or 0)
    mean = float(check.value) if check.value is not None and sales >= FEWEST_SALES else None
    return Worth(
        chances=_chances(by_grade.over_members),
        chance=_estimate(by_grade.total.values["won_cohort"]),
        checks={} if mean is None else {_product(row): _check(row, mean) for row in by_product.over_members},
        check=mean,
        sales=sales,
        currency=by_product.currency,
    )


def _chances(rows: tuple[Row, ...]) -> dict[str, Estimate]:
    """Young leads count up to their age; a grade of few leads is pulled towards all."""
    told = [row for row in rows if row.members[0] is not None and row.values["won_cohort"].value is not None]
    cases = [effective_cases(_estimate(row.values["won_cohort"]), LEVEL) for row in told]
    if not cases:
        return {}
    shrunk = beta_binomial_shrinkage([won for won, _ in cases], [n for _, n in cases])
    return {str(row.members[0]): unit for row, unit in zip(told, shrunk.units, strict=True)}


def _estimate(value: Value) -> Estimate:
    share = None if value.value is None else float(value.value)
    return Estimate(share, value.low or 0.0, 1.0 if value.high is None else value.high, value.n or 0)


def _product(row: Row) -> str | None:
    member = row.members[0]
    return None if member is None else str(member)


def _check(row: Row, mean: float) -> float:
    own, sales = row.values["average_check"].value, int(row.values["deals_won"].value or 0)
    if own is None or not sales:
        return mean
    return (float(own) * sales + mean * _BORROWED) / (sales + _BORROWED)
