"""Rules of documents that come in before what they belong to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.utils import timezone

from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.samples import CAPTURED_AT, lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.models import Activity, Clue, Payment
from tandem.selling.samples import activity, cost, invoice, payment, shipment

pytestmark = pytest.mark.django_db

INN = "7707083893"
DAY = date(2026, 3, 10)


def match_of(payment_id):
    row = Payment.objects.get(pk=payment_id)
    return row.lead_id, row.matched_by


def undo_last():
    undo(import_id=Import.objects.exclude(status="undone").latest("pk").pk, by_id=None, now=timezone.now())


def consistent():
    return verify().differences == []


def test_a_payment_finds_the_lead_that_comes_in_after_it():
    payment_id = payment(lead_id="one")
    assert match_of(payment_id) == (None, "unmatched")
    lead_id = lead(id="one")
    assert match_of(payment_id) == (lead_id, "lead")
    assert store.read().rows("SELECT lead_id, paid_amount FROM leads") == [(lead_id, Decimal(1000))]
    assert FactRow.objects.get(kind="payment_matched").lead_id == lead_id
    assert consistent()


def test_a_payment_finds_the_lead_of_its_payer():
    payment_id = payment(inn=INN)
    lead_id = lead(client_id=None, inn=INN)
    assert match_of(payment_id) == (lead_id, "inn")


def test_a_payment_finds_the_invoice_it_names_and_the_one_of_its_sum():
    lead_id = lead(id="one")
    named, of_sum = payment(purpose="Счёт № 7", amount=Decimal(300)), payment()
    invoice(number="7", lead_id="one", amount=Decimal(900))
    assert match_of(named) == (lead_id, "invoice")
    assert match_of(of_sum) == (None, "unmatched")
    invoice(number="8", lead_id="one")
    assert match_of(of_sum) == (lead_id, "sum")
    assert consistent()


def test_a_second_invoice_of_the_sum_makes_the_payment_doubtful_again():
    lead(id="one")
    invoice(number="1", lead_id="one")
    payment_id = payment()
    assert match_of(payment_id)[1] == "sum"
    invoice(number="2", lead_id="one")
    assert match_of(payment_id) == (None, "unmatched")
    assert consistent()


def test_a_payment_that_names_the_invoice_takes_it_from_one_that_only_has_its_sum():
    lead(id="one")
    invoice(number="1", lead_id="one")
    by_sum = payment()
    by_number = payment(invoice_number="1", paid_on=DAY + timedelta(days=3))
    assert (match_of(by_sum)[1], match_of(by_number)[1]) == ("unmatched", "invoice")


def test_shipments_costs_and_calls_find_their_lead_too():
    shipment(lead_id="one")
    cost(invoice_number="7")
    activity(lead_id="one", at=CAPTURED_AT + timedelta(minutes=5))
    lead_id = lead(id="one")
    invoice(number="7", lead_id="one")
    reading = store.read()
    assert reading.rows("SELECT lead_id FROM shipments") == [(lead_id,)]
    assert reading.rows("SELECT lead_id FROM costs") == [(lead_id,)]
    assert reading.rows("SELECT response_seconds FROM leads") == [(300,)]
    assert Activity.objects.get().client.leads.get().pk == lead_id
    assert consistent()


def test_the_newer_lead_before_the_payment_takes_it_although_it_came_in_later():
    older = lead(client_id=None, inn=INN)
    payment_id = payment(inn=INN)
    assert match_of(payment_id) == (older, "inn")
    newer = lead(client_id=None, inn=INN, created_at=CAPTURED_AT + timedelta(days=1))
    assert match_of(payment_id) == (newer, "inn")
    assert consistent()


def test_the_same_lead_again_tells_nothing_of_its_payments():
    payment(lead_id="one")
    lead(id="one", client_id="C")
    facts = FactRow.objects.filter(subject="payment").count()
    lead(id="one", client_id="C")
    lead(id="one", client_id="C", source="Avito")
    assert FactRow.objects.filter(subject="payment").count() == facts


def test_undoing_the_leads_leaves_the_payments_waiting_and_undoing_the_payments_takes_them_away():
    payment_id = payment(lead_id="one", inn=INN)
    lead(id="one")
    undo_last()
    assert match_of(payment_id) == (None, "unmatched")
    assert consistent()
    lead_id = lead(id="one")
    assert match_of(payment_id) == (lead_id, "lead")
    undo(import_id=Import.objects.earliest("pk").pk, by_id=None, now=timezone.now())
    assert not Payment.objects.exists()
    assert not Clue.objects.exists()
    assert consistent()
    assert store.read().rows("SELECT paid_amount FROM leads") == [(None,)]


def test_leads_whose_client_a_later_payment_names_are_still_needed_by_it():
    lead(client_id=None, inn=INN)
    payment(inn=INN)
    with pytest.raises(NeededByOthers):
        undo(import_id=Import.objects.earliest("pk").pk, by_id=None, now=timezone.now())
    assert match_of(Payment.objects.get().pk)[1] == "inn"


def test_a_correction_names_another_lead_and_its_undo_brings_the_first_back():
    payment_id = payment(id="P", lead_id="one")
    payment(id="P", lead_id="two")
    two = lead(id="two")
    assert match_of(payment_id) == (two, "lead")
    one = lead(id="one")
    assert match_of(payment_id) == (two, "lead")
    undo(import_id=Import.objects.order_by("pk")[1].pk, by_id=None, now=timezone.now())
    assert match_of(payment_id) == (None, "unmatched")
    lead(id="one", source="Avito")
    assert match_of(payment_id) == (one, "lead")
    assert consistent()


def test_a_payment_corrected_to_money_of_nobody_no_longer_counts():
    lead_id = lead(id="one")
    payment_id = payment(id="P", lead_id="one")
    payment(id="P", direction="out", purpose="Оплата аренды")
    row = Payment.objects.get(pk=payment_id)
    assert (row.kind, row.amount, row.lead_id, row.client_id) == ("left_out", 0, None, None)
    reading = store.read()
    assert reading.rows("SELECT lead_id, first_paid_on, paid_amount FROM leads") == [(lead_id, None, None)]
    assert reading.rows("SELECT sum(amount) FROM payments") == [(Decimal(0),)]
    assert consistent()
    payment(id="P", lead_id="one")
    assert match_of(payment_id) == (lead_id, "lead")
    assert store.read().rows("SELECT paid_amount FROM leads") == [(Decimal(1000),)]
    assert consistent()


def _day(number):
    return DAY + timedelta(days=number)


#: Five files of one company; between them every way a document is matched, and doubts that only all of them settle.
FILES = {
    "lead": [
        {"id": "1", "created_at": CAPTURED_AT, "client_id": "C1", "inn": INN, "stage": "in_work",
         "amount": Decimal("500.00")},
        {"id": "2", "created_at": CAPTURED_AT + timedelta(days=1), "client_id": "C1"},
        {"id": "3", "created_at": CAPTURED_AT + timedelta(days=2), "client_id": "C2", "phone": "+79161234567"},
        {"id": "4", "created_at": CAPTURED_AT + timedelta(days=3), "client_id": "C3"},
    ],
    "invoice": [
        {"number": "10", "issued_on": _day(0), "amount": Decimal("700.00"), "lead_id": "3"},
        {"number": "11", "issued_on": _day(0), "amount": Decimal("800.00"), "client_id": "C3"},
        {"number": "12", "issued_on": _day(1), "amount": Decimal("900.00"), "lead_id": "4"},
        {"number": "13", "issued_on": _day(2), "amount": Decimal("900.00"), "inn": INN},
        {"number": "14", "issued_on": _day(2), "amount": Decimal("950.00"), "lead_id": "2"},
    ],
    "payment": [
        {"id": "a", "paid_on": _day(1), "amount": Decimal("500.00"), "inn": INN},
        {"id": "b", "paid_on": _day(1), "amount": Decimal("50.00"), "phone": "+79161234567"},
        {"id": "c", "paid_on": _day(2), "amount": Decimal("700.00")},
        {"id": "d", "paid_on": _day(3), "amount": Decimal("100.00"), "purpose": "Оплата по счёту № 11"},
        {"id": "e", "paid_on": _day(3), "amount": Decimal("900.00")},
        {"id": "f", "paid_on": _day(4), "amount": Decimal("900.00"), "invoice_number": "13"},
        {"id": "g", "paid_on": _day(4), "amount": Decimal("20.00"), "lead_id": "4", "kind": "refund"},
        {"id": "h", "paid_on": _day(5), "amount": Decimal("950.00")},
        {"id": "i", "paid_on": _day(4), "amount": Decimal("950.00")},
    ],
    "shipment": [
        {"number": "S1", "shipped_on": _day(5), "amount": Decimal("800.00"), "invoice_number": "11"},
        {"number": "S2", "shipped_on": _day(5), "amount": Decimal("90.00"), "phone": "+79161234567"},
    ],
    "activity": [
        {"id": "x", "at": datetime(2026, 3, 9, 9, tzinfo=UTC), "direction": "out", "lead_id": "4"},
        {"id": "y", "at": datetime(2026, 3, 9, 9, tzinfo=UTC), "direction": "out", "phone": "+79161234567"},
    ],
}  # fmt: skip

_BY_LEAD = """
SELECT l.captured_on, l.paid_amount, l.first_paid_on, l.response_seconds, l.contacts,
    (SELECT list(p.matched_by ORDER BY p.paid_on, p.amount) FROM payments p WHERE p.lead_id = l.lead_id),
    (SELECT sum(s.amount) FROM shipments s WHERE s.lead_id = l.lead_id),
    (SELECT sum(i.amount) FROM invoices i WHERE i.lead_id = l.lead_id)
FROM leads l ORDER BY l.captured_at
"""


@pytest.fixture(scope="module")
def expected():
    return []


@pytest.mark.parametrize("order", list(permutations(FILES))[::17], ids="-".join)
def test_files_in_any_order_end_in_the_same_figures(order, expected):
    for kind in order:
        take(kind, FILES[kind])
    totals = store.read().rows(_BY_LEAD)
    waiting = store.read().rows("SELECT amount FROM payments WHERE lead_id IS NULL ORDER BY amount")
    if not expected:
        expected.append((totals, waiting))
        assert [row[1] for row in totals] == [500, 1850, 750, 980]
    assert (totals, waiting) == expected[0]


def test_files_from_the_end_to_the_beginning_verify():
    for kind in reversed(FILES):
        take(kind, FILES[kind])
    assert consistent()
