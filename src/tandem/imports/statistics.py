"""What the database's planner knows of tables that an import has just filled."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

#: Below this many rows even a bad plan is a quick one.
WORTH_IT = 500


def refresh_statistics(rows: int) -> None:
    """Let PostgreSQL count its tables anew after an import has written that many rows.

    Its own counting comes up to a minute later. Until then it takes full tables for empty ones and may look through
    one of them for every row of another, for hours where seconds would do. SQLite plans by its indexes alone.
    """
    if connection.vendor != "postgresql" or rows < WORTH_IT:
        return
    with connection.cursor() as cursor:
        # A table that the database is counting by itself at this moment is left to it: to wait for that may be a
        # deadlock, since it waits for what we have counted and not committed.
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(_tables())}")


def _tables() -> list[str]:
    ours: list[type[models.Model]] = [
        model for model in apps.get_models() if model.__module__.startswith("tandem.") and model._meta.managed
    ]
    return sorted({connection.ops.quote_name(model._meta.db_table) for model in ours})
