"""Reading a test by lot once its days are over: what both halves brought, and what that shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.attribution.lift_drawing import COUNTS
from tandem.attribution.models import LiftTest, LiftUnit
from tandem.attribution.rules.lift_result import Result, read_clients, read_pairs
from tandem.attribution.rules.lots import Lots, Pair, Unit
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Read:
    """``now`` is what each unit brought, by name; ``result`` None before the day on which it is read.

    ``intact``: the lots are those that were drawn.
    """

    units: tuple[LiftUnit, ...]
    now: dict[str, int]
    result: Result | None
    intact: bool


def read(test: LiftTest, reading: Reading) -> Read:
    """What is to be seen of a test now: its lots, and its result from the day on which it was to be read."""
    units = tuple(test.units.all())
    intact = _lots(units).digest == test.digest
    if horizon(reading).until < test.read_on:
        return Read(units, {}, None, intact)
    now = _counted(test, reading)
    paired = [each for each in units if each.pair is not None]
    shown, spared = [each for each in paired if each.shown], [each for each in paired if not each.shown]
    if test.dealt == "client":
        came, others = (sum(1 for each in half if now.get(each.name)) for half in (shown, spared))
        return Read(units, now, read_clients(came, len(shown), others, len(spared)), intact)
    result = read_pairs(
        [now.get(each.name, 0) for each in shown], [now.get(each.name, 0) for each in spared],
        [(one.past, other.past) for one, other in zip(shown, spared, strict=True)],
    )  # fmt: skip
    return Read(units, now, result, intact)


def _counted(test: LiftTest, reading: Reading) -> dict[str, int]:
    counted = COUNTS[test.counts]
    unit = "city" if test.dealt == "city" else "client_id::VARCHAR"
    return dict(
        reading.rows(
            f"SELECT {unit}, count(*) FROM leads WHERE {counted.day} BETWEEN $first AND $last AND {counted.where} "
            f"AND {unit} <> '' GROUP BY 1",
            {"first": test.first_day, "last": test.last_day},
        )
    )


def _lots(units: Sequence[LiftUnit]) -> Lots:
    halves: dict[int, dict[bool, Unit]] = {}
    for each in units:
        if each.pair is not None:
            halves.setdefault(each.pair, {})[each.shown] = Unit(each.name, each.past)
    return Lots(tuple(Pair(half[True], half[False]) for _, half in sorted(halves.items()) if len(half) == 2), ())
