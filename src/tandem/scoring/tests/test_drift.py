"""Drift has known answers, and an attribute that changed its meaning is found."""

import numpy as np
import pytest

from tandem.scoring.attributes import category, number
from tandem.scoring.drift import changed_meaning, drift_of_numbers, stability_index
from tandem.scoring.sufficiency import Silent
from tandem.scoring.tests.histories import history
from tandem.scoring.training import train


def test_the_index_of_halves_that_became_sixty_to_forty_is_known():
    assert stability_index([0.5, 0.5], [0.6, 0.4]) == pytest.approx(0.0405, abs=5e-5)


def test_the_same_leads_do_not_drift_and_others_do():
    values = np.random.default_rng(0).normal(size=2_000)

    assert drift_of_numbers("score", values[:1_000], values[1_000:]).index < 0.05
    assert drift_of_numbers("score", values, values + 1).is_far


def test_an_answer_whose_meaning_turned_round_in_the_middle_is_left_out():
    random = np.random.default_rng(3)
    late = np.repeat([0.0, 1.0], 1_000)
    fits = random.random(2_000) < 0.5
    bought = (random.random(2_000) < np.where(fits, 0.4, 0.1)).astype(float)
    said = np.where(late == 1, ~fits, fits)
    attributes, _ = history(2_000)

    trained = train([*attributes, category("fits", said.tolist())], bought, late=late)

    assert trained.silent["fits"] is Silent.CHANGED


def test_an_answer_that_always_meant_the_same_stays():
    random = np.random.default_rng(3)
    late = np.repeat([0.0, 1.0], 1_000)
    age = random.normal(size=2_000)
    bought = (random.random(2_000) < 1 / (1 + np.exp(1 - age))).astype(float)

    assert not changed_meaning(number("age", age), bought, late)
