"""What happened to a lead in sentences: each fact, contact and document of its journey as people say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement import titles
from tandem.agreement.rules import Agreement
from tandem.basics.numbers import format_day, format_money
from tandem.basics.text import Text
from tandem.handover.facts import LeadAssigned, LeadReturned
from tandem.intake.facts import LeadCaptured, TouchMade
from tandem.journal.facts import Fact
from tandem.journal.models import FactRow
from tandem.people.rules import Department, Role
from tandem.qualification.facts import LeadGraded
from tandem.selling.facts import (
    ContactMade,
    DealHandedOff,
    DealLineSet,
    HandoffItemTicked,
    HandoffItemUnticked,
    HandoffOpened,
    LeadMoved,
    MatterCleared,
    NoteWritten,
    PaymentReceived,
    PaymentRefunded,
    PriceExceptionAsked,
    PriceExceptionNoted,
)
from tandem.selling.handoff_rules import checklist
from tandem.selling.models import Activity, Invoice, Note, Payment, Shipment

type Known = Literal["moment", "day", "nothing"]


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the journey. ``known`` says how closely its time is; ``note`` is what a person wrote or paid."""

    at: dt.datetime
    sentence: Text
    icon: str
    owner: str = ""
    note: Text | str = ""
    known: Known = "moment"
    #: What it is of the journey: the kind of its fact, or of a contact or document; pages group and count by it.
    kind: str = ""

    @property
    def day(self) -> dt.date | None:
        """The company's day it happened on, if that is known."""
        return None if self.known == "nothing" else day_of(self.at)


def fact_told(row: FactRow, fact: Fact, names: dict[int, str], agreement: Agreement) -> Happened:
    """A fact as people say it: stages and grades by their titles, sellers by their names."""
    owner, note, undated = "", Text(ru="", en=""), False
    sentence = fact.told()
    match fact:
        case TouchMade():
            owner, note = Department.MARKETING, _touched(fact)
        case LeadCaptured():
            owner = Department.MARKETING
            sentence = _captured(fact)
        case LeadGraded():
            owner = Department.MARKETING
            title = next((grade.title for grade in agreement.grades if grade.key == fact.grade), None)
            if title:
                # Titles of one's own may leave the letter out.
                letter = "" if title.ru.startswith(f"{fact.grade}") else f"{fact.grade}: "
                sentence = Text(ru=f"Категория {letter}{title.ru}", en=f"Grade {letter}{title.en}")
        case LeadAssigned():
            owner = Department.SALES
            name = names.get(fact.seller_id, f"№ {fact.seller_id}")
            sentence = Text(ru=f"Лид передан менеджеру: {name}", en=f"Given to {name}")
            if fact.away_from is not None:
                had = names.get(fact.away_from, f"№ {fact.away_from}")
                note = Text(
                    ru=f"из общей очереди, до этого у менеджера: {had}", en=f"from the common queue; {had} had it"
                )
        case MatterCleared():
            sentence, note, owner = _cleared(fact, agreement)
        case HandoffOpened() | DealHandedOff():
            sentence, owner = _handed(fact, agreement), Department.SALES
        case HandoffItemTicked() | HandoffItemUnticked():
            sentence, owner = _ticked(fact, agreement), Department.SALES
        case DealLineSet():
            owner = Department.SALES
        case PriceExceptionAsked():
            owner, sentence = Department.SALES, _priced(fact)
        case PriceExceptionNoted():
            owner = Department.MARKETING
        case LeadReturned():
            owner = Department.SALES
            why = next((each.title for each in agreement.document.returns if each.key == fact.reason), fact.reason)
            sentence = Text(ru=f"Возвращён маркетингу: {why}", en=f"Returned to marketing: {why}")
        case LeadMoved():
            sentence, note, owner, undated = _moved(fact, agreement)
    # Judged anew, it stays graded on the day it was; that it was judged anew happened when it was recorded.
    at = row.recorded_at if isinstance(fact, LeadGraded) and row.source == "agreement" else row.happened_at
    return Happened(at, sentence, fact.icon, owner, note, known="nothing" if undated else "moment", kind=row.kind)


def _cleared(fact: MatterCleared, agreement: Agreement) -> tuple[Text, Text, str]:
    """Which rule, by which seat, and whether that was in time."""
    rule = next((each.title for each in agreement.document.decisions if each.key == fact.rule), fact.rule)
    role, department = titles.role(fact.role), Role(fact.role).department
    note = Text(ru="Уже после перехода на этап", en="After it had moved on") if fact.late else Text(ru="", en="")
    sentence = Text(ru=f"Согласовано ({role.ru}): {rule}", en=f"Cleared ({role.en}): {rule}")
    return sentence, note, department or ""


def _handed(fact: HandoffOpened | DealHandedOff, agreement: Agreement) -> Text:
    """By which checklist, and to whom."""
    found = checklist(agreement.document, fact.checklist)
    title, to = (found.title, found.to) if found else (fact.checklist, "")
    if isinstance(fact, HandoffOpened):
        return Text(ru=f"Открыт чек-лист: {title}", en=f"Checklist opened: {title}")
    whom = f" ({to})" if to else ""
    return Text(ru=f"Сделка передана{whom}: {title}", en=f"The deal was handed off{whom}: {title}")


def _ticked(fact: HandoffItemTicked | HandoffItemUnticked, agreement: Agreement) -> Text:
    """Which line of a checklist is done, or is not after all."""
    items = (item for each in agreement.document.handoffs for item in each.items if item.key == fact.item)
    title = next((item.title for item in items), fact.item)
    if isinstance(fact, HandoffItemTicked):
        return Text(ru=f"К передаче готово: {title}", en=f"Ready for the hand-off: {title}")
    return Text(ru=f"К передаче не готово: {title}", en=f"Not ready for the hand-off: {title}")


