"""What can happen to a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class PlanSet(Fact, frozen=True):
    """A measure was given a value to reach in a period."""

    subject = "plan"
    icon = "flag"
    sentence = Text(
        ru="План: {measure} = {value}, {starts_on} – {ends_on}", en="Plan: {measure} = {value}, {starts_on} – {ends_on}"
    )

    measure: str
    starts_on: date
    ends_on: date
    seller_id: int | None
    department: str | None
    value: Decimal
