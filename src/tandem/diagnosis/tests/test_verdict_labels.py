"""Who judged otherwise is not taken for a worse audience, nor a worse audience for labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tandem.diagnosis.rules.decomposition_factors import TARGET
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span, prepare
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_split import Paid, split
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict, judge
from tandem.diagnosis.rules.verdict_labels import moved_everywhere
from tandem.people.rules import Department

BEFORE, AFTER, UNTIL = Span(0, 55), Span(56, 111), 200
CHANNELS, LEADS = 8, 5_600
OWNERS = {TARGET: Department.MARKETING, "won": Department.SALES}
SEEDS = range(4)


def diagnosed(seed: int, *, fewer=lambda channel: 1.0, gamed: float = 0.0, sells: float = 0.25) -> Diagnosis:
    """A company whose later leads are target ones by ``fewer`` times, and of which unsold target leads are misjudged.

    ``sells`` is the part of later target leads that buy; a quarter did before.
    """
    random = np.random.default_rng(seed)
    day = random.integers(BEFORE.first, AFTER.last + 1, LEADS)
    channel = random.integers(0, CHANNELS, LEADS)
    later = day >= AFTER.first
    share = 0.4 * np.where(later, np.array([fewer(each) for each in range(CHANNELS)])[channel], 1.0)
    target = random.random(LEADS) < share
    sold = target & (random.random(LEADS) < np.where(later, sells, 0.25))
    label = target & ~(later & ~sold & (random.random(LEADS) < gamed))
    unknown, nothing = np.full(LEADS, np.nan), np.zeros(LEADS)
    bought = np.where(sold, day + 3, NEVER)
    money = sold * random.lognormal(8, 0.4, LEADS)
    history = History(
        day=day, came=np.asarray(day * 24.0, dtype=np.float64), client=np.arange(LEADS),
        channel=channel, seller=np.zeros(LEADS, dtype=np.int64),
        judged=np.where(label, Judged.TARGET, Judged.NON_TARGET), reached_on=np.stack([day, bought]),
        lost_on=np.where(sold, NEVER, day + 5), handed=unknown, answered=unknown, paid=money, cash=money,
        paid_on=bought, agreed=nothing, list_price=nothing, deal_price=nothing,
        returning=np.zeros(LEADS, dtype=np.bool_),
    )  # fmt: skip
    days = np.zeros(BEFORE.days)
    made = prepare(
        history, before=BEFORE, after=AFTER, until=UNTIL, stages=("processed", "won"),
        clicks=np.zeros((BEFORE.days + AFTER.days, CHANNELS)), paid=(Paid(days, days), Paid(days, days)), sellers=1,
        first_weekday=0,
    )  # fmt: skip
    return judge(split(made.periods, draws=200), owners=OWNERS, days=AFTER.days)


@pytest.mark.parametrize("seed", SEEDS)
def test_hard_leads_called_non_target_are_labels_and_nobodys_audience(seed):
    found = diagnosed(seed, gamed=0.35)

    assert found.of(TARGET).verdict is Verdict.LABELS_MOVED
    assert not found.causes


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["in two campaigns", "in all"])
def test_a_worse_audience_is_marketings_wherever_it_is(name, seed):
    worse = diagnosed(seed, fewer=lambda channel: 0.4 if channel < 2 or name == "in all" else 1.0)

    target = worse.of(TARGET)
    assert (target.verdict, target.side) == (Verdict.CAUSE, Department.MARKETING)
    assert target.amount < 0
    assert not target.leads_or_labels


def test_where_sales_do_not_tell_which_of_the_two_it_was_no_department_is_named():
    """Labels moved in all campaigns, and sales fell as well, yet no more than chance may have it."""
    found = [diagnosed(seed, gamed=0.35, sells=0.21).of(TARGET) for seed in range(8)]

    assert sum(each.side is None for each in found) >= 7
    assert any(each.leads_or_labels for each in found)


def test_nearly_all_channels_must_have_moved_one_way():
    bar = diagnosed(0, gamed=0.35).of(TARGET).bar
    turned = [replace(each, amount=-each.amount) for each in bar.channels[:3]]

    assert moved_everywhere(bar)
    assert not moved_everywhere(replace(bar, channels=(*turned, *bar.channels[3:])))
    assert not moved_everywhere(replace(bar, channels=bar.channels[:4]))
