"""The first step at a door: what came, as the record's fields understand it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tandem.basics.text import Text
from tandem.imports.recipes import FieldRecipe, Formats
from tandem.imports.shapes import FieldType
from tandem.imports.shelf import record_kinds
from tandem.imports.value_refusals import Noted, ValueRefused
from tandem.imports.values import Surroundings, ValueReader, value_reader
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.touching import TOUCH_FIELDS, origin_of, touches_of

#: Characters of what could not be read, kept as text beside the record.
_LONGEST_UNREAD = 500
_LONGEST_OF_ORIGIN = {"source": 200, "channel": 200, "landing_page": 500}


@dataclass(slots=True)
class Normalised:
    """The values of a record by field, and what had to be said of some of them: field → code."""

    values: dict[str, Any]
    notes: dict[str, str] = field(default_factory=dict)
    #: Fields the record says nothing of, filled with what its source stands for.
    assumed: set[str] = field(default_factory=set)


def normalise(arriving: Arriving, source: OpenSource, *, zone: ZoneInfo) -> Normalised:
    """Convert the cells; what cannot be read is kept as text and noted: a lead is worth more than its misspelling."""
    readers = _readers(arriving.kind, source.settings.get("country", "RU"), zone, arriving.received_at.date())
    done = Normalised({})
    extras = dict(arriving.extras)
    for name, cell in arriving.cells.items():
        reader = readers.get(name)
        if reader is None:
            extras[name] = str(cell)[:_LONGEST_UNREAD]
            continue
        if isinstance(cell, str) and cell in reader.known:
            value = reader.known[cell]
        else:
            value = _read(reader, cell)
        if isinstance(value, Noted):
            done.notes[name] = value.code
            if value.value is None and cell not in (None, ""):
                extras[name] = str(cell)[:_LONGEST_UNREAD]
            value = value.value
        if value is not None and value != "":
            done.values[name] = value
    if arriving.kind == "lead" and not TOUCH_FIELDS.isdisjoint(done.values):
        # Where a client came from tells more than what the source is taken for in general.
        touches, _ = touches_of(done.values, captured_at=arriving.received_at)
        for name, value in origin_of(touches, credit=source.settings.get("credit", "last")).items():
            done.values.setdefault(name, value[: _LONGEST_OF_ORIGIN.get(name, 300)])
    for name, value in source.defaults.items():
        if name not in done.values:
            done.values[name] = value
            done.assumed.add(name)
    if extras:
        done.values["extras"] = extras
    return done


def _read(reader: ValueReader, cell: Any) -> object:
    try:
        return reader.read(cell)
    except ValueRefused as refused:
        return Noted(None, refused.code, refused.text)
    except (OverflowError, ValueError):
        # A day at the edge of the calendar has no place in some zones.
        return Noted(None, "value_unreadable", UNREADABLE_VALUE)


UNREADABLE_VALUE = Text(ru="Значение не удалось разобрать.", en="The value could not be read.")


#: Texts that the reader of a field remembers: the process never ends, and the phones of strangers do not recur.
_REMEMBERED = 200
_RECURS = frozenset(FieldType) - {FieldType.PHONE, FieldType.EMAIL, FieldType.ID, FieldType.INSTANT}


@functools.lru_cache(maxsize=24)
def _readers(kind: str, country: str, zone: ZoneInfo, day: date) -> dict[str, ValueReader]:
    # The clocks of other systems differ: an instant of today is never taken for one in the future.
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    around = Surroundings(formats=Formats(country=country), now=now, company_zone=zone)
    return {
        each.name: value_reader(
            each, FieldRecipe(each.name), around, remembered=_REMEMBERED if each.type in _RECURS else 0
        )
        for each in record_kinds()[kind].fields
    }
