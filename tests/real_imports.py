"""Importing a real set into an empty installation, and asking what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tandem.basics.periods import Period
from tandem.imports.actions import receive, run
from tandem.imports.models import Import
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import Verification, verify
from tandem.scoring.proposal import Proposal

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ALL_TIME = Period(date(2010, 1, 1), date(2026, 5, 31))

Split = dict[str | int | None, dict[str, Any]]


@dataclass
class Imported:
    """What was seen while a set was imported, imported again and undone."""

    files: dict[str, dict[str, int]]
    problems: list[tuple[str, str, str]]
    total: dict[str, Any]
    split: dict[str, Split]
    after_import: Verification
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    #: What a training of the scorecard found that nobody had told anything.
    card: Proposal | None = None
    again: dict[str, dict[str, int]] = field(default_factory=dict)
    leads_after_undo: int = -1
    after_mending: Verification | None = None
    after_undo: Verification | None = None
    after_second_import: Verification | None = None
    total_after_second_import: dict[str, Any] = field(default_factory=dict)


@contextmanager
def a_company(blocker: DjangoDbBlocker, time_zone: str, currency: str) -> Iterator[None]:
    """An empty installation in that time zone, emptied again afterwards."""
    with blocker.unblock(), override_settings(TIME_ZONE=time_zone, CURRENCY=currency):
        try:
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
            store.close()
            sync(rebuild=True)


def bring(text: str, folder: Path, names: tuple[str, ...]) -> Import:
    batch = receive(recipe_text=text, files=[(folder / name, name) for name in names], started_by_id=None, now=NOW)
    return run(import_id=batch.pk, now=NOW)


def counts(batch: Import) -> dict[str, dict[str, int]]:
    columns = ("rows_read", "rows_rejected", "records_new", "records_changed", "records_same", "records_repeated")
    return {file.name: {each: getattr(file, each) for each in columns} for file in batch.files.all()}


def totals(*measures: str) -> dict[str, Any]:
    row = answer(Question(measures=measures, period=ALL_TIME), store.read()).total
    return {key: row.values[key].value for key in measures}


def split(by: str, *measures: str) -> Split:
    found = answer(Question(measures=measures, period=ALL_TIME, by=(by,)), store.read())
    return {row.members[0]: {key: row.values[key].value for key in measures} for row in found.rows}


def checked() -> Verification:
    sync()
    return verify()
