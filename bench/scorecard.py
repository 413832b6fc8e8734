"""The scorecard on public leads with a known outcome, beside the best boosted model on the same columns and folds.

The real sets stand in the folder named by TANDEM_REAL_DATA; without it only the speed is measured, and that is said.
The columns that sellers write are a parameter here, as the people of that company would confirm them.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from bench.tables import Line, publish
from tandem.scoring.attributes import Attribute, Floats, category, number, rows_of
from tandem.scoring.cards import Card
from tandem.scoring.drift import MOVED_FAR, drift, drift_of_numbers
from tandem.scoring.evaluation import auc, evaluate
from tandem.scoring.files import leads_of
from tandem.scoring.folds import FOLDS, dealt
from tandem.scoring.leakage import suspects
from tandem.scoring.training import bins_in, chances_of, points_of, train

WRITTEN_BY_SELLERS = (
    "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index", "Asymmetrique Profile Index",
    "Asymmetrique Activity Score", "Asymmetrique Profile Score", "Last Activity", "Last Notable Activity",
)  # fmt: skip
#: What the school knows of a request when it comes in: where it came from. City, level and product are asked later, mostly
#: of those who pay, and the guard suspects them.
AT_CAPTURE = ("Page", "Campaign", "Content", "Term", "Source")
LEADS, COLUMNS = 100_000, 40


def main(place: Path) -> None:
    """Measure all there is data for, and publish the table."""
    real = os.environ.get("TANDEM_REAL_DATA")
    lines, notes = [], []
    if real:
        for found in (_x_education(Path(real)), _bank(Path(real)), _school(Path(real))):
            lines += found[0]
            notes += found[1]
    else:
        print("TANDEM_REAL_DATA is not set: only the speed is measured.")
        notes.append("TANDEM_REAL_DATA was not set: the figures on real leads were not measured.")
    lines += _speed()
    publish("scorecard", "The scorecard: what it is worth, what it warns of, how long it takes", lines, notes=notes)


def _line(what: str, measured: str, limit: str, promised: str, kept: bool, ratio: str = "—") -> Line:
    return Line(what, measured, limit, ratio, promised, kept)


def _x_education(real: Path) -> tuple[list[Line], list[str]]:
    path = real / "x_education" / "lead_scoring.csv"
    leads = leads_of(path, target="Converted", without=WRITTEN_BY_SELLERS)
    trained = train(leads.attributes, leads.bought)
    found = trained.evaluation
    best, named = _boosted([each for each in leads.attributes if each.name not in trained.silent
                            or trained.silent[each.name] == "weak"], leads.bought)  # fmt: skip
    every = leads_of(path, target="Converted")
    suspected = {each.name for each in suspects(every.attributes, every.bought)}
    missed, false = set(WRITTEN_BY_SELLERS) - suspected, suspected - set(WRITTEN_BY_SELLERS)
    return [
        _line("x_education, columns of sellers out: AUC, 5 folds", f"{found.auc:.4f} ({found.auc_low:.3f}–{found.auc_high:.3f})",
              f"{best:.4f} boosted trees", "≥ .870", found.auc >= 0.870, f"{found.auc / best:.3f}"),
        _line("the same, below the best boosted model", f"{best - found.auc:.4f}", "same columns and folds", "≤ .005",
              best - found.auc <= 0.005),
        _line("the same, calibration slope", f"{found.slope:.3f}", "1", ".9–1.1", 0.9 <= found.slope <= 1.1),
        _line("the same, ECE", f"{found.ece:.4f}", "naive Bayes .148", "≤ .02", found.ece <= 0.02),
        _line("the same, leak guard: columns of sellers found", f"{9 - len(missed)} of 9", "9", "9", not missed),
        _line("the same, false suspects", f"{len(false)}", "3", "≤ 3", len(false) <= 3),
    ], [f"x_education: best boosted model: {named}; penalty {trained.penalty:g}; {len(trained.card.terms)} terms; Brier "
        f"{found.brier:.4f}. False suspects, for a person to deny: {', '.join(sorted(false))}."]  # fmt: skip


def _bank(real: Path) -> tuple[list[Line], list[str]]:
    leads = leads_of(real / "bank_marketing" / "bank-additional-full.csv", target="y", without=("duration",))
    shuffled = train(leads.attributes, leads.bought).evaluation
    # In the order of time: the card of the first seven tenths meets the leads that came after.
    split = int(len(leads.bought) * 0.7)
    before, after = np.arange(split), np.arange(split, len(leads.bought))
    early, later = [[each.of(rows) for each in leads.attributes] for rows in (before, after)]
    card = train(early, leads.bought[before]).card
    points, new = points_of(card, early, leads=split), points_of(card, later, leads=len(after))
    score = drift_of_numbers("score", points.astype(float), new.astype(float))
    named = {each.name: (each, there) for each, there in zip(early, later, strict=True)}
    moved = []
    for term in card.terms:
        bins, (here, there) = bins_in(term), named[term.key]
        moved.append(drift(term.key, bins.codes(here), bins.codes(there), size=bins.size))
    far = sorted((each for each in moved if each.is_far), key=lambda each: -each.index)
    then = evaluate(chances_of(card, new), leads.bought[after])
    return [
        _line("bank_marketing without duration, shuffled: AUC, 5 folds", f"{shuffled.auc:.4f}", "—", "≥ .79", shuffled.auc >= 0.79),
        _line("the same in the order of time, 70/30: PSI of the score, told before it is used", f"{score.index:.2f}",
              f"{MOVED_FAR}", "drift reported", score.is_far, f"{score.index / MOVED_FAR:.1f}"),
    ], [f"bank_marketing in the order of time: {len(far)} of {len(moved)} attributes moved far: "
        f"{', '.join(f'{each.name} {each.index:.1f}' for each in far)}. Used all the same, the card would rank with an AUC "
        f"of {then.auc:.3f} and promise {chances_of(card, new).mean():.3f} where {then.buyers / then.n:.3f} bought."]  # fmt: skip


def _school(real: Path) -> tuple[list[Line], list[str]]:
    path = real / "zoho_school_h1" / "deals.csv"
    all_columns = leads_of(path, target="Stage", bought="Payment Done")
    suspected = {each.name for each in suspects(all_columns.attributes, all_columns.bought)}
    known = [each for each in all_columns.attributes if each.name in AT_CAPTURE]
    honest = train(known, all_columns.bought).evaluation
    leaking = train(all_columns.attributes, all_columns.bought).evaluation
    # In the order of time, as the card would be used: of the first seven tenths, met by the leads that came after.
    came = next(each for each in all_columns.attributes if each.name == "Created Time").values()
    order = np.argsort([_instant(each) for each in came], kind="stable")
    before, after = np.split(order, [int(len(order) * 0.7)])
    card = train([each.of(before) for each in known], all_columns.bought[before]).card
    points = points_of(card, [each.of(after) for each in known], leads=len(after))
    later = evaluate(chances_of(card, points), all_columns.bought[after])
    return [
        _line("the school, payment by what is known at capture: AUC, 5 folds", f"{honest.auc:.3f} ({honest.auc_low:.3f}–{honest.auc_high:.3f})",
              "about .57 is there", "no leak: < .7", honest.auc < 0.7),
        _line("the same in the order of time, 70/30: AUC", f"{later.auc:.3f} ({later.auc_low:.3f}–{later.auc_high:.3f})",
              "about .57 is there", "no leak: < .7", later.auc < 0.7),
        _line("the same with all columns, as a product without a guard", f"{leaking.auc:.3f}", "—", "Quality and payments suspected",
              {"Quality", "Initial Amount Paid", "Offer Total Amount"} <= suspected),
    ], [f"The school's suspects: {', '.join(sorted(suspected))}."]  # fmt: skip


def _instant(written: object) -> float:
    """Seconds; two of the leads have no time, and stand first."""
    if written is None:
        return 0.0
    return datetime.strptime(str(written), "%d.%m.%Y %H:%M").replace(tzinfo=UTC).timestamp()


def _boosted(attributes: Sequence[Attribute], bought: Floats) -> tuple[float, str]:
    """The best of several boosted models, each on the folds of the card."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    columns = np.column_stack(
        [
            each.numbers if each.numbers is not None else np.where(each.codes < 0, np.nan, each.codes)
            for each in attributes
        ]
    )
    categories = [each.numbers is None and len(each.levels) < 255 for each in attributes]
    folds, best = dealt(bought), (0.0, "")
    for rate, leaves, rounds in ((0.05, 8, 300), (0.05, 15, 200), (0.1, 6, 200)):
        chances = np.empty(len(bought))
        for fold in range(FOLDS):
            model = HistGradientBoostingClassifier(
                learning_rate=rate,
                max_leaf_nodes=leaves,
                max_iter=rounds,
                categorical_features=categories,
                random_state=0,
            )
            # Threads that wait for each other on a busy machine take longer than one.
            with threadpool_limits(1):
                model.fit(columns[folds != fold], bought[folds != fold])
            chances[folds == fold] = model.predict_proba(columns[folds == fold])[:, 1]
        best = max(best, (auc(chances, bought), f"HistGradientBoosting, rate {rate}, {leaves} leaves, {rounds} rounds"))
    return best


