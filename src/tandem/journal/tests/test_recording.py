"""Facts get their positions in the order in which they become visible, and are never changed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tandem.journal import queries
from tandem.journal.actions import NotInTransaction, Recording, record
from tandem.journal.facts import BatchRetracted, Happening, UnknownFactKind, kind_named, kinds
from tandem.journal.models import FactRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RECORDING = Recording(at=NOON, source="test")


def happening(number: int) -> Happening:
    return Happening(BatchRetracted(title=f"№ {number}"), number, NOON)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_the_transaction_of_its_change_is_refused():
    with pytest.raises(NotInTransaction):
        record([happening(1)], recording=RECORDING)

    assert not FactRow.objects.exists()


@pytest.mark.django_db
def test_positions_follow_each_other_without_a_gap():
    with transaction.atomic():
        record([happening(1), happening(2)], recording=RECORDING)
        last = record([happening(3)], recording=RECORDING)

    assert last == queries.position() == 3
    assert list(FactRow.objects.values_list("position", "subject_id")) == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.django_db(transaction=True)
def test_a_refused_change_leaves_no_gap_behind():
    with transaction.atomic():
        record([happening(1)], recording=RECORDING)
        transaction.set_rollback(True)

    with transaction.atomic():
        record([happening(2)], recording=RECORDING)

    assert list(FactRow.objects.values_list("position", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_sees_a_position_before_all_lower_ones():
    seen: list[list[int]] = []
    writing = threading.Event()
    writing.set()

    def write(start: int) -> None:
        try:
            for number in range(start, start + 25):
                with transaction.atomic():
                    record([happening(number)], recording=RECORDING)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(start,)) for start in (100, 200, 300)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen.append([row[0] for row in queries.facts_after(0, limit=1000)])
    for writer in writers:
        writer.join()

    assert all(positions == list(range(1, len(positions) + 1)) for positions in seen)
    assert queries.position() == 75


@pytest.mark.django_db
def test_instants_are_followed_as_utc_text_from_every_database():
    with transaction.atomic():
        record([happening(1)], recording=RECORDING)

    (row,) = queries.facts_after(0, limit=10)

    assert row[queries.FOLLOWED.index("happened_at")] == "2026-03-02 12:00:00"


@pytest.mark.django_db
def test_a_fact_reads_back_as_its_kind_and_tells_itself_in_both_languages():
    with transaction.atomic():
        record([happening(7)], recording=RECORDING)

    row = FactRow.objects.get()

    assert row.fact == BatchRetracted(title="№ 7")
    assert (row.told.ru, row.told.en) == ("Импорт отменён: № 7", "Import undone: № 7")


def test_every_kind_of_fact_can_tell_itself_without_values():
    for kind in kinds().values():
        assert kind.sentence.ru
        assert kind.sentence.en
        assert kind.subject


def test_an_unknown_kind_is_named():
    with pytest.raises(UnknownFactKind, match="lead_abducted"):
        kind_named("lead_abducted")
