from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.imports.guessing import guess
from tandem.imports.recipe_loading import load_recipe
from tandem.imports.shapes import BrokenRow
from tandem.imports.shelf import record_kinds
from tandem.imports.tests.kinds import KINDS, named, recipe_with

HEADERS = ["ID сделки", "Дата создания", "Связь", "Сумма", "Почта клиента", "Город"]
ROWS = [
    ["1", "31/01/2024 10:00", "+7 916 123-45-67", "3 500,50", "ann@example.com", "Псков"],
    ["2", "01/02/2024 11:30", "8 (916) 123-45-68", "1 000,00", "bob@example.com", ""],
]


def mapping(found):
    return {each.field: each.column for each in found.columns}


def test_a_known_recipe_comes_first_with_the_share_of_columns_it_knows():
    recipe = recipe_with('source = "Source"')

    found = guess(["Id", "Source", "x", "y"], [], KINDS, [recipe])

    assert [(each.recipe.name, each.table, each.confidence) for each in found.known] == [("school", "deals", 0.5)]
    assert guess(["Nr", "Source"], [], KINDS, [recipe]).known == ()


def test_columns_are_known_by_name_and_by_the_look_of_their_values():
    found = guess(HEADERS, ROWS, KINDS, [])

    assert found.kind is KINDS["lead"]
    assert mapping(found) == {
        "id": "ID сделки",
        "created_at": "Дата создания",
        "amount": "Сумма",
        "phone": "Связь",
        "email": "Почта клиента",
    }
    assert found.unused == ("Город",)
    assert all(0 < each.confidence <= 1 and each.reason.ru for each in found.columns)


def test_formats_the_sample_settles_are_written_down():
    by_field = {each.field: each for each in guess(HEADERS, ROWS, KINDS, []).columns}

    assert by_field["created_at"].dates == "%d/%m/%Y %H:%M"
    assert by_field["amount"].decimal == "comma"


def test_a_name_alone_is_not_believed_when_the_values_say_otherwise():
    assert "amount" not in mapping(guess(["Id", "Amount"], [["1", "many"], ["2", "few"]], KINDS, []))


def test_the_kind_is_the_one_whose_required_fields_are_there():
    assert guess(["Заказ", "Сумма", "Дата"], [["1", "5", "01.02.2024"]], KINDS, []).kind is KINDS["payment"]


def test_choices_written_in_the_files_own_way_begin_a_map():
    rows = [["1", "A - High"], ["2", "b: medium"], ["3", "Бесперспективный"]]

    (grade,) = (each for each in guess(["Id", "Качество"], rows, KINDS, []).columns if each.field == "grade")

    assert grade.values == (("A - High", "A"), ("b: medium", "B"))


def test_broken_rows_of_the_sample_are_passed_over():
    assert guess(["Id"], [BrokenRow("row_torn", named("torn"), ""), ["1"]], KINDS, []).kind is KINDS["lead"]


def test_a_file_of_nothing_known_gives_no_kind():
    found = guess(["foo", "bar"], [["1", "2"]], KINDS, [])

    assert (found.kind, found.columns) == (None, ())


def test_the_draft_is_a_recipe_that_loads_and_recognises_the_file():
    draft = guess(HEADERS, ROWS, KINDS, []).to_toml(name="own", system="own", time_zone="Europe/Moscow", currency="RUB")

    recipe = load_recipe(draft, KINDS)

    assert recipe.table_for(HEADERS) is recipe.tables[0]
    assert {each.field for each in recipe.tables[0].records[0].fields} >= {"id", "created_at", "phone"}


@given(st.lists(st.text(max_size=10), min_size=1, max_size=5, unique=True))
@settings(max_examples=50, deadline=None)
def test_any_headers_give_a_draft_that_is_toml(headers):
    found = guess(["Id", *headers], [["1", *headers]], KINDS, [])

    draft = found.to_toml(name='a"b\\c\n', system="x", time_zone="Europe/Moscow", currency="RUB")

    assert load_recipe(draft, KINDS).name == 'a"b\\c\n'


def test_a_number_and_a_day_that_no_name_tells_are_told_by_their_look():
    rows = [["T-1", "no", "10/01/2026 9:01 PM", "a@example.com"], ["T-2", "no", "10/31/2026 9:02 PM", "b@example.com"]]

    found = guess(["Case", "Seen", "Begun", "Reply to"], rows, KINDS, [])

    assert found.kind is KINDS["lead"]
    assert mapping(found)["id"] == "Case"
    assert found.missing == ()


def test_values_that_repeat_are_no_number_of_a_row():
    assert "id" not in mapping(guess(["Case", "Почта"], [["T-1", "a@b.ru"], ["T-1", "c@d.ru"]], KINDS, []))


def test_money_makes_a_table_one_of_payments_and_not_of_calls():
    rows = [["Анна", "A-1", "01.02.2024", "5000"], ["Олег", "A-2", "02.02.2024", "6000"]]

    assert (
        guess(["Менеджер", "Номер", "Дата", "Сумма оплаты"], rows, record_kinds(), []).kind is record_kinds()["payment"]
    )


def test_days_of_excel_that_lost_their_format_are_read_as_days():
    by_field = {
        each.field: each
        for each in guess(["Id", "Дата создания"], [["1", "46230.77"], ["2", "46231"]], KINDS, []).columns
    }

    assert by_field["created_at"].dates == "excel"


def test_words_for_stages_begin_a_map_and_the_others_stay():
    rows = [
        ["1", "01.02.2024", "Оплачена частично"],
        ["2", "01.02.2024", "На паузе"],
        ["3", "01.02.2024", "Не оплачена"],
    ]

    found = guess(["Номер", "Поступило", "Состояние"], rows, record_kinds(), [])
    text = found.to_toml(name="own", system="own", time_zone="Europe/Moscow", currency="RUB")

    (stage,) = (each for each in found.columns if each.field == "stage")
    assert stage.values == (("Оплачена частично", "won"),)
    (recipe,) = (
        each for each in load_recipe(text, record_kinds()).tables[0].records[0].fields if each.field == "stage"
    )
    assert recipe.otherwise == "keep"


def test_words_for_grades_begin_a_map_too():
    rows = [[str(number), "01.02.2024", word] for number, word in enumerate(["Горячий", "Тёплый", "Холодный", "Брак"])]

    found = guess(["Номер", "Поступило", "Качество лида"], rows, record_kinds(), [])

    (grade,) = (each for each in found.columns if each.field == "grade")
    assert grade.values == (("Горячий", "A"), ("Тёплый", "B"), ("Холодный", "C"), ("Брак", "D"))
