"""Leads of the past dealt again: who would have got them, and how long clients would have waited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.basics.working_time import DAY_OFF, Hours, WorkingCalendar
from tandem.distribution.what_if_rules import PastLead, Worker, simulate
from tandem.handover.dealing_rules import Asking, Terms

MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = WorkingCalendar((Hours.parse("9-18"),) * 5 + (DAY_OFF,) * 2, MOSCOW)
LATE = WorkingCalendar((Hours.parse("15-21"),) * 5 + (DAY_OFF,) * 2, MOSCOW)
#: A Wednesday, nine in Moscow.
NINE = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)


def worker(pk: int, calendar=OFFICE, **said) -> Worker:
    return Worker(pk, calendar, said.pop("share", 1.0), said.pop("strength", 1.0), said.pop("skills", {}))


def past(number: int, at: datetime, *, client: int | None = None, minutes: float = 30.0, **said) -> PastLead:
    return PastLead(at, client or number, Asking(number, minutes, 100.0, said.pop("needs", {}), **said))


def tried(leads, workers, *, useful=1.0, terms=None):
    return simulate(leads, workers, terms or Terms(), usual=OFFICE, useful=useful, zone=MOSCOW, seed=1)


def test_one_seller_begins_with_each_lead_when_the_one_before_is_done():
    found = tried([past(number, NINE + timedelta(minutes=10 * number)) for number in range(3)], [worker(1)])
    # Nine, half past nine, ten: they came at nine, ten past, twenty past.
    assert found.shares[1].waits == [0, 20, 40]
    assert found.wait(0.5) == 20


def test_where_half_of_a_shift_is_for_leads_each_takes_twice_as_long():
    found = tried([past(number, NINE) for number in range(2)], [worker(1)], useful=0.5)
    assert found.shares[1].waits == [0, 60]


def test_a_lead_of_the_night_waits_for_the_first_who_comes_and_waits_are_counted_in_working_time():
    night = NINE + timedelta(hours=14)
    found = tried([past(1, night)], [worker(1, LATE), worker(2)])
    assert found.shares[2].leads == 1
    assert found.shares[2].waits == pytest.approx([0], abs=0.1)


def test_a_client_who_comes_again_goes_to_whom_they_were_given():
    leads = [past(1, NINE, client=7), past(2, NINE), past(3, NINE + timedelta(hours=1), client=7)]
    found = tried(leads, [worker(1), worker(2)])
    assert sorted(share.leads for share in found.shares.values()) == [1, 2]
    without = tried(leads[:2], [worker(1), worker(2)])
    assert sorted(share.leads for share in without.shares.values()) == [1, 1]


def test_what_fits_nobody_and_what_went_to_somebody_full_is_told():
    doors = {"product": frozenset({"doors"})}
    leads = [past(1, NINE, needs={"product": "Windows"}), *(past(number, NINE) for number in range(2, 22))]
    found = tried(leads, [worker(1, skills=doors)])
    assert found.nobody == 1
    # Nine hours hold eighteen leads of half an hour.
    assert (found.shares[1].leads, found.overloaded) == (20, 2)


def test_no_leads_are_no_answer():
    found = tried([], [worker(1)])
    assert (found.value, found.wait(0.9)) == (0, None)
