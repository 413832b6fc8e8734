"""Takes ad spend in from an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tandem.basics.text import Text
from tandem.campaigns.facts import SpendReported
from tandem.campaigns.models import Spend
from tandem.imports.entries import Entry, EntryWriter
from tandem.imports.writing import Chunk, Incoming

_ORIGIN = ("source", "channel", "campaign", "ad_group", "creative")
_COUNTS = ("impressions", "clicks", "visits")


class SpendWriter(EntryWriter):
    """A line of spend, mostly without an id: then its content and how often it came are its key."""

    kind = "spend"
    model = Spend

    def is_void(self, incoming: Incoming) -> bool:
        """A repeated line that is zero throughout, such as many reports hold for idle ads."""
        return not any(incoming.values.get(name) for name in (*_COUNTS, "spend"))

    def entries(self, incoming: Sequence[Incoming], chunk: Chunk) -> list[Entry | None]:
        currencies = Counter(each.text("currency") or chunk.currency for each in incoming)
        main = max(currencies, key=currencies.__getitem__, default=chunk.currency)
        return [self._entry(each, chunk, main) for each in incoming]

    def _entry(self, each: Incoming, chunk: Chunk, main: str) -> Entry:
        spend, currency = each.values["spend"], each.text("currency") or chunk.currency
        if spend < 0:
            chunk.warn(each, "negative_spend", NEGATIVE_SPEND, field="spend")
        if currency != main:
            chunk.warn(each, "other_currency", OTHER_CURRENCY.format(currency=currency), field="currency")
        day = each.values["day"]
        origin: dict[str, Any] = {name: each.text(name) for name in _ORIGIN}
        numbers: dict[str, Any] = {
            "spent_on": day, **{name: each.values.get(name) for name in _COUNTS},
            "spend": spend, "currency": currency,
        }  # fmt: skip
        return Entry(
            numbers | origin,
            SpendReported(**numbers | {name: text or None for name, text in origin.items()}),
            chunk.midday(day),
        )


NEGATIVE_SPEND = Text(
    ru="Расход меньше нуля: учтён как возврат денег рекламной системой.",
    en="The spend is below zero: counted as money the ad system gave back.",
)
OTHER_CURRENCY = Text(
    ru="Расход в {currency}, а остальные строки в другой валюте: он хранится отдельно и с ними не складывается.",
    en="The spend is in {currency}, the other rows are not: it is kept apart and not added to the rest.",
)
