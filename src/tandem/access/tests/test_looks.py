"""Looks are added, never changed, and removed only when old."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tandem.access.actions import MOST_NAMED, forget_looks, note_look
from tandem.access.models import Look
from tandem.access.rules import page_of_search
from tandem.people.models import Person

NOW = timezone.now()


@pytest.fixture
def person_id(db):
    return Person.objects.create_user("anna", name="Анна", role="seller").pk


def test_a_look_at_many_is_one_statement_and_bounded(person_id, django_assert_num_queries):
    with django_assert_num_queries(1):
        note_look(person_id=person_id, page="search_name", at=NOW, client_ids=range(1, 200), found=199)

    assert Look.objects.count() == MOST_NAMED


def test_a_page_nobody_knows_is_a_mistake(person_id):
    with pytest.raises(AssertionError):
        note_look(person_id=person_id, page="elsewhere", at=NOW)


def test_the_database_lets_nobody_change_or_remove_a_fresh_look(person_id):
    note_look(person_id=person_id, page="lead", at=NOW, lead_id=1)

    for change in (lambda: Look.objects.update(lead_id=2), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert connection.vendor


def test_old_looks_go_oldest_first_and_never_those_of_the_last_month(person_id):
    for days in (400, 300, 200, 10):
        note_look(person_id=person_id, page="lead", at=NOW - dt.timedelta(days=days), lead_id=days)

    assert forget_looks(before=NOW - dt.timedelta(days=250), now=NOW, limit=1) == 1
    assert forget_looks(before=NOW, now=NOW, limit=99) == 2
    assert list(Look.objects.values_list("lead_id", flat=True)) == [10]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("+7 912 345-67-89", "search_phone"), ("500100732259", "search_phone"), ("a@b.ru", "search_email"),
        ("Семёнов", "search_name"), ("12", "search_name"), ("", "search_name"),
    ],
)  # fmt: skip
def test_a_search_is_told_apart_by_what_it_looks_like(text, page):
    assert page_of_search(text) == page
