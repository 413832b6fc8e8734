"""Taking a whole import back, as one transaction and one fact.

What only the import knew disappears from the state tables; what it changed goes back to what the
remaining facts say; the facts themselves stay in the journal, retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from tandem.basics.text import Text
from tandem.imports.acted_on import NeededByOthers, refuse_when_acted_on
from tandem.imports.actions import NotRunnable
from tandem.imports.models import Import, KnownRecord, Status
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import settlings
from tandem.journal import queries as journal
from tandem.journal.actions import Recording, record
from tandem.journal.facts import BatchRetracted, Happening
from tandem.journal.models import FactRow
from tandem.measures import folding
from tandem.measures.state import state_columns
from tandem.measures.tables import shape

_GONE = "undo_gone"
#: An undo whose process died may be asked for again.
_UNDOABLE = (Status.RUNNING, Status.STOPPED, Status.DONE, Status.UNDOING)
_STEP = 100_000


def begin_undo(*, import_id: int) -> None:
    """Mark an import as being undone: a run of it stops, and nobody resumes it. Raises ``NotRunnable``."""
    standing = Import.objects.filter(pk=import_id, status__in=_UNDOABLE)
    if not standing.update(status=Status.UNDOING, failure_ru="", failure_en=""):
        raise NotRunnable(NOTHING_TO_UNDO)


def give_up_undo(*, import_id: int, why: Text) -> None:
    """Put an import that cannot be undone back to how it stood, with the reason."""
    undoing = Import.objects.filter(pk=import_id, status=Status.UNDOING)
    finished = undoing.exclude(files__finished=False).update(status=Status.DONE, failure_ru=why.ru, failure_en=why.en)
    if not finished:
        undoing.update(status=Status.STOPPED, failure_ru=why.ru, failure_en=why.en)


def undo(*, import_id: int, by_id: int | None, now: datetime) -> Import:
    """Take an import back, and what Tandem did of its own accord with what it brought.

    Raises ``NotRunnable`` when there is nothing to undo, ``NeededByOthers`` when records of other imports belong to
    clients or leads that only this one knows, or somebody has acted on its leads.
    """
    with transaction.atomic():
        one_at_a_time()
        batch = Import.objects.select_for_update().get(pk=import_id)
        if batch.status in {Status.UNDONE, Status.WAITING}:
            raise NotRunnable(NOTHING_TO_UNDO)
        refuse_when_acted_on(batch.pk)
        retraction = Happening(BatchRetracted(title=str(batch)[:100]), batch.pk, now)
        recording = Recording(at=now, source="import", actor_id=by_id, batch_id=None)
        position = record([retraction], recording=recording)
        _list_gone(batch.pk)
        # Before looking who needs what: a lead that this import gave another client goes back to its own.
        _restore_changed(batch.pk, upto=position - 1)
        afterwards = [
            each.let_go(
                gone=_GONE,
                recording=replace(recording, batch_id=batch.pk),
                zone=ZoneInfo(settings.TIME_ZONE),
                currency=settings.CURRENCY,
            )
            for each in settlings()
        ]
        _refuse_when_needed(batch.pk)
        _remove_gone()
        _remove_loose_rows(batch.pk)
        for finish in afterwards:
            finish()
        Import.objects.filter(pk=batch.pk).update(status=Status.UNDONE, undone_at=now)
    batch.refresh_from_db()
    return batch


def _list_gone(batch_id: int) -> None:
    """Note, in a temporary table, the subjects of which no counted fact remains."""
    retracted = ", ".join(map(str, journal.retracted_batches(upto=journal.position())))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_GONE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_GONE} AS "
            "SELECT DISTINCT f.subject, f.subject_id FROM journal_fact f WHERE f.batch_id = %s "
            "AND NOT EXISTS (SELECT 1 FROM journal_fact o WHERE o.subject_id = f.subject_id "
            f"AND o.subject = f.subject AND (o.batch_id IS NULL OR o.batch_id NOT IN ({retracted})))",
            [batch_id],
        )
        cursor.execute(f"CREATE INDEX {_GONE}_by_subject ON {_GONE} (subject, subject_id)")


def _refuse_when_needed(batch_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT k.batch_id FROM {KnownRecord._meta.db_table} k JOIN {_GONE} g "
            "ON g.subject = k.kind AND g.subject_id = k.subject_id "
            "WHERE k.batch_id IS NULL OR k.batch_id <> %s LIMIT 5",
            [batch_id],
        )
        if others := [row[0] for row in cursor.fetchall()]:
            raise _needed_by(others)
    for subject, model in _main_models():
        for relation in model._meta.related_objects:
            other = relation.related_model
            if not isinstance(other, type):
                continue
            if "batch_id" not in {f.name for f in other._meta.fields}:
                if other in {each for _, each in _main_models()}:
                    _refuse_when_acted_on(subject, relation, other)
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT DISTINCT batch_id FROM {other._meta.db_table} WHERE {relation.field.column} IN "
                    f"(SELECT subject_id FROM {_GONE} WHERE subject = %s) "
                    "AND (batch_id IS NULL OR batch_id <> %s) LIMIT 5",
                    [subject, batch_id],
                )
                others = [row[0] for row in cursor.fetchall()]
            if others:
                raise _needed_by(others)


def _refuse_when_acted_on(subject: str, relation: Any, other: type[models.Model]) -> None:
    """What people did to a record by hand has facts of its own, which cannot stand without the record."""
    with connection.cursor() as cursor:
        # What the import itself brought goes with it.
        own = next(each for each, model in _main_models() if model is other)
        cursor.execute(
            f"SELECT {relation.field.column} FROM {other._meta.db_table} WHERE {relation.field.column} IN "
            f"(SELECT subject_id FROM {_GONE} WHERE subject = %s) AND {other._meta.pk.column} NOT IN "
            f"(SELECT subject_id FROM {_GONE} WHERE subject = %s) ORDER BY 1 LIMIT 5",
            [subject, own],
        )
        found = sorted({row[0] for row in cursor.fetchall()})
    if found:
        numbers = ", ".join(map(str, found))
        raise NeededByOthers(
            Text(
                ru=f"С записями этого импорта уже работали: лиды № {numbers} возвращены или согласованы. Такой импорт "
                "не отменяют, а исправляют новой выгрузкой.",
                en=f"Somebody has already acted on what this import brought: leads no. {numbers} were returned or "
                "cleared. Correct it by a new export instead.",
            )
        )


def _needed_by(others: Iterable[int | None]) -> NeededByOthers:
    """Refuses for the sake of other imports, or of what came by no import: a door or a hand."""
    numbers = ", ".join(map(str, sorted(each for each in others if each is not None)))
    if not numbers:
        return NeededByOthers(NEEDED_BY_DOORS)
    return NeededByOthers(
        Text(
            ru=f"На записях этого импорта держатся записи импортов № {numbers}. Сначала отмените их, затем этот.",
            en=f"Records of imports no. {numbers} belong to what this one brought. Undo them first, then this one.",
        )
    )


def _restore_changed(batch_id: int, *, upto: int) -> None:
    """Write back, from the facts that remain, every state column of subjects that survive."""
    retracted = journal.retracted_batches(upto=upto + 1)
    after = 0
    facts = journal.facts_of_batch_subjects(batch_id, excluding=retracted, upto=upto, after=after)
    if not facts:
        return
    folded = duckdb.connect()
    folding.prepare(folded, zone=settings.TIME_ZONE)
    folding.create_tables(folded, shape(), new="main.")
    while facts:
        folding.fold(folded, shape(), journal.facts_table(facts), old="main.", new="main.")
        after = facts[-1][0]
        facts = journal.facts_of_batch_subjects(batch_id, excluding=retracted, upto=upto, after=after)
    for table, model, columns in state_columns(shape()):
        key = shape().tables[table].key
        names = ", ".join(columns)
        for row in _rows(folded.execute(f"SELECT {key}, {names} FROM {table}")):
            values = dict(zip(columns.values(), row[1:], strict=True))
            if _lacks_its_beginning(model, values):
                raise _needed_by(_told_by(shape().tables[table].subject, row[0], retracted))
            _restore_row(model, row[0], values)
    folded.close()


def _lacks_its_beginning(model: type[models.Model], values: dict[str, Any]) -> bool:
    """Whether later imports only corrected what this one began, so that they cannot stand without it."""
    if model._meta.pk.remote_field is not None:
        return False
    fields = {name: model._meta.get_field(name) for name, value in values.items() if value is None}
    return any(not field.null and not isinstance(field, models.CharField | models.TextField)
               for field in fields.values() if isinstance(field, models.Field))  # fmt: skip


def _told_by(subject: str, subject_id: int, retracted: list[int]) -> list[int]:
    facts = FactRow.objects.filter(subject=subject, subject_id=subject_id, batch_id__isnull=False).order_by()
    counted = facts.exclude(batch_id__in=retracted).values_list("batch_id", flat=True)
    return sorted({batch_id for batch_id in counted if batch_id is not None})


def _restore_row(model: type[models.Model], key: int, values: dict[str, Any]) -> None:
    side_row = model._meta.pk.remote_field is not None
    if side_row and all(value is None for value in values.values()):
        model._default_manager.filter(pk=key).delete()
        return
    model._default_manager.filter(pk=key).update(
        **{name: _as_field(model, name, value) for name, value in values.items()}
    )


def _as_field(model: type[models.Model], name: str, value: Any) -> Any:
    """A folded value as the state column keeps it: absent text is empty, instants are aware."""
    field = model._meta.get_field(name)
    if value is None and isinstance(field, models.CharField | models.TextField) and not field.null:
        return ""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _remove_gone() -> None:
    with connection.cursor() as cursor:
        for subject, model in _state_models():
            key = model._meta.pk.column
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE {key} IN "
                f"(SELECT subject_id FROM {_GONE} WHERE subject = %s)",
                [subject],
            )
        cursor.execute(f"DROP TABLE {_GONE}")


def _remove_loose_rows(batch_id: int) -> None:
    """Rows no fact tells of: contact points, keys, and sellers only this import named."""
    _hand_keys_over(batch_id)
    main = {model for _, model in _main_models()}
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if "batch_id" in names and model not in main and model._meta.label not in _KEPT:
            model._default_manager.filter(batch_id=batch_id).delete()
    KnownRecord.objects.filter(changed_batch_id=batch_id).update(digest="", changed_batch_id=None)
    person = apps.get_model(settings.AUTH_USER_MODEL)
    for each in person._default_manager.filter(batch_id=batch_id, is_active=False):
        if KnownRecord.objects.filter(kind="person", subject_id=each.pk).exists():
            person._default_manager.filter(pk=each.pk).update(batch_id=None)
            continue
        try:
            with transaction.atomic():
                each.delete()
        except models.ProtectedError:
            # Named by another import too.
            person._default_manager.filter(pk=each.pk).update(batch_id=None)


def _hand_keys_over(batch_id: int) -> None:
    """Keys of records that survive, because later imports told of them, belong to those imports from now on.

    With an empty digest, so that the next export compares the record instead of taking it in twice.
    """
    retracted = ", ".join(map(str, journal.retracted_batches(upto=journal.position())))
    table = KnownRecord._meta.db_table
    later = (
        f"SELECT min(f.batch_id) FROM journal_fact f WHERE f.subject = {table}.kind "
        f"AND f.subject_id = {table}.subject_id AND f.batch_id NOT IN ({retracted})"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET batch_id = ({later}), digest = '', changed_batch_id = NULL "
            f"WHERE batch_id = %s AND changed_batch_id IS NOT NULL AND ({later}) IS NOT NULL",
            [batch_id],
        )


NEEDED_BY_DOORS = Text(
    ru="К тому, что загрузил этот импорт, уже добавлено другое, не из импорта: заявки, звонки, контакты, следующие "
    "шаги. Такой импорт не отменяют, а исправляют новой выгрузкой.",
    en="Leads, calls, contacts or next steps that came by no import belong to what this one brought. Correct it by a "
    "new export instead.",
)
NOTHING_TO_UNDO = Text(
    ru="Отменять нечего: импорт ещё не начат или уже отменён.",
    en="Nothing to undo: the import has not begun or is undone already.",
)

#: Have a ``batch_id`` and are not to be removed with it.
_KEPT = frozenset({"journal.FactRow", "people.Person"})


def _state_models() -> Iterator[tuple[str, type[models.Model]]]:
    """Every model a store table decides, with its subject; side rows before the rows they hang on."""
    pairs = {(shape().tables[table].subject, model) for table, model, _ in state_columns(shape())} | set(_main_models())
    yield from sorted(pairs, key=lambda pair: pair[1]._meta.pk.remote_field is None)


def _main_models() -> list[tuple[str, type[models.Model]]]:
    return [(table.subject, apps.get_model(table.state)) for table in shape().tables.values()]


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterable[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_STEP):
        yield from rows