def _speed() -> list[Line]:
    attributes, bought = _history()
    started, cpu = time.perf_counter(), time.process_time()
    trained = train(attributes, bought)
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    card, rows = Card(trained.card), rows_of([each.of(np.arange(20_000)) for each in attributes])
    found = []
    for _ in range(5):
        started = time.perf_counter()
        for row in rows:
            card.score(row)
        found.append((time.perf_counter() - started) / len(rows) * 1e6)
    one = statistics.median(found)
    return [
        _line(f"a card trained and evaluated on {LEADS:,} leads × {COLUMNS} columns", f"{seconds:.1f} s ({used:.1f} s of CPU)",
              "60 s", "< 60 s", seconds < 60, f"{seconds / 60:.2f}"),
        _line(f"one lead scored, with reasons, {len(trained.card.terms)} terms", f"{one:.1f} µs", "50 µs", "< 50 µs", one < 50,
              f"{one / 50:.2f}"),
    ]  # fmt: skip


def _history() -> tuple[list[Attribute], Floats]:
    """Generated leads: every column says a little."""
    random = np.random.default_rng(0)
    odds, attributes = np.full(LEADS, -2.5), []
    for at in range(COLUMNS):
        weight = random.normal(0, 0.3)
        if at % 2:
            values = random.normal(size=LEADS).round(3)
            odds += weight * values
            values[random.random(LEADS) < 0.2] = np.nan
            attributes.append(number(f"number {at}", values))
        else:
            levels = random.integers(0, 12, LEADS)
            odds += (weight * random.normal(size=12))[levels]
            attributes.append(category(f"category {at}", [f"level {level}" for level in levels]))
    return attributes, (random.random(LEADS) < expit(odds)).astype(np.float64)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(Path(sys.argv[1]))
