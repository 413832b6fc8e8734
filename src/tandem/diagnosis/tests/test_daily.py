"""Since when waits changed: told by days whose waits are known, not by the newest, of which only the quickest are."""

from __future__ import annotations

import numpy as np

from tandem.diagnosis.rules.change_date import ChangeDay
from tandem.diagnosis.rules.daily import since_when
from tandem.diagnosis.rules.decomposition_factors import ANSWER
from tandem.diagnosis.rules.decomposition_history import NEVER, History
from tandem.diagnosis.rules.decomposition_leads import Judged

DAYS, CHANGE, A_DAY, SEEDS = 62, 40, 40, 20


def told(key: str, seed: int, *, before: float, after: float) -> ChangeDay | None:
    """The day found in a company whose clients wait so many hours on average, before and after the change."""
    random = np.random.default_rng(seed)
    day = np.repeat(np.arange(DAYS), A_DAY)
    came = day * 24 + random.uniform(0, 24, len(day))
    waited = random.lognormal(np.log(np.where(day < CHANGE, before, after)) - 0.5, 1.0)
    seen = came + waited < DAYS * 24
    taken = np.where(seen, (came + waited) // 24, NEVER).astype(np.int64)
    unknown, nothing = np.full(len(day), np.nan), np.zeros(len(day))
    never = np.full(len(day), NEVER)
    history = History(
        day=day, came=came, client=np.arange(len(day)), channel=np.zeros(len(day), dtype=np.int64),
        seller=np.zeros(len(day), dtype=np.int64), judged=np.full(len(day), Judged.TARGET),
        reached_on=np.stack([taken, never]), lost_on=never, handed=unknown, answered=np.where(seen, waited, np.nan),
        paid=nothing, cash=nothing, paid_on=never, agreed=nothing, list_price=nothing, deal_price=nothing,
        returning=np.zeros(len(day), dtype=np.bool_),
    )  # fmt: skip
    return since_when(key, history, ("processed", "won"), first=0, last=DAYS - 1)


def test_long_waits_that_did_not_change_rarely_have_a_day():
    assert sum(told(ANSWER, seed, before=96, after=96) is not None for seed in range(SEEDS)) <= SEEDS / 2


def test_the_day_on_which_waits_grew_is_found():
    found = [told(ANSWER, seed, before=24, after=48) for seed in range(SEEDS)]

    assert all(each is not None and abs(each.day - CHANGE) <= 7 for each in found)
