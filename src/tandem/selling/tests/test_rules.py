"""Rules of reading money documents."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.money import BadVatRate
from tandem.selling.rules import (
    PaidInvoice,
    PaidLead,
    folded_number,
    invoice_by_number,
    invoice_by_sum,
    invoice_numbers,
    is_refund,
    lead_of_client,
    net_amount,
)

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("Оплата по счёту № 123 от 05.03.2026. В т.ч. НДС 20%", ["123"]),
        ("Оплата по счету №00БП-000123 от 05.03.26", ["123"]),
        ("опл. сч. 45/1-А за обучение", [folded_number("45/1-А")]),
        ("Счет на оплату N 0078, без НДС", ["78"]),
        ("Invoice #INV-2026-17", ["inv-2026-17"]),
        ("payment for invoice 123", ["123"]),
        ("Оплата по счёту №12 и счёту №13", ["12", "13"]),
        ("По счету-фактуре № 55 от 01.02.2026", []),
        ("Перевод на счет 40702810900000012345", []),
        ("Оплата по договору 77 от 1 марта", []),
        ("Предоплата за курс по счету от 5 марта", []),
    ],
)
def test_a_purpose_names_its_invoices(purpose, numbers):
    assert invoice_numbers(purpose) == numbers


def test_numbers_of_1c_are_compared_without_prefix_zeros_and_alphabet():
    assert folded_number("00БП-000123") == folded_number("0000-000123") == folded_number("123") == "123"
    assert folded_number("А-15") == folded_number("A-15")
    assert folded_number("INV-2026-17") != folded_number("17")
    assert folded_number("2025-000123") != folded_number("2026-000123")


@given(st.text("0123AБв-/ ", max_size=15))
def test_folding_a_number_twice_changes_nothing_more(number):
    assert folded_number(folded_number(number)) == folded_number(number)


def test_a_refund_is_told_from_a_loan_paid_back():
    assert is_refund("Возврат средств по заявлению клиента")
    assert not is_refund("Возврат займа по договору 5")
    assert not is_refund("Оплата поставщику")


def test_the_net_amount_follows_from_the_tax_or_the_rate_and_is_unknown_without():
    amount = Decimal("120.00")
    assert net_amount(amount, "RUB", vat=Decimal("20.00"), rate=None) == 100
    assert net_amount(amount, "RUB", vat=None, rate=Decimal(20)) == 100
    assert net_amount(amount, "RUB", vat=None, rate=Decimal("0.2")) == 100
    assert net_amount(amount, "RUB", vat=None, rate=Decimal(0)) == 120
    assert net_amount(amount, "RUB", vat=None, rate=None) is None
    assert net_amount(-amount, "RUB", vat=Decimal("20.00"), rate=None) == -100
    with pytest.raises(BadVatRate):
        net_amount(amount, "RUB", vat=Decimal(121), rate=None)


@given(st.decimals(0, 10**9, places=2), st.sampled_from([Decimal(0), Decimal(5), Decimal(7), Decimal(22)]))
def test_the_net_amount_is_never_above_the_amount(amount, rate):
    net = net_amount(amount, "RUB", vat=None, rate=rate)
    assert net is not None
    assert 0 <= net <= amount


def _invoice(invoice_id=1, *, number="7", client=None, lead=None, days_before=3, amount=1000):
    return PaidInvoice(
        invoice_id, number, client, client, lead, DAY - timedelta(days=days_before), Decimal(amount), "RUB"
    )


def _by_number(invoices, *, payer=None, amount=1000):
    found = invoice_by_number(["7"], {"7": invoices}, payer_id=payer, amount=Decimal(amount), paid_on=DAY)
    return found and found.invoice_id


def test_of_invoices_with_one_number_the_payers_own_is_paid():
    assert _by_number([_invoice(1, client=5), _invoice(2, client=6)], payer=5) == 1


def test_another_clients_invoice_is_paid_only_when_the_sum_is_the_same():
    assert _by_number([_invoice(1, client=6)], payer=5, amount=300) is None
    assert _by_number([_invoice(1, client=6)], payer=5, amount=1000) == 1


def test_last_years_invoice_of_the_same_number_is_not_paid():
    assert _by_number([_invoice(1, days_before=400)]) is None
    assert _by_number([_invoice(1, days_before=300), _invoice(2, days_before=5)]) == 2


def test_the_sum_decides_only_when_exactly_one_invoice_has_it():
    def by_sum(*invoices):
        found = invoice_by_sum(invoices, amount=Decimal(1000), currency="RUB", paid_on=DAY)
        return found and found.invoice_id

    assert by_sum(_invoice(1, days_before=10), _invoice(2, amount=999)) == 1
    assert by_sum(_invoice(1), _invoice(2)) is None
    assert by_sum(_invoice(1, days_before=11)) is None


def test_a_clients_payment_is_for_the_lead_of_that_sum_else_the_newest_before_it():
    newest_first = [
        PaidLead(4, DAY + timedelta(days=1), Decimal(1000)),
        PaidLead(3, DAY, None),
        PaidLead(2, DAY - timedelta(days=9), Decimal(1000)),
        PaidLead(1, DAY - timedelta(days=20), Decimal(300)),
    ]

    def paid(amount):
        found = lead_of_client(newest_first, amount=Decimal(amount), paid_on=DAY)
        return found and found.lead_id

    assert paid(1000) == 2
    assert paid(555) == 3
    assert paid(-300) == 1
    assert lead_of_client(newest_first[:1], amount=Decimal(1000), paid_on=DAY) is None
