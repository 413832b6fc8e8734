"""The products of deals as they stand."""

from __future__ import annotations

from collections.abc import Collection

from tandem.selling.deal_rules import Line
from tandem.selling.models import DealLine


def lines_of(lead_ids: Collection[int]) -> dict[int, list[DealLine]]:
    """The products of deals, by lead; a deal without any has no entry."""
    found: dict[int, list[DealLine]] = {}
    for line in DealLine.objects.filter(lead__in=lead_ids, quantity__gt=0):
        found.setdefault(line.lead_id, []).append(line)
    return found


def as_rule(line: DealLine) -> Line:
    """A line as the rules read it."""
    return Line(line.product, line.quantity, line.list_price, line.deal_price, line.unit_cost)
