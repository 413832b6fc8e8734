"""The school's history has a portrait; it is drafted, tried on the past, signed, and the leads go by it."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tandem.agreement import actions, backtests, queries
from tandem.agreement.backtest_result import Result as Trial
from tandem.agreement.clause_catalogue import fields
from tandem.agreement.models import Backtest
from tandem.agreement.samples import draft, person
from tandem.agreement.starting import starter
from tandem.imports.shelf import recipe_text
from tandem.journal.followers import follow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import Verification, verify
from tandem.people.rules import Role
from tandem.portrait.clause_words import words_of
from tandem.portrait.history import whole_period
from tandem.portrait.models import PortraitSearch
from tandem.portrait.result import Result
from tandem.portrait.searches import ask, result_of, run
from tandem.qualification.samples import agreement
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_list import Reader, first_of
from tests.real_imports import NOW, a_company, bring

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("portrait of the school"),
]

STARTS = date(2024, 1, 1)


@dataclass
class Story:
    """What was found, and what became of it; pages as text."""

    quality: Result
    payers: Result
    pages: dict[str, str]
    clause: str
    trial: Trial
    target_of_draft: str
    version: int
    #: By "captured since the version began": leads whose target differs from the clause.
    differing: dict[bool, int]
    inside: int
    listed: int
    first_of_list: set[int]
    all_inside: set[int]
    verified: Verification


def page_text(browser: Client, address: str) -> str:
    said = browser.get(address).content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", said)))


def sought(outcome: str) -> PortraitSearch:
    reading = store.read()
    period = whole_period(reading)
    assert period is not None
    left_out = ("quality",)
    search = ask(
        outcome=outcome, first=period.start, last=period.end, left_out=left_out, by=person(Role.ANALYST), now=NOW
    )
    run(search_id=search.pk, now=lambda: NOW)
    search.refresh_from_db()
    return search


@pytest.fixture(scope="module")
def story(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Import; sign version 1; seek both portraits; draft what sellers see as targets; sign it from January."""
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        bring(recipe_text("zoho_crm"), real_data / "zoho_school_h1", ("contacts.csv", "deals.csv"))
        grading = agreement(target="grade in ('A', 'B')", mql="has_need", sql_lead="has_need and has_budget").grading
        draft(msgspec.structs.replace(starter("ru", NOW.date()), portraits=(), grading=grading),
              since=date(2023, 7, 1), now=NOW)  # fmt: skip
        sign()
        follow(now=lambda: NOW)

        quality, payers = sought("seen_as_target"), sought("paid")
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(person(Role.SALES_HEAD))
        pages = {each.outcome: page_text(browser, f"/portrait/{each.pk}/") for each in (quality, payers)}

        browser.post(
            f"/portrait/{quality.pk}/amendment/", {"clause": "together", "title": "Наш ученик", "target": "only"}
        )
        backtest = Backtest.objects.get()
        backtests.run(backtest_id=backtest.pk, now=lambda: NOW)
        backtest.refresh_from_db()
        trial = backtests.result_of(backtest)
        open_draft = queries.draft()
        found = result_of(quality)
        assert trial is not None
        assert open_draft is not None
        assert found is not None
        assert found.portrayal.together is not None
        clause = found.portrayal.together.text
        target_of_draft = queries.document_of(open_draft).grading.target_lead.clause

        actions.propose(by=person(Role.OWNER), now=NOW, since=STARTS, reason="Портрет по истории")
        version = sign()
        follow(now=lambda: NOW)
        sync()

        reading = store.read()
        inside = {lead_id for (lead_id,) in reading.rows(f"SELECT lead_id FROM leads WHERE {clause}")}
        everybody = Reader(None, contacts=False)
        rows, _ = first_of(LeadFilters(sort="portrait"), reader=everybody, limit=500)
        payers_found = result_of(payers)
        assert payers_found is not None
        return Story(
            quality=found,
            payers=payers_found,
            pages=pages,
            clause=clause,
            trial=trial,
            target_of_draft=target_of_draft,
            version=version or 0,
            differing=dict(
                reading.rows(
                    f"SELECT captured_on >= DATE '{STARTS}', count(*) FILTER (target IS DISTINCT FROM ({clause})) "
                    "FROM leads GROUP BY 1"
                )
            ),
            inside=len(inside),
            listed=first_of(LeadFilters(portrait=(True,)), reader=everybody, limit=1)[1],
            first_of_list={row.lead_id for row in rows},
            all_inside=inside,
            verified=verify(),
        )


def sign() -> int | None:
    actions.sign(by=person(Role.MARKETING_HEAD), now=NOW, side="marketing")
    return actions.sign(by=person(Role.SALES_HEAD), now=NOW, side="sales")


def test_clauses_separate_what_sellers_grade_a_to_c_from_d_and_e(story: Story) -> None:
    together, rest = story.quality.portrayal.together, story.quality.portrayal.rest

    assert len(story.quality.portrayal.confirmed) >= 2
    assert together is not None
    assert rest is not None
    assert together.inside.low > rest.high
    assert all(each.inside.low > each.outside.high for each in story.quality.portrayal.confirmed)


def test_a_clause_separates_payers_from_the_rest(story: Story) -> None:
    (confirmed,) = story.payers.portrayal.confirmed

    assert confirmed.inside.low > confirmed.outside.high
    assert confirmed.lift.low > 1
    assert confirmed.chance <= 0.05


def test_the_coverage_shown_is_that_of_the_file(story: Story, real_data: Path) -> None:
    """The clause of sources, counted from the file by hand."""
    (by_source,) = [each for each in story.quality.portrayal.confirmed if each.text.startswith("source in")]
    sources = set(re.findall(r"'([^']*)'", by_source.text))
    inside = buyers = 0
    with (real_data / "zoho_school_h1" / "deals.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Id"] and row["Quality"][:1] in "ABCDE" and row["Quality"] and row["Source"] in sources:
                inside += 1
                buyers += row["Quality"][0] in "ABC"

    assert (by_source.whole.inside, by_source.whole.buyers_inside) == (inside, buyers)


def test_the_pages_show_the_clauses_with_their_intervals_and_what_moved(story: Story) -> None:
    for outcome, result in (("seen_as_target", story.quality), ("paid", story.payers)):
        page = story.pages[outcome]
        for each in result.portrayal.confirmed:
            assert words_of(each.clause, fields(), "en") in page
            assert each.text not in page
        assert re.search(r"\d+(\.\d)?% \(\d+(\.\d)?–\d+(\.\d)?\) n = \d", page)
        assert "confirmed" in page
        # The pages of the site changed in that year.
        assert "have moved strongly between the two halves" in page


def test_the_amendment_is_tried_on_the_past_and_signed(story: Story) -> None:
    (target, *_) = story.trial.classes

    assert story.target_of_draft == story.clause
    assert target.after == story.inside
    assert target.before != target.after
    assert story.version == 2


def test_leads_since_the_new_version_are_judged_by_the_portrait_and_the_earlier_ones_are_not(story: Story) -> None:
    assert story.differing[True] == 0
    assert story.differing[False] > 0


def test_the_list_of_leads_is_narrowed_and_ordered_by_it(story: Story) -> None:
    assert story.listed == story.inside
    assert len(story.first_of_list) == 500
    assert story.first_of_list <= story.all_inside


def test_the_books_agree_with_the_journal_in_the_end(story: Story) -> None:
    assert story.verified.differences == []
