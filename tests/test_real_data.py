"""Real exports, imported by the shipped recipes, give the figures that independent code computed from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tandem.agreement.document import Document, Scorecard
from tandem.agreement.samples import person
from tandem.attribution.queries import campaign_chain
from tandem.campaigns import names_actions
from tandem.imports.models import ImportProblem
from tandem.imports.shelf import recipe_text
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring.proposing import propose
from tandem.workload.study import delays, study
from tests.real_imports import ALL_TIME, NOW, Imported, a_company, bring, checked, counts, split, totals

# The mark says that there must be a database; the imports themselves are shared by the tests of a set.
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("real imports"),
]

SCHOOL = ("contacts.csv", "deals.csv", "calls.csv", "spend.csv")
MAVEN = ("accounts.csv", "sales_teams.csv", "sales_pipeline.csv")


# The school: a CRM export, a call log and a spend table


@pytest.fixture(scope="module")
def school(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Imported:
    folder, text = real_data / "zoho_school_h1", recipe_text("zoho_crm")
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        batch = bring(text, folder, SCHOOL)
        after_import = checked()
        people = dict(Person.objects.values_list("pk", "name"))
        by_owner = split("seller", "leads", "deals_won", "revenue_paid")
        seen = Imported(
            files=counts(batch),
            problems=list(ImportProblem.objects.values_list("file__name", "severity", "code")),
            total=totals("leads", "deals_won", "revenue_paid", "spend", "calls"),
            split={
                "source": split("source", "leads", "deals_won", "spend"),
                "owner": {people.get(int(key)) if key else None: values for key, values in by_owner.items()},
            },
            after_import=after_import,
            rows={
                "response": store.read().rows(
                    "SELECT count(*), count(*) FILTER (abs(response_seconds - reported_response) <= 120) FROM leads "
                    "WHERE response_seconds IS NOT NULL AND reported_response IS NOT NULL"
                ),
                "without_id": list(
                    ImportProblem.objects.filter(severity="rejected").values_list("line").distinct().order_by("line")
                ),
            },
        )
        timed = study(store.read(), ALL_TIME, Document(), as_of=NOW.replace(tzinfo=None))
        seen.rows["norms"] = [
            (people.get(seller or 0), norm.minutes.n, norm.minutes.value, norm.minutes.low, norm.minutes.high)
            for seller, norm in timed.by_seller.items()
        ]
        seen.rows["studied"] = [(timed.leads, timed.untouched, timed.contacts, timed.timed)]
        seen.rows["delays"] = [
            (people[seller], each.system, each.human, each.n_system, each.n_human)
            for seller, each in delays(store.read(), ALL_TIME).items()
        ]
        seen.card = propose(store.read(), said={}, standing=Scorecard(), wanted=Scorecard())
        seen.rows["names"] = [*_mending()]
        seen.after_mending = checked()
        second = bring(text, folder, SCHOOL)
        seen.again = counts(second)
        undo(import_id=second.pk, by_id=None, now=NOW)
        undo(import_id=batch.pk, by_id=None, now=NOW)
        seen.after_undo = checked()
        seen.leads_after_undo = Lead.objects.count()
    return seen


def _mending() -> Iterator[tuple[Any, ...]]:
    """The campaigns page before anything is mended, after the rules, after a name was mended, and after that is undone.

    Each time: leads whose campaign spend does not know, their share of the leads that name one, leads of the campaign
    mended to, and all leads and spend.
    """
    by, said, campaign = person(Role.OWNER), "performancemax_digitalmarkt_ru_DE", "performancemax_eng_DE"
    yield _unmatched(campaign)
    names_actions.match_by_rules(store.read(), now=NOW)
    yield _unmatched(campaign)
    names_actions.mend(said=said, campaign=campaign, by=by, now=NOW)
    yield _unmatched(campaign)
    names_actions.restore(said=said, by=by, now=NOW)
    yield _unmatched(campaign)


def _unmatched(campaign: str) -> tuple[Any, ...]:
    chain = campaign_chain(ALL_TIME, store.read(), measures=("spend", "leads"))
    apart = chain.unmatched.leads_without_spend
    leads = next(line.row.values["leads"].value for line in chain.lines if line.member == campaign)
    total = chain.total.values
    return apart.amount, apart.of_named, leads, total["leads"].value, total["spend"].value


@pytest.fixture(scope="module")
def reference(real_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((real_data / "REFERENCE.json").read_text(encoding="utf-8"))["zoho_school_h1"]
    return found


def exact(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.01"))


def test_the_totals_of_the_school_are_the_reference(school: Imported, reference: dict[str, Any]) -> None:
    assert school.total == {
        "leads": reference["deals"],
        "deals_won": reference["paid"],
        "revenue_paid": exact(reference["first_payment"]),
        "spend": exact(reference["spend"]),
        "calls": reference["calls"],
    }


def test_every_source_of_the_school_has_its_reference(school: Imported, reference: dict[str, Any]) -> None:
    expected = {
        source: (each["deals"], each["paid"], exact(each["Spend"])) for source, each in reference["by_source"].items()
    }

    assert {
        source: (each["leads"], each["deals_won"], exact(each["spend"] or 0))
        for source, each in school.split["source"].items()
    } == expected


def test_every_owner_of_the_school_has_the_reference_and_the_unassigned_make_up_the_total(
    school: Imported, reference: dict[str, Any]
) -> None:
    owners = {
        name: (each["leads"], each["deals_won"], exact(each["revenue_paid"] or 0))
        for name, each in school.split["owner"].items()
        if each["leads"]
    }
    unassigned = owners.pop(None)
    expected = reference["by_owner"]

    assert owners == {
        name: (each["deals"], each["paid"], exact(each["first_payment"])) for name, each in expected.items()
    }
    assert unassigned == (
        reference["deals"] - sum(each["deals"] for each in expected.values()),
        reference["paid"] - sum(each["paid"] for each in expected.values()),
        exact(reference["first_payment"] - sum(each["first_payment"] for each in expected.values())),
    )


def test_two_deals_without_an_id_are_rejected_and_void_repeated_spend_is_dropped(
    school: Imported, reference: dict[str, Any]
) -> None:
    assert {name: each["rows_rejected"] for name, each in school.files.items()} == {
        "contacts.csv": 0, "deals.csv": 2, "calls.csv": 0, "spend.csv": 0,
    }  # fmt: skip
    assert len(school.rows["without_id"]) == 2
    assert school.files["deals.csv"]["rows_read"] == reference["deals"] + 2
    assert school.files["contacts.csv"]["records_new"] == reference["contacts"]
    assert school.files["spend.csv"]["rows_read"] == reference["spend_rows"]
    assert school.files["spend.csv"]["records_new"] == reference["spend_rows_dedup"]
    assert (
        school.files["spend.csv"]["records_repeated"] == reference["spend_rows"] - reference["spend_rows_dedup"] == 64
    )


def test_the_time_to_first_contact_agrees_with_the_crm(school: Imported, reference: dict[str, Any]) -> None:
    ((comparable, within),) = school.rows["response"]

    assert comparable == reference["sla_pairs"]
    assert within / comparable >= 0.97


def test_every_seller_of_the_school_gets_a_norm_of_minutes_with_its_cases(
    school: Imported, reference: dict[str, Any]
) -> None:
    norms = {name: each for name, *each in school.rows["norms"] if name is not None}
    ((leads, untouched, contacts, timed),) = school.rows["studied"]

    assert leads == reference["deals"]
    assert 0 < untouched < leads
    assert 0 < timed <= contacts <= reference["calls"]
    # Whoever has leads but never a call about them has no norm, and nobody makes one up.
    assert len(norms) >= len(reference["by_owner"]) - 3
    for n, minutes, low, high in norms.values():
        assert n >= 1
        assert 2 <= minutes < 240
        assert low <= minutes <= high


def test_every_seller_of_the_school_has_a_delay_and_none_of_the_system_is_made_up(school: Imported) -> None:
    told = {name: each for name, *each in school.rows["delays"]}

    assert len(told) >= 20
    # The export names no moment of the hand-over: nobody knows how long the leads were on the way to their sellers.
    assert all(system is None for system, *_ in told.values())
    assert sum(human is not None and human > 0 for _, human, *_ in told.values()) >= 20


def test_what_sellers_write_at_the_school_stays_out_of_the_card_though_nobody_has_told_it(school: Imported) -> None:
    assert school.card is not None
    suspected = {each.name for each in school.card.suspects}

    assert {each.name for each in school.card.suspects if each.is_proven} >= {"stage", "amount", "lost_reason"}
    assert {"quality", "product", "city"} <= suspected
    assert school.card.card is not None
    assert not suspected & {term.key for term in school.card.card.terms}


def test_payment_is_foreseen_at_capture_as_well_as_the_data_can_and_no_better(school: Imported) -> None:
    assert school.card is not None
    assert school.card.evaluation is not None
    assert school.card.evaluation.auc == pytest.approx(0.57, abs=0.03)


def test_the_chance_inside_each_grade_of_the_school_is_what_came_true(school: Imported) -> None:
    assert school.card is not None
    assert [each.grade for each in school.card.grades] == ["A", "B", "C", "D", "E"]
    for each in school.card.grades:
        assert each.promised == pytest.approx(each.buyers / each.leads, abs=0.01)


def test_of_the_deals_that_name_a_campaign_39_percent_name_one_that_spend_does_not_know_until_it_is_mended(
    school: Imported, reference: dict[str, Any]
) -> None:
    before, ruled, mended, undone = school.rows["names"]
    apart, share, leads, all_leads, spent = before

    assert (apart, round(share, 2)) == (2_970, 0.39)
    assert (all_leads, spent) == (reference["deals"], exact(reference["spend"]))
    # Nothing there differs in spelling alone: what the rules would match, people have to say.
    assert ruled == before
    assert mended[0] == apart - 1_289
    assert mended[1] == pytest.approx((apart - 1_289) / (apart / share))
    assert mended[2] == leads + 1_289
    assert mended[3:] == before[3:]
    assert undone == before
    assert school.after_mending is not None
    assert school.after_mending.differences == []


def test_the_same_files_again_change_nothing(school: Imported) -> None:
    for name, each in school.again.items():
        assert (each["records_new"], each["records_changed"]) == (0, 0), name
        assert each["records_same"] == school.files[name]["records_new"], name


def test_nothing_is_left_of_the_school_after_undoing_it_and_the_books_agree_throughout(school: Imported) -> None:
    assert school.leads_after_undo == 0
    assert school.after_import.differences == []
    assert school.after_undo is not None
    assert school.after_undo.differences == []


# The pipeline of a fictional firm, as a worked example


@pytest.fixture(scope="module")
def maven(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Imported:
    folder, text = real_data / "maven_crm", recipe_text("maven_crm")
    asked = ("leads", "deals_won", "deals_lost", "deals_amount", "revenue_paid")
    with a_company(django_db_blocker, "America/New_York", "USD"):
        batch = bring(text, folder, MAVEN)
        after_import = checked()
        seen = Imported(counts(batch), [], totals(*asked), {}, after_import)
        undo(import_id=batch.pk, by_id=None, now=NOW)
        seen.after_undo = checked()
        bring(text, folder, MAVEN)
        seen.after_second_import = checked()
        seen.total_after_second_import = totals(*asked)
    return seen


def test_the_totals_of_the_fictional_firm_come_out(maven: Imported) -> None:
    assert maven.total == {
        "leads": 8_800,
        "deals_won": 4_238,
        "deals_lost": 2_473,
        "deals_amount": Decimal("10005534.00"),
        "revenue_paid": Decimal("10005534.00"),
    }


def test_the_books_agree_after_import_undo_and_import_anew(maven: Imported) -> None:
    assert maven.after_import.differences == []
    assert maven.after_undo is not None
    assert maven.after_undo.differences == []
    assert maven.after_second_import is not None
    assert maven.after_second_import.differences == []
    assert maven.total_after_second_import == maven.total
