"""The same form sent twice at the same moment, over two connections, is recorded once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.selling.models import Note, SentForm
from tandem.selling.notes import NoteNeedsWords, write_note
from tandem.selling.recording_once import KEPT, new_token, recorded_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def seller() -> Person:
    return Person.objects.get(name="Алиса")


def test_of_two_that_arrive_at_once_one_is_recorded_and_both_are_answered():
    number, ready, token = lead(seller="Алиса"), Barrier(2), new_token()
    by = seller()

    def send(_: int) -> bool:
        try:
            ready.wait()
            return recorded_once(
                token, lambda: write_note(lead_id=number, words="Раз", by=by, now=NOW), by=by, now=NOW
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == [False, True]
    assert Note.objects.count() == 1


def test_what_is_refused_leaves_its_token_free_and_another_s_token_is_another():
    number = lead(seller="Алиса")
    by = seller()
    other = Person.objects.create_user("b", name="Б", role="seller")

    with pytest.raises(NoteNeedsWords):
        recorded_once("t", lambda: write_note(lead_id=number, words=" ", by=by, now=NOW), by=by, now=NOW)
    assert recorded_once("t", lambda: write_note(lead_id=number, words="Раз", by=by, now=NOW), by=by, now=NOW)
    assert not recorded_once("t", _never, by=by, now=NOW)
    assert recorded_once("t", lambda: None, by=other, now=NOW)
    assert recorded_once("", lambda: None, by=by, now=NOW)


def test_tokens_of_long_ago_go():
    lead(seller="Алиса")
    recorded_once("old", lambda: None, by=seller(), now=NOW)

    recorded_once("new", lambda: None, by=seller(), now=NOW + KEPT + timedelta(days=1))

    assert list(SentForm.objects.values_list("token", flat=True)) == ["new"]


def _never() -> None:
    raise Refusal(Text(ru="ни разу", en="never"))
