"""Taking in what doors have read: many records in one transaction, each with its client, grade, facts and receipt.

This is the hand-over packet. Whatever is written for a record — client, lead, answers, judgement, facts, the
receipt — is written before its sender is answered, or nothing of it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import transaction

from tandem.imports.models import KnownRecord
from tandem.imports.shelf import record_kinds
from tandem.imports.taking import content_digest
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import Chunk, Incoming, guards, writers
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.joining import join
from tandem.intake.models import Arrival
from tandem.intake.normalising import Normalised, normalise
from tandem.intake.rules import missing_of
from tandem.journal.actions import Recording, record
from tandem.journal.pipelining import pipelined
from tandem.journal.rows import check_references, insert_rows, rows_with, update_rows

#: How facts name this way into the house.
DOOR = "door"
#: Characters of an id as ``KnownRecord`` keeps it.
_LONGEST_KEY = 200
_LONGEST_SYSTEM = 50
#: The field that says when, of the kinds that have one: of a new record it is never empty.
_WHEN = {"lead": "created_at", "activity": "at"}


class Taken(NamedTuple):
    """What became of a record: its id for the sender, what it is here, and whether it had come before.

    Here it may be nothing, 0: a ring of which no lead is made and whose client has none open.
    """

    id: str
    subject_id: int
    again: bool


@dataclass(slots=True)
class _Entering:
    """A record between being read and being written."""

    arriving: Arriving
    source: OpenSource
    normalised: Normalised
    incoming: Incoming
    missing: Sequence[str]
    normalised_at: float


def take_in(arriving: Sequence[Arriving], *, sources: Mapping[str, OpenSource], now: datetime) -> list[Taken]:
    """Write all records and their receipts in one transaction; those that came before are only answered again.

    ``sources`` by key holds the source of every record. Raises what the database raises, and then nothing is written.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    began = perf_counter()
    ids = [each.id for each in arriving]
    entering = {}
    for line, (pk, each) in enumerate(zip(ids, arriving, strict=True), start=1):
        if pk not in entering:
            entering[pk] = _entering(line, each, sources[each.source], zone)
    with transaction.atomic(), pipelined():
        one_at_a_time()
        known = dict(rows_with(Arrival, ("id", "subject_id"), field="id", among=list(entering)))
        fresh = {pk: each for pk, each in entering.items() if pk not in known}
        written = _write(list(fresh.values()), zone, now) if fresh else {}
        _keep_receipts(fresh, written, began, now)
    seen = set(known)
    taken = []
    for pk in ids:
        subject_id = known[pk] if pk in known else fresh[pk].incoming.subject_id
        taken.append(Taken(pk, subject_id, pk in seen))
        seen.add(pk)
    return taken


def _entering(line: int, each: Arriving, source: OpenSource, zone: ZoneInfo) -> _Entering:
    normalised = normalise(each, source, zone=zone)
    values = normalised.values
    for name in ("client_id", "lead_id"):
        if name in values:
            values[name] = _fitting(values[name])
    when = _WHEN.get(each.kind, "")
    if when in values:
        # A clock that is ahead of ours does not make leads of tomorrow.
        values[when] = min(values[when], each.received_at)
    incoming = Incoming(
        line, _fitting(each.record or each.key), "", values, received_at=each.received_at, door=source.name
    )
    missing = missing_of(values) if each.kind == "lead" else ()
    return _Entering(each, source, normalised, incoming, missing, perf_counter())


def _fitting(key: str) -> str:
    """An id as it can be kept: a longer one by its fingerprint."""
    if len(key) <= _LONGEST_KEY:
        return key
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=20).hexdigest()


def _namespace(key: str) -> str:
    """A source's own namespace of ids, as long as the table keeps it; two keys that begin alike stay apart."""
    if len(key) <= _LONGEST_SYSTEM:
        return key
    return f"{key[:30]}-{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"


def _write(entering: Sequence[_Entering], zone: ZoneInfo, now: datetime) -> dict[int, list[Any]]:
    """Write by kind and namespace; returns the receipts of each record by its line."""
    recording = Recording(at=now, source=DOOR)
    receipts: dict[int, list[Any]] = {}
    by_line = {each.incoming.line: each for each in entering}
    happenings = []
    for kind, system, group in _grouped(entering):
        chunk = Chunk(
            kind=kind,
            system=system,
            recording=recording,
            zone=zone,
            currency=settings.CURRENCY,
            new=[],
            changed=[],
            receipts=receipts,
        )
        for guard in guards():
            guard.check(group, record_kinds()[kind], chunk)
        rows = _sort_out(group, chunk)
        _fill_in(chunk, by_line)
        if any(by_line[each.line].arriving.joins for each in chunk.new):
            join({each.line: by_line[each.line].arriving for each in chunk.new}, chunk)
        if chunk.new or chunk.changed:
            writers()[kind].write(chunk)
        _remember(chunk, rows)
        for problem in chunk.problems:
            chunk.note(Incoming(problem.line, "", "", {}), "packet", problem.code, field=problem.field)
        happenings += chunk.happenings
    check_references()
    if happenings:
        record(happenings, recording=recording)
    return receipts


