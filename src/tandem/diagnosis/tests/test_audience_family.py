"""Campaigns and creatives as one family, and what a warning by payments tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from tandem.diagnosis.rules.audience import Evidence, Leads, Plan, Speaks, State, weigh
from tandem.diagnosis.rules.audience_family import Judged, Watched, judge
from tandem.diagnosis.rules.audience_found import found
from tandem.diagnosis.rules.audience_payments import STEP

DAYS = 60
PLAN = Plan(0.4)
#: Five campaigns of three creatives each.
NAMES = [(f"campaign {at}", f"creative {at}{part}") for at in range(5) for part in "abc"]


def _history(rng, *, bad: Mapping[str, float] | None = None, a_day: int = 6):
    """The creative of each lead, its day, and whether it is target: ``bad`` creatives bring fewer from day 30 on."""
    creative = np.repeat(np.arange(len(NAMES)), DAYS * a_day)
    day = np.tile(np.repeat(np.arange(DAYS), a_day), len(NAMES))
    share = np.full(creative.size, 0.42)
    for name, fallen in (bad or {}).items():
        share[(creative == [each for _, each in NAMES].index(name)) & (day >= 30)] = fallen
    return creative, day, rng.random(creative.size) < share


def _weighed(which, day, target) -> Evidence:
    nobody = np.full(int(which.sum()), -1)
    return weigh(Leads(day[which], day[which].astype(float), target[which], nobody), PLAN, now=DAYS)


def _judged(creative, day, target) -> dict[tuple[str, str], Judged]:
    campaign = creative // 3

    def without(name: str, creatives: tuple[str, ...]) -> Evidence:
        away = [[each for _, each in NAMES].index(each) for each in creatives]
        return _weighed((campaign == int(name[-1])) & ~np.isin(creative, away), day, target)

    family = [Watched(f"campaign {at}", "", _weighed(campaign == at, day, target), PLAN) for at in range(5)]
    family += [Watched(*name, _weighed(creative == at, day, target), PLAN) for at, name in enumerate(NAMES)]
    return {(each.campaign, each.creative): told for each, told in zip(family, judge(family, without), strict=True)}


def _warned(found) -> set[tuple[str, str]]:
    return {name for name, each in found.items() if each.state is State.WARNING}


def test_one_bad_creative_of_a_good_campaign_is_named_and_its_campaign_is_not():
    told = _judged(*_history(np.random.default_rng(1), bad={"creative 2b": 0.02}, a_day=12))
    assert _warned(told) == {("campaign 2", "creative 2b")}
    assert told["campaign 2", ""].lies_with == ("creative 2b",)
    # Without the rule about the rest the campaign would have been accused as a whole.
    creative, day, target = _history(np.random.default_rng(1), bad={"creative 2b": 0.02}, a_day=12)
    assert _weighed(creative // 3 == 2, day, target).total > np.log(20 / 0.05)


def test_a_campaign_that_is_bad_as_a_whole_is_named_itself():
    told = _judged(*_history(np.random.default_rng(2), bad=dict.fromkeys(("creative 1a", "creative 1b"), 0.05)))
    assert _warned(told) == {("campaign 1", "creative 1a"), ("campaign 1", "creative 1b")}
    whole = dict.fromkeys(("creative 1a", "creative 1b", "creative 1c"), 0.05)
    told = _judged(*_history(np.random.default_rng(2), bad=whole))
    assert ("campaign 1", "") in _warned(told)
    assert len(_warned(told)) == 4


def test_a_history_whose_labels_are_permuted_is_silent():
    """What was planted is gone when labels are dealt out anew, whatever the campaigns: nobody may be named."""
    rng = np.random.default_rng(3)
    creative, day, target = _history(rng, bad={"creative 2b": 0.02})
    assert _warned(_judged(creative, day, target))
    named = sum(bool(_warned(_judged(creative, day, rng.permutation(target)))) for _ in range(20))
    assert named <= 1


def test_the_family_is_stricter_than_campaigns_and_creatives_apart():
    """A value that would do among five campaigns alone does not among all twenty that are watched."""
    told = _judged(*_history(np.random.default_rng(4)))
    assert not _warned(told)
    evidence = _weighed(*_one(np.random.default_rng(4)))
    lonely = replace(evidence, total=float(np.log(5 / 0.05)))
    quiet = replace(evidence, total=-1.0)
    campaigns = [Watched(str(at), "", lonely if at == 0 else quiet, PLAN) for at in range(5)]
    creatives = [Watched(str(at), f"c{at}{part}", quiet, PLAN) for at in range(5) for part in "abc"]
    assert judge(campaigns, lambda *_: None)[0].state is State.WARNING
    assert judge([*campaigns, *creatives], lambda *_: None)[0].state is State.WATCHING


def _one(rng):
    creative, day, target = _history(rng)
    return creative == 0, day, target


@pytest.mark.parametrize("turned", [0, 42])
def test_a_warning_by_payments_tells_the_day_the_share_and_the_part_at_stake(turned):
    rng = np.random.default_rng(5)
    captured = np.repeat(np.arange(100), 40)
    at = captured + rng.random(captured.size)
    pays = rng.random(captured.size) < np.where(captured >= turned, 0.04, 0.2)
    paid = np.where(pays, np.floor(at + rng.exponential(10, captured.size)), -1).astype(np.int64)
    # Labels say target all along.
    leads = Leads(captured, at, rng.random(captured.size) < 0.4, paid)
    plan = Plan(0.38, paying=0.2, believed_days=12, proven=True)
    told = found(weigh(leads, plan, now=100), plan)
    assert told.speaks is Speaks.PAYMENTS
    assert told.since.earliest <= turned <= told.since.latest
    assert abs(told.since.day - turned) <= STEP
    assert told.share.low <= 0.04 <= told.share.high
    assert told.planned == 0.2
    assert told.for_nothing == pytest.approx(0.8, abs=0.06)
    assert told.share.n == 40 * (100 - told.since.day)
