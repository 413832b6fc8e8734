"""What was planted in a world, and what it cost: kept beside the files, never in them, and read by no engine."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from tandem.simulation.rules import Floats
from tandem.simulation.scenario.checking import OF_CAMPAIGNS, OF_SELLERS
from tandem.simulation.scenario.dials import Planted
from tandem.simulation.scenario.world import ScenarioWorld


def truth_of(world: ScenarioWorld, without: ScenarioWorld) -> str:
    """The truth as JSON; ``without`` is the same world in which nothing was planted.

    ``expected`` holds by week what its requests were to bring, in roubles by their true chances to buy and their mean
    price, with the causes and without them.
    """
    about = world.scenario.scenario
    told = {
        "scenario": world.name,
        "title": {"ru": about.title.ru, "en": about.title.en},
        "words": about.words,
        "seed": world.seed,
        "start": world.start.isoformat(),
        "end": world.day(world.scenario.days - 1).isoformat(),
        "null": about.null,
        "causes": [_cause(world, each) for each in world.dials.planted],
        "distractors": [
            {"on": world.day(each.day).isoformat(), "words": each.words, "huge_deal": each.huge_deal}
            for each in world.scenario.distractor
            if each.day < world.scenario.days
        ],
        "requests": len(world.asked),
        "requests_without_causes": len(without.asked),
        "expected": {"with_causes": _by_week(world), "without_causes": _by_week(without)},
        "target_share": round(float((world.asked.klass <= 2).mean()), 4) if len(world.asked) else None,
        "campaigns": {each.name: round(each.target_share, 4) for each in world.cast.campaigns},
        "sellers": {each.name: round(each.skill, 4) for each in world.cast.sellers},
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _cause(world: ScenarioWorld, planted: Planted) -> dict[str, Any]:
    among: tuple[Any, ...] = ()
    if planted.cause.dial in OF_CAMPAIGNS:
        among = world.cast.campaigns
    elif planted.cause.dial in OF_SELLERS:
        among = world.cast.sellers
    return {
        "dial": planted.cause.dial.value,
        "since": world.day(planted.since).isoformat(),
        "until": world.day(planted.until - 1).isoformat(),
        "of": [among[at].name for at in planted.of] if among else [],
        "before": round(planted.before, 4),
        "after": round(planted.after, 4),
        "says": planted.cause.says,
    }


def _by_week(world: ScenarioWorld) -> list[int]:
    weeks = np.bincount(world.asked.day // 7, weights=world.outcome.worth, minlength=world.scenario.scenario.weeks)
    found: Floats = np.round(weeks)
    return [int(each) for each in found]
