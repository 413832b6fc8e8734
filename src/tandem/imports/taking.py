"""Takes rows in, chunk by chunk: each chunk is one transaction with its state, facts and checkpoint."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import F

from tandem.basics.text import Text
from tandem.imports.models import ImportFile, ImportProblem, KnownRecord, Status
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import Problem, Record, RecordKind, RowResult
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import Chunk, Incoming, Writer, guards, writers
from tandem.journal.actions import Recording, record
from tandem.journal.rows import insert_rows


class TakenOver(ImportRefused):
    """Another worker moved this file's checkpoint, or a person undid the import: this run must stop."""


_LONGEST_KEY = 200
#: Begins the keys under which further contents of one record are remembered.
AGAIN = "\x1e"

#: Rows in one transaction: a commit costs little beside them, and others wait for the writer only briefly.
CHUNK_ROWS = 2_000


@dataclass(slots=True)
class Tally:
    """What became of the records of a file, or of a chunk."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0


@dataclass(slots=True)
class Met:
    """What a chunk met that is neither new nor changed, to be remembered all the same."""

    #: Keys of records of other imports that came again unchanged.
    seen: list[str] = field(default_factory=list)
    #: Further contents of keys that recur: under which key each is remembered, its record and digest.
    more: dict[str, tuple[Incoming, str]] = field(default_factory=dict)


class Known(NamedTuple):
    """A record met before."""

    subject_id: int
    digest: str
    #: None when it came in by a door.
    batch_id: int | None
    changed_batch_id: int | None
    seen_batch_id: int | None

    @property
    def told_by(self) -> int | None:
        """The import whose content stands; None when it is what came in by a door."""
        return self.changed_batch_id or self.batch_id


@dataclass(slots=True)
class Taking:
    """One file being taken in, with what must be remembered from chunk to chunk."""

    file: ImportFile
    kinds: dict[str, RecordKind]
    recording: Recording
    zone: ZoneInfo
    currency: str
    system: str
    #: How often a content without an id was seen so far in this file.
    occurrences: Counter[str] = field(default_factory=Counter)
    #: Hashes of the (kind, key) that this file brought unchanged: a later row of the same id must not differ.
    unchanged: set[int] = field(default_factory=set)

    def take(self, rows: Sequence[RowResult], *, last_line: int) -> Tally:
        """Take a chunk of rows in and move the checkpoint behind ``last_line``, all or nothing."""
        tally = Tally()
        problems = [problem for row in rows for problem in row.problems]
        records = [record for row in rows if not row.rejected for record in row.records]
        with transaction.atomic():
            one_at_a_time()
            self._check_standing()
            happenings = []
            for kind, of_kind in self._by_kind(records):
                chunk = self._take_kind(writers()[kind.name], of_kind, tally, problems)
                happenings += chunk.happenings
            if happenings:
                record(happenings, recording=self.recording)
            self._note(problems)
            self._advance(rows, problems, tally, last_line)
        return tally

    def _check_standing(self) -> None:
        """Refuse by ``TakenOver`` before anything is written, when this run is no longer the one that goes on."""
        standing = ImportFile.objects.filter(pk=self.file.pk, line_done=self.file.line_done, run__status=Status.RUNNING)
        if not standing.exists():
            raise TakenOver(TAKEN_OVER)

    def recall(self, rows: Sequence[RowResult]) -> None:
        """Pass over rows an earlier run committed, remembering only how often each content came."""
        for row in rows:
            if not row.rejected:
                for each in row.records:
                    self.unchanged.add(hash((each.kind, self._incoming(writers()[each.kind], each).key)))

    def _by_kind(self, records: Iterable[Record]) -> list[tuple[RecordKind, list[Record]]]:
        grouped: dict[str, list[Record]] = {}
        for each in records:
            grouped.setdefault(each.kind, []).append(each)
        kinds = sorted((self.kinds[name] for name in grouped), key=lambda kind: kind.order)
        return [(kind, grouped[kind.name]) for kind in kinds]

    def _take_kind(self, writer: Writer, records: list[Record], tally: Tally, problems: list[Problem]) -> Chunk:
        chunk = Chunk(
            kind=writer.kind,
            system=self.system,
            recording=self.recording,
            zone=self.zone,
            currency=self.currency,
            new=[],
            changed=[],
        )
        incoming = [self._incoming(writer, each) for each in records]
        for guard in guards():
            guard.check(incoming, self.kinds[writer.kind], chunk)
        met = self._sort_out(writer, incoming, chunk, tally)
        writer.write(chunk)
        insert_rows(
            KnownRecord,
            ("kind", "system", "key", "subject_id", "digest", "batch_id"),
            [(writer.kind, self.system, each.key, each.subject_id, each.digest, chunk.batch_id) for each in chunk.new],
        )
        for each in chunk.changed:
            KnownRecord.objects.filter(kind=writer.kind, system=self.system, key=each.key).update(
                digest=each.digest, changed_batch_id=chunk.batch_id
            )
        self._remember_more(writer, met.more, chunk)
        if met.seen:
            seen = KnownRecord.objects.filter(kind=writer.kind, system=self.system, key__in=met.seen)
            seen.update(seen_batch_id=chunk.batch_id)
        problems += chunk.problems
        tally.new += len(chunk.new)
        tally.changed += len(chunk.changed)
        return chunk

    def _incoming(self, writer: Writer, each: Record) -> Incoming:
        digest = content_digest(each.values)
        parts = [each.values.get(name) for name in writer.key_fields]
        if all(part not in (None, "") for part in parts):
            return Incoming(each.line, _fitting("|".join(map(str, parts))), digest, each.values)
        self.occurrences[digest] += 1
        number = self.occurrences[digest]
        return Incoming(each.line, f"#{digest}:{number}", digest, each.values, repeated=number > 1)

    def _remember_more(self, writer: Writer, more: Mapping[str, tuple[Incoming, str]], chunk: Chunk) -> None:
        """Remember the further contents of recurring keys, so that the same file again changes nothing."""
        known = self._known(writer, set(more) | {first.key for first, _ in more.values()})
        rows = []
        for again, (first, digest) in more.items():
            if again in known:
                of_again = KnownRecord.objects.filter(kind=writer.kind, system=self.system, key=again)
                of_again.update(digest=digest, changed_batch_id=chunk.batch_id)
            else:
                # As old as its key, with which it goes; this import only added to it.
                batch_id = known[first.key].batch_id
                changed = None if batch_id == chunk.batch_id else chunk.batch_id
                rows.append((writer.kind, self.system, again, first.subject_id, digest, batch_id, changed))
        insert_rows(
            KnownRecord, ("kind", "system", "key", "subject_id", "digest", "batch_id", "changed_batch_id"), rows
        )

    def _sort_out(self, writer: Writer, incoming: list[Incoming], chunk: Chunk, tally: Tally) -> Met:
        """Part what is new from what is known and changed; what is known and the same needs nothing. Writes nothing."""
        recurring = {again_key(each) for each in incoming} if writer.may_recur else set()
        known = self._known(writer, {each.key for each in incoming} | recurring)
        fresh: dict[str, Incoming] = {}
        found = Met()
        for each in incoming:
            if each.repeated and writer.is_void(each):
                tally.repeated += 1
                continue
            if each.repeated:
                chunk.warn(each, "repeated", REPEATED)
            if _is_further_content(known, each):
                each.subject_id = known[each.key].subject_id
                tally.same += 1
                found.seen.append(again_key(each))
                self.unchanged.add(hash((writer.kind, each.key)))
            elif (first := fresh.get(each.key)) is not None:
                if writer.may_recur and each.digest != first.digest:
                    found.more[again_key(each)] = first, each.digest
                self._meet_again(writer, first, each, chunk, tally)
            elif each.key not in known:
                fresh[each.key] = each
                chunk.new.append(each)
            else:
                subject_id, digest, batch_id, changed_batch_id, _seen = known[each.key]
                each.subject_id = subject_id
                fresh[each.key] = each
                met = chunk.batch_id in (batch_id, changed_batch_id) or hash((writer.kind, each.key)) in self.unchanged
                if digest == each.digest:
                    tally.same += 1
                    if batch_id != chunk.batch_id:
                        found.seen.append(each.key)
                    self.unchanged.add(hash((writer.kind, each.key)))
                elif digest and met and not writer.may_recur:
                    chunk.problems.append(duplicate_key(each))
                else:
                    if digest and met:
                        # A further row of a key that this import brought before: it adds, it does not replace.
                        found.more[again_key(each)] = each, each.digest
                        each.digest = digest
                    chunk.changed.append(each)
        return found

    def _known(self, writer: Writer, keys: set[str]) -> dict[str, Known]:
        """What is known under which of the keys."""
        rows = KnownRecord.objects.filter(kind=writer.kind, system=self.system, key__in=keys)
        found = rows.values_list("key", "subject_id", "digest", "batch_id", "changed_batch_id", "seen_batch_id")
        return {
            key: Known(subject, digest, batch, changed, seen) for key, subject, digest, batch, changed, seen in found
        }

    def _meet_again(self, writer: Writer, first: Incoming, again: Incoming, chunk: Chunk, tally: Tally) -> None:
        if again.digest == first.digest:
            tally.same += 1
        elif writer.may_recur:
            first.more.append(again.values)
            if first.subject_id and first not in chunk.changed:
                chunk.changed.append(first)
        else:
            chunk.problems.append(duplicate_key(again, first_line=first.line))

    def _note(self, problems: Sequence[Problem]) -> None:
        insert_rows(
            ImportProblem,
            ("file", "line", "column", "field", "code", "message_ru", "message_en", "excerpt", "severity"),
            [
                (
                    self.file.pk, each.line, (each.column or "")[:255], each.field or "", each.code,
                    each.message.ru, each.message.en, each.value_excerpt[:200], each.severity,
                )
                for each in problems
            ],
        )  # fmt: skip

    def _advance(self, rows: Sequence[RowResult], problems: Sequence[Problem], tally: Tally, last_line: int) -> None:
        rejected = len({each.line for each in problems if each.severity == "rejected"})
        warned = sum(each.severity == "warning" for each in problems)
        standing = ImportFile.objects.filter(pk=self.file.pk, line_done=self.file.line_done, run__status=Status.RUNNING)
        moved = standing.update(
            line_done=last_line,
            rows_read=F("rows_read") + len(rows),
            rows_rejected=F("rows_rejected") + rejected,
            warnings=F("warnings") + warned,
            records_new=F("records_new") + tally.new,
            records_changed=F("records_changed") + tally.changed,
            records_same=F("records_same") + tally.same,
            records_repeated=F("records_repeated") + tally.repeated,
        )
        if not moved:
            raise TakenOver(TAKEN_OVER)
        self.file.line_done = last_line


TAKEN_OVER = Text(
    ru="Импорт остановлен: его отменили или продолжили в другом месте.",
    en="The import was stopped: it was undone, or went on elsewhere.",
)

REPEATED = Text(
    ru="Строка повторяет другую строку файла слово в слово. Она учтена: проверьте, не задвоена ли выгрузка.",
    en="The row repeats another row of the file word for word. It is counted: check whether the export doubled it.",
)


def duplicate_key(incoming: Incoming, *, first_line: int | None = None) -> Problem:
    """A second row with the same id but other content: nobody can tell which of them is right."""
    where = ("", "") if first_line is None else (f" (строка {first_line})", f" (line {first_line})")
    return Problem(
        line=incoming.line,
        column=None,
        field="id",
        code="duplicate_id",
        message=Text(
            ru=f"Запись с номером {incoming.key} в этом импорте уже была{where[0]}, но с другим содержанием. "
            "Оставьте одну из строк и загрузите её ещё раз. Если это строки одной записи, соберите их в рецепте (of).",
            en=f"The id {incoming.key} came before in this import{where[1]} with other content. "
            "Keep one of the rows and feed it again. If the rows tell of one record, gather them in the recipe (of).",
        ),
        value_excerpt=incoming.key,
        severity="rejected",
    )


def again_key(incoming: Incoming) -> str:
    """Under which key a further content of a recurring key is remembered; no key of an export looks like it."""
    return AGAIN + hashlib.blake2b(f"{incoming.key}{AGAIN}{incoming.digest}".encode(), digest_size=24).hexdigest()


def _is_further_content(known: Mapping[str, Known], incoming: Incoming) -> bool:
    """Whether a row says what another row of its key said already, in the import whose content stands."""
    again, first = known.get(again_key(incoming)), known.get(incoming.key)
    return (
        again is not None
        and first is not None
        and again.digest == incoming.digest
        and first.told_by in (again.batch_id, again.changed_batch_id, again.seen_batch_id)
    )


def _fitting(key: str) -> str:
    """A key as long as the table keeps it: longer ones are known by their digest."""
    if len(key) <= _LONGEST_KEY:
        return key
    return "=" + hashlib.blake2b(key.encode(), digest_size=32).hexdigest()


def content_digest(values: dict[str, Any]) -> str:
    """A short fingerprint of a record's values; the same values always give the same one."""
    return hashlib.blake2b(msgspec.json.encode(values, order="sorted"), digest_size=12).hexdigest()
