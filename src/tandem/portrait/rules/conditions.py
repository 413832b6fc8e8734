"""Conditions a portrait is put together from, each a piece of the agreement's own language.

An attribute is a column of history with unknown values marked as such. A condition is true, false or unknown of a lead,
and its text is a clause that any version of the agreement could hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.basics.expression_values import Kind

type Flags = NDArray[np.bool_]
type Floats = NDArray[np.float64]
type Relation = Literal["in", "at_least", "at_most", "true", "false", "unknown"]

#: So many members of a text are looked at one by one, the most frequent ones.
MOST_MEMBERS = 40
#: A group has at most so many members: a longer list is no portrait that people remember.
LARGEST_GROUP = 6
#: Cases of the whole that a member's rate is pulled towards when members are put in order for grouping.
PULL = 20.0
_LONGEST_MEMBER = 120
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column: of a text ``codes`` into ``members`` (-1: unknown), else ``numbers``; NaN is unknown, a flag 0 or 1."""

    name: str
    kind: Kind
    numbers: Floats | None = None
    codes: NDArray[np.int32] | None = None
    members: tuple[str, ...] = ()
    #: Whether having no value says something of the lead, as of one that came by no campaign. Of a question to the
    #: client it only says that nobody asked.
    absence: bool = True

    @property
    def known(self) -> Flags:
        """Of which leads the value is known."""
        if self.codes is not None:
            return self.codes >= 0
        assert self.numbers is not None
        return ~np.isnan(self.numbers)

    def of(self, leads: Flags) -> Attribute:
        """The same column, of some leads only."""
        return replace(
            self,
            numbers=None if self.numbers is None else self.numbers[leads],
            codes=None if self.codes is None else self.codes[leads],
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the attribute, how it is compared, with what. ``unknown`` is true where nothing is known."""

    name: str
    kind: Kind
    relation: Relation
    members: tuple[str, ...] = ()
    limit: float = 0.0

    @property
    def text(self) -> str:
        """The condition as the agreement would write it."""
        name = self.name if _PLAIN_NAME.fullmatch(self.name) else '"' + self.name.replace('"', '""') + '"'
        match self.relation:
            case "in" if len(self.members) == 1:
                return f"{name} = {_quoted(self.members[0])}"
            case "in":
                return f"{name} in ({', '.join(_quoted(each) for each in self.members)})"
            case "at_least":
                return f"{name} >= {_number(self.limit)}"
            case "at_most":
                return f"{name} <= {_number(self.limit)}"
            case "true":
                return name
            case "false":
                return f"not {name}"
        # An empty text says as little as none.
        return f"coalesce({name}, '') = ''" if self.kind is Kind.TEXT else f"{name} is null"

    def holds(self, attribute: Attribute) -> tuple[Flags, Flags]:
        """Of which leads it is true, and of which it can be told."""
        known = attribute.known
        if self.relation == "unknown":
            return ~known, np.ones(len(known), dtype=bool)
        if self.relation == "in":
            assert attribute.codes is not None
            wanted = [code for code, member in enumerate(attribute.members) if member in self.members]
            return np.isin(attribute.codes, wanted), known
        assert attribute.numbers is not None
        with np.errstate(invalid="ignore"):
            match self.relation:
                case "at_least":
                    true = attribute.numbers >= self.limit
                case "at_most":
                    true = attribute.numbers <= self.limit
                case "true":
                    true = attribute.numbers == 1
                case _:
                    true = attribute.numbers == 0
        return true & known, known


def clause_text(clause: Sequence[Condition]) -> str:
    """All conditions at once, as the agreement would write them."""
    return " and ".join(each.text for each in clause)


def union_text(clauses: Sequence[Sequence[Condition]]) -> str:
    """Any of several clauses."""
    if len(clauses) == 1:
        return clause_text(clauses[0])
    return " or ".join(f"({clause_text(each)})" for each in clauses)


def covered(clause: Sequence[Condition], attributes: Sequence[Attribute]) -> Flags:
    """The leads of whom a clause is true."""
    by_name = {each.name: each for each in attributes}
    inside = np.ones(len(attributes[0].known), dtype=bool)
    for condition in clause:
        inside &= condition.holds(by_name[condition.name])[0]
    return inside


def conditions_of(attribute: Attribute, bought: Flags, fewest: int) -> Iterator[Condition]:
    """Every condition worth trying on these leads: each is true of at least ``fewest`` and false of as many.

    Thresholds are deciles in two significant figures. Groups of members are prefixes of the order by buying rate,
    among which the best split into two always is (Fisher 1958; Breiman et al. 1984, 9.4); that order is taken from the
    outcome, which is why nothing found here counts before it is confirmed elsewhere.
    """
    known = attribute.known
    unknown = int((~known).sum())
    if attribute.absence and unknown >= fewest and len(known) - unknown >= fewest:
        yield Condition(attribute.name, attribute.kind, "unknown")
    if attribute.codes is not None:
        yield from _of_text(attribute, bought, fewest)
    elif attribute.kind is Kind.FLAG:
        yield from _of_flag(attribute, fewest)
    else:
        yield from _of_number(attribute, fewest)


def _of_text(attribute: Attribute, bought: Flags, fewest: int) -> Iterator[Condition]:
    assert attribute.codes is not None
    known = attribute.codes >= 0
    size = len(attribute.members)
    leads = np.bincount(attribute.codes[known], minlength=size)
    buyers = np.bincount(attribute.codes[known & bought], minlength=size)
    usable = [
        code
        for code in np.argsort(-leads, kind="stable")[:MOST_MEMBERS].tolist()
        if leads[code] >= fewest and len(attribute.members[code]) <= _LONGEST_MEMBER
    ]
    for code in usable:
        if leads.sum() - leads[code] >= fewest:
            yield Condition(attribute.name, attribute.kind, "in", (attribute.members[code],))
    base = buyers.sum() / max(int(leads.sum()), 1)
    usable.sort(key=lambda code: -(buyers[code] + PULL * base) / (leads[code] + PULL))
    for length in range(2, min(LARGEST_GROUP, len(usable) - 1) + 1):
        group = usable[:length]
        if leads.sum() - leads[group].sum() >= fewest:
            yield Condition(
                attribute.name, attribute.kind, "in", tuple(sorted(attribute.members[code] for code in group))
            )


def _of_flag(attribute: Attribute, fewest: int) -> Iterator[Condition]:
    assert attribute.numbers is not None
    yes, no = int((attribute.numbers == 1).sum()), int((attribute.numbers == 0).sum())
    if yes >= fewest and no >= fewest:
        yield Condition(attribute.name, attribute.kind, "true")
        yield Condition(attribute.name, attribute.kind, "false")


def _of_number(attribute: Attribute, fewest: int) -> Iterator[Condition]:
    assert attribute.numbers is not None
    numbers = attribute.numbers[attribute.known]
    if len(numbers) < 2 * fewest:
        return
    deciles = np.quantile(numbers, np.arange(1, 10) / 10, method="higher")
    for limit in sorted({two_figures(each) for each in deciles.tolist()}):
        at_least, at_most = int((numbers >= limit).sum()), int((numbers <= limit).sum())
        if fewest <= at_least <= len(numbers) - fewest:
            yield Condition(attribute.name, attribute.kind, "at_least", limit=limit)
        if fewest <= at_most <= len(numbers) - fewest:
            yield Condition(attribute.name, attribute.kind, "at_most", limit=limit)


def two_figures(number: float) -> float:
    """People agree on "from 150,000", never on "from 153,218.37"."""
    if number == 0 or not math.isfinite(number):
        return 0.0
    return round(number, 1 - math.floor(math.log10(abs(number))))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.10f}".rstrip("0")
