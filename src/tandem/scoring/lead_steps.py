"""The step that gives an arriving lead its points, after it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.facts import Fact
from tandem.scoring.scoring import Due, score


class Scoring(Step):
    """Scores by the card of the version each lead is counted under; it reads what all steps before have written."""

    order = 95

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Score the leads; a version without a card scores nobody."""

        def tell(due: Due, fact: Fact, at: datetime) -> None:
            chunk.tell(fact, due.lead_id, at, lead_id=due.lead_id, version=due.version)

        scored = score([Due(each.lead_id, each.version, each.captured_at, each.is_new) for each in arrived], tell=tell)
        for each in arrived:
            if (found := scored.get(each.lead_id)) is not None:
                chunk.note(each.incoming, "scored", str(found.points), chance=round(100 * found.chance))
