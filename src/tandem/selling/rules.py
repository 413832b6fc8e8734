"""Reading money documents: which invoice a purpose names, what remains without VAT, which lead is paid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tandem.basics.money import BadVatRate, Money, without_vat
from tandem.basics.names import folded
from tandem.basics.text import Text

VAT_TOO_LARGE = Text(
    ru="НДС больше самой суммы: сумма без НДС осталась неизвестной.",
    en="The VAT is larger than the amount: the sum without VAT stays unknown.",
)
#: An invoice and a payment of exactly its sum belong together when they are at most this far apart.
SUM_WITHIN = timedelta(days=10)
#: Numbers begin anew each year: an older invoice of the same number is another one.
NUMBER_WITHIN = timedelta(days=366)

_NAMED = re.compile(
    r"(?<![\w-])(?:сч[её]т(?:ам|ов|у|а|ом)?|сч\.|invoices?|inv\.?)\s*(?:на\s+оплату|за\s+услуги|for)?\s*"
    r"(?:№№?|n[o°]?\.?(?=[\s\d])|#|no\.|номер)?\s*(\w[\w/-]*)",
    re.IGNORECASE,
)
#: Four characters of the company and the base, then six digits: 00БП-000123, 0000-000123.
_NUMBER_OF_1C = re.compile(r"(?:0000|(?=\d*[a-zа-я])[0-9a-zа-я]{4})-(\d{6})")
#: An account at a bank has twenty digits; no invoice number has so many.
_LONGEST = 15
_GIVEN_BACK = re.compile(r"\bвозврат(?!\w*\s+(?:займа|кредита|депозита))|\brefund", re.IGNORECASE)


def invoice_numbers(purpose: str) -> list[str]:
    """The invoice numbers a purpose of payment names, folded, in their order.

    ``"Оплата по счёту № 00БП-000123 от 05.03.2026"`` → ``["123"]``. A счёт-фактура and a bank account are no invoice.
    """
    found = [
        folded_number(number)
        for number in _NAMED.findall(purpose)
        if any(map(str.isdigit, number)) and len(number) <= _LONGEST
    ]
    return list(dict.fromkeys(found))


def folded_number(number: str) -> str:
    """A document number as it is compared: case, look-alike letters, blanks, 1С's prefix and zeros do not count."""
    plain = folded(number).replace(" ", "").strip("-/")
    if (prefixed := _NUMBER_OF_1C.fullmatch(plain)) is not None:
        plain = prefixed[1]
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain)


def is_refund(purpose: str) -> bool:
    """Whether a purpose of payment says that money is given back."""
    return _GIVEN_BACK.search(purpose) is not None


def net_amount(amount: Decimal, currency: str, *, vat: Decimal | None, rate: Decimal | None) -> Decimal | None:
    """The amount without VAT; None when the tax is not known.

    ``vat`` is the tax within ``amount``; ``rate`` is in per cent (20), or the fraction (0.2) that a spreadsheet
    keeps for 20 %. Raises ``BadVatRate`` when the tax exceeds the amount or the rate is no rate.
    """
    if vat is not None:
        if abs(vat) > abs(amount):
            raise BadVatRate(VAT_TOO_LARGE)
        return amount - vat.copy_abs().copy_sign(amount)
    if rate is None:
        return None
    return without_vat(Money(amount, currency), rate if rate < 1 else rate / 100).amount


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice a payment may be for."""

    invoice_id: int
    folded_number: str
    #: The client it names, and the one that this client counts as.
    client_id: int | None
    whole_id: int | None
    lead_id: int | None
    issued_on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class PaidLead:
    """A lead a payment may be for; ``amount`` of its deal when it is open or won."""

    lead_id: int
    captured_on: date
    amount: Decimal | None


def invoice_by_number(
    numbers: Iterable[str],
    candidates: Mapping[str, Sequence[PaidInvoice]],
    *,
    payer_id: int | None,
    amount: Decimal,
    paid_on: date,
) -> PaidInvoice | None:
    """The invoice of the first number that names one, from at most a year before the payment.

    Of several, the payer's own, then one of the same sum, then the newest. Another client's invoice counts only
    when its sum is paid: a third party may pay, but the same number may also be somebody else's. ``payer_id`` is the
    client that the payer counts as.
    """
    for number in numbers:
        fitting = [
            each
            for each in candidates.get(number, ())
            if timedelta(days=-1) <= paid_on - each.issued_on <= NUMBER_WITHIN
            and (payer_id is None or each.whole_id in (None, payer_id) or each.amount == abs(amount))
        ]
        if fitting:
            return max(
                fitting,
                key=lambda each: (each.whole_id == payer_id, each.amount == abs(amount), each.issued_on),
            )
    return None


def invoice_by_sum(
    open_invoices: Iterable[PaidInvoice], *, amount: Decimal, currency: str, paid_on: date
) -> PaidInvoice | None:
    """The one unpaid invoice of exactly this sum around the day; None when there is none or more than one."""
    fitting = [
        each
        for each in open_invoices
        if each.amount == amount and each.currency == currency and abs(paid_on - each.issued_on) <= SUM_WITHIN
    ]
    return fitting[0] if len(fitting) == 1 else None


def lead_of_client(leads: Sequence[PaidLead], *, amount: Decimal, paid_on: date) -> PaidLead | None:
    """Of a client's leads, the newest first: one with a deal of this sum, else the newest before the payment."""
    earlier = [each for each in leads if each.captured_on <= paid_on]
    same_sum = (each for each in earlier if amount and each.amount == abs(amount))
    return next(same_sum, earlier[0] if earlier else None)
