"""What an undone import means for leads that wait for a seller, or were left by one."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import connection

from tandem.handover.loads import add_up
from tandem.handover.models import Held, LeftClient
from tandem.imports.writing import Settling
from tandem.journal.actions import Recording


class Waiting(Settling):
    """Lets go of leads that disappear."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Nothing: what an import brings is given out when somebody asks for it."""

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Rows that only say that a lead waits, or what came to it, go with the lead; then loads are added up anew."""
        with connection.cursor() as cursor:
            for model in (Held, LeftClient):
                cursor.execute(
                    f"DELETE FROM {model._meta.db_table} WHERE lead_id IN "
                    f"(SELECT subject_id FROM {gone} WHERE subject = 'lead')"
                )
        return lambda: add_up(now=recording.at)
