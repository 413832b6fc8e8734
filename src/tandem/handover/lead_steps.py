"""The steps that give an arriving lead to its seller and start the clocks of the promises about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from tandem.basics.text import Text
from tandem.handover.clocks import Moments, start
from tandem.handover.dealing import deal_arrived, distributes
from tandem.handover.facts import LeadAssigned
from tandem.handover.loads import add_up
from tandem.handover.models import Assignment
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.rows import insert_rows
from tandem.people.actions import sellers_named
from tandem.people.presence import Asked


class Assigning(Step):
    """Takes over the seller another system names."""

    order = 20
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "seller",
            FieldType.TEXT,
            Text(ru="Менеджер", en="Seller"),
            max_length=200,
            headers=(
                "Owner", "Deal Owner Name", "Ответственный", "Менеджер", "Ответственный менеджер", "Продавец",
                "Deal owner", "Sales rep", "Rep", "sales_agent",
            ),
        ),
        Field(
            "assigned_at",
            FieldType.INSTANT,
            Text(ru="Передана менеджеру", en="Handed over at"),
            not_future=True,
            headers=("Передана", "Передана менеджеру", "Дата передачи", "Дата назначения", "Assigned at", "Assigned",
                     "Owner assigned date", "Handed over at"),
        ),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Give each lead to the seller its record names; a lead without one stays unassigned."""
        sellers = sellers_named(
            {name for each in arrived if (name := each.incoming.text("seller"))}, batch_id=chunk.batch_id
        )
        before = self._standing(arrived)
        rows, moved = [], set[int]()
        for each in arrived:
            seller_id = sellers.get(each.incoming.text("seller"))
            if seller_id is None:
                continue
            at, dated = self._handed(each, chunk)
            stood = before.get(each.lead_id)
            # Of the same seller only a moment that is told anew is news.
            if stood and stood[0] == seller_id and (not dated or stood[1] == at):
                continue
            fact = LeadAssigned(seller_id=seller_id, dated=dated)
            chunk.tell(fact, each.lead_id, at, lead_id=each.lead_id, version=each.version)
            chunk.note(each.incoming, "assigned", "", seller_id=seller_id)
            if stood:
                Assignment.objects.filter(pk=each.lead_id).update(seller_id=seller_id, assigned_at=at)
                moved |= {stood[0], seller_id}
            else:
                rows.append((each.lead_id, seller_id, at))
        insert_rows(Assignment, ("lead", "seller", "assigned_at"), rows)
        # An import adds the loads up once all of it came in.
        if moved and chunk.batch_id is None:
            add_up(now=chunk.recording.at, sellers=moved)

    def _standing(self, arrived: Sequence[Arrived]) -> dict[int, tuple[int, datetime]]:
        """Who has each known lead, and since when."""
        known = [each.lead_id for each in arrived if not each.is_new]
        if not known:
            return {}
        rows = Assignment.objects.filter(pk__in=known).values_list("lead_id", "seller_id", "assigned_at")
        return {lead_id: (seller_id, at) for lead_id, seller_id, at in rows}

    def _handed(self, each: Arrived, chunk: Chunk) -> tuple[datetime, bool]:
        """When the seller got the lead, and whether the record really says so.

        A record that a door brings is handed over as it comes in.
        """
        at = each.incoming.values.get("assigned_at")
        if at is None:
            return each.captured_at, chunk.batch_id is None
        if at < each.captured_at:
            chunk.warn(each.incoming, "handed_before_created", HANDED_BEFORE_CREATED, field="assigned_at")
            return each.captured_at, False
        return at, True


class HandingOver(Step):
    """Deals the leads that came without a seller, as their version says, and starts the clocks of its promises.

    Behind the judgement, which says how good they are. Only those that come in one by one are dealt: what an import
    brings is dealt when somebody asks for it, all at once. Clocks are started of leads that come in while somebody
    works: what is told of long ago ran on no clock of ours.
    """

    order = 96

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Deal the leads in the order in which they came, then set their deadlines."""
        live = [each for each in arrived if chunk.recording.at - each.captured_at <= LIVE]
        # Both ask who works when: the same for all of one transaction.
        asked = Asked()
        dealt = {} if chunk.batch_id is not None else self._deal(live, chunk, asked)
        self._start_clocks(live, dealt, chunk, asked)

    def _deal(self, live: Sequence[Arrived], chunk: Chunk, asked: Asked) -> dict[int, int]:
        """By lead the seller who got it."""
        waiting: dict[int, list[Arrived]] = {}
        for each in live:
            if each.is_new and not each.incoming.text("seller") and distributes(each.version):
                waiting.setdefault(each.version, []).append(each)
        dealt: dict[int, int] = {}
        for number, leads in waiting.items():
            ids = [each.lead_id for each in leads]
            given = deal_arrived(ids, number, now=chunk.recording.at, tell=chunk.tell, asked=asked)
            dealt |= {lead_id: to.seller_id for lead_id, to in given.items() if to.seller_id is not None}
            for each in leads:
                if (to := given.get(each.lead_id)) is not None:
                    chunk.note(each.incoming, "dealt", to.why.value, seller_id=to.seller_id, among=to.among)
        return dealt

    def _start_clocks(self, live: Sequence[Arrived], dealt: Mapping[int, int], chunk: Chunk, asked: Asked) -> None:
        """The clocks of a lead that was handed over since it first came in are set anew."""
        moments = [
            Moments(
                each.lead_id, each.version, each.captured_at, fresh=each.is_new,
                named=not each.is_new or bool(each.incoming.text("seller")),
                handed=(chunk.recording.at, dealt[each.lead_id]) if each.lead_id in dealt else None,
                batch_id=chunk.batch_id,
            )
            for each in live
        ]  # fmt: skip
        started = start(moments, tell=chunk.tell, asked=asked)
        for each in live:
            if titles := started.get(each.lead_id):
                chunk.note(each.incoming, "clocked", "", **{f"promise{at}": title for at, title in enumerate(titles)})


HANDED_BEFORE_CREATED = Text(
    ru="Передана менеджеру раньше, чем создана: время передачи не учтено. Исправьте дату и загрузите строку ещё раз.",
    en="Handed over before it was created: the hand-over is not timed. Correct the date and feed the row again.",
)

#: How old a lead may be when it comes in and still be one that waits: what a weekend's exchange of files brings.
LIVE = timedelta(days=3)
