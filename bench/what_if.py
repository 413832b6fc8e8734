"""Does the band of a what-if hold what the change truly brings?

Simulated companies of 26 weeks live twice from one seed, as they are and with something changed; the truth is what the
leads of 13 weeks were to bring by their true chances and mean prices, by the month. The rules see the first world alone,
as its programs would let it out. ``python -m bench what_if --repeats SEEDS`` (20 where fewer are asked for).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
from scipy import stats

from bench.tables import Line, publish
from bench.what_if_worlds import answered_within, changed, company_of, moved, target_share, true_month, weekly_spend
from tandem.diagnosis.rules.what_if import what_if
from tandem.diagnosis.rules.what_if_changes import WEEKS_A_MONTH, Aim, Changes, Move
from tandem.diagnosis.rules.what_if_company import Company
from tandem.simulation.scenario.company_format import Seller
from tandem.simulation.scenario.file_format import Cause, Dial, Scenario
from tandem.simulation.scenario.reading import scenario_named
from tandem.simulation.scenario.world import ScenarioWorld, live

_FEWEST_SEEDS = 20
_WITHIN, _IN_HOURS, _POINTS, _MOVED = 0.25, 3.0, 0.05, 0.1
#: Sellers of a company by its seed, from more leads than they can handle to hours to spare.
_SELLERS = (4, 5, 6, 8)

type Asked = tuple[Changes, float]


@dataclass(frozen=True)
class Found:
    """One world: the true difference of a month against the one told, and the true month against the one told."""

    true: float
    told: float
    low: float
    high: float
    now_held: bool
    now: float

    @property
    def held(self) -> bool:
        return self.low <= self.true <= self.high


def main(seeds: int) -> None:
    """Ask every kind of change of as many worlds, and publish the table with its misses."""
    kinds: dict[str, tuple[Callable[[int], Scenario], Callable[[ScenarioWorld, Company, dict[int, int]], Asked]]] = {
        "everybody answered within 15 minutes": (_quiet, _answer),
        "everybody answered within three hours": (_quiet, _answer_in_hours),
        "one seller more": (_few_sellers, _seller),
        "target share five points higher": (_quiet, _target),
        "the same where no label errs": (_no_label_errs, _target),
        "a tenth of the largest budget moved to the next": (_budgets, _move),
        "answer, seller and target share together": (_few_sellers, _together),
    }
    found: dict[str, list[Found]] = {name: [] for name in kinds}
    for seed in range(seeds):
        # A company that several kinds are asked of is lived and fitted once.
        lived = {make: _lived(make(seed), seed) for make, _ in kinds.values()}
        for name, (make, ask) in kinds.items():
            found[name].append(_found(*lived[make], ask))
    every = [each for of in found.values() for each in of]
    lines = [
        _coverage(f"{name}: worlds whose band holds the true difference", [each.held for each in of])
        for name, of in found.items()
    ]
    lines.append(
        _coverage("the month as it goes: worlds whose band holds the true one", [each.now_held for each in every])
    )
    publish(
        "what_if",
        "What if: told and true",
        lines,
        notes=(
            __doc__ or "",
            "",
            "A line passes where a band that holds nine of ten would do no worse in 95 of 100 such runs. The minutes of a lead and how "
            "they scatter, who works and when are told to the rules as they are, and sellers have queues of their own, as the rules think.",
            "",
            "Where the worlds are not as the rules think, and what it does: the chance to sell fades by a half-life of each class and a "
            "floor, while one curve is fitted to all leads; clients who had bought before are answered sooner too, and are told to stay "
            "as they are. How leads are dealt out, and that clients wait for another try beyond the queue, the rules learn from who got "
            "which lead and from the waits there were. One label of target in twelve is wrong, or none, which nobody tells the rules: "
            "they learn how many may be from leads called non-target that went on all the same, of which a part goes on by itself, so "
            "that the effect is told a little too low where labels err and a little too high where none does. A payment in a hundred never "
            "comes, which the truth leaves out. Of the budget the true effect is nearly nothing, and the band says so.",
            "",
            "| change | true difference, thousand roubles a month | told | width of the band against the told | told above the true in |",
            "|---|---|---|---|---|",
            *(_row(name, of) for name, of in found.items()),
        ),
    )  # fmt: skip


def _lived(scenario: Scenario, seed: int) -> tuple[ScenarioWorld, Company, dict[int, int]]:
    world = live("quiet", scenario, seed=seed)
    return world, *company_of(world)


def _found(
    world: ScenarioWorld,
    company: Company,
    places: dict[int, int],
    ask: Callable[[ScenarioWorld, Company, dict[int, int]], Asked],
) -> Found:
    changes, then = ask(world, company, places)
    outcome, now = what_if(company, changes), true_month(world)
    if outcome.refused:
        raise AssertionError(outcome.refused)
    change = outcome.change
    held = outcome.now.low <= now <= outcome.now.high
    return Found(then - now, change.value, change.low, change.high, held, now)


def _quiet(seed: int) -> Scenario:
    """Nothing happens, and no single deal outweighs the rest."""
    return msgspec.structs.replace(scenario_named("quiet")[1], distractor=())


def _no_label_errs(seed: int) -> Scenario:
    return changed(_quiet(seed), "calls", accuracy=1.0, unwritten=0.0)


def _few_sellers(seed: int) -> Scenario:
    return changed(_quiet(seed), "more_sellers", count=_SELLERS[seed % len(_SELLERS)], skill_spread=0.0)


def _budgets(seed: int) -> Scenario:
    return changed(_quiet(seed), "marketing", budget_growth=0.05)


def _answer(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    return Changes(within=_WITHIN), answered_within(world, _WITHIN)


def _answer_in_hours(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    return Changes(within=_IN_HOURS), answered_within(world, _IN_HOURS)


def _seller(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    return Changes(sellers=1), true_month(live("quiet", _one_more(world.scenario), seed=world.seed))


def _target(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    other = live("quiet", _better(world.scenario), seed=world.seed)
    return Changes(aims=(Aim(target_share(other) - target_share(world)),)), true_month(other)


def _move(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    spent = weekly_spend(world).mean(axis=0)
    source, to = (int(at) for at in np.argsort(-spent)[:2])
    amount = _MOVED * company.spend[places[source]].now * WEEKS_A_MONTH
    changes = Changes(moves=(Move(places[source], places[to], amount),))
    return changes, moved(world, source, to, amount)


def _together(world: ScenarioWorld, company: Company, places: dict[int, int]) -> Asked:
    better = live("quiet", _better(world.scenario), seed=world.seed)
    points = target_share(better) - target_share(world)
    other = live("quiet", _one_more(better.scenario), seed=world.seed)
    return Changes(within=_WITHIN, sellers=1, aims=(Aim(points),)), answered_within(other, _WITHIN)


def _one_more(scenario: Scenario) -> Scenario:
    return msgspec.structs.replace(scenario, seller=(Seller(name="Новый", pace=scenario.more_sellers.pace),))


def _better(scenario: Scenario) -> Scenario:
    return msgspec.structs.replace(scenario, cause=(Cause(dial=Dial.TARGET_SHARE, since=0, plus=_POINTS),))


def _coverage(what: str, held: list[bool]) -> Line:
    count, share = len(held), sum(held) / len(held)
    least = int(stats.binom.ppf(0.05, count, 0.9))
    return Line(
        what, f"{sum(held)} of {count} ({share:.0%})", "90 %", f"{share / 0.9:.2f}", f"≥ {least} of {count}", sum(held) >= least
    )  # fmt: skip


def _row(name: str, found: list[Found]) -> str:
    true, told = (np.array([getattr(each, key) for each in found]) for key in ("true", "told"))
    width = float(np.median([(each.high - each.low) / max(abs(each.told), 1.0) for each in found]))
    return (
        f"| {name} | {true.mean() / 1e3:,.0f} | {told.mean() / 1e3:,.0f} | {width:.0%} | {(told > true).mean():.0%} |"
    )


if __name__ == "__main__":
    main(max(int(sys.argv[3]), _FEWEST_SEEDS))
