"""Questions that are put off are asked in one trip, in their order, when the first answer is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from tandem.journal import together as asking
from tandem.journal.prepared import prepared
from tandem.journal.rows import ask, ask_all
from tandem.journal.together import together
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


@prepared
def called(name: str) -> QuerySet[Person, str]:
    return Person.objects.filter(name=name).values_list("username", flat=True)


@prepared
def in_role(role: str) -> QuerySet[Person]:
    return Person.objects.filter(role=role).order_by("username")


@pytest.fixture(autouse=True)
def people(db):
    for name in ("Anna", "Boris"):
        Person.objects.create_user(name.lower(), name=name, role=Role.SELLER)


@pytest.fixture
def trips(monkeypatch):
    """How many questions went in each trip."""
    made: list[int] = []
    whole = asking._ask

    def counted(answers: Sequence[Any]) -> None:
        made.append(len(answers))
        whole(answers)

    monkeypatch.setattr(asking, "_ask", counted)
    return made


def test_the_first_answer_that_is_read_brings_all_that_were_put_off(trips):
    with together():
        anna, sellers, boris = called.later("Anna"), in_role.later(Role.SELLER), called.later("Boris")
        assert trips == []
        assert boris() == ["boris"]
        assert (anna(), [each.name for each in sellers()]) == (["anna"], ["Anna", "Boris"])
        assert anna() is anna()
    assert trips == [3]


def test_a_question_asked_at_once_takes_those_along_that_wait(trips):
    with together():
        anna = called.later("Anna")
        assert called("Boris") == ["boris"]
        assert trips == [2]
        assert anna() == ["anna"]
        assert called("Nobody") == []
    assert trips == [2, 1]


def test_what_waits_sees_what_was_done_meanwhile():
    with together():
        vera = called.later("Vera")
        Person.objects.create_user("vera", name="Vera", role=Role.SELLER)
        assert vera() == ["vera"]


def test_what_nobody_reads_is_not_asked_and_outside_nothing_is_put_off(trips):
    with together():
        called.later("Anna")
    assert trips == []
    found = called.later("Anna")
    assert trips == [1]
    assert found() == ["anna"]
    assert trips == [1]


def test_an_answer_left_over_is_asked_alone(trips):
    with together():
        anna = called.later("Anna")
    with together():
        boris = called.later("Boris")
        assert anna() == ["anna"]
        assert trips == [1]
        assert boris() == ["boris"]


def test_whoever_counts_statements_counts_each(django_assert_num_queries):
    with django_assert_num_queries(2), together():
        anna, boris = called.later("Anna"), called.later("Boris")
        assert (anna(), boris()) == (["anna"], ["boris"])


def test_a_question_that_fails_in_company_is_djangos_own_error_and_leaves_the_connection_whole():
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        ask_all([("SELECT 1", ()), ("SELECT 1 FROM nowhere", ()), ("SELECT 2", ())])
    assert ask_all([("SELECT 1", ()), ("SELECT 2", ())]) == [[(1,)], [(2,)]]
    assert ask("SELECT 3") == [(3,)]
