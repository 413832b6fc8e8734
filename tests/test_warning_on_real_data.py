"""The school's real history: a campaign whose share of D and E leapt is warned of, a permuted history is not.

The school is imported as any export is, and looked at by the hourly job as if the days of January had come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tandem.basics.numbers import format_day, format_money
from tandem.diagnosis import watching
from tandem.diagnosis.models import AudienceWarning, AudienceWatch
from tandem.imports.shelf import recipe_text
from tandem.journal.models import FactRow
from tandem.measures.horizon import horizon
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.people.models import Person
from tests.real_imports import a_company, bring

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("real imports"),
]

FILES = ("contacts.csv", "deals.csv", "spend.csv")
#: The export ends with January.
BEFORE, AFTER = datetime(2023, 12, 31, 20, tzinfo=UTC), datetime(2024, 1, 31, 20, tzinfo=UTC)
#: Of its leads 56 % were D or E until autumn, 82 % were in January.
LEAPT = "04.07.23recentlymoved_DE"
HISTORIES = 4


@dataclass(frozen=True)
class Raised:
    """A warning as it was raised."""

    on: date
    earliest: date
    latest: date
    share: float
    high: float
    planned: float
    at_stake: Decimal | None
    currency: str


@dataclass(frozen=True)
class Story:
    """What was raised at the end of December and of January, what was told of it, and what permuted histories came to.

    ``told`` facts and the text of the page, ``spent`` on the campaign since it leapt; ``alarmed`` permuted histories
    had a warning, ``watched`` is how many campaigns and creatives each had under watch.
    """

    before: int
    warned: dict[str, Raised]
    told: int
    spent: Decimal
    page: str
    alarmed: int
    watched: list[int]


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        yield


@pytest.fixture(scope="module")
def school(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        bring(recipe_text("zoho_crm"), real_data / "zoho_school_h1", FILES)
        # More facts than a reading takes in by itself.
        sync()
        before = _look(BEFORE)
        # As if the school had come on the last of January: the watch of then is held to the past of then.
        _watch_anew()
        assert _look(AFTER) == AudienceWarning.objects.count()
        found = AudienceWarning.objects.filter(watch__creative="").select_related("watch")
        warned = {
            each.watch.campaign: Raised(
                each.changed_on, each.earliest, each.latest, each.share, each.high, each.watch.planned, each.at_stake,
                each.currency,
            )
            for each in found
        }  # fmt: skip
        told = FactRow.objects.filter(kind="audience_warned").count()
        ((spent,),) = store.read().rows(
            "SELECT sum(spend) FROM spend WHERE campaign = ? AND spent_on >= ?",
            [LEAPT, warned[LEAPT].on if LEAPT in warned else AFTER.date()],
        )
        page = _page()
        told_apart = [_on_permuted(seed) for seed in range(HISTORIES)]
        yield Story(
            before, warned, told, spent, page, sum(raised > 0 for raised, _ in told_apart), [n for _, n in told_apart]
        )


def _look(moment: datetime) -> int:
    with _at(moment):
        assert horizon(store.read()).until == moment.date()
        return watching.look(now=moment)


def _watch_anew() -> None:
    with transaction.atomic():
        for watch in AudienceWatch.objects.filter(closed_at=None):
            watching.close_watch(watch, AFTER)
    store.read().kept.clear()


def _page() -> str:
    browser = Client()
    browser.force_login(Person.objects.create_user("m", name="Марк", role="marketing_head", language="ru"))
    with _at(AFTER):
        return browser.get("/warnings/").content.decode()


def _on_permuted(seed: int) -> tuple[int, int]:
    """Warnings raised and watches held where the outcomes of leads are dealt out anew among all of them.

    The job reads the same leads of the same campaigns and days from the store; with grade and payment of a lead drawn
    by lot, each as long after the lead as it was, nothing is left that could be found.
    """
    _watch_anew()
    reading = store.read()
    reading.cursor.execute(f"""
        CREATE OR REPLACE TABLE main.dealt_out AS
        WITH placed AS (SELECT lead_id, row_number() OVER (ORDER BY lead_id) AS place FROM told.leads),
        dealt AS (
            SELECT row_number() OVER (ORDER BY hash(lead_id * 1000 + {seed}), lead_id) AS place, target,
                graded_at - captured_at AS labelled_after, (first_paid_on - captured_on)::INTEGER AS paid_after
            FROM told.leads
        )
        SELECT l.* REPLACE (
            d.target AS target, l.captured_at + d.labelled_after AS graded_at,
            l.captured_on + d.paid_after AS first_paid_on
        )
        FROM told.leads l JOIN placed p ON p.lead_id = l.lead_id JOIN dealt d ON d.place = p.place;
        CREATE OR REPLACE VIEW main.leads AS FROM main.dealt_out
    """)
    raised = _look(AFTER)
    # The job did read what was dealt out: as many target leads in all, and the campaign is as good as the others.
    share = "count(*) FILTER (target) / count(target)"
    ((same, of_all, its_own),) = store.read().rows(
        f"SELECT count(*) FILTER (target) = (SELECT count(*) FILTER (target) FROM told.leads), {share}, "
        f"(SELECT {share} FROM leads WHERE campaign = $leapt AND captured_on >= DATE '2024-01-01') FROM leads",
        {"leapt": LEAPT},
    )
    assert same
    assert its_own == pytest.approx(of_all, abs=0.12)
    return raised, AudienceWatch.objects.filter(closed_at=None).count()


def test_the_campaign_whose_share_of_d_and_e_leapt_is_named_with_its_day_and_money_at_stake(school: Story) -> None:
    raised = school.warned[LEAPT]
    assert date(2023, 12, 1) <= raised.on <= date(2024, 1, 10)
    assert raised.earliest <= raised.on <= raised.latest
    assert raised.share < 0.25 < 0.4 < raised.planned
    assert raised.high < raised.planned
    # Of what was spent since then the part beyond the plan.
    assert raised.currency == "EUR"
    assert raised.at_stake is not None
    assert 0 < raised.at_stake < school.spent
    assert school.told >= len(school.warned)
    # The page names it with its state, its day and the money.
    (row,) = [each for each in re.findall(r"<tr.*?</tr>", school.page, re.DOTALL) if LEAPT in each]
    for said in (
        "предупреждение",
        format_day(raised.on, AFTER.date(), "ru"),
        format_money(raised.at_stake, "EUR", "ru"),
    ):
        assert said in row


def test_before_it_leapt_there_was_nothing_to_warn_of(school: Story) -> None:
    assert school.before == 0


def test_a_permuted_history_is_silent(school: Story) -> None:
    assert min(school.watched) > 10
    assert school.alarmed == 0
