"""The school's history under two versions of its agreement: what was agreed later changes nothing of what is closed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import pytest
from pytest_django import DjangoDbBlocker

from tandem.agreement import actions
from tandem.agreement.backtest_result import Result
from tandem.agreement.backtesting import backtest
from tandem.agreement.document import Document
from tandem.agreement.drafting import ClosedPeriod
from tandem.agreement.held import Held
from tandem.agreement.judges import judge_of
from tandem.agreement.recount import Report, difference
from tandem.agreement.samples import draft, person
from tandem.agreement.splitting import Split
from tandem.agreement.starting import starter
from tandem.basics.periods import Grain, Period
from tandem.imports.shelf import recipe_text
from tandem.journal import queries as journal
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import Verification, verify
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tests.real_imports import NOW, a_company, bring

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("story of the school"),
]

#: The seven months the school's export covers.
MONTHS = tuple(date(2023 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(7))
CLOSED, OPEN = MONTHS[:4], MONTHS[4:]
WHOLE = Period(date(2023, 7, 1), date(2024, 1, 31))


def judging(target: str) -> Document:
    """The agreement to begin with, complete enough to be signed, that judges by what sellers write."""
    return msgspec.structs.replace(
        starter("ru", NOW.date()),
        grading=agreement(target=target, mql="has_need", sql_lead="has_need and has_budget").grading,
    )


FIRST = judging("grade in ('A', 'B')")
SECOND = judging("quality in ('A', 'B', 'C')")

type ByMonth = Mapping[date, int]


@dataclass
class Story:
    """What the reports said at each turn; positions are those of the journal when they were read."""

    imported: ByMonth
    #: The draft of version 2 on the seven months, before anything was closed.
    tried: Result
    under_first: ByMonth
    under_second: ByMonth
    first_position: int
    second_position: int
    stamped_first: set[int]
    stamped: set[tuple[date, int]]
    #: November to January as reported under version 1, and as reported after version 2 came in force.
    counted_anew: Split | None
    #: October and November, each as agreed then.
    over_time: Split | None
    refused: str
    verified: Verification


def target_leads() -> ByMonth:
    sync()
    question = Question(measures=("target_leads",), period=WHOLE, grain=Grain.MONTH)
    rows = answer(question, store.read()).over_time
    return {row.bucket.start: int(row.values["target_leads"].value) for row in rows if row.bucket}


def sign() -> None:
    """Both heads sign the draft."""
    actions.sign(by=person(Role.MARKETING_HEAD), now=NOW, side="marketing")
    actions.sign(by=person(Role.SALES_HEAD), now=NOW, side="sales")


@pytest.fixture(scope="module")
def story(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Import; sign version 1 from July; draft version 2; close July to October; sign it from November."""
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        bring(recipe_text("zoho_crm"), real_data / "zoho_school_h1", ("contacts.csv", "deals.csv"))
        imported = target_leads()

        draft(FIRST, since=date(2023, 7, 1), now=NOW)
        sign()
        follow(now=lambda: NOW)
        under_first, first_position = target_leads(), journal.position()

        draft(SECOND, since=date(2023, 11, 1), now=NOW)
        tried = backtest(SECOND, judge_of(SECOND), WHOLE, store.read(), against=(Held(1, FIRST, WHOLE, WHOLE),))
        for month in CLOSED:
            actions.close_month(month=month, by=person(Role.OWNER), now=NOW)
        with pytest.raises(ClosedPeriod) as refused:
            actions.propose(by=person(Role.OWNER), now=NOW, since=date(2023, 10, 31), reason="")
        sign()
        follow(now=lambda: NOW)
        under_second = target_leads()

        versions_told = FactRow.objects.filter(kind="lead_restamped", position__lte=first_position)
        months = Period(OPEN[0], WHOLE.end)
        (counted_anew,) = difference(
            Report(months, position=first_position), Report(months), measures=("target_leads",)
        ).whole
        (over_time,) = difference(
            Report(Period(date(2023, 10, 1), date(2023, 10, 31))),
            Report(Period(date(2023, 11, 1), date(2023, 11, 30))),
            measures=("target_leads",),
        ).whole
        stamped = store.read().rows("SELECT DISTINCT date_trunc('month', captured_on)::DATE, version FROM leads")
        return Story(
            imported=imported,
            tried=tried,
            under_first=under_first,
            under_second=under_second,
            first_position=first_position,
            second_position=journal.position(),
            stamped_first=set(versions_told.values_list("version", flat=True)),
            stamped={(month, version) for month, version in stamped},
            counted_anew=counted_anew.split,
            over_time=over_time.split,
            refused=refused.value.text.en,
            verified=verify(),
        )


