"""How long the split of a difference in revenue takes: leads by the million, twelve factors, 500 draws of days."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np

from bench.tables import Line, publish
from tandem.diagnosis.rules.decomposition import lmdi, shapley
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span, prepare
from tandem.diagnosis.rules.decomposition_parts import Split
from tandem.diagnosis.rules.decomposition_split import Paid, split

CHANNELS, SELLERS, DAYS, DRAWS, SECONDS = 40, 30, 182, 500, 10
STAGES = ("processed", "qualified", "invoice", "won")
BEFORE, AFTER = Span(0, 90), Span(91, 181)


def main(rows: int, repeats: int) -> None:
    """Make leads, split, and hold the time against the promise and against one pass over the same rows."""
    history, clicks, paid = _made(rows)
    taken, found = zip(*(_timed(history, clicks, paid) for _ in range(max(1, repeats))), strict=True)
    seconds, one = statistics.median(taken), found[0]
    limit = float(SECONDS)
    passed = statistics.median(_one_pass(history) for _ in range(max(1, repeats)))
    rest = abs(sum(bar.amount for bar in one.bars) - (one.revenue[1] - one.revenue[0]))
    answers = _known_answers()
    publish(
        "decomposition",
        "Why revenue moved: the split of two periods",
        [
            Line(f"{rows:,} leads, {len(one.chain.factors)} factors, {CHANNELS} campaigns, {SELLERS} sellers, {DRAWS} draws", f"{seconds:.2f} s",
                 f"{limit:.1f} s", f"{seconds / limit:.2f}", f"< {SECONDS} s for a million", seconds < limit),
            Line("left over between the bars and the difference", f"{rest:.1e} of {one.revenue[0]:,.0f}", "a kopeck", f"{rest / 0.01:.1e}", "< 1", rest < 0.01),
            Line("known answers of Shapley, LMDI-I and Kitagawa, largest miss", f"{answers:.1e}", "1e-9", f"{answers / 1e-9:.1e}", "< 1", answers < 1e-9),
        ],
        notes=(f"The same rows summed once by day and campaign by `numpy.bincount`: {passed:.2f} s; the split takes {seconds / passed:.0f} times as long.",),
    )  # fmt: skip


def _timed(history: History, clicks: np.ndarray, paid: tuple[Paid, Paid]) -> tuple[float, Split]:
    started = time.perf_counter()
    made = prepare(
        history, before=BEFORE, after=AFTER, until=DAYS - 1, stages=STAGES, clicks=clicks, paid=paid, sellers=SELLERS,
        first_weekday=0,
    )  # fmt: skip
    found = split(made.periods, draws=DRAWS)
    return time.perf_counter() - started, found


def _one_pass(history: History) -> float:
    started = time.perf_counter()
    place = history.day * CHANNELS + history.channel
    for values in (history.paid, history.cash, history.agreed, history.list_price):
        np.bincount(place, weights=values, minlength=DAYS * CHANNELS)
    return time.perf_counter() - started


def _known_answers() -> float:
    before, after = np.array([[1000], [0.10], [50]]), np.array([[1200], [0.08], [55]])
    mean = 280 / np.log(5280 / 5000)
    mix = shapley(np.array([[0.5, 0.5], [0.20, 0.05]]), np.array([[0.2, 0.8], [0.21, 0.055]])).sum(axis=1)
    missed = [
        shapley(before, after)[:, 0] - np.array([2830 / 3, -3470 / 3, 1480 / 3]),
        lmdi(before, after)[:, 0] - mean * np.log([1.2, 0.8, 1.1]),
        mix - np.array([-0.04575, 0.00675]),
    ]
    return float(max(np.abs(each).max() for each in missed))


def _made(rows: int) -> tuple[History, np.ndarray, tuple[Paid, Paid]]:
    random = np.random.default_rng(1)
    day = np.sort(random.integers(0, DAYS, rows))
    steps = np.cumsum(random.integers(1, 12, (len(STAGES), rows)), axis=0) + day
    handed = random.exponential(1, rows)
    answered = handed + random.lognormal(0, 1, rows)
    came = random.random(rows) * (1 + answered) ** 0.2
    reached = np.where((came < np.array([[0.9], [0.4], [0.25], [0.12]])) & (steps < DAYS), steps, NEVER)
    lost = np.where((reached[-1] == NEVER) & (random.random(rows) < 0.7), np.minimum(day + 20, DAYS - 1), NEVER)
    price = np.where(reached[-1] != NEVER, random.lognormal(10, 0.5, rows), 0.0)
    history = History(
        day=day, came=np.asarray(day * 24.0, dtype=np.float64), client=random.integers(0, rows, rows), channel=random.integers(0, CHANNELS, rows),
        seller=random.integers(0, SELLERS, rows), judged=random.integers(0, 3, rows), reached_on=reached, lost_on=lost,
        handed=handed, answered=answered, paid=price * 0.95, cash=price * 0.6,
        paid_on=reached[-1], agreed=price, list_price=price * 1.05, deal_price=price,
        returning=random.random(rows) < 0.05,
    )  # fmt: skip
    clicks = random.integers(100, 400, (BEFORE.days + AFTER.days, CHANNELS)).astype(float)
    paid = tuple(
        Paid(random.exponential(1e5, span.days), random.exponential(1e4, span.days)) for span in (BEFORE, AFTER)
    )
    return history, clicks, (paid[0], paid[1])


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(int(sys.argv[2]), int(sys.argv[3]))
