"""The step that gives an arriving lead to its seller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tandem.basics.text import Text
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.rows import insert_rows
from tandem.people.actions import sellers_named


class Assigning(Step):
    """Takes over the seller another system names."""

    order = 20
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "seller",
            FieldType.TEXT,
            Text(ru="Менеджер", en="Seller"),
            max_length=200,
            headers=("Owner", "Deal Owner Name", "Ответственный", "Менеджер", "Deal owner", "sales_agent"),
        ),
    )

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Give each lead to the seller its record names; a lead without one stays unassigned."""
        sellers = sellers_named(
            {name for each in arrived if (name := each.incoming.text("seller"))}, batch_id=chunk.batch_id
        )
        before = self._sellers_before(arrived)
        rows = []
        for each in arrived:
            seller_id = sellers.get(each.incoming.text("seller"))
            if seller_id is None or seller_id == before.get(each.lead_id):
                continue
            fact = LeadAssigned(seller_id=seller_id)
            chunk.tell(fact, each.lead_id, each.captured_at, lead_id=each.lead_id, version=each.version)
            chunk.note(each.incoming, "assigned", "", seller_id=seller_id)
            if each.lead_id in before:
                Assignment.objects.filter(pk=each.lead_id).update(seller_id=seller_id, assigned_at=each.captured_at)
            else:
                rows.append((each.lead_id, seller_id, each.captured_at))
        insert_rows(Assignment, ("lead", "seller", "assigned_at"), rows)

    def _sellers_before(self, arrived: Sequence[Arrived]) -> dict[int, int]:
        known = [each.lead_id for each in arrived if not each.is_new]
        if not known:
            return {}
        return dict(Assignment.objects.filter(pk__in=known).values_list("lead_id", "seller_id"))