def _priced(fact: PriceExceptionAsked) -> Text:
    lower, higher = _money(fact.deal_price, fact.currency), _money(fact.list_price, fact.currency)
    return Text(
        ru=f"Цена ниже прайса: {lower.ru} вместо {higher.ru}",
        en=f"Below the list price: {lower.en} instead of {higher.en}",
    )


_DEVICES = {
    "mobile": Text(ru="телефон", en="phone"),
    "tablet": Text(ru="планшет", en="tablet"),
    "desktop": Text(ru="компьютер", en="computer"),
}


def _touched(fact: TouchMade) -> Text:
    """Which page they saw, what it promised, and on what they read it."""
    parts = [Text(ru=part, en=part) for part in (fact.creative, fact.page) if part]
    if fact.offer:
        parts.append(Text(ru=f"оффер «{fact.offer}»", en=f"offer “{fact.offer}”"))
    if device := _DEVICES.get(fact.device or ""):
        parts.append(device)
    return Text(ru=" · ".join(each.ru for each in parts), en=" · ".join(each.en for each in parts))


def _captured(fact: LeadCaptured) -> Text:
    origin = ", ".join(part for part in (fact.source, fact.campaign) if part)
    if not origin:
        return Text(ru="Заявка принята, источник не указан", en="Lead captured, the source is not given")
    return Text(ru=f"Заявка принята: {origin}", en=f"Lead captured: {origin}")


def _moved(fact: LeadMoved, agreement: Agreement) -> tuple[Text, Text, str, bool]:
    stage = agreement.stage(fact.stage)
    sentence = stage.title if stage else Text(ru=f"Этап «{fact.stage}»", en=f"Stage “{fact.stage}”")
    notes = []
    if fact.lost_reason:
        notes.append(Text(ru=f"Причина: {fact.lost_reason}", en=f"Reason: {fact.lost_reason}"))
    if fact.amount is not None:
        sum_ = _money(fact.amount, settings.CURRENCY)
        notes.append(Text(ru=f"Сумма сделки {sum_.ru}", en=f"Deal amount {sum_.en}"))
    if not fact.dated:
        notes.append(Text(ru="День этапа в выгрузке не указан", en="The export does not name the day of the stage"))
    note = Text(ru=". ".join(each.ru for each in notes), en=". ".join(each.en for each in notes))
    return sentence, note, stage.owner if stage else "", not fact.dated


def contact_told(row: Activity, *, notes: bool, named: bool) -> Happened:
    """A call, letter or meeting, with who spoke where that may be ``named``."""
    fact = ContactMade(
        client_id=row.client_id,
        seller_id=row.seller_id,
        activity_kind=row.kind,
        direction=row.direction or None,
        answered=row.answered,
        duration=row.duration,
        automatic=row.automatic,
    )
    told = fact.told()
    who = f" · {row.seller.name}" if row.seller and named else ""
    # What was noted of a call may hold a name or a phone, as answers may.
    note = row.result if notes else ""
    return Happened(
        row.contacted_at, Text(ru=told.ru + who, en=told.en + who), fact.icon, Department.SALES, note, kind=row.kind
    )


def note_told(row: Note) -> Happened:
    """What somebody of ours wrote down."""
    name = str(row.written_by)
    sentence = Text(ru=f"Заметка · {name}", en=f"Note · {name}")
    return Happened(row.written_at, sentence, NoteWritten.icon, Department.SALES, row.words)


def invoice_told(row: Invoice) -> Happened:
    """A bill, with the day it is due."""
    sum_ = _money(row.amount, row.currency)
    note: Text | str = ""
    if row.due_on:
        day = row.due_on
        note = Text(ru=f"Оплатить до: {format_day(day, day, 'ru')}", en=f"Due {format_day(day, day, 'en')}")
    return Happened(
        _noon(row.issued_on),
        Text(ru=f"Счёт № {row.number} на {sum_.ru}", en=f"Invoice {row.number} for {sum_.en}"),
        "document-text",
        Department.SALES,
        note,
        known="day",
        kind="invoice",
    )


def payment_told(row: Payment) -> Happened:
    """Money that came or went back."""
    sum_ = _money(abs(row.amount), row.currency)
    back = row.amount < 0
    by = f" · {row.invoice.number}" if row.invoice else ""
    sentence = (
        Text(ru=f"Возврат денег {sum_.ru}{by}", en=f"{sum_.en} given back{by}")
        if back
        else Text(ru=f"Оплата {sum_.ru}{by}", en=f"Paid {sum_.en}{by}")
    )
    note = "" if row.dated else Text(ru="День оплаты в выгрузке не указан", en="The export does not name the day paid")
    icon = (PaymentRefunded if back else PaymentReceived).icon
    return Happened(
        _noon(row.paid_on), sentence, icon, Department.SALES, note, known="day", kind="refund" if back else "payment"
    )


def shipment_told(row: Shipment) -> Happened:
    """What was shipped."""
    sum_ = _money(row.amount, row.currency)
    sentence = Text(ru=f"Отгрузка № {row.number} на {sum_.ru}", en=f"Shipment {row.number}, {sum_.en}")
    return Happened(_noon(row.shipped_on), sentence, "truck", Department.SALES, known="day", kind="shipment")


def _money(amount: Decimal, currency: str) -> Text:
    places = 0 if amount == int(amount) else 2
    return Text(ru=format_money(amount, currency, "ru", places), en=format_money(amount, currency, "en", places))


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), ZoneInfo(settings.TIME_ZONE))


def day_of(instant: dt.datetime) -> dt.date:
    """The company's day of an instant."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
