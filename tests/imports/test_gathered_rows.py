"""Exports that tell of one record in several rows: a history with a row a change, an order with a row a product."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tandem.imports import actions, jobs
from tandem.imports.drafts import try_out as try_draft_out
from tandem.imports.guessing import Guess, guess
from tandem.imports.models import Draft, Import, ImportProblem
from tandem.imports.recipe_loading import RecipeRefused, load_recipe
from tandem.imports.rejected_rows import rejected_rows
from tandem.imports.shelf import record_kinds
from tandem.imports.table_reading import ColumnsMissing
from tandem.imports.trying import try_out
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.measures.sealing import sync
from tandem.measures.verification import verify
from tandem.selling.models import Payment

HISTORY = """
[recipe]
name = "history"
system = "own"

[formats]
dates = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
decimal = "comma"

[[table]]
name = "changes"
headers = ["Сделка", "Стало"]

[table.columns]
deal = "Сделка"
at = "Когда"
to = "Стало"
place = { of = "deal", take = "place" }
stage = { of = "deal", take = "last", column = "to" }
stage_at = { of = "deal", take = "last", column = "at" }
phone = { of = "deal", take = "first", column = "Телефон" }
paid_at = { of = "deal", take = "first", expression = "case when to = 'Оплата' then at end" }
paid = { of = "deal", take = "sum", column = "Сумма" }
changes = { of = "deal", take = "count" }

[[table.record]]
kind = "lead"
when = "place = '1'"
[table.record.fields]
id = "deal"
created_at = "at"
phone = "phone"
stage = { column = "stage", map = { "Новая" = "new", "Оплата" = "won", "Отказ" = "lost" } }
stage_at = "stage_at"
campaign = { expression = "changes || ' строк'" }

[[table.record]]
kind = "payment"
when = "place = '1' and paid is not null"
[table.record.fields]
id = { expression = "deal || '-оплата'" }
lead_id = "deal"
paid_on = { expression = "split_part(paid_at, ' ', 1)" }
amount = "paid"
"""

ROWS = [
    "Сделка;Когда;Стало;Телефон;Сумма",
    "1;01.03.2024 10:00;Новая;;",
    "2;01.03.2024 11:00;Новая;+7 916 123-45-68;",
    "1;02.03.2024 12:00;Новая;8 916 123-45-67;",
    "1;05.03.2024 09:00;Оплата;+7 999 000-00-00;1 000,50",
    "2;06.03.2024 09:00;Отказ;;",
    "1;07.03.2024 09:00;Оплата;;99,5",
    "3;08.03.2024 09:00;Новая;+7 916 123-45-69;",
]


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def written(folder: Path, rows: list[str], name: str = "history.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def imported(recipe: str, *paths: Path) -> Import:
    files = [(each, each.name) for each in paths]
    run = actions.receive(recipe_text=recipe, files=files, started_by_id=None, now=timezone.now())
    actions.run(import_id=run.pk, now=timezone.now())
    return Import.objects.get(pk=run.pk)


def leads() -> list[tuple[str, str, str]]:
    rows = Lead.objects.order_by("captured_at").values_list("deal__stage", "campaign", "client__contact_points__value")
    return [(stage or "new", campaign, phone) for stage, campaign, phone in rows]


@pytest.mark.django_db(transaction=True)
def test_a_history_gives_each_deal_once_as_it_came_to_be(home):
    path = written(home, ROWS)
    (tried,) = try_out(recipe_text=HISTORY, files=[(path, path.name)], now=timezone.now())
    run = imported(HISTORY, path)

    assert leads() == [
        ("won", "4 строк", "+79161234567"),
        ("lost", "2 строк", "+79161234568"),
        ("new", "1 строк", "+79161234569"),
    ]
    assert [(each.amount, str(each.paid_on)) for each in Payment.objects.all()] == [(Decimal("1100"), "2024-03-05")]
    assert str(Lead.objects.order_by("captured_at")[0].deal.stage_at) == "2024-03-07 06:00:00+00:00"
    assert (tried.tally.new, tried.rejected) == (4, 0)
    sync()
    assert verify().clean

    again = imported(HISTORY, path).files.get()
    assert (again.records_new, again.records_changed, again.records_same, again.rows_rejected) == (0, 0, 4, 0)
    undo(import_id=run.pk, by_id=None, now=timezone.now())
    sync()
    assert not Lead.objects.exists()
    assert verify().clean


LINES = """
[recipe]
name = "lines"
system = "shop"

