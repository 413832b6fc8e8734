"""Why September and October differ from July and August at the school: it adds up, down to the leads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tandem.basics.periods import Period
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why, why
from tandem.diagnosis.why_answer import tell
from tandem.imports.shelf import recipe_text
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tests.real_imports import a_company, bring

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("real imports"),
]

BEFORE, AFTER = Period(date(2023, 7, 1), date(2023, 8, 31)), Period(date(2023, 9, 1), date(2023, 10, 31))
FILES = ("contacts.csv", "deals.csv", "calls.csv", "spend.csv")


@pytest.fixture(scope="module")
def school(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """The answer, the revenue of both periods by the catalogue, and the leads of the later one by campaign."""
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        bring(recipe_text("zoho_crm"), real_data / "zoho_school_h1", FILES)
        # More facts than a reading takes in by itself.
        sync()
        reading = store.read()
        found = why(BEFORE, AFTER, reading)
        revenue = [
            answer(Question(("revenue_paid",), each), reading).total.values["revenue_paid"].value
            for each in (BEFORE, AFTER)
        ]
        campaigns = {
            row.members[0]: row.values["leads"].value
            for row in answer(Question(("leads",), AFTER, by=("campaign",)), reading).rows
        }
    return found, revenue, campaigns


def test_the_difference_of_the_school_adds_up_to_the_cent(school: tuple[Why, list[Decimal], dict[str, int]]) -> None:
    found, revenue, _ = school

    assert list(found.revenue) == revenue == [Decimal("22600.00"), Decimal("93650.00")]
    assert sum(found.amounts.values()) == revenue[1] - revenue[0]


def test_the_school_can_be_followed_from_each_bar_to_its_campaigns_and_their_leads(
    school: tuple[Why, list[Decimal], dict[str, int]],
) -> None:
    found, _, campaigns = school
    assert found.diagnosis is not None
    split = found.diagnosis.split

    for bar in split.bars:
        if bar.channels:
            assert sum(part.amount for part in bar.channels) == pytest.approx(bar.amount, abs=0.01)
    named = {found.channels[at] for at in range(len(found.channels) - 1)}
    assert named <= {*campaigns, *(None,)} | {found.channels[at] for at in split.went}
    assert found.leads == (1739, sum(campaigns.values()))


def test_the_school_is_told_more_requests_and_new_campaigns_and_nobody_at_sales_is_blamed(
    school: tuple[Why, list[Decimal], dict[str, int]],
) -> None:
    found, _, _ = school
    assert found.diagnosis is not None
    causes = {each.bar.key for each in found.diagnosis.causes}

    assert {"traffic", "channels_came"} <= causes
    assert not [each for each in found.diagnosis.causes if each.side == "sales" and each.amount < 0]
    assert found.diagnosis.sellers == ()
    assert found.diagnosis.of("still_to_come").verdict is Verdict.NOBODYS
    told = tell(found, "ru", {})
    assert (
        told.question
        == "Почему выручка за 1 сен – 31 окт 2023 на 71\u202fтыс.\u202f€ выше, чем за 1 июл – 31 авг 2023?"
    )
    assert told.untold
