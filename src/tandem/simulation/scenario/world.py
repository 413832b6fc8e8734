"""One world of a scenario, lived from a seed: the same seed gives the same world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec
import numpy as np

from tandem.simulation.rules import DAY
from tandem.simulation.scenario.asking import Asked, ask
from tandem.simulation.scenario.cast import Cast, cast_of
from tandem.simulation.scenario.dials import Dials, turn
from tandem.simulation.scenario.file_format import Scenario
from tandem.simulation.scenario.handling import Handled, handle, shifts
from tandem.simulation.scenario.outcomes import Outcome, Paid, become, pay


@dataclass(frozen=True, slots=True)
class ScenarioWorld:
    """What happened. Row numbers of ``asked``, ``handled`` and ``outcome`` agree."""

    name: str
    seed: int
    scenario: Scenario
    cast: Cast
    dials: Dials
    asked: Asked
    handled: Handled
    outcome: Outcome
    paid: Paid

    @property
    def horizon(self) -> int:
        """The last second; nothing later is known to anybody."""
        return self.scenario.days * DAY - 1

    @property
    def start(self) -> date:
        """The first day."""
        return self.scenario.scenario.start

    def day(self, number: int) -> date:
        """A day of the world by its number."""
        return self.start + timedelta(days=number)

    def moment(self, seconds: int) -> datetime:
        """Local time of an instant, without a zone."""
        return datetime.combine(self.start, time()) + timedelta(seconds=seconds)


def live(name: str, scenario: Scenario, *, seed: int, weeks: int | None = None, causes: bool = True) -> ScenarioWorld:
    """Live a scenario. Without ``causes`` it is the same world in which nothing was planted.

    Each part draws from a stream of its own, so that a cause in one leaves the others as they were.
    """
    if weeks is not None:
        about = msgspec.structs.replace(scenario.scenario, weeks=weeks)
        scenario = msgspec.structs.replace(scenario, scenario=about)
    casting, asking, handling, becoming, paying = np.random.default_rng((seed, 11)).spawn(5)
    cast = cast_of(scenario, casting)
    dials = turn(scenario, cast, seed=seed, causes=causes)
    asked = ask(scenario, cast, dials, asking)
    handled = handle(scenario, cast, dials, asked, shifts(scenario, cast), handling)
    outcome = become(scenario, cast, dials, asked, handled, becoming)
    return ScenarioWorld(
        name, seed, scenario, cast, dials, asked, handled, outcome, pay(scenario, dials, asked, outcome, paying)
    )
