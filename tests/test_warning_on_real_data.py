"""The school's real history: a campaign whose share of D and E leapt is warned of, a permuted history is not."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tandem.diagnosis.rules.audience import Leads, Plan, State, share_since, since, states, weigh
from tandem.diagnosis.rules.audience_baseline import Basis, Past, others, own_past
from tandem.diagnosis.warning_reading import LIVE_DAYS, UNTIMED_WAIT, WATCHED_DAYS

pytestmark = [pytest.mark.real_data, pytest.mark.one_database]

#: The export ends with January.
UNTIL = date(2024, 1, 31)
HISTORIES = 60


@dataclass(frozen=True)
class Lead:
    """A deal of the export that was judged."""

    campaign: str
    on: date
    is_target: bool


@pytest.fixture(scope="module")
def school(real_data: Path) -> list[Lead]:
    with (real_data / "zoho_school_h1" / "deals.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Lead(
            row["Campaign"], datetime.strptime(row["Created Time"], "%d.%m.%Y %H:%M").date(), row["Quality"][0] in "ABC"
        )
        for row in rows
        if row["Campaign"] and row["Quality"][:1] in set("ABCDE") and row["Created Time"]
    ]


def _watch(leads: list[Lead], until: date) -> dict[str, tuple[State, date, float, float]]:
    """Each campaign that can be watched, as in production: its state, since when, its share, the planned one."""
    cut = until - timedelta(days=WATCHED_DAYS)
    by_campaign: dict[str, list[Lead]] = defaultdict(list)
    for each in leads:
        if each.on <= until:
            by_campaign[each.campaign].append(each)
    pasts = {
        name: Past(sum(each.is_target for each in found if each.on < cut), sum(each.on < cut for each in found))
        for name, found in by_campaign.items()
    }
    own, new = own_past(pasts), others(pasts)
    watched, plans, weighed = [], [], []
    for name, found in by_campaign.items():
        held = own.get(name) or new
        if held is None or max(each.on for each in found) <= until - timedelta(days=LIVE_DAYS):
            continue
        first = max(cut, min(each.on for each in found))
        inside = [each for each in found if each.on >= first]
        captured = np.array([(each.on - first).days for each in inside])
        watched.append((name, first))
        plans.append(Plan(held.share, proven=held.basis is Basis.OWN_PAST))
        leads_then = Leads(
            captured, captured + UNTIMED_WAIT, np.array([each.is_target for each in inside]),
            np.full(captured.size, -1),
        )  # fmt: skip
        weighed.append(weigh(leads_then, plans[-1], now=float((until - first).days + 1)))
    found_states = states(weighed, plans)
    told = {}
    for (name, first), plan, evidence, state in zip(watched, plans, weighed, found_states, strict=True):
        when = since(evidence.counts, plan)
        share = share_since(evidence.counts, plan, when.day).value
        told[name] = (state, first + timedelta(days=when.day), share, plan.target)
    return told


def test_campaigns_whose_share_of_d_and_e_leapt_in_january_are_warned_of(school):
    before, after = _watch(school, date(2023, 12, 31)), _watch(school, UNTIL)
    warned = {name: each for name, each in after.items() if each[0] is State.WARNING}
    # Of its leads 56 % were D or E until autumn, 82 % were in January.
    _state, on, share, planned = warned["04.07.23recentlymoved_DE"]
    assert date(2023, 12, 1) <= on <= date(2024, 1, 10)
    assert share < 0.25 < 0.4 < planned
    assert not {name for name, each in before.items() if each[0] is State.WARNING}


def test_a_permuted_history_is_silent(school):
    """Labels are dealt out anew among all leads: nothing is left that could be found."""
    rng = np.random.default_rng(1)
    labels = np.array([each.is_target for each in school])
    alarmed = 0
    for _ in range(HISTORIES):
        dealt = rng.permutation(labels)
        history = [Lead(each.campaign, each.on, bool(label)) for each, label in zip(school, dealt, strict=True)]
        alarmed += any(each[0] is State.WARNING for each in _watch(history, UNTIL).values())
    assert alarmed <= 0.05 * HISTORIES
