"""How a lead got here: by which door, and what every step did to it, from the receipts kept with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tandem.basics.text import Text
from tandem.intake.doors import doors
from tandem.intake.models import Arrival, Lead
from tandem.intake.receipt_words import told
from tandem.intake.rules import packet_fields

#: A system that sends every change of a lead may send hundreds: the first and the newest say enough.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Done:
    """One step: when by the clock, milliseconds since it was received, what was done and what came of it."""

    at: dt.datetime
    ms: float
    title: Text
    said: Text | None


@dataclass(frozen=True, slots=True)
class Way:
    """One arrival of a lead. ``waited`` is the time in the spool, while the database was away."""

    source: str
    door: Text
    received_at: dt.datetime
    took_ms: float
    waited: dt.timedelta | None
    steps: tuple[Done, ...]
    #: What the packet lacks, by the titles of its fields.
    missing: Text | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Every way a lead came by a door: ``hidden`` more are between the first and the newest."""

    ways: tuple[Way, ...] = ()
    hidden: int = 0


def ways_of(lead: Lead) -> WaysIn:
    """The arrivals of a lead, the first one first; none for a lead that an import brought."""
    arrivals = list(
        Arrival.objects.filter(kind="lead", subject_id=lead.pk).select_related("source").order_by("received_at", "pk")
    )
    shown = arrivals if len(arrivals) <= _MOST else [arrivals[0], *arrivals[1 - _MOST :]]
    return WaysIn(tuple(_way(lead, each) for each in shown), len(arrivals) - len(shown))


def _way(lead: Lead, arrival: Arrival) -> Way:
    door = doors().get(arrival.source.door)
    steps = tuple(_steps(lead, arrival))
    took = steps[-1].ms if steps else (arrival.taken_at - arrival.received_at).total_seconds() * 1000
    began = steps[0].ms if steps else 0
    return Way(
        source=arrival.source.name,
        door=door.title if door else Text(ru=arrival.source.door, en=arrival.source.door),
        received_at=arrival.received_at,
        took_ms=took,
        waited=dt.timedelta(milliseconds=began) if arrival.spooled else None,
        steps=steps,
        missing=packet_fields(arrival.missing) if arrival.missing else None,
    )


def _steps(lead: Lead, arrival: Arrival) -> Sequence[Done]:
    try:
        lines = _decode(arrival.receipts)
    except msgspec.DecodeError:
        return []
    return [
        Done(arrival.received_at + dt.timedelta(milliseconds=ms), ms, *told(lead, step, outcome, details))
        for step, ms, outcome, details in lines
    ]


_decode = msgspec.json.Decoder(list[tuple[str, float, str, dict[str, str | int | bool | None]]]).decode
