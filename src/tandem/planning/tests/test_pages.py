"""The page of plans, its workbook, and a plan that comes back from Excel."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.imports import jobs
from tandem.imports.models import Draft, Import, Status
from tandem.journal import queries as journal
from tandem.planning.models import Plan
from tandem.planning.workbook import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client, monkeypatch, settings, tmp_path):
    """The browser of the head of sales; jobs run when they are asked for."""
    settings.HOME = tmp_path
    monkeypatch.setattr(type(jobs.try_draft), "enqueue", lambda job, *args, **kwargs: None)
    client.force_login(get_user_model().objects.create_user("head", name="Анна", role="sales_head"))
    return client


def bring_in(browser, **fields) -> Import:
    """Upload or paste, start, run."""
    answer = browser.post(reverse("import_drafts"), {"recipe": "plans", **fields})
    assert answer.status_code == 302, answer.content.decode()
    browser.post(reverse("import_draft_start", args=[Draft.objects.get().pk]))
    run = Import.objects.latest("pk")
    jobs.run_import.func(run.pk)
    run.refresh_from_db()
    assert run.status == Status.DONE
    return run


PASTED = (
    "Показатель\tНачало\tКонец\tМенеджер\tОтдел\tПлан\n"
    "Поступления\t01.11.2026\t30.11.2026\tМария\tОтдел продаж\t1 200 000,50\n"
    "Продажи\t01.11.2026\t30.11.2026\t\tОтдел продаж\t25\n"
    "Лиды\t16.11.2026\t22.11.2026\t\t\t300\n"
)


def test_cells_pasted_from_excel_become_a_plan(head):
    bring_in(head, pasted=PASTED)

    assert set(Plan.objects.values_list("measure", "seller__name", "value")) == {
        ("revenue_paid", "Мария", Decimal("1200000.50")),
        ("deals_won", None, Decimal(25)),
        ("leads", None, Decimal(300)),
    }
    page = head.get(reverse("plans")).content.decode()
    assert "Мария" in page
    assert "16 ноя" in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_workbook_comes_back_without_changing_anything(head, language):
    bring_in(head, pasted=PASTED)
    before = set(Plan.objects.values_list("pk", "value"))
    facts = journal.position()
    head.cookies["django_language"] = language

    book = head.get(reverse("plans_workbook")).content
    run = bring_in(head, uploads=[SimpleUploadedFile("plans.xlsx", book)])

    assert run.files.get().rows_read == 3
    assert run.files.get().rows_rejected == 0
    assert set(Plan.objects.values_list("pk", "value")) == before
    assert journal.position() == facts


def test_a_value_changed_in_excel_is_the_plan_now(head):
    bring_in(head, pasted=PASTED)

    bring_in(head, pasted=PASTED.replace("25\n", "30\n"))

    assert Plan.objects.get(measure="deals_won").value == 30


def test_cells_without_their_header_are_refused_in_a_sentence(head):
    answer = head.post(reverse("import_drafts"), {"recipe": "plans", "pasted": "Мария\t5\nПётр\t6"})

    assert answer.status_code == 422
    assert "не похож ни на одну таблицу" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_seller_name_that_is_a_formula_stays_text(head):
    plan = Plan.objects.create(
        measure="leads",
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 30),
        seller=get_user_model().objects.create_user("evil", name="=HYPERLINK(1)", role="seller"),
        value=1,
    )

    with zipfile.ZipFile(io.BytesIO(workbook([plan], language="ru"))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"'=HYPERLINK" in archive.read("xl/sharedStrings.xml")


def test_without_plans_the_page_teaches(head):
    assert "Плана ещё нет" in head.get(reverse("plans")).content.decode()
    assert head.get(reverse("plans_workbook")).status_code == 200


@pytest.mark.parametrize("role", ["seller", "marketer"])
def test_and_the_seller_plans_are_not_theirs(client, role):
    client.force_login(get_user_model().objects.create_user("one", name="Боб", role=role))

    assert client.get(reverse("plans")).status_code == 403
    assert client.get(reverse("plans_workbook")).status_code == 403
