"""All campaigns and creatives that are watched at once are one family of hypotheses, judged together. Pure.

A campaign whose leads are wrong because one of its creatives is must not be accused as a whole. So what speaks against
it is at most what its other leads say: the smaller of two values, one of which is an e-value, is an e-value too, and
e-BH over the family keeps its bound whatever ties campaigns and their creatives together (Wang and Ramdas 2022).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tandem.diagnosis.rules.audience import LEVEL, Evidence, Plan, State, states

#: A campaign of which the creatives in question bring more than this part of the leads is the creatives.
_MOST = 0.75


@dataclass(frozen=True, slots=True)
class Watched:
    """A campaign as a whole (``creative`` is empty) or one creative of it, with what speaks against it."""

    campaign: str
    creative: str
    evidence: Evidence
    plan: Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """How one stands; ``lies_with`` are the creatives that what speaks against a campaign lies with alone."""

    state: State
    lies_with: tuple[str, ...] = ()


def judge(
    family: Sequence[Watched], without: Callable[[str, tuple[str, ...]], Evidence | None], *, level: float = LEVEL
) -> list[Judged]:
    """How each of the family stands, in its order; of the warnings at most ``level`` are expected to be false.

    ``without`` weighs a campaign without the leads of some creatives; None where no lead is left.
    """
    bound = math.log(1 / level)
    suspects: dict[str, list[str]] = {}
    for each in family:
        if each.creative and each.evidence.total >= bound:
            suspects.setdefault(each.campaign, []).append(each.creative)
    rests = [_rest(each, tuple(suspects.get(each.campaign, ())), without, bound) for each in family]
    weighed = [
        each.evidence if rest is None else replace(each.evidence, total=min(each.evidence.total, rest.total))
        for each, rest in zip(family, rests, strict=True)
    ]
    found = states(weighed, [each.plan for each in family], level=level)
    warned = {(each.campaign, each.creative) for each, state in zip(family, found, strict=True)
              if state is State.WARNING}  # fmt: skip
    return [
        Judged(state, _lies_with(each, state, rest, suspects, warned))
        for each, state, rest in zip(family, found, rests, strict=True)
    ]


def _rest(
    each: Watched, creatives: tuple[str, ...], without: Callable[[str, tuple[str, ...]], Evidence | None], bound: float
) -> Evidence | None:
    """What a campaign's other leads say, where it stands to be accused and creatives of it are suspect."""
    if each.creative or not creatives or each.evidence.total < bound:
        return None
    rest = without(each.campaign, creatives)
    if rest is None or rest.counts.cases[0] < (1 - _MOST) * each.evidence.counts.cases[0]:
        return None
    return rest


def _lies_with(
    each: Watched, state: State, rest: Evidence | None, suspects: dict[str, list[str]], warned: set[tuple[str, str]]
) -> tuple[str, ...]:
    if rest is None or state is State.WARNING:
        return ()
    return tuple(name for name in suspects[each.campaign] if (each.campaign, name) in warned)
