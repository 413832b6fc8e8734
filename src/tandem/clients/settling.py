"""What an undone import means for merged clients."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import connection

from tandem.clients.merging import let_go
from tandem.clients.models import Client, DuplicatePair
from tandem.imports.writing import Settling
from tandem.journal.actions import Recording


class Splitting(Settling):
    """Splits those who stay from clients that disappear."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Nothing: an import recognises clients, it never merges them."""

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """A client merged into one that only the import knew stands on its own again."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT c.id FROM {Client._meta.db_table} c JOIN {gone} g ON g.subject_id = c.id "
                f"WHERE g.subject = 'client' AND EXISTS (SELECT 1 FROM {Client._meta.db_table} m "
                "WHERE m.merged_into_id = c.id)"
            )
            ids = [row[0] for row in cursor.fetchall()]
            # Rows go by number, past what Django would take along with them.
            cursor.execute(
                f"DELETE FROM {DuplicatePair._meta.db_table} WHERE one_id IN (SELECT subject_id FROM {gone} "
                f"WHERE subject = 'client') OR other_id IN (SELECT subject_id FROM {gone} WHERE subject = 'client')"
            )
        let_go(ids, by_id=recording.actor_id, now=recording.at, source=recording.source)
        return lambda: None
