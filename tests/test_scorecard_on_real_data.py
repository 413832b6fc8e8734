"""The scorecard on public leads with a known outcome, beside boosted trees on the same columns and folds.

The columns that sellers write are named here as the people of that company would confirm them; the product knows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

import tandem.scoring
from tandem.scoring.attributes import Attribute, Floats
from tandem.scoring.drift import drift_of_numbers
from tandem.scoring.evaluation import auc, evaluate
from tandem.scoring.files import LeadsOfFile, leads_of
from tandem.scoring.folds import FOLDS, dealt
from tandem.scoring.leakage import suspects
from tandem.scoring.sufficiency import Silent
from tandem.scoring.training import Trained, chances_of, points_of, train

pytestmark = [pytest.mark.real_data, pytest.mark.one_database]

WRITTEN_BY_SELLERS = (
    "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index", "Asymmetrique Profile Index",
    "Asymmetrique Activity Score", "Asymmetrique Profile Score", "Last Activity", "Last Notable Activity",
)  # fmt: skip
#: What the school knows of a request when it comes in.
AT_CAPTURE = ("Page", "Campaign", "Content", "Term", "Source")


@pytest.fixture(scope="module")
def honest(real_data: Path) -> LeadsOfFile:
    path = real_data / "x_education" / "lead_scoring.csv"
    return leads_of(path, target="Converted", without=WRITTEN_BY_SELLERS)


@pytest.fixture(scope="module")
def trained(honest: LeadsOfFile) -> Trained:
    return train(honest.attributes, honest.bought)


def test_the_readable_card_ranks_as_promised(trained: Trained) -> None:
    assert trained.evaluation.auc >= 0.870


def test_it_is_within_five_thousandths_of_boosted_trees(honest: LeadsOfFile, trained: Trained) -> None:
    used = [each for each in honest.attributes if trained.silent.get(each.name) in (None, Silent.WEAK)]

    assert trained.evaluation.auc >= boosted(used, honest.bought) - 0.005


def test_its_chances_mean_what_they_say(trained: Trained) -> None:
    assert 0.9 <= trained.evaluation.slope <= 1.1
    assert trained.evaluation.ece <= 0.02


def test_the_guard_finds_every_column_of_sellers_with_three_false_suspects_at_most(real_data: Path) -> None:
    leads = leads_of(real_data / "x_education" / "lead_scoring.csv", target="Converted")

    found = {each.name for each in suspects(leads.attributes, leads.bought)}

    assert set(WRITTEN_BY_SELLERS) <= found
    assert len(found - set(WRITTEN_BY_SELLERS)) <= 3


def test_no_column_is_known_by_name_in_the_product() -> None:
    for file in Path(tandem.scoring.__path__[0]).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [name for name in (*WRITTEN_BY_SELLERS, "Asymmetrique", "duration", "Quality") if f'"{name}' in text]


@pytest.fixture(scope="module")
def calls(real_data: Path) -> LeadsOfFile:
    path = real_data / "bank_marketing" / "bank-additional-full.csv"
    return leads_of(path, target="y", without=("duration",))


def test_the_banks_calls_are_ranked_as_promised_where_times_are_mixed(calls: LeadsOfFile) -> None:
    assert train(calls.attributes, calls.bought).evaluation.auc >= 0.79


def test_in_the_order_of_time_the_bank_is_told_of_the_drift_before_it_relies_on_the_score(calls: LeadsOfFile) -> None:
    early, late = np.split(np.arange(len(calls.bought)), [int(len(calls.bought) * 0.7)])
    card = train([each.of(early) for each in calls.attributes], calls.bought[early]).card
    before, after = (
        points_of(card, [each.of(rows) for each in calls.attributes], leads=len(rows)) for rows in (early, late)
    )

    assert drift_of_numbers("", before.astype(float), after.astype(float)).is_far
    # And rightly so: relied on all the same, the chances would be off by far.
    assert evaluate(chances_of(card, after), calls.bought[late]).ece > 0.05


def test_payment_foreseen_at_capture_at_the_school_claims_no_more_than_is_in_the_data(real_data: Path) -> None:
    path = real_data / "zoho_school_h1" / "deals.csv"
    leads = leads_of(path, target="Stage", bought="Payment Done")
    suspected = {each.name for each in suspects(leads.attributes, leads.bought)}

    found = train([each for each in leads.attributes if each.name in AT_CAPTURE], leads.bought).evaluation

    assert not suspected & set(AT_CAPTURE)
    assert {"Quality", "Initial Amount Paid", "Offer Total Amount", "Lost Reason"} <= suspected
    assert 0.53 < found.auc < 0.66


def boosted(attributes: Sequence[Attribute], bought: Floats) -> float:
    """The area of boosted trees, the best of those that the measurements try, on the folds of the card."""
    columns = np.column_stack(
        [
            each.numbers if each.numbers is not None else np.where(each.codes < 0, np.nan, each.codes)
            for each in attributes
        ]
    )
    categories = [each.numbers is None and len(each.levels) < 255 for each in attributes]
    folds, chances = dealt(bought), np.empty(len(bought))
    for fold in range(FOLDS):
        model = HistGradientBoostingClassifier(
            learning_rate=0.05, max_leaf_nodes=8, max_iter=300, categorical_features=categories, random_state=0
        )
        # Threads that wait for each other on a busy machine take longer than one.
        with threadpool_limits(1):
            model.fit(columns[folds != fold], bought[folds != fold])
        chances[folds == fold] = model.predict_proba(columns[folds == fold])[:, 1]
    return auc(chances, bought)