[[table]]
name = "lines"
headers = ["Order", "Sum"]

[table.columns]
place = { of = "Order", take = "place" }
rows = { of = "Order", take = "count" }
total = { of = "Order", take = "sum", column = "Sum" }

[[table.record]]
kind = "payment"
when = "place = '1'"
[table.record.fields]
paid_on = "Day"
amount = "total"
purpose = { expression = "rows || ' products'" }
"""


@pytest.mark.django_db
def test_the_numbers_of_a_workbook_are_added_up_and_a_row_without_a_key_stands_alone(home):
    with xlsxwriter.Workbook(home / "lines.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Order", "Day", "Sum"])
        lines = [("A", 150_000.5), ("A", 0.125), ("", 5), ("B", 7), ("A", -50_000), ("", 6.5), ("C", "")]
        for number, (order, amount) in enumerate(lines, start=1):
            sheet.write_row(number, 0, [order, "2024-03-01", amount])
    file = imported(LINES, home / "lines.xlsx").files.get()

    found = sorted(Payment.objects.values_list("amount", "purpose"))
    assert found == [
        (Decimal(5), "1 products"),
        (Decimal("6.50"), "1 products"),
        (Decimal(7), "1 products"),
        # Three places are rounded to the kopeck as all money is, and that is told.
        (Decimal("100000.63"), "3 products"),
    ]
    told = {(each.severity, each.code, each.line) for each in ImportProblem.objects.exclude(code="unmatched")}
    assert told == {("warning", "rounded", 2), ("rejected", "required_empty", 8)}
    assert file.rows_read == 7


@pytest.mark.django_db
def test_a_part_that_cannot_be_made_is_not_left_out_of_the_sum(home):
    recipe = LINES.replace('take = "sum", column = "Sum"', 'take = "sum", column = "Sum", json = "paid"')
    lines = ["Order;Day;Sum", 'A;2024-03-01;{"paid": 5}', "A;2024-03-01;five", 'B;2024-03-01;{"paid": 7}']
    imported(
        recipe, written(home, [each.replace('{"paid": ', '"{""paid"": ').replace("}", '}"') for each in lines], "l.csv")
    )

    assert list(Payment.objects.values_list("amount", flat=True)) == [Decimal(7)]
    assert ImportProblem.objects.get(severity="rejected").code == "json_unreadable"


@pytest.mark.django_db
def test_money_of_another_country_is_not_added_to_ours(home):
    path = written(home, ["Order;Day;Sum", "A;2024-03-01;5", "A;2024-03-01;$ 7", "B;2024-03-01;5 ₽"], "lines.csv")
    imported(LINES, path)

    assert list(Payment.objects.values_list("amount", flat=True)) == [Decimal(5)]
    assert ImportProblem.objects.get(severity="rejected").code == "currency_differs"


@pytest.mark.django_db
def test_rows_in_no_order_are_ordered_by_when_they_happened(home):
    recipe = HISTORY
    for name in ("stage", "stage_at", "paid_at", "phone"):
        recipe = recipe.replace(f'{name} = {{ of = "deal",', f'{name} = {{ of = "deal", by = "at",')
    recipe = recipe.replace(
        "[[table.record]]", 'began = { of = "deal", by = "at", take = "first", column = "at" }\n\n[[table.record]]', 1
    )
    recipe = recipe.replace('created_at = "at"', 'created_at = "began"')
    jumbled = [ROWS[0], ROWS[6], ROWS[3], ROWS[5], ROWS[1], ROWS[7], ROWS[4], ROWS[2]]
    imported(recipe, written(home, jumbled))

    assert leads() == [
        ("won", "4 строк", "+79161234567"),
        ("lost", "2 строк", "+79161234568"),
        ("new", "1 строк", "+79161234569"),
    ]
    assert str(Lead.objects.order_by("captured_at")[0].deal.stage_at) == "2024-03-07 06:00:00+00:00"
    assert str(Payment.objects.get().paid_on) == "2024-03-05"

    imported(recipe.replace('name = "history"', 'name = "other"'), written(home, [ROWS[0], "9;вчера;Новая;;"], "b.csv"))
    assert {each.code for each in ImportProblem.objects.filter(severity="rejected")} == {"date_unreadable"}


@pytest.mark.django_db
def test_a_number_that_cannot_be_read_rejects_its_record_and_mended_it_keeps_the_rest_of_its_group(home):
    broken = [*ROWS[:6], "1;07.03.2024 09:00;Оплата;;много", ROWS[7]]
    run = imported(HISTORY, written(home, broken))

    problem = ImportProblem.objects.get(severity="rejected")
    assert (problem.line, problem.column, problem.code) == (2, "→ paid", "number_unreadable")
    assert "«много»" in problem.message_ru
    assert [each[0] for each in leads()] == ["lost", "new"]

    given_back = b"".join(rejected_rows(run.files.get(), language="ru")).decode("utf-8-sig")
    header, row = given_back.splitlines()[:2]
    assert header.startswith("Сделка,Когда,Стало,Телефон,Сумма,→ place,→ stage,→ stage_at,→ phone,→ paid_at,→ paid")
    assert row.startswith("1,01.03.2024 10:00,Новая,,,1,Оплата,07.03.2024 09:00,8 916 123-45-67,05.03.2024 09:00,,4")
    mended = given_back.replace("05.03.2024 09:00,,4", '05.03.2024 09:00,"1100,00",4')
    imported(HISTORY, written(home, mended.splitlines(), "mended.csv"))
    assert leads()[0][:2] == ("won", "4 строк")
    assert Payment.objects.get().amount == Decimal(1100)


@pytest.mark.django_db
def test_a_torn_row_is_no_part_of_its_record_and_cannot_be_fed_alone(home):
    torn = [ROWS[0], "1;01.03.2024 10:00;Новая", *ROWS[2:]]
    run = imported(HISTORY, written(home, torn))
    assert leads()[1][:2] == ("won", "3 строк")

    given_back = b"".join(rejected_rows(run.files.get(), language="ru")).decode("utf-8-sig")
    imported(HISTORY, written(home, given_back.splitlines(), "mended.csv"))

    problem = ImportProblem.objects.filter(severity="rejected").latest("pk")
    assert problem.code == "group_incomplete"
    assert "целиком" in problem.message_ru
    assert leads()[1][:2] == ("won", "3 строк")


@pytest.mark.django_db
def test_a_file_without_the_column_that_gathers_is_refused(home):
    without = ["Номер;Когда;Стало", "1;01.03.2024 10:00;Новая"]
    recipe = HISTORY.replace('headers = ["Сделка", "Стало"]', 'headers = ["Когда", "Стало"]')
    with pytest.raises(ColumnsMissing, match="«Сделка»"):
        imported(recipe, written(home, without))
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ('{ of = "deal", column = "to" }', "of and take go together"),
        ('{ take = "last", column = "to" }', "of and take go together"),
        ('{ of = "deal", take = "last", column = "to", carry = true }', "of and take go together"),
        ('{ of = "deal", take = "count", column = "to" }', "tell of the rows themselves"),
        ('{ of = "deal", take = "last" }', "Exactly one of column"),
        ('{ of = "deal", take = "latest", column = "to" }', "last"),
        ('{ of = "deal", take = "last", column = "place" }', "cannot be gathered from other gathered"),
        ('{ of = "deal", take = "last", expression = "place || to" }', "cannot be gathered from other gathered"),
        ('{ of = "deal", take = "sum", column = "Сумма", by = "at" }', "by goes with take"),
        ('{ of = "place", take = "last", column = "to" }', "cannot be gathered from other gathered"),
    ],
)
def test_a_mistake_in_a_gathered_column_is_named(column, said):
    text = HISTORY.replace('stage = { of = "deal", take = "last", column = "to" }', f"stage = {column}")
    with pytest.raises(RecipeRefused) as refused:
        load_recipe(text, record_kinds())
    assert any(said in each.message.en for each in refused.value.mistakes)


def test_what_follows_from_gathered_columns_may_be_made_of_them():
    text = HISTORY.replace("[[table.record]]", 'cheap = { expression = "paid < 500" }\n\n[[table.record]]', 1)
    assert load_recipe(text, record_kinds()).tables[0].made[-1].name == "cheap"


def guessed(headers: str, rows: list[str]) -> Guess:
    cells = [row.split(";") for row in rows]
    return guess(headers.split(";"), cells, record_kinds(), [], "history.csv")


def shown(found: Guess) -> str:
    return found.to_toml(name="history", system="history", time_zone="Europe/Moscow", currency="RUB")


CHANGES = [
    "1;01.03.2024 10:00;Новая;8 916 123-45-67;Анна;",
    "2;01.03.2024 11:00;Новая;8 916 123-45-68;Олег;",
    "3;01.03.2024 12:00;Новая;8 916 123-45-69;Анна;500",
    "2;05.03.2024 09:00;Отказ;;Олег;",
    "1;06.03.2024 09:00;Оплачена;;Анна;1 000,50",
    "3;07.03.2024 09:00;Оплачена;;Анна;700",
]
NAMES = "ID сделки;Дата изменения;Новый этап;Телефон;Ответственный;Сумма"


@pytest.mark.django_db
def test_a_history_nobody_described_is_gathered_by_the_draft_itself(home):
    text = shown(guessed(NAMES, CHANGES))
    path = written(home, [NAMES, *reversed(CHANGES)])

    (tried,) = try_out(recipe_text=text, files=[(path, path.name)], now=timezone.now())
    imported(text, path)

    assert (tried.rejected, tried.tally.new) == (0, 3)
    found = Lead.objects.order_by("captured_at").values_list("deal__stage", "deal__amount", "assignment__seller__name")
    assert list(found) == [
        ("won", Decimal("1000.50"), "Анна"), ("lost", None, "Олег"), ("won", Decimal(700), "Анна")
    ]  # fmt: skip
    first = Lead.objects.order_by("captured_at")[0]
    assert str(first.captured_at) == "2024-03-01 07:00:00+00:00"
    assert str(first.deal.stage_at) == "2024-03-06 06:00:00+00:00"


@pytest.mark.django_db(transaction=True)
def test_on_the_pages_the_draft_says_so_and_choosing_columns_keeps_it(home, client, monkeypatch, django_user_model):
    monkeypatch.setattr(
        type(jobs.try_draft), "enqueue", lambda job, draft_id: try_draft_out(draft_id=draft_id, now=timezone.now())
    )
    client.force_login(django_user_model.objects.create_user("head", name="Рита", role="sales_head"))
    content = "\n".join([NAMES, *CHANGES]).encode()
    client.post(reverse("import_drafts"), {"uploads": [SimpleUploadedFile("history.csv", content)], "recipe": ""})
    draft = Draft.objects.get()

    page = client.get(reverse("import_draft", args=[draft.pk])).content.decode()
    chosen = {
        select: option
        for select, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
        if (option := next(iter(re.findall(r'<option value="([^"]*)" selected', options)), ""))
    }
    client.post(reverse("import_draft_mapping", args=[draft.pk]), chosen)

    again = Draft.objects.get()
    assert {"created_at", "stage", "amount"} <= set(chosen.values())
    assert (draft.trial[0]["rejected"], draft.trial[0]["new"]) == (0, 3)
    lines, lines_again = ({*each.recipe_text.splitlines()} for each in (draft, again))
    assert {each for each in lines ^ lines_again if not each.startswith("headers = ")} == set()
    assert 'gathered_stage = { of = "ID сделки", take = "last"' in again.recipe_text
    assert "Несколько строк говорят об одной записи" in page


def test_a_table_with_a_row_for_each_record_is_read_as_before_whatever_slips_it_has():
    rows = [f"{number};0{number}.03.2024 10:00;Новая;;;{number}00" for number in range(1, 9)]
    twice = [*rows, "1;01.03.2024 10:00;Новая;;;999", "2;02.03.2024 10:00;Отказ;;;", "3;03.03.2024 10:00;Новая;;;300"]

    for each in (rows, twice):
        found = guessed(NAMES, each)
        assert found.shared == ""
        assert "gathered" not in shown(found)


def test_whoever_takes_the_id_from_another_column_gathers_nothing():
    found = guessed(NAMES, CHANGES)
    assert found.shared == "ID сделки"

    others = tuple(each for each in found.columns if each.field != "id")
    assert "gathered" not in shown(replace(found, columns=others))


def test_times_that_only_their_own_format_reads_leave_the_order_to_the_file():
    american = [row.replace("01.03.2024", "03/01/2024").replace("05.03.2024", "03/15/2024") for row in CHANGES[:4]]
    american += ["1;03/16/2024 09:00;Оплачена;;Анна;1", "3;03/17/2024 09:00;Оплачена;;Анна;7"]

    text = shown(guessed(NAMES, american))

    assert 'dates = "%m/%d/%Y %H:%M"' in text
    assert "by = " not in text
    assert load_recipe(text, record_kinds()).tables[0].made
