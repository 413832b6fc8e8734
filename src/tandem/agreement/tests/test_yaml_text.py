"""One YAML file holds the whole agreement, comes back exactly, and a bad one is refused with its place."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from tandem.agreement.document import (
    Bonus,
    Calendar,
    Document,
    FigurePromise,
    GradeRow,
    Grading,
    Promise,
    Questions,
    Stage,
    Term,
)
from tandem.agreement.tests.documents import documents, texts
from tandem.agreement.yaml_reading import LARGEST, read
from tandem.agreement.yaml_text import YamlRefused, digest, from_yaml, to_yaml

whole = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@whole
@given(documents)
def test_any_document_comes_back_from_its_yaml_and_is_written_the_same_again(document):
    text = to_yaml(document)

    assert from_yaml(text) == document
    assert to_yaml(from_yaml(text)) == text


@settings(max_examples=120, deadline=None)
@given(texts, texts)
def test_any_text_comes_back_from_a_field_a_list_and_a_filter(text, other):
    document = Document(
        title=text,
        terms=(Term(definition=text, example=other),),
        stages=(Stage(key=text, moves=(text, other)),),
        promises=(Promise(figure=FigurePromise(where={text: (other,)})),),
    )

    assert from_yaml(to_yaml(document)) == document


@settings(max_examples=100, deadline=None)
@given(texts)
def test_other_readers_of_yaml_see_the_same_texts(text):
    document = Document(title=text, stages=(Stage(key="a", moves=(text,)),))

    seen = yaml.safe_load(to_yaml(document))

    assert seen.get("title", "") == text
    assert seen["stages"][0]["moves"] == [text]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents)
def test_the_parser_in_python_reads_what_the_fast_one_reads(document):
    assert read(to_yaml(document), loader=yaml.SafeLoader) == read(to_yaml(document))


def test_the_file_reads_well():
    document = Document(
        title="Регламент",
        terms=(
            Term(
                key="lead",
                title="Лид",
                definition="Лид — это одно обращение одного клиента в один момент времени, откуда бы оно ни пришло. "
                "Повторный звонок того же клиента по тому же делу новым лидом не считается.",
            ),
        ),
        grading=Grading(
            questions=Questions(need="need = true"),
            table=(GradeRow(need=True, budget=True, urgency="unknown", grade="ask"),),
        ),
        calendars=(Calendar(key="office", monday="9-18", exceptions={"2026-12-31": "9-16"}),),
    )

    assert to_yaml(document) == (
        "title: Регламент\n"
        "\n"
        "terms:\n"
        "  - key: lead\n"
        "    title: Лид\n"
        "    definition: >-\n"
        "      Лид — это одно обращение одного клиента в один момент времени, откуда бы оно ни пришло.\n"
        "      Повторный звонок того же клиента по тому же делу новым лидом не считается.\n"
        "\n"
        "grading:\n"
        "  questions:\n"
        "    need: need = true\n"
        "  table:\n"
        "    - {need: true, budget: true, urgency: unknown, grade: ask}\n"
        "\n"
        "calendars:\n"
        "  - key: office\n"
        '    monday: "9-18"\n'
        '    exceptions: {"2026-12-31": "9-16"}\n'
    )


def test_changing_one_sentence_changes_one_line():
    before = "Лид — это одно обращение одного клиента. " + "Второе предложение говорит о том, что им не считается. " * 3
    after = before.replace("одно обращение", "одна заявка")

    old = to_yaml(Document(preamble=before.strip())).splitlines()
    new = to_yaml(Document(preamble=after.strip())).splitlines()

    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_an_unquoted_yes_number_or_date_in_a_text_field_stays_a_text():
    read_back = from_yaml("title: yes\npreamble: 1e3\nterms: [{key: 2024-01-01, title: null, owner: 0x1F}]")

    assert read_back == Document(
        title="yes", preamble="1e3", terms=(Term(key="2024-01-01", title="null", owner="0x1F"),)
    )


def test_equal_numbers_and_filters_in_another_order_are_written_alike():
    one = Document(
        bonus=Bonus(cap=Decimal("2.50")),
        promises=(Promise(figure=FigurePromise(amount=Decimal("1E+3"), where={"a": (), "b": ()})),),
    )
    two = Document(
        bonus=Bonus(cap=Decimal("2.5")),
        promises=(Promise(figure=FigurePromise(amount=Decimal(1000), where={"b": (), "a": ()})),),
    )

    assert to_yaml(one) == to_yaml(two)
    assert digest(one) == digest(two)


def test_the_digest_of_a_signed_document_never_moves():
    document = Document(title="Регламент", stages=(Stage(key="new", title="Новая заявка", owner="marketing"),))

    assert digest(document) == "bdff3bef429e4c4a56cd9c43335030e1890a58e380cde3bf35801f2410a57deb"


def test_defaults_never_change_because_signed_files_leave_them_out():
    assert msgspec.json.encode(Bonus()) == b"{}"
    assert (Bonus().floor, Bonus().cap) == (Decimal("0.5"), Decimal("1.5"))
    assert Promise(figure=FigurePromise()).figure == FigurePromise(
        measure="", relation="at least", amount=Decimal(0), per="month"
    )


BAD = {
    "an anchor": ("stages: &all []", 1, 9, "повторите", "Anchors"),
    "an alias": ("title: a\npreamble: *all", 2, 11, "повторите", "Anchors"),
    "a tag": ("title: !!python/object:os.system x", 1, 8, "Метки", "Tags"),
    "a key twice": ("title: a\nlanguage: ru\ntitle: b", 3, 1, "строка 1", "line 1"),
    "two documents": ("title: a\n---\ntitle: b", 2, 1, "больше одного", "more than one"),
    "a misspelt key": ("terms:\n  - key: a\n    defintion: b", 3, 5, "«definition»", "“definition”"),
    "a key of elsewhere": ("terms:\n  - zzz: a", 2, 5, "definition, example", "definition, example"),
    "two owners": ("stages:\n  - owner: [marketing, sales]", 2, 12, "ровно один", "exactly one owner"),
    "a promise of two": ("promises:\n  - side: [marketing, sales]", 2, 11, "одна сторона", "one side"),
    "a text for a list": ("terms: none", 1, 8, "список", "a list"),
    "pairs for a text": ("title: {a: b}", 1, 8, "в кавычки", "quotes"),
    "a comma in a number": ("bonus:\n  cap: 1,5", 2, 8, "с точкой", "a point"),
    "a day of another order": ("revise_by: 31.12.2026", 1, 12, "2026-03-31", "2026-03-31"),
    "a day that is none": ("revise_by: 2026-02-31", 1, 12, "2026-03-31", "2026-03-31"),
    "an answer that is none": ("grading: {table: [{need: maybe}]}", 1, 26, "unknown", "unknown"),
    "an unknown language": ("language: de", 1, 11, "en, ru", "en, ru"),
    "too deep": ("[" * 50, 1, 11, "глубоко", "deep"),
    "a colon in a text": ("title: a: b", 1, 9, "двоеточие", "colon"),
    "a tab": ("\ttitle: a", 1, 1, "табуляция", "tab"),
    "a tab in the indent": ("terms:\n  - key: a\n  \ttitle: b", 3, 3, "табуляция", "tab"),
    "a text that begins with a star": ("title: * важно", 1, 9, "в кавычки", "quotes"),
    "half a sign": ("title: a\ntitle: \ud800", 2, 8, "UTF-8", "UTF-8"),
    "nothing": ("# only a remark", 1, 1, "пуст", "empty"),
    "a list without end": ("terms:\n" + "  - key: a\n" * 501, 502, 5, "500 пунктов", "500 items"),
    "braces in what it says": ("language: '{0} {x}'", 1, 11, "{0} {x}", "{0} {x}"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_place_and_reason(name):
    text, line, column, ru, en = BAD[name]

    with pytest.raises(YamlRefused) as refused:
        from_yaml(text)

    assert (refused.value.line, refused.value.column) == (line, column)
    assert ru in refused.value.text.ru
    assert en in refused.value.text.en
    assert refused.value.text.ru.startswith(f"Строка {line}, столбец {column}: ")


def test_a_file_above_a_megabyte_is_refused_before_it_is_read():
    with pytest.raises(YamlRefused, match="larger than 1 MB"):
        from_yaml("[" * (LARGEST + 1))


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))

    with pytest.raises(YamlRefused, match="Line 1, column 4"):
        from_yaml(bomb)
