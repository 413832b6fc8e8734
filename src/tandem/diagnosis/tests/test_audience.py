"""Evidence of a wrong audience: known answers, bounds at any number of looks, and what was planted is found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from tandem.diagnosis.rules.audience import (
    Leads,
    Plan,
    Speaks,
    State,
    chance,
    part_beyond_plan,
    share_since,
    since,
    speaks,
    states,
    weigh,
)
from tandem.diagnosis.rules.audience_labels import LabelCounts, LabelErrors, label_evidence, waiting_days
from tandem.diagnosis.rules.audience_payments import PaymentCounts, best_fit, paying_since, payment_evidence
from tandem.diagnosis.rules.e_values import (
    average,
    e_benjamini_hochberg,
    log_share_evidence,
    over_starts,
    start_weights,
)

SHARES = st.floats(0.05, 0.95)


def test_ten_of_sixty_against_a_plan_of_thirty_five_percent():
    evidence = log_share_evidence(10, 60, planned=0.35, alpha=1, beta=1, below=1)
    assert math.exp(float(evidence)) == pytest.approx(17.8, abs=0.05)


def test_the_fixed_numbers_of_e_bh():
    assert e_benjamini_hochberg(np.log([60, 45, 12, 3, 0.5]), level=0.1) == (0, 1)
    assert e_benjamini_hochberg(np.log([3, 60, 0.5, 45, 12]), level=0.1) == (1, 3)
    assert e_benjamini_hochberg([], level=0.1) == ()


def test_the_naive_share_of_a_young_cohort_is_less_than_half_of_the_truth():
    """Leads of a window of thirty days, delay exponential with a mean of twenty: .482 of the payments are there."""
    ages = np.arange(30) + 0.5
    assert float(np.mean(1 - np.exp(-ages / 20))) == pytest.approx(0.482, abs=0.001)
    # The rule is told nothing of the delay, and finds the whole share.
    rng = np.random.default_rng(11)
    captured = np.repeat(np.arange(60), 200)
    counts = _payments(rng, captured, days=60, share=0.16, mean=20)
    fit = best_fit(counts, planned=0.22, believed_days=30)
    naive = float(counts.paid[0].sum()) / captured.size
    assert naive < 0.12
    assert fit.share == pytest.approx(0.16, abs=0.03)
    assert fit.mean_days == pytest.approx(20, rel=0.35)


@given(planned=SHARES, k=st.integers(0, 30), n=st.integers(0, 30))
def test_the_closed_form_is_the_integral_written_out(planned, k, n):
    k = min(k, n)
    prior = stats.beta(4, 6)

    def bet(p: float) -> float:
        return float((p / planned) ** k * ((1 - p) / (1 - planned)) ** (n - k) * prior.pdf(p) / prior.cdf(planned))

    written_out = integrate.quad(bet, 0, planned, limit=200)[0]
    evidence = float(log_share_evidence(k, n, planned=planned, alpha=4, beta=6))
    assert math.exp(evidence) == pytest.approx(written_out, rel=1e-5)


@given(planned=SHARES, rise=st.floats(0, 1), n=st.integers(1, 40))
def test_where_the_plan_or_more_is_kept_the_stake_is_expected_to_stay_at_most_one(planned, rise, n):
    true = planned + rise * (1 - planned)
    k = np.arange(n + 1)
    evidence = log_share_evidence(k, np.full(n + 1, n), planned=planned, alpha=4, beta=6)
    expected = float(np.sum(stats.binom(n, true).pmf(k) * np.exp(evidence)))
    assert expected <= 1 + 1e-9
    if rise == 0:
        assert expected == pytest.approx(1)


def test_the_wager_on_starts_never_exceeds_one_and_nothing_of_it_is_lost():
    for starts in (1, 2, 40, 4000):
        weights = start_weights(starts, first=0.9)
        assert weights.shape == (starts,)
        assert 0.9 <= weights.sum() <= 1
    # Where nothing speaks anywhere, the stake is what it was.
    assert float(over_starts(np.zeros(40), start_weights(40, first=0.9))) == pytest.approx(0)


def test_an_average_of_e_values_needs_weights_that_add_up():
    assert math.exp(float(average(np.log([8.0, 2.0]), (0.5, 0.5)))) == pytest.approx(5)
    with pytest.raises(ValueError, match="add up"):
        average(np.log([8.0, 2.0]), (0.5, 0.4))


def test_a_plan_of_everybody_or_of_nobody_is_refused():
    for planned in (0.0, 1.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            log_share_evidence(1, 2, planned=planned, alpha=1, beta=1)
        with pytest.raises(ValueError, match="between 0 and 1"):
            payment_evidence(paying_since(np.zeros(3, int), np.full(3, -1), days=3), planned=planned, believed_days=20)


@given(st.floats(0, 1))
def test_errors_of_labels_are_taken_into_account_and_out_again(share):
    errors = LabelErrors(of_target=0.85, of_others=0.15)
    assert errors.true(errors.seen(share)) == pytest.approx(share, abs=1e-12)
    assert LabelErrors(0.85, 0.15).seen(0.4) == pytest.approx(0.43)


def test_labels_that_say_nothing_are_refused():
    with pytest.raises(ValueError, match="more often"):
        LabelErrors(of_target=0.5, of_others=0.5)


def test_looking_after_every_lead_does_not_cry_wolf():
    """2,000 campaigns that keep their plan, looked at after each of 600 labels: at most 5 % are ever accused."""
    rng = np.random.default_rng(3)
    hits = (rng.random((2000, 600)) < 0.43).cumsum(axis=1).astype(float)
    cases = np.broadcast_to(np.arange(1.0, 601), hits.shape)
    evidence = label_evidence(LabelCounts(hits[..., None], cases[..., None]), planned_seen=0.43)
    ever = (evidence >= math.log(20)).any(axis=1).mean()
    assert 0.005 < ever <= 0.05
    # The same looks with an ordinary test at 5 % accuse every third of them.
    naive = (stats.binom.cdf(hits, cases, 0.43) < 0.05).any(axis=1).mean()
    assert naive > 0.3


def test_a_campaign_that_was_good_and_turned_bad_is_found_with_the_day():
    rng = np.random.default_rng(5)
    leads = _leads(rng, days=80, target=lambda day: 0.4 if day < 50 else 0.12)
    plan = Plan(0.4)
    before, after = weigh(leads, plan, now=50), weigh(leads, plan, now=66)
    assert states([before, after], [plan, plan]) == (State.WATCHING, State.WARNING)
    found = since(after.counts, plan)
    assert found.earliest <= 50 <= found.latest
    assert abs(found.day - 50) <= 3
    share = share_since(after.counts, plan, found.day)
    assert share.low < leads.is_target[leads.captured_on >= 50].mean() < share.high
    assert share.value == pytest.approx(0.12, abs=0.04)
    assert part_beyond_plan(share.value, plan) == pytest.approx(0.4 - share.value)
    assert speaks(after) is Speaks.LABELS
    assert chance(after) < 0.05


def test_too_early_is_said_as_long_as_nothing_could_be_said():
    rng = np.random.default_rng(6)
    leads = _leads(rng, days=40, target=lambda day: 0.4, a_day=2)
    plan = Plan(0.4)
    early = weigh(leads, plan, now=2)
    assert states([early], [plan]) == (State.TOO_EARLY,)
    assert states([weigh(leads, plan, now=40)], [plan]) == (State.WATCHING,)


def test_a_wrong_portrait_is_found_by_payments_though_the_labels_are_right():
    rng = np.random.default_rng(7)
    leads = _leads(rng, days=40, target=lambda day: 0.4, pays=0.0)
    plan = Plan(0.4, paying=0.22, believed_days=20)
    found = weigh(leads, plan, now=40)
    assert states([found], [plan]) == (State.WARNING,)
    assert speaks(found) is Speaks.PAYMENTS


def test_a_belief_of_twenty_days_cannot_make_thirty_an_alarm():
    rng = np.random.default_rng(8)
    captured = np.repeat(np.arange(60), 50)
    highest = []
    for _ in range(40):
        for days in (20, 40, 60):
            seen = captured[captured < days]
            counts = _payments(rng, seen, days=days, share=0.22, mean=30)
            highest.append(float(payment_evidence(counts, planned=0.22, believed_days=20)))
    assert max(highest) < math.log(20)
    # Who trusts the twenty days misses an eighth of the payments.
    expected = 0.22 * np.sum(-np.expm1(-(60 - captured) / 20))
    assert counts.paid[0].sum() < 0.9 * expected


def test_leads_that_nobody_handled_say_nothing():
    rng = np.random.default_rng(9)
    leads = _leads(rng, days=30, target=lambda day: 0.4)
    silent = Leads(leads.captured_on, np.full(leads.captured_on.size, np.nan), leads.is_target, leads.paid_on)
    assert weigh(silent, Plan(0.4), now=30).total == pytest.approx(0)


def test_labels_wait_only_where_refusals_come_faster_than_consent():
    rng = np.random.default_rng(10)
    target = rng.random(400) < 0.4
    assert waiting_days(rng.exponential(2, 400), target) == 0
    slow = np.where(target, rng.exponential(6, 400), rng.exponential(1, 400))
    assert waiting_days(slow, target) == pytest.approx(float(np.quantile(slow, 0.9)))
    assert waiting_days(slow[:10], target[:10]) == 0


def test_payments_are_counted_by_whole_days_since_each_start():
    counts = paying_since(np.array([0, 0, 14, 20]), np.array([-1, 5, 3, -1]), days=21)
    assert counts.unpaid.shape == (2, 21)
    assert [int(each.sum()) for each in counts.unpaid] == [2, 1]
    assert counts.unpaid[0, 20] == 1
    assert counts.unpaid[0, 0] == 1
    assert [int(each.sum()) for each in counts.paid] == [2, 1]
    assert counts.paid[1, 3] == 1


def _leads(rng, *, days, target, a_day=50, pays=0.55) -> Leads:
    captured = np.repeat(np.arange(days), a_day)
    is_target = rng.random(captured.size) < np.array([target(day) for day in captured])
    at = captured + rng.random(captured.size)
    paid = np.where(is_target & (rng.random(captured.size) < pays), at + rng.exponential(20, captured.size), -1)
    return Leads(captured, at + rng.exponential(2, captured.size), is_target, np.floor(paid).astype(np.int64))


def _payments(rng, captured, *, days, share, mean) -> PaymentCounts:
    at = captured + rng.random(captured.size)
    paid = np.floor(at + rng.exponential(mean, captured.size)).astype(np.int64)
    after = np.where((rng.random(captured.size) < share) & (paid < days), paid - captured, -1)
    return paying_since(captured, after, days=days)
