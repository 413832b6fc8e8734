"""Made-up histories with and without a portrait, for tests and measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from tandem.basics.expression_values import Kind
from tandem.portrait.rules.conditions import Attribute, Condition, Flags, covered
from tandem.portrait.rules.finding import History

_TEXTS: Final = {
    "source": ("search", "social", "site", "partner", "mail", "fair"),
    "segment": ("office", "flat", "house", "shop"),
    "product": ("windows", "doors", "balcony", "office wall", "repair"),
    "city": ("Москва", "Казань", "Пермь", "Тверь", "Омск", "Томск", "Сочи", "Уфа"),
}
#: Part of the leads whose value is not known.
_UNKNOWN: Final = {"city": 0.15, "product": 0.05}


@dataclass(frozen=True, slots=True)
class Planted:
    """A history and the leads whom its portrait is true of."""

    history: History
    portrait: tuple[Condition, ...]
    inside: Flags


def attributes(leads: int, chance: np.random.Generator) -> tuple[Attribute, ...]:
    """Nine columns as a small company has them, with much unknown, none of which says anything of the outcome."""
    found = []
    for name, members in _TEXTS.items():
        weights = chance.dirichlet(np.full(len(members), 3.0))
        codes = chance.choice(len(members), size=leads, p=weights).astype(np.int32)
        codes[chance.random(leads) < _UNKNOWN.get(name, 0.0)] = -1
        found.append(Attribute(name, Kind.TEXT, codes=codes, members=members))
    for name, values, unknown in (
        ("budget", chance.lognormal(12, 0.8, leads).round(-2), 0.4),
        ("starts_within_days", chance.integers(0, 90, leads).astype(float), 0.3),
        ("employees", chance.lognormal(2.5, 1.1, leads).round(), 0.2),
    ):
        found.append(Attribute(name, Kind.NUMBER, _lacking(values, unknown, chance)))
    for name in ("need", "urgent"):
        found.append(Attribute(name, Kind.FLAG, _lacking((chance.random(leads) < 0.4).astype(float), 0.3, chance)))
    return tuple(found)


def planted(seed: int, *, leads: int = 4000, base: float = 0.05, inside: float = 0.2) -> Planted:
    """A history in which a portrait of two conditions, true of 8 to 30 % of the leads, buys at another rate."""
    chance = np.random.default_rng(seed)
    columns = attributes(leads, chance)
    while True:
        portrait = _portrait(columns, chance)
        true = covered(portrait, columns)
        if 0.08 <= true.mean() <= 0.3:
            break
    bought = chance.random(leads) < np.where(true, inside, base)
    return Planted(_history(columns, bought, chance), portrait, true)


def permuted(seed: int, *, leads: int = 4000) -> History:
    """The same kind of history with its outcomes shuffled: nobody is a better buyer than anybody."""
    made = planted(seed, leads=leads)
    shuffled = np.random.default_rng((seed, 1)).permutation(made.history.bought)
    return replace(made.history, bought=shuffled)


def _portrait(columns: Sequence[Attribute], chance: np.random.Generator) -> tuple[Condition, ...]:
    picked = chance.choice(len(columns), size=2, replace=False)
    return tuple(_condition(columns[place], chance) for place in sorted(picked.tolist()))


def _condition(attribute: Attribute, chance: np.random.Generator) -> Condition:
    if attribute.kind is Kind.TEXT:
        size = int(chance.integers(1, 4))
        members = chance.choice(len(attribute.members), size=size, replace=False)
        return Condition(
            attribute.name, Kind.TEXT, "in", tuple(sorted(attribute.members[each] for each in members.tolist()))
        )
    if attribute.kind is Kind.FLAG:
        return Condition(attribute.name, Kind.FLAG, "true")
    assert attribute.numbers is not None
    limit = float(np.nanquantile(attribute.numbers, chance.choice([0.4, 0.5, 0.6]), method="higher"))
    return Condition(attribute.name, attribute.kind, "at_least" if chance.random() < 0.5 else "at_most", limit=limit)


def _history(columns: tuple[Attribute, ...], bought: Flags, chance: np.random.Generator) -> History:
    leads = len(bought)
    clients = chance.permutation(leads)
    again = chance.random(leads) < 0.08
    clients[again] = chance.integers(0, leads, int(again.sum()))
    return History(columns, bought, clients.astype(np.int64), np.sort(chance.integers(0, 365, leads)))


def _lacking(values: np.ndarray, part: float, chance: np.random.Generator) -> np.ndarray:
    values[chance.random(len(values)) < part] = np.nan
    return values
