"""Rows written and read past Django hold what Django would have written and read, on either database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from tandem.intake import samples
from tandem.intake.models import Lead, Source
from tandem.journal.models import Head
from tandem.journal.pipelining import pipelined
from tandem.journal.rows import insert_rows, next_ids, rows_with, update_rows
from tandem.qualification.models import Answers

AT = datetime(2026, 3, 2, 12, 30, 15, 250, tzinfo=timezone(timedelta(hours=3)))
FIELDS = ("lead", "quality", "need", "budget", "budget_ok", "urgent", "starts_within_days", "said")
SOURCE = ("id", "key", "name", "door", "system", "fingerprint", "defaults", "settings", "a_minute",
          "refuses_incomplete", "is_open", "created_at")  # fmt: skip

pytestmark = pytest.mark.django_db


def sources(count: int) -> list[tuple[object, ...]]:
    ids = next_ids(Source, count)
    return [
        (pk, f"k{pk}", "Имя «в кавычках»\\", "api", "", "", {"product": "Окна\n"}, {"a": [1, None]}, 5, False, True, AT)
        for pk in ids
    ]


@pytest.mark.parametrize("count", [1, 3, 600])
def test_values_of_every_kind_come_back_as_django_reads_them(count):
    with transaction.atomic():
        rows = sources(count)
        insert_rows(Source, SOURCE, rows)
    assert list(Source.objects.order_by("id").values_list(*SOURCE)) == rows
    assert sorted(rows_with(Source, SOURCE, field="id", among=[row[0] for row in rows])) == rows


def test_decimals_flags_and_what_is_not_known_come_back_by_a_plain_statement():
    leads = [samples.lead(), samples.lead()]
    Answers.objects.all().delete()
    rows = [(leads[0], "A", True, Decimal("120000.50"), None, False, 30, ""), (leads[1], "", *[None] * 5, "")]
    with transaction.atomic(), pipelined():
        insert_rows(Answers, FIELDS, rows)
        assert sorted(rows_with(Answers, FIELDS, field="lead", among=leads)) == rows
    assert list(Answers.objects.order_by("lead").values_list(*FIELDS)) == rows


@pytest.mark.parametrize("count", [1, 600])
def test_rows_are_set_to_values_of_every_kind_each_by_its_key(count):
    changed = ("name", "defaults", "is_open", "created_at", "a_minute")
    with transaction.atomic():
        insert_rows(Source, SOURCE, sources(count + 1))
        *others, kept = Source.objects.order_by("id").values_list("id", flat=True)
        rows = [(pk, f"Новое «{pk}»", {"b": [pk, None]}, False, AT + timedelta(days=1), pk) for pk in others]
        update_rows(Source, changed, [*rows, (kept + 1, "nobody", {}, True, AT, 1)])
    assert list(Source.objects.filter(pk__in=others).order_by("id").values_list("id", *changed)) == rows
    assert Source.objects.get(pk=kept).name == "Имя «в кавычках»\\"


def test_what_is_not_known_any_more_is_set_to_nothing():
    lead = samples.lead()
    Answers.objects.all().delete()
    with transaction.atomic(), pipelined():
        insert_rows(Answers, FIELDS, [(lead, "A", True, Decimal("120000.50"), None, False, 30, "")])
        update_rows(Answers, FIELDS[1:], [(lead, "", *[None] * 5, "")])
    assert list(Answers.objects.values_list(*FIELDS)) == [(lead, "", *[None] * 5, "")]


def test_no_rows_are_asked_for_among_nothing():
    assert rows_with(Lead, ("id",), field="id", among=[]) == []


def test_ids_are_never_given_twice():
    with transaction.atomic():
        first = next_ids(Source, 3)
        insert_rows(Source, SOURCE, [(pk, f"k{pk}", *row[2:]) for pk, row in zip(first, sources(3), strict=True)])
        second = next_ids(Source, 2)
    assert len({*first, *second}) == 5


def test_django_is_told_how_many_rows_it_changed_while_others_are_on_their_way():
    with transaction.atomic(), pipelined():
        insert_rows(Source, SOURCE, sources(2))
        assert Source.objects.update(name="one") == 2
        assert Source.objects.filter(name="none").update(name="two") == 0
        assert Source.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_row_that_cannot_be_inserted_takes_the_whole_transaction_with_it():
    twice = sources(1) * 2

    def insert() -> None:
        with transaction.atomic(), pipelined():
            Head.objects.create(position=7)
            insert_rows(Source, SOURCE, twice)

    with pytest.raises(IntegrityError):
        insert()
    assert (Source.objects.count(), Head.objects.count()) == (0, 0)
    with transaction.atomic(), pipelined():
        insert_rows(Source, SOURCE, sources(1))
    assert Source.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite takes it")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", [0, 600])
def test_a_text_longer_than_its_column_is_refused_and_not_cut(at):
    rows = sources(at + 1)
    rows[at] = (*rows[at][:3], "x" * 41, *rows[at][4:])
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Source, SOURCE, rows)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite takes it")
@pytest.mark.django_db(transaction=True)
def test_what_no_text_holds_is_an_error_of_the_value():
    (row,) = sources(1)
    with pytest.raises(DataError), transaction.atomic(), pipelined():
        insert_rows(Source, SOURCE, [(row[0], row[1], "a\x00b", *row[3:])])
    assert connection.connection.pgconn.pipeline_status == 0
