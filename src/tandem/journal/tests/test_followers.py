"""A follower does everything that follows from its facts, once, wherever it was stopped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tandem.journal import followers as following
from tandem.journal.actions import Recording, record
from tandem.journal.facts import BatchRetracted, Happening
from tandem.journal.followers import Follower, follow, followers
from tandem.journal.models import FollowerPlace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Stopped(Exception):
    """The process is gone."""


class Noting(Follower):
    """Works on each fact in as many parts as the fact's subject says."""

    name = "noting"
    kinds = frozenset({BatchRetracted.kind})

    def __init__(self) -> None:
        self.parts: list[tuple[int, int]] = []
        self.stops_at: tuple[int, int] | None = None

    def take(self, fact, *, done, now):
        if (fact.subject_id, done) == self.stops_at:
            self.stops_at = None
            raise Stopped
        self.parts.append((fact.subject_id, done))
        return done + 1 if done + 1 < fact.subject_id else None


@pytest.fixture
def noting(monkeypatch):
    found = Noting()
    monkeypatch.setattr(following, "followers", lambda: (found,))
    return found


def retracted(*numbers: int) -> None:
    with transaction.atomic():
        record(
            [Happening(BatchRetracted(title="x"), number, NOON) for number in numbers],
            recording=Recording(at=NOON, source="test"),
        )


def now() -> datetime:
    return NOON


@pytest.mark.django_db
def test_each_fact_is_done_in_its_parts_and_in_order(noting):
    retracted(2, 1)

    assert follow(now=now) == 3

    assert noting.parts == [(2, 0), (2, 1), (1, 0)]
    assert follow(now=now) == 0


@pytest.mark.django_db
def test_a_stopped_follower_goes_on_with_the_part_it_did_not_finish(noting):
    retracted(3)
    noting.stops_at = (3, 1)
    with pytest.raises(Stopped):
        follow(now=now)

    follow(now=now)

    assert noting.parts == [(3, 0), (3, 1), (3, 2)]


@pytest.mark.django_db
def test_a_journal_restored_to_an_earlier_day_is_followed_from_there(noting):
    retracted(1)
    follow(now=now)
    FollowerPlace.objects.update(position=99)
    follow(now=now)

    retracted(2)
    follow(now=now)

    assert noting.parts == [(1, 0), (2, 0), (2, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_followed_fact_wakes_the_followers_once_it_is_there(monkeypatch):
    from tandem.journal import jobs

    woken = []
    monkeypatch.setattr(type(jobs.follow), "enqueue", lambda job: woken.append(1))

    with transaction.atomic():
        retracted(1)
        assert woken == []

    assert woken == [1]


def test_followers_are_found_in_their_rooms_under_names_of_their_own():
    names = [each.name for each in followers()]

    assert "judge anew" in names
    assert len(names) == len(set(names))
