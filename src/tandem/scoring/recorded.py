"""When the values of columns were written down, and by whom: one that came after the first contact comes too late."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import batched

import msgspec

from tandem.journal.models import FactRow
from tandem.measures.store import Reading
from tandem.measures.tables import shape
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring.history import attribute_fields
from tandem.scoring.leakage import Recorded

#: So many leads tell it; of them only those that were contacted at a known time.
_ASKED = 4_000
_STEP = 500
_PLAIN = re.compile(r"p\.(\w+)")


def recorded(reading: Reading, lead_ids: Sequence[int]) -> Mapping[str, Recorded]:
    """Of each attribute: how many values there are, how many stand since after the first contact, how many sellers
    wrote. Read from the journal, for the newest of the leads; the value that stands is what counts, as in training.
    """
    places = _places()
    if not lead_ids or not places:
        return {}
    newest = list(lead_ids)[-_ASKED:]
    contacted = _contacts(reading, newest)
    sellers = frozenset(Person.objects.filter(role=Role.SELLER).values_list("pk", flat=True))
    values, late, by_sellers = (dict.fromkeys(places, 0) for _ in range(3))
    kinds = sorted({kind for of_field in places.values() for kind in of_field})
    for part in batched(newest, _STEP, strict=False):
        stood: dict[tuple[int, str], tuple[object, dt.datetime, int | None]] = {}
        rows = FactRow.objects.filter(subject_id__in=part, subject="lead", kind__in=kinds).order_by("position")
        for lead_id, kind, at, actor, payload in rows.values_list(
            "subject_id", "kind", "happened_at", "actor_id", "payload"
        ):
            said = msgspec.json.decode(payload)
            for name, of_field in places.items():
                if kind not in of_field:
                    continue
                value = said.get(of_field[kind])
                before = stood.get((lead_id, name))
                if before is None or before[0] != value:
                    stood[lead_id, name] = (value, at, actor)
        for (lead_id, name), (value, at, actor) in stood.items():
            if value is None:
                continue
            values[name] += 1
            by_sellers[name] += actor in sellers
            first = contacted.get(lead_id)
            late[name] += first is not None and at > first
    return {name: Recorded(values[name], late[name], by_sellers[name]) for name in places if values[name]}


def _places() -> dict[str, dict[str, str]]:
    """Of each attribute: the kinds of fact that decide it, and the name of its value there."""
    columns = {column.name: column.facts for column in shape().columns["leads"]}
    found = {}
    for each in attribute_fields():
        facts = columns.get(each.column or each.name, {})
        named = {kind: match[1] for kind, sql in facts.items() if (match := _PLAIN.fullmatch(sql))}
        if named:
            found[each.name] = named
    return found


def _contacts(reading: Reading, lead_ids: Sequence[int]) -> dict[int, dt.datetime]:
    rows = reading.rows(
        "SELECT lead_id, first_contact_at FROM leads WHERE first_contact_at IS NOT NULL AND lead_id >= $first",
        {"first": min(lead_ids)},
    )
    return {lead_id: at.replace(tzinfo=dt.UTC) for lead_id, at in rows}
