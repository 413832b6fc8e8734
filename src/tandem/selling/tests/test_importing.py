"""Rules of taking contacts and money in."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.clients.models import Client
from tandem.imports.models import Import
from tandem.imports.samples import take, taken
from tandem.imports.undoing import undo
from tandem.intake.samples import CAPTURED_AT, lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.selling.models import Activity, Payment
from tandem.selling.samples import activity, cost, invoice, payment, shipment

pytestmark = pytest.mark.django_db

INN = "7707083893"


def consistent():
    return verify().differences == []


def match_of(payment_id):
    row = Payment.objects.get(pk=payment_id)
    return row.lead_id, row.matched_by


def test_a_call_is_kept_with_its_client_seller_and_talk_time():
    lead_id = lead(id="one", phone="+79161234567")
    activity_id = activity(phone="+79161234567", seller="Анна", duration=125, answered=True, result="перезвонить")
    row = Activity.objects.select_related("client", "seller").get()
    assert row.client is not None
    assert row.seller is not None
    assert (row.pk, row.client.leads.get().pk, row.seller.name) == (activity_id, lead_id, "Анна")
    stored = store.read().rows("SELECT activity_kind, direction, answered, duration, contacted_on FROM activities")
    assert stored == [("call", "out", True, 125, date(2026, 3, 2))]
    fact = FactRow.objects.get(kind="contact_made")
    assert fact.told.ru == "Исходящий звонок, 2 мин 05 с"
    assert "перезвонить" not in fact.payload
    assert consistent()


def test_a_call_that_says_not_whose_it_was_is_kept_without_a_client():
    activity(direction="in")
    assert store.read().rows("SELECT client_id, lead_id FROM activities") == [(None, None)]
    assert not Client.objects.exists()


def test_a_call_that_names_its_lead_stands_on_its_time_line():
    lead_id = lead(id="one")
    activity(lead_id="one")
    assert FactRow.objects.get(kind="contact_made").lead_id == lead_id
    assert Activity.objects.get().client.leads.get().pk == lead_id


def test_the_same_calls_again_change_nothing():
    calls: list[dict[str, object]] = [{"id": "1", "at": CAPTURED_AT, "phone": "+79161234567"}, {"at": CAPTURED_AT}]
    first = take("activity", calls)
    facts = FactRow.objects.count()
    assert take("activity", calls) == first
    assert FactRow.objects.count() == facts


def test_a_corrected_call_is_told_again_and_the_store_follows():
    activity(id="1", duration=10)
    activity(id="1", duration=20)
    assert store.read().rows("SELECT duration FROM activities") == [(20,)]
    assert consistent()


def test_a_payment_is_matched_by_the_lead_id_before_all_else():
    lead_id = lead(id="one", inn=INN)
    newer = lead(client_id=None, inn=INN, created_at=CAPTURED_AT + timedelta(days=1))
    assert match_of(payment(lead_id="one", inn=INN)) == (lead_id, "lead")
    assert match_of(payment(inn=INN)) == (newer, "inn")


def test_a_payment_is_matched_by_the_invoice_it_names_in_its_purpose():
    lead_id = lead(id="one")
    invoice_id = invoice(number="00БП-000042", lead_id="one")
    payment_id = payment(purpose="Оплата по счёту № 42 от 10.03.2026", amount=Decimal("400.00"))
    assert match_of(payment_id) == (lead_id, "invoice")
    assert Payment.objects.get().invoice_id == invoice_id


def test_a_payment_is_matched_by_the_payers_inn_to_the_deal_of_that_sum():
    lead_id = lead(client_id=None, inn=INN, amount=Decimal(1000), stage="in_work")
    lead(client_id=None, inn=INN, created_at=CAPTURED_AT + timedelta(days=1))
    assert match_of(payment(inn=INN)) == (lead_id, "inn")


def test_a_payment_is_matched_by_the_payers_phone():
    lead_id = lead(phone="+79161234567")
    assert match_of(payment(phone="+79161234567")) == (lead_id, "client")


def test_a_payment_is_matched_by_sum_and_day_when_one_unpaid_invoice_fits():
    lead_id = lead(id="one")
    invoice(lead_id="one")
    assert match_of(payment()) == (lead_id, "sum")
    # That invoice is paid now.
    assert match_of(payment()) == (None, "unmatched")


def test_one_invoice_is_not_paid_twice_within_one_file():
    lead(id="one")
    invoice(lead_id="one")
    paid = {"paid_on": date(2026, 3, 10), "amount": Decimal("1000.00")}
    first, second = take("payment", [paid | {"id": "1"}, paid | {"id": "2"}])
    assert (match_of(first)[1], match_of(second)[1]) == ("sum", "unmatched")


def test_a_payment_nobody_can_be_found_for_is_kept_and_reported():
    tally, file = taken("payment", [{"id": "1", "paid_on": date(2026, 3, 1), "amount": Decimal(9), "inn": INN}])
    assert (tally.new, file.warnings, file.problems.get().code) == (1, 1, "unmatched")
    row = Payment.objects.get()
    assert (row.lead_id, row.matched_by, row.client.contact_points.get().value) == (None, "unmatched", INN)
    assert consistent()


def test_a_refund_and_a_negative_amount_are_both_refunds_below_zero():
    lead(id="one")
    payment(lead_id="one", kind="refund", vat=Decimal("166.67"))
    payment(lead_id="one", amount=Decimal("-50.00"))
    rows = store.read().rows("SELECT amount, net_amount, payment_kind FROM payments ORDER BY amount")
    assert rows == [
        (Decimal("-1000.00"), Decimal("-833.33"), "refund"),
        (Decimal("-50.00"), None, "refund"),
    ]
    assert set(FactRow.objects.filter(subject="payment").values_list("kind", flat=True)) == {"payment_refunded"}
    assert consistent()


def test_an_outgoing_payment_counts_only_as_a_refund_to_a_known_client():
    lead(inn=INN)
    out = {"paid_on": date(2026, 3, 10), "amount": Decimal("500.00"), "direction": "out"}
    rows = [
        out | {"id": "1", "inn": INN, "purpose": "Возврат по заявлению"},
        out | {"id": "2", "inn": INN, "purpose": "Оплата аренды"},
        out | {"id": "3", "inn": "7702070139", "purpose": "Возврат ошибочного платежа"},
    ]
    tally, file = taken("payment", rows)
    assert tally.new == 1
    assert list(file.problems.values_list("line", "code")) == [(3, "outgoing"), (4, "outgoing")]
    assert store.read().rows("SELECT amount, payment_kind FROM payments") == [(Decimal("-500.00"), "refund")]
    assert not Client.objects.filter(contact_points__value="7702070139").exists()


def test_money_given_back_in_the_statement_that_also_brought_it_counts():
    day = {"paid_on": date(2026, 3, 10), "amount": Decimal("500.00"), "inn": INN}
    rows = [day | {"id": "1"}, day | {"id": "2", "direction": "out", "purpose": "Возврат по заявлению"}]
    tally, _ = taken("payment", rows)
    assert tally.new == 2
    assert list(Payment.objects.order_by("amount").values_list("amount", "client")) == [
        (Decimal("-500.00"), Client.objects.get().pk),
        (Decimal("500.00"), Client.objects.get().pk),
    ]


def test_a_payment_that_turns_out_a_refund_is_one():
    lead(id="one")
    payment(id="1", lead_id="one")
    payment(id="1", lead_id="one", kind="refund")
    assert store.read().rows("SELECT amount, payment_kind FROM payments") == [(Decimal("-1000.00"), "refund")]
    assert consistent()


def test_a_trial_for_nothing_is_a_payment_and_an_impossible_tax_is_reported():
    lead(id="one")
    assert match_of(payment(lead_id="one", amount=Decimal(0)))[1] == "lead"
    said = {"id": "1", "lead_id": "one", "paid_on": date(2026, 3, 1), "amount": Decimal(9), "vat": Decimal(10)}
    _, file = taken("payment", [said])
    assert file.problems.get().code == "vat_unclear"
    assert store.read().rows("SELECT net_amount FROM payments") == [(None,), (None,)]


def test_invoices_shipments_and_costs_stand_with_their_lead():
    lead_id = lead(id="one")
    invoice(number="7", lead_id="one", vat_rate=Decimal(20), due_on=date(2026, 4, 1))
    shipment(invoice_number="7", vat=Decimal(0))
    cost(invoice_number="7", product="Курс")
    reading = store.read()
    assert reading.rows("SELECT lead_id, number, net_amount FROM invoices") == [(lead_id, "7", Decimal("833.33"))]
    assert reading.rows("SELECT lead_id, net_amount, matched_by FROM shipments") == [
        (lead_id, Decimal("1000.00"), "invoice")
    ]
    assert reading.rows("SELECT lead_id, amount, currency FROM costs") == [(lead_id, Decimal("400.00"), "RUB")]
    assert consistent()


def test_an_invoice_of_next_year_with_the_same_number_is_another():
    last_year = invoice(number="1", issued_on=date(2025, 1, 9))
    this_year = invoice(number="1", issued_on=date(2026, 1, 9))
    assert last_year != this_year
    assert invoice(number="1", issued_on=date(2026, 1, 9), amount=Decimal(5)) == this_year


def test_undoing_a_correction_brings_the_payment_back_as_it_was():
    lead(id="one")
    payment(id="1", lead_id="one", vat=Decimal(100))
    payment(id="1", lead_id="one", amount=Decimal("5.00"))
    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=timezone.now())
    row = Payment.objects.get()
    assert (row.amount, row.net_amount, row.kind) == (Decimal(1000), Decimal(900), "payment")
    undo(import_id=Import.objects.filter(status="done").latest("pk").pk, by_id=None, now=timezone.now())
    assert not Payment.objects.exists()


def test_the_instant_of_a_day_is_its_noon_in_the_company_zone():
    payment(paid_on=date(2026, 3, 10))
    assert FactRow.objects.get(subject="payment").happened_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
