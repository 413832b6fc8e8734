"""Rules of taking plans in."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.planning.models import Plan
from tandem.planning.samples import plan

pytestmark = pytest.mark.django_db

MARCH: dict[str, object] = {"measure": "leads", "start": date(2026, 3, 1), "end": date(2026, 3, 31)}


def stored(columns="value"):
    return store.read().rows(f"SELECT {columns} FROM plans ORDER BY plan_id")


def test_a_plan_reaches_the_store_for_a_seller_a_department_or_all():
    ids = {plan(), plan(seller="Анна"), plan(department="sales")}
    assert len(ids) == 3
    assert stored("measure, seller_id IS NULL, department, value")[1:] == [
        ("leads", False, None, Decimal(100)),
        ("leads", True, "sales", Decimal(100)),
    ]
    assert verify().differences == []


def test_a_corrected_plan_replaces_the_first_and_can_be_corrected_back():
    values = [plan(value=Decimal(value)) for value in (100, 120, 100)]
    assert len(set(values)) == 1
    assert stored() == [(Decimal(100),)]
    plan(seller="Анна", department="sales", value=Decimal(7))
    plan(seller="Анна", department="sales", value=Decimal(8))
    assert stored() == [(Decimal(100),), (Decimal(8),)]
    assert verify().differences == []


def test_the_same_plan_again_changes_nothing():
    plan()
    tally, _ = taken("plan", [MARCH | {"value": Decimal(100)}])
    assert (tally.new, tally.same) == (0, 1)


def test_undoing_a_correction_brings_the_first_plan_back():
    plan(value=Decimal(100))
    plan(value=Decimal(120))
    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=timezone.now())
    assert Plan.objects.get().value == 100
    plan(value=Decimal(100))
    sync()
    assert stored() == [(Decimal(100),)]
    assert verify().differences == []


def test_a_period_that_ends_before_it_starts_is_refused():
    tally, file = taken("plan", [MARCH | {"end": date(2026, 2, 28), "value": Decimal(1)}])
    assert (tally.new, file.rows_rejected, file.problems.get().code) == (0, 1, "ends_before_start")
    assert not Plan.objects.exists()


def test_two_values_for_one_plan_in_one_file_are_refused_beyond_the_first():
    tally, file = taken("plan", [MARCH | {"value": Decimal(value)} for value in (100, 120)])
    assert (tally.new, file.problems.get().line) == (1, 3)
    assert stored() == [(Decimal(100),)]


def test_a_measure_is_named_by_its_key_or_by_its_name_and_an_unknown_one_is_refused():
    """A plan that nothing is ever held against would be lost without a word."""
    rows = [
        MARCH | {"measure": name, "value": Decimal(5)} for name in ("deals_won", "Выручка", "Целевые лиды", "Всякое")
    ]

    tally, file = taken("plan", rows)

    assert sorted(Plan.objects.values_list("measure", flat=True)) == ["deals_won", "revenue_paid", "target_leads"]
    assert tally.new == 3
    problem = file.problems.get()
    assert (problem.code, problem.severity, problem.line) == ("unknown_measure", "rejected", 5)
    assert "Показателя «Всякое» нет. Есть, например: «" in problem.message_ru


def test_a_name_written_otherwise_corrects_the_same_plan():
    plan(measure="revenue_paid", value=Decimal(100))
    plan(measure="Выручка", value=Decimal(120))

    assert [(each.measure, each.value) for each in Plan.objects.all()] == [("revenue_paid", Decimal(120))]


def test_a_seller_whom_nobody_knows_is_remarked_upon():
    plan(seller="Анна")

    _, file = taken("plan", [MARCH | {"seller": name, "value": Decimal(5)} for name in ("Анна", "Анна П.")])

    problem = file.problems.get()
    assert (problem.code, problem.severity) == ("seller_is_new", "warning")
    assert "«Анна П.»" in problem.message_ru
