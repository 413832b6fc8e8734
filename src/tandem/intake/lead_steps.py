"""The step that marks an arriving lead nobody could answer; what an import brings is not marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tandem.imports.writing import Chunk
from tandem.intake.facts import PacketChecked
from tandem.intake.pipeline import Arrived, Step
from tandem.intake.rules import missing_of, still_missing
from tandem.journal.models import FactRow


class Checking(Step):
    """Tells of a packet that lacks something, and of one that lacks it no more."""

    order: ClassVar[int] = 5

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Look at leads that came by a door."""
        if chunk.batch_id is not None:
            return
        before = _lacked([each.lead_id for each in arrived if not each.is_new])
        for each in arrived:
            values = each.incoming.values
            stood = before.get(each.lead_id, "")
            lacks = " ".join(missing_of(values)) if each.is_new else still_missing(stood, values)
            if lacks != stood:
                fact = PacketChecked(missing=lacks or None)
                chunk.tell(fact, each.lead_id, each.captured_at, lead_id=each.lead_id, version=each.version)


def _lacked(lead_ids: Sequence[int]) -> dict[int, str]:
    """What known leads lacked so far."""
    if not lead_ids:
        return {}
    rows = FactRow.objects.filter(kind=PacketChecked.kind, lead_id__in=lead_ids).order_by("position")
    return {row.subject_id: row.fact.missing or "" for row in rows if isinstance(row.fact, PacketChecked)}
