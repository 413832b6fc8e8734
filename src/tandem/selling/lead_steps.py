"""The steps that put an arriving lead on the stage and at the price its system says, and into the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from tandem.agreement.queries import version
from tandem.agreement.rules import NEW, Agreement
from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.rows import insert_rows
from tandem.selling.facts import LeadDrawn
from tandem.selling.models import Deal, QueueDraw
from tandem.selling.moved import moved
from tandem.selling.price_steps import price
from tandem.selling.queue_rules import draw_of
from tandem.selling.stage_words import STAGE_WORDS


class Staging(Step):
    """Takes over the stage, its day, the amount and the reason of a refusal."""

    order = 30
    fields: ClassVar[tuple[Field, ...]] = (
        Field("stage", FieldType.TEXT, Text(ru="Этап", en="Stage"), max_length=200,
              headers=("Stage", "Status", "Этап", "Статус", "Стадия", "Состояние", "Deal Stage", "Этап сделки",
                       "Стадия сделки", "Статус сделки", "Статус заявки", "Статус лида", "Outcome", "Новый этап",
                       "Новая стадия", "Новый статус", "Стало", "New stage", "New status", "To stage"),
              known_values=STAGE_WORDS),
        Field("stage_at", FieldType.INSTANT, Text(ru="Этап достигнут", en="Stage reached at"), not_future=True,
              headers=("Stage date", "Дата этапа")),
        Field("closed_on", FieldType.DAY, Text(ru="Закрыта", en="Closed on"),
              headers=("Closing Date", "Close Date", "Дата закрытия", "close_date")),
        Field("lost_reason", FieldType.TEXT, Text(ru="Причина отказа", en="Reason lost"), max_length=200,
              headers=("Lost Reason", "Причина отказа", "Причина закрытия", "Closed Lost Reason")),
        Field("amount", FieldType.MONEY, Text(ru="Сумма", en="Amount"), sign="positive",
              headers=("Amount", "Сумма", "Бюджет", "Value", "Сумма сделки", "Сумма договора", "Deal value",
                       "close_value")),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Move each lead whose record names a stage of the agreement other than where it stands."""
        known = [each.lead_id for each in arrived if not each.is_new]
        before = Deal.objects.in_bulk(known) if known else {}
        agreements = {number: version(number) for number in {each.version for each in arrived}}
        rows = []
        for each in arrived:
            deal = self._deal(each, before.get(each.lead_id), chunk, agreements[each.version])
            if deal is None:
                continue
            stood = before[each.lead_id].stage if each.lead_id in before else "" if each.is_new else NEW
            fact = moved(deal, came_from=stood, agreement=agreements[each.version])
            chunk.tell(fact, each.lead_id, deal.stage_at, lead_id=each.lead_id, version=each.version)
            chunk.note(each.incoming, "staged", deal.stage)
            if each.lead_id in before:
                deal.save()
            else:
                rows.append((deal.lead_id, deal.stage, deal.stage_at, deal.dated, deal.amount, deal.lost_reason))
        insert_rows(Deal, ("lead", "stage", "stage_at", "dated", "amount", "lost_reason"), rows)

    def _deal(self, each: Arrived, before: Deal | None, chunk: Chunk, agreement: Agreement) -> Deal | None:
        """The deal as it stands after this record; None when nothing changed."""
        incoming = each.incoming
        # A record that says nothing of the stage leaves the lead where it stands.
        stage = agreement.stage(incoming.text("stage") or (before.stage if before else NEW))
        if stage is None:
            chunk.warn(incoming, "unknown_stage", unknown_stage(incoming.text("stage")), field="stage")
            return None
        amount = incoming.values.get("amount")
        if before is None and stage.key == NEW and amount is None:
            return None
        says_when = incoming.values.get("stage_at") or (stage.closed and incoming.values.get("closed_on"))
        if before is not None and before.stage == stage.key and not says_when:
            stage_at, dated = before.stage_at, before.dated
        else:
            stage_at, dated = self._reached(each, chunk, closed=stage.closed)
        deal = Deal(
            lead_id=each.lead_id,
            stage=stage.key,
            stage_at=stage_at,
            dated=dated,
            amount=amount,
            lost_reason=incoming.text("lost_reason"),
        )
        if before is not None:
            if "amount" not in incoming.values:
                deal.amount = before.amount
            if "lost_reason" not in incoming.values and stage.key == before.stage:
                deal.lost_reason = before.lost_reason
            if all(getattr(deal, name) == getattr(before, name) for name in _COMPARED):
                return None
        return deal

    def _reached(self, each: Arrived, chunk: Chunk, *, closed: bool) -> tuple[datetime, bool]:
        """When the stage was reached, and whether the record really says so."""
        incoming = each.incoming
        if (stage_at := incoming.values.get("stage_at")) is not None:
            return stage_at, True
        # Of an open deal it is the day somebody hopes to close it.
        closed_on = incoming.values.get("closed_on") if closed else None
        if closed_on is None:
            return each.captured_at, not closed
        if closed_on < each.captured_at.astimezone(chunk.zone).date():
            chunk.warn(incoming, "closed_before_created", CLOSED_BEFORE_CREATED, field="closed_on")
            return each.captured_at, False
        # A day without a time: its noon, but never before the lead itself came in.
        return max(chunk.midday(closed_on), each.captured_at), True


