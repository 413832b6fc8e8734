"""The steps that give an arriving lead to its seller and start the clocks of the promises about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from tandem.basics.text import Text
from tandem.handover.clocks import Moments, start
from tandem.handover.dealing import deal_arrived, distributes
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


class DealingOut(Step):
    """Deals the leads that came without a seller, as their version says, once it is known how good they are.

    Only those that come in one by one: what an import brings is dealt when somebody asks for it, all at once.
    """

    order = 96

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Deal the leads in the order in which they came."""
        if chunk.batch_id is not None:
            return
        waiting: dict[int, list[Arrived]] = {}
        for each in arrived:
            live = chunk.recording.at - each.captured_at <= LIVE
            if each.is_new and live and not each.incoming.text("seller") and distributes(each.version):
                waiting.setdefault(each.version, []).append(each)
        for number, leads in waiting.items():
            given = deal_arrived([each.lead_id for each in leads], number, now=chunk.recording.at, tell=chunk.tell)
            for each in leads:
                if (to := given.get(each.lead_id)) is None:
                    continue
                chunk.note(each.incoming, "dealt", to.why.value, seller_id=to.seller_id, among=to.among)


class Clocking(Step):
    """Starts the clocks of the version a lead is counted under, once it is known who has it.

    Only of leads that come in while somebody works: what an import tells of long ago ran on no clock of ours.
    """

    order = 97

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Set the deadlines; those of a lead that was handed over since it first came in are set anew."""
        live = [each for each in arrived if chunk.recording.at - each.captured_at <= LIVE]
        moments = [
            Moments(
                each.lead_id, each.version, each.captured_at, fresh=each.is_new,
                named=not each.is_new or bool(each.incoming.text("seller")) or distributes(each.version),
            )
            for each in live
        ]  # fmt: skip
        started = start(moments, tell=chunk.tell, batch_id=chunk.batch_id)
        for each in live:
            if titles := started.get(each.lead_id):
                chunk.note(each.incoming, "clocked", "", **{f"promise{at}": title for at, title in enumerate(titles)})


#: How old a lead may be when it comes in and still be one that waits: what a weekend's exchange of files brings.
LIVE = timedelta(days=3)
