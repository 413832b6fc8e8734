"""A lead that comes in with its seller weighs on them at once, so that the next one is dealt with that in mind."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from tandem.distribution.weighing import weigh_named
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step


class Weighing(Step):
    """Adds to the load of the sellers whom records name; imports weigh theirs once all of it came in."""

    order = 98

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Look at those that name a seller."""
        if chunk.batch_id is not None:
            return
        if named := [each.lead_id for each in arrived if each.incoming.text("seller")]:
            weigh_named(Q(pk__in=named), now=chunk.recording.at)
