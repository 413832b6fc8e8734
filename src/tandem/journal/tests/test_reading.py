"""Facts read as Arrow are the facts that Django reads, whichever way they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tandem.journal import queries, reading
from tandem.journal.followed import SCHEMA
from tandem.journal.models import FactRow, Head
from tandem.journal.rows import Row, insert_rows

#: More than the SQLite driver looks at before it settles the types of columns.
NAMELESS = 8200
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
COLUMNS = (
    "position", "kind", "subject", "subject_id", "lead_id", "happened_at", "recorded_at", "actor_id", "version",
    "source", "batch_id", "payload",
)  # fmt: skip


def write_facts() -> int:
    """Facts that lack all they may lack, then some that have everything; returns the last position."""
    empty: list[Row] = [
        (at, "client_registered", "client", at, None, START, START, None, 0, "test", None, "{}")
        for at in range(1, NAMELESS + 1)
    ]
    full: list[Row] = [
        (
            NAMELESS + at, "lead_moved", "lead", 2**40 + at, at, START + timedelta(microseconds=at), START, 7, 3,
            "test", 5, '{"stage":"Ждёт «счёта» \\"сегодня\\"\\n€"}',
        )
        for at in range(1, 30)
    ]  # fmt: skip
    last = NAMELESS + len(full)
    with transaction.atomic():
        insert_rows(FactRow, COLUMNS, empty + full)
        Head.objects.update_or_create(id=1, defaults={"position": last})
    return last


def read_in_steps(after: int, upto: int, *, step: int) -> list[tuple[object, ...]]:
    tables = list(queries.facts_in_steps(after, upto, step=step))
    assert all(table.schema == SCHEMA for table in tables)
    return [tuple(row.values()) for table in tables for row in table.to_pylist()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("few", [1, 1_000_000])
def test_arrow_gives_the_facts_that_django_gives(monkeypatch, few):
    monkeypatch.setattr(reading, "FEW", few)
    last = write_facts()

    read = read_in_steps(0, last, step=1000)

    assert read == queries.facts_after(0, limit=last + 1)
    assert [row[5] for row in read[NAMELESS - 1 : NAMELESS + 1]] == [
        "2026-03-02 12:00:00",
        "2026-03-02 12:00:00.000001",
    ]
    assert "Ждёт «счёта»" in str(read[-1][-1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("few", [1, 1_000_000])
def test_steps_begin_behind_one_position_and_end_with_the_other(monkeypatch, few):
    monkeypatch.setattr(reading, "FEW", few)
    last = write_facts()

    assert [row[0] for row in read_in_steps(NAMELESS - 2, NAMELESS + 3, step=2)] == list(
        range(NAMELESS - 1, NAMELESS + 4)
    )
    assert read_in_steps(last, last, step=10) == []
    assert read_in_steps(last, last + 10, step=10) == []


@pytest.mark.django_db(transaction=True)
def test_facts_of_an_open_transaction_are_read_by_its_own_connection(monkeypatch):
    monkeypatch.setattr(reading, "FEW", 1)
    with transaction.atomic():
        last = write_facts()

        assert len(read_in_steps(0, last, step=5000)) == last


@pytest.mark.django_db(transaction=True)
def test_who_stops_asking_leaves_no_reader_behind(monkeypatch):
    monkeypatch.setattr(reading, "FEW", 1)
    last = write_facts()

    asked = queries.facts_in_steps(0, last, step=10)
    assert next(asked).num_rows >= 10
    asked.close()

    assert read_in_steps(last - 1, last, step=10)[0][0] == last


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite is read by a process of its own")
def test_a_reader_that_fails_is_not_taken_for_the_end_of_the_journal(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(reading, "FEW", 1)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "absent.sqlite3"))

    with pytest.raises(reading.JournalUnread):
        read_in_steps(0, 10, step=10)

    assert "absent.sqlite3" in capfd.readouterr().err
