"""Which leads belong to one client, as an import decides it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched

import pytest
from django.utils import timezone

from tandem.clients.models import Client, ContactPoint
from tandem.imports.models import Import, Status
from tandem.imports.samples import sample_taking, take, taken
from tandem.imports.shapes import Record, RowResult
from tandem.imports.taking import Tally
from tandem.imports.undoing import undo
from tandem.intake.models import Lead

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def client_of(number: int, **signs: str) -> int:
    (lead_id,) = take("lead", [{"id": f"L{number}", "created_at": AT, **signs}])
    return Lead.objects.get(pk=lead_id).client_id


def test_the_same_phone_or_mail_is_the_same_client():
    first = client_of(1, phone="+79161234567", email="a@example.com")

    assert client_of(2, phone="+79161234567") == first
    assert client_of(3, email="a@example.com") == first


def test_a_number_that_is_nobodys_makes_no_strangers_one_client():
    assert client_of(1, phone="1111111111") != client_of(2, phone="1111111111")
    assert client_of(3, inn="0000000000") != client_of(4, inn="0000000000")


def test_two_ids_of_one_system_stay_two_clients_though_they_share_an_office_phone():
    first = client_of(1, client_id="C1", phone="+74951234567")

    assert client_of(2, client_id="C2", phone="+74951234567") != first
    assert client_of(3, client_id="C1") == first


def _counts(tally: Tally) -> tuple[int, int, int]:
    return tally.new, tally.changed, tally.same


def _in_chunks(rows: Sequence[Mapping[str, object]], *, size: int) -> tuple[int, int, int]:
    """Take a file of clients in, so many rows at a time; return what was new, changed and the same."""
    file = taken("client", [])[1]
    Import.objects.filter(pk=file.run_id).update(status=Status.RUNNING)
    taking = sample_taking(file)
    found = [
        taking.take([RowResult([Record("client", line, dict(row))]) for line, row in part], last_line=part[-1][0])
        for part in batched(enumerate(rows, start=file.line_done + 1), size, strict=False)
    ]
    return tuple(map(sum, zip(*map(_counts, found), strict=True)))  # type: ignore[return-value] # three counts


RECURRING = [
    {"id": "C1", "name": "Anna", "phone": "+79160000001"},
    {"id": "C2", "name": "Boris", "phone": "+79160000002"},
    {"id": "C1", "name": "Anna", "phone": "+79160000003"},
    {"id": "C1", "name": "Anna", "email": "anna@example.com"},
    {"id": "C2", "name": "Boris", "phone": "+79160000002"},
]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_client_in_several_rows_of_an_unchanged_file_has_not_changed(size):
    assert _in_chunks(RECURRING, size=size)[0] == 2
    for again in (size, 5, 1):
        assert _in_chunks(RECURRING, size=again) == (0, 0, 5)
    assert ContactPoint.objects.count() == 4


def test_one_of_the_rows_of_a_client_may_change_and_change_back():
    other = [{**row, "name": "Anna Maria"} if row["id"] == "C1" else row for row in RECURRING]
    for rows, name in ((RECURRING, "Anna"), (other, "Anna Maria"), (RECURRING, "Anna")):
        _in_chunks(rows, size=2)
        assert Client.objects.get(name__startswith="Anna").name == name
        assert _in_chunks(rows, size=2) == (0, 0, 5)


def test_a_row_added_to_a_client_leaves_its_other_rows_as_they_were():
    _in_chunks(RECURRING, size=5)
    more = [*RECURRING, {"id": "C1", "name": "Anna", "phone": "+79160000009"}]
    assert _in_chunks(more, size=2) == (0, 1, 5)
    assert _in_chunks(more, size=2) == (0, 0, 6)
    undo(import_id=Import.objects.order_by("pk")[1].pk, by_id=None, now=timezone.now())
    assert not ContactPoint.objects.filter(value="+79160000009").exists()
    assert _in_chunks(more, size=2)[1] > 0
    assert ContactPoint.objects.filter(value="+79160000009").exists()
