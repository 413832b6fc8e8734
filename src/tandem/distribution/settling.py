"""What an import means for the loads of the sellers it names, and an undone one for the steps of the life cycle."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q

from tandem.distribution.models import CareTaken
from tandem.distribution.weighing import weigh_named
from tandem.handover.facts import LeadAssigned
from tandem.handover.loads import WEIGHED, add_up
from tandem.handover.models import Assignment
from tandem.imports.turns import one_at_a_time
from tandem.imports.writing import Settling
from tandem.journal.actions import Recording
from tandem.journal.models import FactRow
from tandem.journal.queries import touched_by


class Weighing(Settling):
    """Lets leads weigh on the sellers that the import names."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Those that wait for their seller weigh; where one did before, the import may have named another seller."""
        assert recording.batch_id is not None
        with transaction.atomic():
            one_at_a_time()
            touched = Q(pk__in=touched_by(recording.batch_id, "lead"))
            named = FactRow.objects.filter(batch_id=recording.batch_id, kind=LeadAssigned.kind).values("subject_id")
            moved = Assignment.objects.filter(touched, WEIGHED, pk__in=named).exists()
            weigh_named(touched, now=recording.at)
            if moved:
                add_up(now=recording.at)

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Nothing: loads are added up anew once the leads are gone."""
        return lambda: None


class Forgetting(Settling):
    """Lets go of leads that disappear."""

    def settle(self, *, recording: Recording, zone: ZoneInfo, currency: str) -> None:
        """Nothing: what an import brings is given out when somebody asks for it."""

    def let_go(self, *, gone: str, recording: Recording, zone: ZoneInfo, currency: str) -> Callable[[], None]:
        """Rows that only say that a lead waits, or what came to it, go with the lead."""
        with connection.cursor() as cursor:
            for model in (CareTaken,):
                cursor.execute(
                    f"DELETE FROM {model._meta.db_table} WHERE lead_id IN "
                    f"(SELECT subject_id FROM {gone} WHERE subject = 'lead')"
                )
        return lambda: None
