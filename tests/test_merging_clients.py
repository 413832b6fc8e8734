"""A merge makes two clients count as one everywhere, and a split gives back what was there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tandem.basics.periods import Period
from tandem.clients.merging import CannotMerge, NotMerged, merge, split
from tandem.clients.models import Client
from tandem.clients.queries import clients_like, faces_of
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.journal.followers import follow
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.models import Payment

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PHONES = [f"+7916123450{number}" for number in range(6)]


def lead(number: int, phone: int, **values: object) -> int:
    said = {"id": f"L{number}", "created_at": AT + timedelta(days=number), "phone": PHONES[phone]} | values
    (lead_id,) = take("lead", [said])
    return lead_id


def client_of(lead_id: int) -> int:
    return Lead.objects.get(pk=lead_id).client_id


def counted() -> dict[int, int]:
    """Lead → the client it counts for, as figures see it."""
    return dict(store.read().rows("SELECT lead_id, client_id FROM leads"))


def differences() -> list[object]:
    return list(verify().differences)


def figure(key: str) -> object:
    asked = Question((key,), Period(date(2026, 3, 1), date(2026, 4, 30)))
    return answer(asked, store.read()).total.values[key].value


@pytest.mark.django_db
def test_merged_clients_count_as_one_and_split_ones_as_two():
    first, second = lead(1, 0), lead(2, 1)
    one, other = client_of(first), client_of(second)
    assert figure("clients_new") == figure("clients_asking") == 2

    assert merge(other, one, by_id=None, now=AT) == one

    assert counted() == {first: one, second: one}
    assert figure("clients_new") == figure("clients_asking") == 1
    assert differences() == []
    sync()
    assert counted() == {first: one, second: one}

    split(other, by_id=None, now=AT)

    assert counted() == {first: one, second: other}
    assert figure("clients_new") == figure("clients_asking") == 2
    assert differences() == []


@pytest.mark.django_db
def test_the_second_sale_to_a_merged_client_is_a_repeat_sale():
    first = lead(1, 0, stage="won", stage_at=AT + timedelta(days=3))
    second = lead(2, 1, stage="won", stage_at=AT + timedelta(days=4))
    numbers = "SELECT sale_number FROM leads ORDER BY lead_id"
    assert store.read().rows(numbers) == [(1,), (1,)]

    merge(client_of(first), client_of(second), by_id=None, now=AT)
    assert store.read().rows(numbers) == [(1,), (2,)]

    split(client_of(second), by_id=None, now=AT)
    assert store.read().rows(numbers) == [(1,), (1,)]
    assert differences() == []


@pytest.mark.django_db
def test_a_later_request_with_the_phone_of_a_merged_client_counts_for_the_one_that_stays():
    one, other = client_of(lead(1, 0)), client_of(lead(2, 1))
    merge(one, other, by_id=None, now=AT)

    third = lead(3, 1)

    assert counted()[third] == one
    split(other, by_id=None, now=AT)
    assert counted()[third] == other
    assert differences() == []


@pytest.mark.django_db
def test_money_of_a_merged_client_finds_the_lead_of_the_other_card():
    first = lead(1, 0, amount=Decimal(900), stage="won", stage_at=AT + timedelta(days=3))
    take("client", [{"id": "C7", "name": "Анна", "phone": PHONES[1]}])
    other = Client.objects.latest("pk").pk
    merge(client_of(first), other, by_id=None, now=AT)

    take("payment", [{"id": "P", "paid_on": date(2026, 3, 9), "amount": Decimal(900), "phone": PHONES[1]}])

    assert Payment.objects.get().lead_id == first
    assert differences() == []


@pytest.mark.django_db
def test_money_that_came_before_the_merge_finds_the_lead_then_and_leaves_it_after_the_split():
    first = lead(1, 0, amount=Decimal(900), stage="won", stage_at=AT + timedelta(days=3))
    take("payment", [{"id": "P", "paid_on": date(2026, 3, 9), "amount": Decimal(900), "phone": PHONES[1]}])
    payment = Payment.objects.get()
    assert (payment.lead_id, payment.matched_by) == (None, "unmatched")
    assert payment.client_id is not None

    merge(client_of(first), payment.client_id, by_id=None, now=AT)
    follow(now=timezone.now)
    assert Payment.objects.get().lead_id == first
    assert store.read().rows("SELECT paid_amount FROM leads") == [(Decimal(900),)]
    assert differences() == []

    split(max(client_of(first), payment.client_id), by_id=None, now=AT)
    follow(now=timezone.now)
    assert (Payment.objects.get().lead_id, Payment.objects.get().client_id) == (None, payment.client_id)
    assert differences() == []


@pytest.mark.django_db
def test_a_merged_client_is_found_and_shown_as_the_one_that_stays():
    one = client_of(lead(1, 0, client_name="Анна Петрова"))
    other = client_of(lead(2, 1, client_name="Петрова А."))
    merge(one, other, by_id=None, now=AT)

    assert clients_like("Петрова А.", limit=9) == clients_like(PHONES[1], limit=9) == [one]
    face = faces_of([other])[other]
    assert (face.name, face.cards) == ("Анна Петрова", (one, other))
    assert {value for _, value in face.ways} == {PHONES[0], PHONES[1]}


@pytest.mark.django_db
def test_what_is_one_already_or_gone_is_not_merged_and_what_stands_alone_is_not_split():
    one, other = client_of(lead(1, 0)), client_of(lead(2, 1))
    merge(one, other, by_id=None, now=AT)

    with pytest.raises(CannotMerge):
        merge(other, one, by_id=None, now=AT)
    with pytest.raises(CannotMerge):
        merge(one, 999, by_id=None, now=AT)
    with pytest.raises(NotMerged):
        split(one, by_id=None, now=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("undone", [0, 1, 2])
def test_any_import_may_be_undone_after_merges(undone):
    leads = [lead(1, 0), lead(2, 1), lead(3, 2)]
    ids = [client_of(each) for each in leads]
    # A chain: the third is merged into the second before that one is merged into the first.
    merge(ids[1], ids[2], by_id=None, now=AT)
    merge(ids[0], ids[1], by_id=None, now=AT)
    assert set(counted().values()) == {ids[0]}

    undo(import_id=Import.objects.order_by("pk")[undone].pk, by_id=None, now=timezone.now())
    sync()

    left = [each for at, each in enumerate(ids) if at != undone]
    stay_merged = undone in (0, 2)  # without the middle one nothing holds the others together
    assert len(set(counted().values())) == (1 if stay_merged else 2)
    assert set(Client.objects.values_list("pk", flat=True)) == set(left)
    assert differences() == []


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("lead"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
        st.tuples(st.just("split"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("sync"), st.just(0), st.just(0)),
    ),
    min_size=6,
    max_size=16,
)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(ACTS)
def test_whatever_is_merged_and_split_in_between_every_lead_keeps_its_own_client(acts):
    outer = transaction.atomic()
    outer.__enter__()
    try:
        own = {phone: client_of(lead(phone, phone)) for phone in range(6)}
        leads = {Lead.objects.latest("pk").pk - 5 + phone: own[phone] for phone in range(6)}
        merged_into: dict[int, int] = {}

        def top(client_id: int) -> int:
            return top(merged_into[client_id]) if client_id in merged_into else client_id

        for number, (act, one, other) in enumerate(acts, start=10):
            if act == "lead":
                leads[lead(number, one)] = own[one]
            elif act == "merge" and top(own[one]) != top(own[other]):
                stays, leaves = sorted((top(own[one]), top(own[other])))
                assert merge(own[one], own[other], by_id=None, now=AT) == stays
                merged_into[leaves] = stays
            elif act == "split" and own[one] in merged_into:
                split(own[one], by_id=None, now=AT)
                del merged_into[own[one]]
            elif act == "sync":
                sync()
            assert counted() == {lead_id: top(client_id) for lead_id, client_id in leads.items()}
        assert differences() == []

        for client_id in list(merged_into):
            split(client_id, by_id=None, now=AT)
        assert counted() == dict(Lead.objects.values_list("pk", "client_id")) == leads
        assert differences() == []
    finally:
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        store.close()
        sync(rebuild=True)
        store.close()
