"""A question built once gives what the query gives with the same values; one that would not is refused when built."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, QuerySet

from tandem.journal.actions import Recording, record
from tandem.journal.facts import BatchRetracted, Happening
from tandem.journal.models import FactRow
from tandem.journal.prepared import CannotBePrepared, prepared
from tandem.people.models import Person
from tandem.people.rules import Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@prepared
def of_subjects(subjects: Collection[int], since: datetime) -> QuerySet[FactRow]:
    return FactRow.objects.filter(subject_id__in=subjects, happened_at__gte=since).order_by("-position")


@prepared
def outside(kinds: Collection[str], subject: int) -> QuerySet[FactRow, tuple[int, datetime]]:
    rows = FactRow.objects.exclude(kind__in=kinds).filter(subject_id=subject)
    return rows.order_by("pk").values_list("pk", "happened_at")[:2]


@prepared
def named(beginning: str) -> QuerySet[Person, str]:
    return Person.objects.filter(name__startswith=beginning).order_by("name").values_list("name", flat=True)


@prepared
def counted_from(day: date) -> QuerySet[FactRow]:
    return FactRow.objects.filter(happened_at__date__gte=day).annotate(twice=F("subject_id") * 2).order_by("pk")


@pytest.fixture
def facts(db):
    with transaction.atomic():
        record(
            [Happening(BatchRetracted(title=f"№ {at}"), at, NOON + timedelta(hours=at)) for at in range(6)],
            recording=Recording(at=NOON, source="test", actor_id=7),
        )


def test_objects_are_those_of_the_query(facts):
    found = of_subjects([1, 3, 5, 99], NOON + timedelta(hours=2))

    assert [each.subject_id for each in found] == [5, 3]
    wanted = list(of_subjects.query([1, 3, 5, 99], NOON + timedelta(hours=2)))
    assert [_columns(each) for each in found] == [_columns(each) for each in wanted]
    assert not found[0]._state.adding


def test_it_is_bound_anew_every_time(facts):
    assert [each.subject_id for each in of_subjects([2], NOON)] == [2]
    assert [each.subject_id for each in of_subjects(since=NOON, subjects={4, 1})] == [4, 1]
    assert of_subjects([], NOON) == []


def test_rows_and_single_values_are_those_of_the_query(facts):
    kind = BatchRetracted.kind
    assert outside(["other"], 3) == list(outside.query(["other"], 3)) == [(4, NOON + timedelta(hours=3))]
    assert outside(["other", kind], 3) == []


@pytest.mark.django_db
def test_signs_with_a_meaning_of_their_own_are_letters():
    for number, name in enumerate(("50% off", "50 more", "a_b", "axb", "it's", "%s")):
        Person.objects.create_user(f"p{number}", name=name, role=Role.SELLER)

    assert {text: named(text) for text in ("50%", "a_", "it'", "%s", "?")} == {
        "50%": ["50% off"], "a_": ["a_b"], "it'": ["it's"], "%s": ["%s"], "?": [],
    }  # fmt: skip


def test_what_is_reckoned_along_with_an_object_is_on_it(facts):
    assert [each.twice for each in counted_from(NOON.date())] == [0, 2, 4, 6, 8, 10]  # type: ignore[attr-defined]
    assert counted_from(date(2026, 3, 3)) == []


def test_whoever_counts_statements_counts_it(facts, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = of_subjects([1], NOON)
    assert found == of_subjects([1], NOON)


@pytest.mark.django_db
def test_nothing_equals_none():
    with pytest.raises(TypeError, match="subject is None"):
        outside(["other"], None)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_values_are_those_of_the_function():
    with pytest.raises(TypeError, match="subject"):
        outside(["other"])  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="surplus"):
        outside(["other"], 1, surplus=1)  # type: ignore[call-arg]


def _in_text(name: str) -> QuerySet[Person]:
    return Person.objects.filter(name__startswith=f"{name}!")


def _by_its_value(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk) if pk else Person.objects.all()


def _equal_to_several(pks: Collection[int]) -> QuerySet[Person]:
    return Person.objects.filter(pk=pks)  # type: ignore[misc]


def _along_with_more(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk).prefetch_related("groups")


def _as_mappings(pk: int) -> QuerySet[Person, Any]:
    return Person.objects.filter(pk=pk).values("name")


def _of_another_kind(pk: bytes) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)  # type: ignore[misc]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [_in_text, _by_its_value, _equal_to_several, _along_with_more, _as_mappings, _of_another_kind],
)
def test_what_would_mean_another_thing_is_refused_when_it_is_built(question):
    with pytest.raises(CannotBePrepared):
        prepared(question)(1)


def _columns(row: FactRow) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}
