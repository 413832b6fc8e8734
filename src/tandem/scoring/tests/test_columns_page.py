"""Columns known too late are shown with their evidence, decided by time or by people, and trainings obey."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.agreement.samples import signed
from tandem.journal.models import FactRow
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.scoring import proposing
from tandem.scoring.leakage import Recorded
from tandem.scoring.models import Column
from tandem.scoring.tests.company import bring, card_of, chances, reader, trained
from tandem.scoring.tests.test_pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    """Somebody writes the segment once the lead has bought or has not."""
    signed(agreement(target="grade in ('A', 'B')"), since=date(2025, 1, 1))
    columns = chances(600)
    bring({**columns, "segment": ["x" if won else "y" for won in columns["won"]]})


def keys(training):
    return {term.key for term in card_of(training).terms}


def test_before_any_training_the_page_says_how_suspects_are_found(company):
    assert "there has been none yet" in page(reader(), "/scorecard/columns/")


def test_a_suspect_stays_out_until_somebody_has_looked_at_its_evidence(company):
    browser = reader()

    training = trained(browser)

    assert "segment" not in keys(training)
    said = page(browser, "/scorecard/columns/")
    assert "alone predicts buying too well: AUC 1.00" in said
    assert "waits for a word: left out until then" in said
    # The suspects besides it are what any import records when the deal is over: its stage.
    assert "takes no part until somebody has looked" in page(browser) or "take no part until" in page(browser)


def test_a_denied_suspect_takes_part_and_a_confirmed_one_does_not(company):
    browser = reader()
    trained(browser)

    browser.post("/scorecard/columns/judgement/", {"column": "segment", "said": "known"})
    assert "known at capture: takes part" in page(browser, "/scorecard/columns/")
    assert "segment" in keys(trained(browser))

    browser.post("/scorecard/columns/judgement/", {"column": "segment", "said": "late"})
    assert "known only after the contact: left out" in page(browser, "/scorecard/columns/")
    assert "segment" not in keys(trained(browser))
    assert FactRow.objects.filter(kind="column_judged").count() == 2


def test_any_column_can_be_named_by_a_person(company):
    browser = reader()
    assert "source" in keys(trained(browser))

    browser.post("/scorecard/columns/judgement/", {"column": "source", "said": "late"})

    assert "source" not in keys(trained(browser))
    assert "named by a person" in page(browser, "/scorecard/columns/")


def test_times_decide_over_people(company, monkeypatch):
    # What the journal says of times is tested where it is read; here is what follows from it.
    late = {"budget": Recorded(values=600, late=500)}
    monkeypatch.setattr(proposing, "recorded", lambda reading, lead_ids: late)
    browser = reader()
    browser.post("/scorecard/columns/judgement/", {"column": "budget", "said": "known"})

    training = trained(browser)

    assert "budget" not in keys(training)
    said = page(browser, "/scorecard/columns/")
    assert "83% of its values were written down after the first contact" in said
    assert "decided by time of recording: left out" in said
    assert 'value="budget"' not in browser.get("/scorecard/columns/").content.decode()


def test_nonsense_is_refused_and_notes_nothing(company):
    browser = reader()

    browser.post("/scorecard/columns/judgement/", {"column": "source", "said": "perhaps"})
    browser.post("/scorecard/columns/judgement/", {"column": "nothing of ours", "said": "late"})

    assert not Column.objects.exists()
    assert "Leads have no attribute “nothing of ours”" in page(browser, "/scorecard/columns/")


def test_the_page_is_a_file_too_and_marketers_only_read(company):
    trained(reader())
    marketer = reader(Role.MARKETER)

    assert "Only after the contact" not in page(marketer, "/scorecard/columns/")
    assert "Segment" in marketer.get("/scorecard/columns.csv").content.decode("utf-8-sig")
    assert marketer.get("/scorecard/columns.xlsx").content.startswith(b"PK")
