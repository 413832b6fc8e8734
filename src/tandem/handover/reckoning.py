"""What leads are worth and how strong sellers are, reckoned in the background and kept beside the state.

An arriving lead is dealt within its own transaction and cannot wait for a year of history to be read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tandem.basics.periods import Period
from tandem.handover.lead_worth import DAYS, worth
from tandem.handover.models import Reckoned
from tandem.handover.strength_rules import strengths_of
from tandem.journal.rows import insert_rows
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading

CHANCE, CHECK, STRENGTH = "chance", "check", "strength"
#: Seconds for which a process goes by what it has read: it is reckoned once an hour.
_KEPT = 30.0


def reckon(*, reading: Reading, now: datetime) -> None:
    """Reckon anew what a lead of a grade and a product is worth, and what each seller makes of theirs."""
    known = worth(reading)
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for grade, chance in {"": known.chance, **known.chances}.items():
        if chance.value is not None:
            found[CHANCE, grade] = (chance.value, chance.n)
    if known.check is not None:
        found[CHECK, ""] = (known.check, known.sales)
        found |= {(CHECK, product): (check, known.sales) for product, check in known.checks.items() if product}
    found |= {(STRENGTH, str(seller)): told for seller, told in _strengths(reading).items()}
    with transaction.atomic():
        Reckoned.objects.all().delete()
        insert_rows(
            Reckoned,
            ("what", "key", "value", "n", "reckoned_at"),
            [(what, key[:200], value, n, now) for (what, key), (value, n) in found.items()],
        )
    _forget()


def _strengths(reading: Reading) -> Mapping[int, tuple[float, int]]:
    until = horizon(reading).until
    year = Period(until - timedelta(days=DAYS - 1), until)
    leads: dict[tuple[int, str], float] = {}
    sales: dict[tuple[int, str], float] = {}
    for row in answer(Question(("won_cohort",), year, by=("seller", "grade")), reading).rows:
        seller, grade = row.members
        won = row.values["won_cohort"]
        if seller is None or won.n is None or won.value is None:
            continue
        place = (int(seller), str(grade or ""))
        leads[place], sales[place] = float(won.n), float(won.value) * won.n
    return {seller: (told.ratio, told.n) for seller, told in strengths_of(leads, sales).items()}


def strengths() -> Mapping[int, float]:
    """By seller, the part of the expected value they make come true; 1 for whoever is not there."""
    return {int(key): value for (what, key), value in _known().items() if what == STRENGTH}


def value_of(grade: str, product: str, *, chance: float | None = None) -> float:
    """The money expected of a lead; 1 for each as long as history tells nothing, so that leads are counted instead."""
    return worth_by(_known(), grade, product, chance=chance)


def in_money() -> bool:
    """Whether what leads are worth is money; without sales in history leads are counted instead."""
    return any(what == CHECK for what, _ in _known())


def worth_by(known: Mapping[tuple[str, str], float], grade: str, product: str, *, chance: float | None = None) -> float:
    """The same by what is given as reckoned."""
    check = known.get((CHECK, product), known.get((CHECK, "")))
    if chance is None:
        chance = known.get((CHANCE, grade), known.get((CHANCE, "")))
    return 1.0 if check is None or chance is None else check * chance


def _known() -> Mapping[tuple[str, str], float]:
    global _read
    known, now = _read, time.monotonic()
    if known is None or now - known[0] > _KEPT:
        rows = Reckoned.objects.values_list("what", "key", "value")
        known = _read = (now, {(what, key): value for what, key, value in rows})
    return known[1]


def _forget() -> None:
    global _read
    _read = None


_read: tuple[float, Mapping[tuple[str, str], float]] | None = None
