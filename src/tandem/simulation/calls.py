"""The calls: incoming ones, attempts until the first talk, talks until the request ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tandem.simulation.arrivals import Requests
from tandem.simulation.roster import snapped
from tandem.simulation.rules import DAY, HOUR, NEVER, Ints, OpenHours
from tandem.simulation.stages import Stage

Flags = NDArray[np.bool_]

_CALLS_BY_STAGE: Final = (0.0, 0.4, 1.5, 2.4, 3.0, 4.2)


@dataclass(frozen=True, slots=True)
class Calls:
    """One row a call, in order of time; `request` is the row of the request, `answered`: people spoke."""

    at: Ints
    request: Ints
    seller: Ints
    inbound: Flags
    answered: Flags
    seconds: Ints


def ring(
    requests: Requests,
    roster: list[OpenHours],
    seller: Ints,
    tries: Ints,
    answered: Flags,
    contact: Ints,
    called_in: Flags,
    reached: Ints,
    lost: Ints,
    rng: np.random.Generator,
) -> Calls:
    """Incoming calls, attempts until the first talk, and talks afterwards until the request ends."""
    everyone = np.arange(len(requests))
    incoming = everyone[requests.by_phone]
    made = (tries <= contact[:, None]) & ~called_in[:, None] & ~requests.duplicate[:, None] & (tries < NEVER)
    tried = np.repeat(everyone, made.sum(axis=1))

    spoke = contact < NEVER
    depth = np.where(reached < NEVER, np.arange(Stage.LOST)[None, :], 0).max(axis=1)
    extra = np.where(spoke, rng.poisson(np.array(_CALLS_BY_STAGE)[depth]), 0)
    later = np.repeat(everyone, extra)
    last = np.where(depth == Stage.WON, reached[:, Stage.WON], np.minimum(lost, contact + 30 * DAY))
    span = np.maximum(last - contact, HOUR)[later]
    moment = contact[later] + HOUR // 4 + (span * rng.random(len(later))).astype(np.int64)
    moment = snapped(roster, seller[later], moment, rng)

    at = np.concatenate([requests.created[incoming], tries[made], moment])
    request = np.concatenate([incoming, tried, later])
    inbound = np.concatenate([np.ones(len(incoming), bool), np.zeros(len(tried), bool), rng.random(len(later)) < 0.14])
    talked = np.concatenate([called_in[incoming], answered[made], rng.random(len(later)) < 0.80])
    seconds = np.where(talked, 20 + rng.lognormal(4.75, 0.85, len(at)), 0).astype(np.int64)
    order = np.lexsort((request, at))
    return Calls(at[order], request[order], seller[request][order], inbound[order], talked[order], seconds[order])