@pytest.fixture(scope="module")
def graded(real_data: Path) -> Mapping[date, Counter[str]]:
    """Month → the grade as the seller wrote it → rows, counted from the file by hand."""
    found: dict[date, Counter[str]] = {month: Counter() for month in MONTHS}
    with (real_data / "zoho_school_h1" / "deals.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Id"]:
                _, month, year = row["Created Time"][:10].split(".")
                found[date(int(year), int(month), 1)][row["Quality"][:1]] += 1
    return found


def test_before_the_agreement_the_imported_grade_counts(story: Story, graded: Mapping[date, Counter[str]]) -> None:
    assert story.imported == {month: sum(graded[month][grade] for grade in "ABC") for month in MONTHS}


def test_the_first_version_holds_for_all_seven_months(story: Story, graded: Mapping[date, Counter[str]]) -> None:
    assert story.under_first == {month: graded[month]["A"] + graded[month]["B"] for month in MONTHS}
    assert story.stamped_first == {1}


def test_the_backtest_of_the_draft_says_who_would_join_on_all_seven_months(
    story: Story, graded: Mapping[date, Counter[str]]
) -> None:
    (target, *_) = story.tried.classes
    joining = sum(graded[month]["C"] for month in MONTHS)

    assert story.tried.leads == sum(sum(grades.values()) for grades in graded.values())
    assert (target.joined, target.left) == (joining, 0)
    assert target.after - target.before == joining
    for cut in ("campaign", "source", "seller_id"):
        assert sum(line.joined for line in story.tried.cuts[cut]) == joining
        assert sum(line.leads for line in story.tried.cuts[cut]) == story.tried.leads


def test_the_second_version_changes_november_and_later_only(story: Story, graded: Mapping[date, Counter[str]]) -> None:
    assert {month: story.under_second[month] for month in CLOSED} == {
        month: story.under_first[month] for month in CLOSED
    }
    for month in OPEN:
        assert story.under_second[month] - story.under_first[month] == graded[month]["C"] > 0


def test_each_lead_is_stamped_with_the_version_of_its_day(story: Story) -> None:
    assert story.stamped == {(month, 1) for month in CLOSED} | {(month, 2) for month in OPEN}


def test_what_the_second_version_changed_is_all_definition(story: Story, graded: Mapping[date, Counter[str]]) -> None:
    split = story.counted_anew

    assert split is not None
    assert split.definition == split.whole == sum(graded[month]["C"] for month in OPEN)
    assert split.behaviour == split.correction == 0


def test_between_october_and_november_behaviour_and_definition_make_up_the_difference(
    story: Story, graded: Mapping[date, Counter[str]]
) -> None:
    split, (october, november) = story.over_time, (graded[CLOSED[-1]], graded[OPEN[0]])

    assert split is not None
    assert split.behaviour + split.definition == split.whole
    assert split.whole == november["A"] + november["B"] + november["C"] - october["A"] - october["B"]
    assert split.correction == 0
    assert split.definition > 0


def test_no_version_starts_in_what_is_closed(story: Story) -> None:
    assert "2023-11-01" in story.refused


def test_the_books_agree_with_the_journal_in_the_end(story: Story) -> None:
    assert story.verified.differences == []
    assert story.second_position > story.first_position
