"""The leads of the store a card is trained on: what was known of them, who bought, and who says nothing yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.agreement.clause_catalogue import ClauseField, judged_fields
from tandem.agreement.document import GRADE_TERM
from tandem.basics.expression_values import Kind
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.scoring.attributes import Attribute, Floats, category, number
from tandem.scoring.maturity import age_of_maturity

_NUMBERS = (Kind.NUMBER, Kind.INTEGER)
_ATTRIBUTES = (*_NUMBERS, Kind.TEXT, Kind.FLAG)
#: The newest so many mature leads: older ones would not change the card.
MOST_LEADS = 200_000


@dataclass(frozen=True, slots=True)
class Excluded:
    """How many leads of the company there are, and how many say nothing yet or cannot be held against a card."""

    leads: int
    #: Younger than the age at which nearly all who buy have bought.
    young: int
    #: Nobody ever contacted them: no refusal.
    unhandled: int
    #: Beyond the newest that are read.
    old: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """Mature and handled leads, oldest first. ``mature_at`` is their least age in days; None: not known yet."""

    lead_ids: NDArray[np.int64]
    captured_on: tuple[dt.date, ...]
    grades: tuple[str | None, ...]
    attributes: tuple[Attribute, ...]
    bought: Floats
    mature_at: int | None
    excluded: Excluded


def attribute_fields() -> tuple[ClauseField, ...]:
    """The fields a card may read: what is kept of a lead and is no day or instant."""
    return tuple(each for each in judged_fields().values() if each.kind in _ATTRIBUTES)


def history(reading: Reading) -> History:
    """The leads to train on, as the store knows them."""
    until = horizon(reading).until
    mature_at = _mature_at(reading, until)
    parameters = {"until": until, "age": mature_at or 0}
    ((leads, young, unhandled),) = reading.rows(
        f"SELECT count(*), count(*) FILTER (NOT ({_MATURE})), count(*) FILTER ({_MATURE} AND NOT ({_HANDLED})) "
        "FROM leads WHERE captured_on IS NOT NULL",
        parameters,
    )
    fields = attribute_fields()
    columns = ", ".join(f"{_value(each)} AS a{at}" for at, each in enumerate(fields))
    found = reading.columns(
        f"SELECT lead_id, captured_on, grade, {_BOUGHT} AS bought{', ' + columns if columns else ''} FROM leads "
        f"WHERE {_LEARNED} {_NEWEST}",
        parameters,
    )
    taken = {name: found.column(name).to_pylist()[::-1] for name in found.column_names}
    size = found.num_rows
    return History(
        lead_ids=np.array(taken["lead_id"], dtype=np.int64),
        captured_on=tuple(taken["captured_on"]),
        grades=tuple(taken["grade"]),
        attributes=tuple(_attribute(each, taken[f"a{at}"]) for at, each in enumerate(fields)),
        bought=np.array(taken["bought"], dtype=np.float64),
        mature_at=mature_at,
        excluded=Excluded(leads, young, unhandled, old=max(0, leads - young - unhandled - size)),
    )


@dataclass(frozen=True, slots=True)
class Learned:
    """One attribute of the mature and handled leads, and whether each bought, the newest lead first."""

    lead_ids: Sequence[int]
    attribute: Attribute
    bought: Sequence[bool]


def learned_from(reading: Reading, name: str) -> Learned | None:
    """An attribute, or the grade, of the leads that a training now would learn from; None where they have none of that
    name.
    """
    each = next((field for field in attribute_fields() if field.name == name), None)
    if each is None and name != GRADE_TERM:
        return None
    until, value = horizon(reading).until, _value(each) if each else "grade"
    found = reading.columns(
        f"SELECT lead_id, {value} AS a, {_BOUGHT} AS bought FROM leads WHERE {_LEARNED} {_NEWEST}",
        {"until": until, "age": _mature_at(reading, until) or 0},
    )
    taken = [found.column(at).to_pylist() for at in ("lead_id", "a", "bought")]
    return Learned(taken[0], _attribute(each, taken[1]) if each else category(name, taken[1]), taken[2])


def attributes_of(reading: Reading, names: Collection[str], where: str, order: str = "lead_id") -> Recent:
    """Some attributes of the leads of a condition over the store."""
    fields = [each for each in attribute_fields() if each.name in names]
    columns = ", ".join(f"{_value(each)} AS a{at}" for at, each in enumerate(fields))
    found = reading.columns(
        f"SELECT lead_id{', ' + columns if columns else ''} FROM leads WHERE {where} ORDER BY {order} "
        f"LIMIT {MOST_LEADS}"
    )
    return Recent(
        found.column("lead_id").to_pylist(),
        tuple(_attribute(each, found.column(f"a{at}").to_pylist()) for at, each in enumerate(fields)),
    )


@dataclass(frozen=True, slots=True)
class Recent:
    """Leads with some of their attributes."""

    lead_ids: Sequence[int]
    attributes: tuple[Attribute, ...]


_BOUGHT = "(won_on IS NOT NULL OR coalesce(paid_amount, 0) > 0)"
_HANDLED = f"{_BOUGHT} OR lost_on IS NOT NULL OR processed_on IS NOT NULL OR first_contact_at IS NOT NULL"
_MATURE = "date_diff('day', captured_on, $until) >= $age"
_LEARNED = f"captured_on IS NOT NULL AND {_MATURE} AND ({_HANDLED})"
_NEWEST = f"ORDER BY captured_at DESC, lead_id DESC LIMIT {MOST_LEADS}"


def _value(each: ClauseField) -> str:
    sql = f"({each.column or each.name})"
    return f"CAST({sql} AS DOUBLE)" if each.kind in _NUMBERS else sql


def _attribute(each: ClauseField, values: Sequence[object]) -> Attribute:
    if each.kind in _NUMBERS:
        return number(each.name, np.array([np.nan if value is None else value for value in values], dtype=np.float64))
    return category(each.name, values)


def _mature_at(reading: Reading, until: dt.date) -> int | None:
    rows = reading.rows(
        "SELECT date_diff('day', captured_on, least(won_on, first_paid_on)), date_diff('day', captured_on, $until) "
        f"FROM leads WHERE {_BOUGHT} AND captured_on <= $until AND least(won_on, first_paid_on) <= $until",
        {"until": until},
    )
    if not rows:
        return None
    days, followed = np.array(rows, dtype=np.int64).T
    return age_of_maturity(days, followed)
