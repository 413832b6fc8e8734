"""Means from moments are the means from the leads themselves."""

from __future__ import annotations

import pytest

from tandem.basics.intervals import mean_interval
from tandem.workload.study_rules import FEW, Minutes, norm_of, norms_by


def of(*values: float, assumed: float | None = None) -> Minutes:
    n = len(values)
    return Minutes(
        n, sum(values), sum(v**2 for v in values), sum(v**3 for v in values), n,
        n if assumed else 0, n * assumed if assumed else 0.0,
    )  # fmt: skip


def test_the_interval_is_that_of_the_values():
    values = [3.0, 5.0, 4.5, 30.0, 8.0, 2.0, 11.0]
    expected = mean_interval(values)
    found = norm_of(of(*values)).minutes
    assert found.n == 7
    assert found.value == pytest.approx(expected.value)
    assert found.high == pytest.approx(expected.high)
    assert found.low == pytest.approx(max(expected.low, 0))


def test_groups_add_up_to_the_whole():
    groups = {("Анна", "Окна"): of(10.0, 20.0), ("Анна", "Двери"): of(60.0), ("Борис", "Окна"): of(5.0)}
    found = norms_by(groups, lambda group: group[0])
    assert list(found) == ["Анна", "Борис"]
    assert found["Анна"].minutes.n == 3
    assert found["Анна"].minutes.value == pytest.approx(30.0)


def test_few_leads_say_so_and_never_differ_from_the_agreement():
    norm = norm_of(of(*[50.0, 51.0] * 5, assumed=10))
    assert norm.few
    assert not norm.differs
    assert norm.against == pytest.approx(5.05)


def test_enough_leads_outside_of_the_interval_differ():
    norm = norm_of(of(*[50.0, 51.0] * FEW, assumed=10))
    assert norm.differs
    assert not norm_of(of(*[50.0, 51.0] * FEW, assumed=50.5)).differs


def test_no_leads_have_no_norm():
    assert norm_of(Minutes()).minutes.value is None
    assert norm_of(of(12.0)).minutes.high == float("inf")
