"""What an export tells of prices: the sum of a deal before the discount becomes a line of the deal.

A line stands for the whole deal, one piece of its product, so that discounts are seen as in deals composed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from tandem.basics.text import Text
from tandem.imports.writing import Chunk
from tandem.intake.models import Lead
from tandem.intake.pipeline import Arrived
from tandem.journal.rows import insert_rows, next_ids
from tandem.selling.facts import DealLineSet
from tandem.selling.models import Deal, DealLine


class _Priced(NamedTuple):
    """The whole deal as one line; money in the currency of the company."""

    product: str
    list_price: Decimal
    deal_price: Decimal


def price(arrived: Sequence[Arrived], chunk: Chunk) -> None:
    """Write the line of each lead whose record tells the price before the discount, and tell it.

    A deal that people composed of several products keeps its lines, and the record is warned of.
    """
    told = [each for each in arrived if each.incoming.values.get("list_price") is not None]
    if not told:
        return
    known = [each.lead_id for each in told if not each.is_new]
    standing: dict[int, list[DealLine]] = {}
    for stood in DealLine.objects.filter(lead__in=known):
        standing.setdefault(stood.lead_id, []).append(stood)
    amounts = dict(Deal.objects.filter(pk__in=[each.lead_id for each in told]).values_list("pk", "amount"))
    products = dict(Lead.objects.filter(pk__in=known).values_list("pk", "product"))
    fresh = []
    for each in told:
        line = _line(each, amounts.get(each.lead_id), products)
        if line is None:
            continue
        if not (before := standing.get(each.lead_id)):
            fresh.append((each, line))
        elif len(before) == 1 and before[0].quantity == 1 and before[0].unit_cost is None:
            _change(before[0], line, each, chunk)
        else:
            chunk.warn(each.incoming, "composed_here", COMPOSED_HERE, field="list_price")
    _add(fresh, chunk)


def _line(each: Arrived, amount: Decimal | None, products: Mapping[int, str]) -> _Priced | None:
    """None while nobody knows what the deal costs: a discount of nothing is none."""
    before: Decimal = each.incoming.values["list_price"]
    if not amount or not before:
        return None
    product = each.incoming.text("product") or products.get(each.lead_id) or WHOLE.in_language(settings.LANGUAGE_CODE)
    return _Priced(product, before, amount)


def _add(fresh: Sequence[tuple[Arrived, _Priced]], chunk: Chunk) -> None:
    rows = []
    for line_id, (each, line) in zip(next_ids(DealLine, len(fresh)), fresh, strict=True):
        rows.append((line_id, each.lead_id, line.product, Decimal(1), line.list_price, line.deal_price))
        _tell(line_id, line, each, chunk)
    insert_rows(DealLine, ("id", "lead", "product", "quantity", "list_price", "deal_price"), rows)


def _change(line: DealLine, to: _Priced, each: Arrived, chunk: Chunk) -> None:
    if (line.product, line.list_price, line.deal_price) == to:
        return
    line.product, line.list_price, line.deal_price = to
    line.save(update_fields=["product", "list_price", "deal_price"])
    _tell(line.pk, to, each, chunk)


def _tell(line_id: int, line: _Priced, each: Arrived, chunk: Chunk) -> None:
    fact = DealLineSet(
        product=line.product, quantity="1.000", list_price=line.list_price, deal_price=line.deal_price, unit_cost=None
    )  # fmt: skip
    # As it stands on the day of the import: what happened before is told by the lead's own facts.
    chunk.tell(fact, line_id, each.captured_at, lead_id=each.lead_id, version=each.version)
    chunk.note(each.incoming, "priced", "")


WHOLE = Text(ru="Сделка целиком", en="The whole deal")

COMPOSED_HERE = Text(
    ru="Состав этой сделки задан в Тандеме: цена до скидки из выгрузки не взята. Поправьте цены в карточке сделки.",
    en="The products of this deal were set in Tandem: the price before the discount was not taken over. Correct the "
    "prices on the page of the deal.",
)