class Pricing(Step):
    """Takes over what a deal would have cost without its discount."""

    order = 35
    fields: ClassVar[tuple[Field, ...]] = (
        Field("list_price", FieldType.MONEY, Text(ru="Цена до скидки", en="Price before the discount"), sign="positive",
              headers=("Цена до скидки", "Сумма до скидки", "Сумма без скидки", "Цена по прайсу", "Прайсовая цена",
                       "List price", "Price before discount", "Amount before discount")),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """After the stage has taken over the amount."""
        price(arrived, chunk)


class Drawing(Step):
    """Puts a part of the new leads at a random place of the queue, as large as their version says.

    Only of leads that come in while somebody works: what an import tells of the past stood in no queue.
    """

    order = 95

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Draw the new leads; nothing is known of them here but their number."""
        shares = {number: float(version(number).document.queue.random_share) for number in _versions(arrived)}
        rows = []
        for each in arrived:
            if not each.is_new or chunk.recording.at - each.captured_at > _LIVE:
                continue
            if (drawn := draw_of(each.lead_id, share=shares[each.version])) is None:
                continue
            fact = LeadDrawn(place=drawn.place, share=drawn.share)
            chunk.tell(fact, each.lead_id, each.captured_at, lead_id=each.lead_id, version=each.version)
            chunk.note(each.incoming, "drawn", "", share=f"{drawn.share:.2f}")
            rows.append((each.lead_id, drawn.place, drawn.share))
        insert_rows(QueueDraw, ("lead", "place", "share"), rows)


def _versions(arrived: Sequence[Arrived]) -> set[int]:
    return {each.version for each in arrived}


#: How old a lead may be when it comes in and still be one that waits.
_LIVE = timedelta(days=1)

_COMPARED = ("stage", "stage_at", "dated", "amount", "lost_reason")

CLOSED_BEFORE_CREATED = Text(
    ru="Дата закрытия раньше даты создания: сделка учтена днём создания. Исправьте дату и загрузите строку ещё раз.",
    en="Closed before it was created: counted on the day of creation. Correct the date and feed the row again.",
)


def unknown_stage(stage: str) -> Text:
    """Why a stage was not taken over."""
    return Text(
        ru=f"Этапа «{stage}» нет в регламенте: лид остался на прежнем этапе. "
        "Добавьте его в таблицу соответствий рецепта.",
        en=f"The agreement has no stage “{stage}”: the lead stays where it was. Add it to the value map of the recipe.",
    )
