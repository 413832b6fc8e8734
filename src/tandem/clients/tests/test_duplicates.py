"""The search, its pairs, what people decide and what is learnt from it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tandem.clients import decisions, jobs, searching
from tandem.clients.likeness_engine import Likely, Outcome
from tandem.clients.merging import merge
from tandem.clients.models import Client, ContactPoint, DuplicatePair, DuplicateSearch
from tandem.clients.rules import SURE, Decided, thresholds
from tandem.imports.samples import take
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def client(name: str, *, phone: str = "", email: str = "", city: str = "", kind: str = "person") -> Client:
    made = Client.objects.create(name=name, kind=kind, city=city, registered_at=AT)
    for type_, value in (("phone", phone), ("email", email)):
        if value:
            ContactPoint.objects.create(client=made, type=type_, value=value)
    return made


@pytest.fixture
def head(db: None) -> Person:
    return Person.objects.create_user("head", name="Ольга", role="sales_head")


@pytest.fixture
def twins(db: None) -> tuple[Client, Client]:
    """One person, kept by a system under two numbers."""
    take("client", [{"id": "1", "name": "Анна Котова", "phone": "+79161112233"}])
    take("client", [{"id": "2", "name": "Котова Анна", "phone": "+79161112233"}])
    one, other = Client.objects.order_by("pk")
    return one, other


def searched() -> DuplicateSearch:
    asked = searching.ask(by=None, now=AT)
    jobs.search_duplicates.func(asked.pk)
    asked.refresh_from_db()
    return asked


def pair_of(one: Client, other: Client, weight: float = 9.0) -> DuplicatePair:
    return DuplicatePair.objects.create(one=one, other=other, weight=weight, probability=0.9)


def test_a_search_keeps_likely_pairs_with_why(twins):
    client("Олег Громов", phone="+79035554433")

    search = searched()

    pair = DuplicatePair.objects.get()
    assert (pair.one, pair.other) == twins
    assert (pair.probability or 0) > 0.9
    assert {(trait, level) for trait, level, _ in pair.outcomes} == {("name", "same"), ("phone", "same")}
    assert (search.clients, search.found, search.failure_ru) == (3, 1, "")
    assert search.finished_at is not None


def test_a_killed_search_is_run_again_from_the_start_and_an_ended_one_is_left_alone(twins, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(found):
        raise Killed

    asked = searching.ask(by=None, now=AT)
    with monkeypatch.context() as patched:
        patched.setattr(searching, "keep", killed)
        with pytest.raises(Killed):
            searching.run(search_id=asked.pk, now=timezone.now)
    assert not DuplicatePair.objects.exists()

    assert searching.run(search_id=asked.pk, now=timezone.now)
    assert not searching.run(search_id=asked.pk, now=timezone.now)
    assert DuplicatePair.objects.count() == 1


@pytest.mark.django_db
def test_one_search_runs_at_a_time_and_one_that_died_long_ago_does_not_count():
    first = searching.ask(by=None, now=AT)
    with pytest.raises(searching.SearchingAlready):
        searching.ask(by=None, now=AT + timedelta(minutes=5))

    searching.ask(by=None, now=AT + timedelta(hours=3))

    first.refresh_from_db()
    assert first.failure_ru


def test_without_splink_the_search_says_what_to_install(twins, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)

    assert "tandem[duplicates]" in searched().failure_en


def test_what_was_decided_is_remembered_by_later_searches(twins, head):
    searched()
    decisions.decide(DuplicatePair.objects.get().pk, "different", by=head, now=AT)

    searched()

    assert not decisions.waiting().exists()
    assert DuplicatePair.objects.get().decision == "different"


def test_saying_same_merges_and_splitting_says_different(twins, head):
    one, other = twins
    pair = pair_of(one, other)
    decisions.decide(pair.pk, "same", by=head, now=AT)
    other.refresh_from_db()
    assert other.counts_as == one

    decisions.split_by_hand(other.pk, by=head, now=AT)

    other.refresh_from_db()
    pair.refresh_from_db()
    assert other.counts_as is None
    assert pair.decision == "different"
    with pytest.raises(decisions.PairIsGone):
        decisions.decide(pair.pk, "same", by=head, now=AT)


def test_what_is_put_off_comes_last(twins, head):
    one, other = twins
    third = client("Анна К.")
    sure, unsure = pair_of(one, other, 9), pair_of(one, third, 3)

    decisions.decide(sure.pk, "later", by=head, now=AT)

    assert list(decisions.waiting()) == [unsure, sure]


def test_a_pair_that_became_one_by_way_of_a_third_does_not_wait(twins, head):
    one, other = twins
    third = client("Анна К.")
    for pair in (pair_of(one, other), pair_of(one, third), pair_of(other, third)):
        if decisions.waiting().filter(pk=pair.pk).exists():
            decisions.decide(pair.pk, "same", by=head, now=AT)

    assert not decisions.waiting().exists()


def test_sellers_and_marketers_do_not_decide(twins):
    seller = Person.objects.create_user("bob", name="Боб", role="seller")
    with pytest.raises(NotForThisRole):
        decisions.merge_by_hand(twins[0].pk, twins[1].pk, by=seller, now=AT)


def test_nothing_is_decided_alone_until_it_is_switched_on_and_never_below_what_people_confirmed(head):
    people = iter([client(f"Клиент {number}") for number in range(126)])
    above, below, far_below = (pair_of(next(people), next(people), weight) for weight in (20, 9, -3))
    pairs = [pair_of(next(people), next(people), 10 + at / 10) for at in range(30)]
    for pair in pairs:
        decisions.decide(pair.pk, "same", by=head, now=AT)
    for at in range(30):
        decisions.decide(pair_of(next(people), next(people), -2 + at / 10).pk, "different", by=head, now=AT)
    assert decisions.decide_the_sure(search_id=None, now=AT) == 0

    decisions.set_rule(decides=True, by=head, now=AT)

    assert decisions.decide_the_sure(search_id=None, now=AT) == 1
    for pair in (above, below, far_below):
        pair.refresh_from_db()
    assert (above.decision, below.decision, far_below.decision) == ("same", "", "different")
    assert above.decided_by is far_below.decided_by is None
    assert decisions.learnt().said_same == len(pairs)  # what was decided alone teaches nothing


def test_clients_merged_into_one_are_searched_as_one(twins):
    one, other = twins
    merge(one.pk, other.pk, by_id=None, now=AT)
    third = client("Анна Котова", phone="+79161112233")

    searched()

    assert [(pair.one_id, pair.other_id) for pair in DuplicatePair.objects.all()] == [(one.pk, third.pk)]


@pytest.mark.django_db
def test_a_pair_whose_client_is_gone_by_now_is_not_kept():
    one = client("Анна")
    searching.keep([Likely(one.pk, one.pk + 99, 5.0, 0.9, (Outcome("name", "same", 3.0),))])

    assert not DuplicatePair.objects.exists()


# What is learnt


def test_twenty_four_decisions_alike_are_too_few_and_twenty_five_are_enough():
    assert thresholds([Decided(9, True)] * 24).same is None
    learnt = thresholds([Decided(9, True)] * 25).same
    assert learnt is not None
    assert learnt.at_least >= SURE


@st.composite
def some_decisions(draw):
    """Runs alike at both ends, long enough or not, and a few decisions anywhere."""
    alike = [Decided(float(12 + at % 9), True) for at in range(draw(st.integers(0, 40)))]
    alike += [Decided(float(-at % 9), False) for at in range(draw(st.integers(0, 40)))]
    return alike + draw(st.lists(st.builds(Decided, st.integers(-9, 21).map(float), st.booleans()), max_size=4))


@given(some_decisions())
def test_a_threshold_never_contradicts_a_decision_and_never_reaches_past_the_last_confirmed_pair(said):
    learnt = thresholds(said)

    if learnt.same is not None:
        assert all(each.same for each in said if each.weight >= learnt.same.weight)
        assert learnt.same.weight in {each.weight for each in said if each.same}
        assert learnt.same.decisions == sum(each.weight >= learnt.same.weight for each in said)
    if learnt.different is not None:
        assert not any(each.same for each in said if each.weight <= learnt.different.weight)
        assert learnt.different.weight in {each.weight for each in said if not each.same}