def _grouped(entering: Sequence[_Entering]) -> list[tuple[str, str, list[Incoming]]]:
    """Records of one kind and one namespace of ids; without ids of another system all sources share one.

    What is said of one record for the second time, or of the client of a lead that may join another, comes after
    all that is said for the first time.
    """
    groups: dict[tuple[int, str, int, str], list[Incoming]] = {}
    turns: dict[tuple[str, ...], int] = {}
    for each in entering:
        system = each.source.system
        if not system and _has_ids(each):
            system = _namespace(each.source.key)
        kind = record_kinds()[each.arriving.kind]
        said = _said_of(each, kind.name, system)
        turn = max((turns.get(one, 0) for one in said), default=0)
        turns |= dict.fromkeys(said, turn + 1)
        groups.setdefault((kind.order, kind.name, turn, system), []).append(each.incoming)
    return [(kind, system, groups[order, kind, turn, system]) for order, kind, turn, system in sorted(groups)]


def _said_of(each: _Entering, kind: str, system: str) -> list[tuple[str, ...]]:
    values = each.incoming.values
    said: list[tuple[str, ...]] = [(kind, system, each.incoming.key)] if system else []
    if each.arriving.joins:
        said += [(name, values[name]) for name in ("client_id", "phone", "email") if values.get(name)]
    return said


def _has_ids(each: _Entering) -> bool:
    values = each.incoming.values
    return bool(each.arriving.record) or "client_id" in values or "lead_id" in values


def _sort_out(group: Sequence[Incoming], chunk: Chunk) -> dict[str, int]:
    """Part new records from those another system has told of before, by import or webhook; the rows of these by key."""
    if not chunk.system:
        chunk.new[:] = group
        return {}
    for each in group:
        each.digest = content_digest(each.values)
    rows = KnownRecord.objects.filter(kind=chunk.kind, system=chunk.system, key__in=[each.key for each in group])
    known = {
        key: (subject, digest, pk) for key, subject, digest, pk in rows.values_list("key", "subject_id", "digest", "pk")
    }
    for each in group:
        stood = known.get(each.key)
        if stood is None:
            chunk.new.append(each)
        else:
            each.subject_id = stood[0]
            if stood[1] != each.digest:
                chunk.changed.append(each)
    return {key: pk for key, (_, _, pk) in known.items()}


def _fill_in(chunk: Chunk, by_line: Mapping[int, _Entering]) -> None:
    """What a new record leaves open is taken for granted; a known one keeps what stands."""
    when = _WHEN.get(chunk.kind)
    for each in chunk.changed:
        for name in by_line[each.line].normalised.assumed:
            del each.values[name]
    for each in chunk.new:
        entering = by_line[each.line]
        if chunk.kind == "lead":
            each.values.setdefault("source", entering.source.name)
        if when is not None:
            each.values.setdefault(when, entering.arriving.received_at)


def _remember(chunk: Chunk, rows: Mapping[str, int]) -> None:
    if not chunk.system:
        return
    insert_rows(
        KnownRecord,
        ("kind", "system", "key", "subject_id", "digest", "batch_id"),
        [(chunk.kind, chunk.system, each.key, each.subject_id, each.digest, None) for each in chunk.new],
    )
    update_rows(KnownRecord, ("digest",), [(rows[each.key], each.digest) for each in chunk.changed])


def _keep_receipts(
    fresh: Mapping[str, _Entering], written: Mapping[int, list[Any]], began: float, now: datetime
) -> None:
    ended = perf_counter()
    rows = []
    for pk, each in fresh.items():
        if not each.incoming.subject_id:
            continue
        # What came before ``began`` is the wait for the writer, and for the database when it was spooled.
        waited = max(0, round((now - each.arriving.received_at).total_seconds() * 1000))
        received = began - waited / 1000
        lines: list[Any] = [("normalised", _ms(each.normalised_at - received), "", each.normalised.notes)]
        for step, at, outcome, details in written.get(each.incoming.line, ()):
            lines.append((step, _ms(at - received), outcome, details))
        lines.append(("kept", _ms(ended - received), "spooled" if each.arriving.spooled else "", {}))
        rows.append(
            (
                pk, each.source.id, each.arriving.kind, each.incoming.subject_id, each.arriving.received_at, now,
                each.arriving.spooled, " ".join(each.missing), msgspec.json.encode(lines).decode(),
            )
        )  # fmt: skip
    insert_rows(
        Arrival,
        ("id", "source", "kind", "subject_id", "received_at", "taken_at", "spooled", "missing", "receipts"),
        rows,
    )


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
