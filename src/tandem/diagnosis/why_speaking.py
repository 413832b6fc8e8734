"""How an answer speaks: in a language, of money, of the names of people and places."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tandem.basics.text import Text
from tandem.diagnosis.rules.decomposition_factors import ANSWER, TRAFFIC
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_saying import (
    short_money,
)
from tandem.diagnosis.why_waiting import wait_words
from tandem.diagnosis.why_where import Elsewhere
from tandem.diagnosis.why_words import (
    BARS,
    TRAFFIC_BY_CLICKS,
    BarWords,
)
from tandem.measures.dimensions import dimension

_OTHERS = Text(ru="прочие", en="others")


class Speaker:
    """Says what a ``Why`` has found; ``names`` are those of people by id, none for a reader who may not see them."""

    def __init__(self, why: Why, language: str, names: Mapping[int, str]) -> None:
        self.why = why
        self.language = language
        self.names = names

    def words(self, ru: str, en: str) -> str:
        """One of two sentences."""
        return ru if self.language.startswith("ru") else en

    def money(self, amount: Decimal | float, *, signed: bool = True) -> str:
        """As short as its size allows."""
        return short_money(amount, self.why.currency, self.language, signed=signed)

    def interval(self, low: float, high: float) -> str:
        """From one sum to the other."""
        first, last = self.money(low), self.money(high)
        return self.words(
            f"от\N{NO-BREAK SPACE}{first} до\N{NO-BREAK SPACE}{last}", f"{first} to\N{NO-BREAK SPACE}{last}"
        )

    def words_of(self, key: str) -> BarWords:
        """The words of a bar; traffic is called otherwise where it is clicks."""
        diagnosis = self.why.diagnosis
        if key == ANSWER and self.why.wait_floor:
            return wait_words(self.why.wait_floor, self.language)
        by_clicks = diagnosis is not None and diagnosis.split.chain.clicks
        return TRAFFIC_BY_CLICKS if key == TRAFFIC and by_clicks else BARS[key]

    def channel(self, place: int, placed: Elsewhere) -> str:
        """A channel's name; the last place gathers the small ones."""
        if place >= len(placed.members) - 1:
            return _OTHERS.in_language(self.language)
        member = placed.members[place]
        if placed.by == "seller" and member is not None:
            return self.names.get(int(member), f"№ {member}")
        return str(member) if member is not None else dimension(placed.by).unknown.in_language(self.language)
