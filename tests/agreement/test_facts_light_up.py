"""Promises about what has no facts yet say so, and light up when the facts come."""

from __future__ import annotations

import datetime as dt

import pytest

from tandem.agreement.document import Calendar, Document, DutyPromise, Promise
from tandem.agreement.ledger import Entry, ledger, rows_behind
from tandem.agreement.promise_states import RowState, Standing
from tandem.basics.periods import Period
from tandem.campaigns.actions import AlreadyLaunched, announce_launch, launch
from tandem.handover.actions import AlreadyReturned, NotTheirLead, NotWaiting, answer_return, return_lead
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
NOTICE = Promise(
    key="notice", side="marketing", title="Предупредить о запуске за рабочий день",
    duty=DutyPromise(
        about="launches", since="announced_at", until="launched_at", limit="at least", minutes=540, calendar="office"
    ),
)  # fmt: skip
REASONS = Promise(
    key="reasons", side="sales", title="Пояснить каждый возврат",
    duty=DutyPromise(about="returns", holds="reason is not null and commented"),
)  # fmt: skip
ANSWERS = Promise(
    key="answers", side="marketing", title="Ответить на возврат за два рабочих часа",
    duty=DutyPromise(about="returns", since="returned_at", until="answered_at", minutes=120, calendar="office"),
)  # fmt: skip
DOCUMENT = Document(calendars=(OFFICE,), promises=(NOTICE, REASONS, ANSWERS))


def _at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


def _entries() -> dict[str, Entry]:
    return {entry.promise.key: entry for entry in ledger(DOCUMENT, MARCH, store.read()).entries}


def _rows(promise: Promise, state: RowState) -> tuple[int, ...]:
    return rows_behind(promise, DOCUMENT, MARCH, store.read(), state=state)


@pytest.fixture
def marketer() -> Person:
    return Person.objects.create_user("vera", name="Вера", role=Role.MARKETER)


@pytest.fixture
def sales_head() -> Person:
    return Person.objects.create_user("oleg", name="Олег", role=Role.SALES_HEAD)


def test_without_facts_every_promise_says_no_data_yet() -> None:
    assert {entry.now for entry in _entries().values()} == {Standing.NO_DATA}


def test_a_launch_lights_up_the_promise_of_notice(marketer) -> None:
    lead(created_at=_at(31, 10))
    in_time = announce_launch(campaign="Ремонт офиса", notice="−10 % до 30 марта", by=marketer, now=_at(10, 7))
    launch(announced=in_time, by=marketer, now=_at(11, 7))
    late = announce_launch(campaign="Окна", notice="", by=marketer, now=_at(12, 7))
    launch(announced=late, by=marketer, now=_at(12, 8))
    silent = launch(campaign="Двери", by=marketer, now=_at(13, 7))

    assert _entries()["notice"].now is Standing.BROKEN
    assert _rows(NOTICE, RowState.KEPT) == (in_time.pk,)
    assert _rows(NOTICE, RowState.BROKEN) == (silent.pk, late.pk)
    assert _entries()["reasons"].now is Standing.NO_DATA
    with pytest.raises(AlreadyLaunched):
        launch(announced=late, by=marketer, now=_at(14, 8))
    assert verify().clean


def test_a_return_lights_up_the_promises_of_both_sides(marketer, sales_head) -> None:
    lead(created_at=_at(31, 10))
    first, second = lead(), lead()
    explained = return_lead(lead_id=first, reason="budget", comment="Нет денег", by=sales_head, now=_at(10, 7))
    silent = return_lead(lead_id=second, reason="budget", comment=" ", by=sales_head, now=_at(10, 8))
    answer_return(return_id=explained.pk, accepted=True, by=marketer, now=_at(10, 9))

    assert _rows(REASONS, RowState.KEPT) == (explained.pk,)
    assert _rows(REASONS, RowState.BROKEN) == (silent.pk,)
    assert _rows(ANSWERS, RowState.KEPT) == (explained.pk,)
    assert _rows(ANSWERS, RowState.BROKEN) == (silent.pk,)
    assert verify().clean


def test_a_return_is_refused_to_who_may_not_and_twice(marketer, sales_head) -> None:
    seller = Person.objects.create_user("igor", name="Игорь", role=Role.SELLER)
    lead_id = lead()
    with pytest.raises(NotTheirLead):
        return_lead(lead_id=lead_id, reason="x", comment="", by=seller, now=_at(10, 7))
    returned = return_lead(lead_id=lead_id, reason="x", comment="", by=sales_head, now=_at(10, 7))
    with pytest.raises(AlreadyReturned):
        return_lead(lead_id=lead_id, reason="x", comment="", by=sales_head, now=_at(10, 8))
    with pytest.raises(NotWaiting):
        answer_return(return_id=returned.pk, accepted=True, by=sales_head, now=_at(10, 9))
    answer_return(return_id=returned.pk, accepted=False, words="Писал дважды.", by=marketer, now=_at(10, 9))
    with pytest.raises(NotWaiting):
        answer_return(return_id=returned.pk, accepted=True, by=marketer, now=_at(10, 10))
