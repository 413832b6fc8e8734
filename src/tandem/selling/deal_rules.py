"""What the products of a deal come to: its sum, the discount off the list prices, the margin where costs are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.selling.price_rules import discount

_KOPECK = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """A product of a deal; prices and cost are those of one piece, None where nobody knows them."""

    product: str
    quantity: Decimal
    list_price: Decimal | None
    deal_price: Decimal
    unit_cost: Decimal | None

    @property
    def amount(self) -> Decimal:
        """What the client pays for the line."""
        return (self.quantity * self.deal_price).quantize(_KOPECK)

    @property
    def discount(self) -> Decimal | None:
        """The share off the list price, 0 to 1; None where the list price is not known, 0 at or above it."""
        if self.list_price is None:
            return None
        return max(discount(self.list_price, self.deal_price), Decimal(0))

    @property
    def margin(self) -> Decimal | None:
        """What the line leaves after its cost; None where the cost is not known, and never zero for that."""
        return (
            None if self.unit_cost is None else (self.quantity * (self.deal_price - self.unit_cost)).quantize(_KOPECK)
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """A deal as a whole.

    ``listed`` and ``sold`` are the sums by list price and by deal price of the ``priced`` lines: those whose list
    price is known. ``margin`` is None unless the cost of every line is known; ``costed`` says of how many it is.
    """

    lines: int
    amount: Decimal
    priced: int
    listed: Decimal
    sold: Decimal
    costed: int
    margin: Decimal | None

    @property
    def discount(self) -> Decimal | None:
        """The share off the list prices, 0 to 1; None where no list price is known."""
        if not self.priced or not self.listed:
            return None
        return max(discount(self.listed, self.sold), Decimal(0))

    @property
    def is_below_list(self) -> bool:
        """Whether the deal as a whole is sold below marketing's prices."""
        return self.priced > 0 and self.sold < self.listed

    @property
    def margin_share(self) -> Decimal | None:
        """The margin as a share of the sum; None where it is not known, or nothing is paid."""
        return None if self.margin is None or not self.amount else self.margin / self.amount


def sums(lines: Sequence[Line]) -> Sums:
    """What the lines come to."""
    priced = [each for each in lines if each.list_price is not None]
    margins = [each.margin for each in lines if each.margin is not None]
    return Sums(
        lines=len(lines),
        amount=sum((each.amount for each in lines), Decimal(0)),
        priced=len(priced),
        listed=sum(((each.quantity * (each.list_price or 0)).quantize(_KOPECK) for each in priced), Decimal(0)),
        sold=sum((each.amount for each in priced), Decimal(0)),
        costed=len(margins),
        margin=sum(margins, Decimal(0)) if lines and len(margins) == len(lines) else None,
    )
