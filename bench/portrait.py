"""Portraits that were planted must be found, and where there is none nothing may be found; and how long a million takes.

Histories are made up (`tandem.portrait.samples`): nine columns with much unknown, a portrait of two conditions on columns
drawn at random, true of 8 to 30 % of the leads. Recovered means: a confirmed clause names the same columns and no others,
and of the leads that it or the planted one is true of, both are true of at least 80 %.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np
from scipy import special

from bench.tables import Line, publish
from tandem.portrait.rules.conditions import covered
from tandem.portrait.rules.confirming import Finding
from tandem.portrait.rules.finding import Portrayal, find
from tandem.portrait.samples import Planted, permuted, planted

HISTORIES, LEADS = 400, 8000
RECOVERED, FALSE_ALARMS, SECONDS = 0.95, 0.08, 60
_ALIKE = 0.8


def main(rows: int, repeats: int) -> None:
    """Search all histories, time the largest, and publish the table."""
    found = [_outcome(planted(seed, leads=LEADS)) for seed in range(HISTORIES)]
    recovered = sum(found)
    false = sum(bool(find(permuted(seed, leads=LEADS)).confirmed) for seed in range(HISTORIES))
    upper = float(special.betaincinv(false + 1, HISTORIES - false, 0.95))
    large = planted(1, leads=rows)
    seconds = statistics.median(_timed(large) for _ in range(max(1, repeats // 2)))
    limit = SECONDS * rows / 1_000_000
    others = [_response(leads, inside) for leads in (2000, 4000, 8000) for inside in (0.1, 0.15, 0.2)]
    publish(
        "portrait",
        "Portraits: planted ones found, none found where there is none",
        [
            Line(f"planted portraits recovered, {HISTORIES} histories of {LEADS:,} leads", f"{recovered} ({recovered / HISTORIES:.1%})",
                 f"{RECOVERED:.0%}", f"{recovered / HISTORIES / RECOVERED:.2f}", f"≥ {RECOVERED:.0%}", recovered / HISTORIES >= RECOVERED),
            Line(f"outcomes shuffled: histories in which a clause is confirmed, of {HISTORIES}", f"{false} ({false / HISTORIES:.1%}), upper 95 % bound {upper:.1%}",
                 f"{FALSE_ALARMS:.0%}", f"{upper / FALSE_ALARMS:.2f}", f"upper bound ≤ {FALSE_ALARMS:.0%}", upper <= FALSE_ALARMS),
            Line(f"one history of {rows:,} leads and nine columns, searched and confirmed, no sampling", f"{seconds:.1f} s",
                 f"{limit:.0f} s", f"{seconds / limit:.2f}", f"< {SECONDS} s a million", seconds < limit),
        ],
        notes=(
            f"Planted: {0.05:.0%} of the others buy, {0.2:.0%} of those inside. The bound is the one-sided one of Clopper and Pearson.",
            "",
            "How much history it takes (share recovered, 60 histories each; promised is nothing here):",
            "",
            "| leads | 10 % inside | 15 % inside | 20 % inside |",
            "|---|---|---|---|",
            *(f"| {leads:,} | {' | '.join(f'{share:.0%}' for share in others[at * 3 : at * 3 + 3])} |" for at, leads in enumerate((2000, 4000, 8000))),
        ),
    )  # fmt: skip


def _outcome(made: Planted) -> bool:
    return any(_alike(made, found) for found in find(made.history).confirmed)


def _alike(made: Planted, found: Finding) -> bool:
    true = covered(found.clause, made.history.attributes)
    names = {each.name for each in found.clause} == {each.name for each in made.portrait}
    return names and (true & made.inside).sum() >= _ALIKE * (true | made.inside).sum()


def _response(leads: int, inside: float) -> float:
    return float(np.mean([_outcome(planted(10_000 + seed, leads=leads, inside=inside)) for seed in range(60)]))


def _timed(made: Planted) -> float:
    started = time.perf_counter()
    found: Portrayal = find(made.history)
    assert found.confirmed
    return time.perf_counter() - started


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(int(sys.argv[2]), int(sys.argv[3]))
