"""Rules of what contacts and payments make of a lead in the store."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tandem.intake.samples import CAPTURED_AT, lead
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.samples import activity, payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def _verified(db):
    """A rebuild from the journal says the same in the end; it takes half a second, so not for every test."""
    yield
    assert verify().differences == []


MINUTE = CAPTURED_AT.replace(second=0)


def of(lead_id, columns):
    rows = store.read().rows(f"SELECT {columns} FROM leads WHERE lead_id = ?", [lead_id])
    return rows[0]


def plain(instant):
    return instant.astimezone(UTC).replace(tzinfo=None)


def test_the_first_contact_is_the_first_outgoing_one_from_the_minute_of_the_lead():
    lead_id = lead(client_id="C")
    activity(client_id="C", at=MINUTE - timedelta(minutes=1))
    activity(client_id="C", at=MINUTE + timedelta(minutes=3), direction="in")
    activity(client_id="C", at=MINUTE + timedelta(minutes=10))
    activity(client_id="C", at=MINUTE + timedelta(minutes=20))
    contacted, seconds, contacts = of(lead_id, "first_contact_at, response_seconds, contacts")
    assert contacted == plain(MINUTE + timedelta(minutes=10))
    assert seconds == 10 * 60 - 40
    assert contacts == 3


def test_a_call_in_the_minute_of_the_lead_is_an_answer_at_once():
    lead_id = lead(client_id="C")
    activity(client_id="C", at=MINUTE)
    assert of(lead_id, "first_contact_at, response_seconds") == (plain(CAPTURED_AT), 0)


def test_a_meeting_reaches_the_client_whoever_came():
    lead_id = lead(client_id="C")
    activity(client_id="C", kind="meeting", direction=None, at=MINUTE + timedelta(minutes=1))
    assert of(lead_id, "response_seconds") == (20,)


def test_a_lead_that_only_called_itself_has_no_first_contact():
    lead_id = lead(client_id="C")
    activity(client_id="C", direction="in")
    assert of(lead_id, "first_contact_at, response_seconds, contacts, processed_on") == (None, None, 1, None)


@pytest.mark.usefixtures("_verified")
def test_one_call_answers_both_waiting_leads_of_a_client_and_counts_for_the_newer():
    first = lead(client_id="C")
    second = lead(client_id="C", created_at=CAPTURED_AT + timedelta(hours=1))
    activity(client_id="C", at=CAPTURED_AT + timedelta(hours=2))
    assert of(first, "response_seconds, contacts") == (7200, 0)
    assert of(second, "response_seconds, contacts") == (3600, 1)


def test_a_call_that_names_its_lead_counts_for_that_lead_only():
    first = lead(id="one", client_id="C")
    second = lead(client_id="C", created_at=CAPTURED_AT + timedelta(hours=1))
    activity(lead_id="one", at=CAPTURED_AT + timedelta(hours=2))
    assert of(first, "response_seconds, contacts") == (7200, 1)
    assert of(second, "response_seconds, contacts") == (None, 0)


@pytest.mark.usefixtures("_verified")
def test_an_earlier_call_that_arrives_later_corrects_the_first_contact():
    lead_id = lead(client_id="C")
    activity(client_id="C", at=MINUTE + timedelta(minutes=10))
    sync()
    activity(client_id="C", at=MINUTE + timedelta(minutes=5))
    assert of(lead_id, "response_seconds") == (260,)


@pytest.mark.usefixtures("_verified")
def test_a_call_that_is_corrected_to_another_client_leaves_the_first():
    mine, yours = lead(client_id="C"), lead(client_id="D")
    activity(id="1", client_id="C")
    sync()
    activity(id="1", client_id="D")
    assert of(mine, "contacts, first_contact_at") == (0, None)
    assert of(yours, "contacts") == (1,)


def test_a_lead_is_processed_on_the_company_day_of_the_first_contact_or_of_leaving_new():
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past one of the next day in Moscow
    called = lead(client_id="C")
    activity(client_id="C", at=late)
    moved = lead(stage="in_work", stage_at=late + timedelta(days=1))
    assert of(called, "processed_on") == (date(2026, 3, 3),)
    assert of(moved, "processed_on") == (date(2026, 3, 4),)


@pytest.mark.usefixtures("_verified")
def test_payments_add_up_and_a_refund_lowers_the_sum():
    lead_id = lead(id="one")
    payment(lead_id="one", amount=Decimal("300.00"), paid_on=date(2026, 3, 5), kind="prepayment")
    payment(lead_id="one", amount=Decimal("700.50"), paid_on=date(2026, 3, 9))
    payment(lead_id="one", amount=Decimal("100.00"), paid_on=date(2026, 3, 4), kind="refund")
    assert of(lead_id, "first_paid_on, paid_amount") == (date(2026, 3, 5), Decimal("900.50"))


def test_sums_in_two_currencies_are_not_added():
    lead_id = lead(id="one")
    payment(lead_id="one", currency="RUB")
    payment(lead_id="one", currency="EUR")
    assert of(lead_id, "paid_amount") == (None,)


def test_sales_of_a_client_are_numbered_in_their_order():
    later = lead(client_id="C", stage="won", stage_at=CAPTURED_AT + timedelta(days=9))
    lost = lead(client_id="C", stage="lost", stage_at=CAPTURED_AT + timedelta(days=1))
    first = lead(client_id="C", stage="won", stage_at=CAPTURED_AT + timedelta(days=2))
    assert [of(each, "sale_number")[0] for each in (first, lost, later)] == [1, None, 2]


@pytest.mark.usefixtures("_verified")
def test_the_third_attempt_counts_like_the_first_named_and_unnamed_together():
    first = lead(id="one", client_id="C")
    second = lead(client_id="C", created_at=CAPTURED_AT + timedelta(hours=1))
    activity(client_id="C", at=MINUTE - timedelta(minutes=1))
    activity(client_id="C", at=MINUTE + timedelta(minutes=10))
    activity(client_id="C", at=MINUTE + timedelta(minutes=20), direction="in")
    activity(lead_id="one", at=MINUTE + timedelta(minutes=30))
    activity(client_id="C", at=MINUTE + timedelta(hours=2))
    activity(client_id="C", at=MINUTE + timedelta(hours=3))

    assert of(first, "third_contact_at") == (plain(MINUTE + timedelta(hours=2)),)
    assert of(second, "third_contact_at") == (None,)
