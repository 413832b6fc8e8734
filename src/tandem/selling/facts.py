"""What can happen while a lead is being sold to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadMoved(Fact, frozen=True):
    """The lead reached another stage, or its amount or reason was set there."""

    subject = "lead"
    icon = "arrow-right-circle"
    sentence = Text(ru="Этап: {stage}", en="Stage: {stage}")

    stage: str
    amount: Decimal | None
    lost_reason: str | None
    dated: bool
    #: The stage it left: the same where only amount or reason changed, empty for the first that is known of a lead.
    #: None in facts that were told before this was noted.
    came_from: str | None = None
    #: Whether the stage stands before the one left, by the version the lead is counted under.
    back: bool = False


class ContactMade(Fact, frozen=True):
    """Somebody called, met or wrote, in one direction or the other."""

    subject = "activity"
    icon = "phone"
    sentence = Text(ru="{what}{how}", en="{what}{how}")

    client_id: int | None
    seller_id: int | None
    activity_kind: str
    #: ``in`` from the client, ``out`` to the client; None when the export does not say.
    direction: str | None
    answered: bool | None
    #: Seconds.
    duration: int | None
    #: Whether a machine sent it: no contact by a person then.
    automatic: bool = False

    def told(self) -> Text:
        """The kind and direction in words, with the minutes of the talk."""
        what = _CONTACTS.get((self.activity_kind, self.direction)) or _CONTACTS[(self.activity_kind, None)]
        how = Text(ru="", en="")
        if self.duration:
            minutes, seconds = divmod(self.duration, 60)
            how = Text(ru=f", {minutes} мин {seconds:02} с", en=f", {minutes} min {seconds:02} s")
        elif self.answered is False:
            how = Text(ru=", без ответа", en=", not answered")
        if self.automatic:
            how = Text(ru=how.ru + ", автоответ", en=how.en + ", automatic")
        return Text(ru=what.ru + how.ru, en=what.en + how.en)


_CONTACTS = {
    ("call", None): Text(ru="Звонок", en="Call"),
    ("call", "in"): Text(ru="Входящий звонок", en="Incoming call"),
    ("call", "out"): Text(ru="Исходящий звонок", en="Outgoing call"),
    ("meeting", None): Text(ru="Встреча", en="Meeting"),
    ("email", None): Text(ru="Письмо", en="E-mail"),
    ("email", "in"): Text(ru="Письмо от клиента", en="E-mail from the client"),
    ("email", "out"): Text(ru="Письмо клиенту", en="E-mail to the client"),
    ("message", None): Text(ru="Сообщение", en="Message"),
    ("message", "in"): Text(ru="Сообщение от клиента", en="Message from the client"),
    ("message", "out"): Text(ru="Сообщение клиенту", en="Message to the client"),
}


class NextStepPlanned(Fact, frozen=True):
    """It was settled what is done next for a lead, and by which day; what exactly stands in the state."""

    subject = "lead"
    icon = "calendar-days"
    sentence = Text(ru="Следующий шаг до {due_on}", en="Next step due {due_on}")

    due_on: date
    #: The moment, where one was agreed with the client.
    due_at: datetime | None = None

    def told(self) -> Text:
        """With the day as people write it."""
        return Text(ru=f"Следующий шаг до {self.due_on:%d.%m.%Y}", en=f"Next step due {self.due_on}")


class NextStepTaken(Fact, frozen=True):
    """The next step was taken, or is not needed any more."""

    subject = "lead"
    icon = "check-circle"
    sentence = Text(ru="Следующий шаг сделан", en="The next step is done")


class NextStepDropped(Fact, frozen=True):
    """The lead was closed, or went back to marketing for good: what was planned for it is not to be done any more."""

    subject = "lead"
    icon = "x-circle"
    sentence = Text(ru="Следующий шаг снят: с лидом закончили", en="The next step is dropped: the lead is done with")


class NoteWritten(Fact, frozen=True):
    """Something was written down about a lead; what, stands in the state."""

    subject = "note"
    icon = "pencil"
    sentence = Text(ru="Заметка", en="Note")


class InvoiceIssued(Fact, frozen=True):
    """A bill was sent."""

    subject = "invoice"
    icon = "document-text"
    sentence = Text(ru="Выставлен счёт № {number}: {amount} {currency}", en="Invoice {number}: {amount} {currency}")

    client_id: int | None
    number: str
    issued_on: date
    due_on: date | None
    amount: Decimal
    net_amount: Decimal | None
    currency: str


class _Paid(Fact, frozen=True):
    """Money that moved; ``amount`` is below zero when it went back."""

    subject = "payment"
    sentence = Text(ru="", en="")

    client_id: int | None
    invoice_id: int | None
    matched_by: str
    paid_on: date
    dated: bool
    amount: Decimal
    net_amount: Decimal | None
    payment_kind: str
    currency: str


class PaymentReceived(_Paid, frozen=True):
    """Money came in."""

    icon = "banknotes"
    sentence = Text(ru="Поступила оплата: {amount} {currency}", en="Payment received: {amount} {currency}")


class PaymentRefunded(_Paid, frozen=True):
    """Money was given back."""

    icon = "receipt-refund"
    sentence = Text(ru="Возврат денег клиенту: {amount} {currency}", en="Money given back: {amount} {currency}")


class PaymentLeftOut(_Paid, frozen=True):
    """A correction says that the payment does not count: its sum is zero from now on, and it is nobody's."""

    icon = "no-symbol"
    sentence = Text(ru="Платёж исправлен: он не учитывается", en="Payment corrected: it does not count")


class GoodsShipped(Fact, frozen=True):
    """Goods were handed over, or services rendered."""

    subject = "shipment"
    icon = "truck"
    sentence = Text(ru="Отгрузка № {number}: {amount} {currency}", en="Shipment {number}: {amount} {currency}")

    client_id: int | None
    matched_by: str
    number: str
    shipped_on: date
    amount: Decimal
    net_amount: Decimal | None
    currency: str


class CostIncurred(Fact, frozen=True):
    """Delivering what was sold cost something."""

    subject = "cost"
    icon = "receipt-percent"
    sentence = Text(ru="Себестоимость: {amount} {currency}", en="Cost: {amount} {currency}")

    client_id: int | None
    matched_by: str
    incurred_on: date
    amount: Decimal
    currency: str
    product: str | None


class _Matched(Fact, frozen=True):
    """A later import told whose a document is: the lead it belongs to is the lead of the fact, or none."""

    icon = "link"
    sentence = Text(ru="", en="")

    client_id: int | None


class ContactMatched(_Matched, frozen=True):
    """The lead a contact names came in after the contact."""

    subject = "activity"
    sentence = Text(ru="Касание отнесено к заявке", en="Contact matched to its lead")


class InvoiceMatched(_Matched, frozen=True):
    """Whose an invoice is was found later."""

    subject = "invoice"
    sentence = Text(ru="Счёт отнесён к заявке", en="Invoice matched to its lead")


class PaymentMatched(_Matched, frozen=True):
    """What a payment is for was found later."""

    subject = "payment"
    sentence = Text(ru="Оплата отнесена к заявке", en="Payment matched to its lead")

    invoice_id: int | None
    matched_by: str


class ShipmentMatched(_Matched, frozen=True):
    """What a shipment belongs to was found later."""

    subject = "shipment"
    sentence = Text(ru="Отгрузка отнесена к заявке", en="Shipment matched to its lead")

    matched_by: str


class CostMatched(_Matched, frozen=True):
    """What a cost belongs to was found later."""

    subject = "cost"
    sentence = Text(ru="Себестоимость отнесена к заявке", en="Cost matched to its lead")

    matched_by: str


class LeadDrawn(Fact, frozen=True):
    """The lead stands at a random place of the queue, so that the order can be told from what it brings about."""

    subject = "lead"
    icon = "arrows-right-left"
    sentence = Text(ru="Поставлен в очередь на случайное место", en="Put at a random place of the queue")

    #: From the beginning of the queue, 0, to its end, 1.
    place: float
    #: The share of leads that the agreement had drawn then: the propensity of this one.
    share: float


class MatterCleared(Fact, frozen=True):
    """Somebody whom a decision rule of the agreement names has cleared the deal; ``late`` when it had moved on."""

    subject = "clearance"
    icon = "check-badge"
    sentence = Text(ru="Согласовано: {rule}", en="Cleared: {rule}")

    #: The key of the rule in the version the lead is counted under.
    rule: str
    #: The seat that cleared it.
    role: str
    late: bool


class PriceExceptionAsked(Fact, frozen=True):
    """Sales want to sell below the list or promo price; why stays with the exception."""

    subject = "price_exception"
    icon = "tag"
    sentence = Text(
        ru="Цена ниже прайса: {deal_price} вместо {list_price} {currency}",
        en="Below the list price: {deal_price} instead of {list_price} {currency}",
    )

    list_price: Decimal
    deal_price: Decimal
    currency: str
    approver_id: int


class PriceExceptionAnswered(Fact, frozen=True):
    """Whoever decides on prices approved it, or did not."""

    subject = "price_exception"
    icon = "tag"
    sentence = Text(ru="Решение о цене", en="The price is decided on")

    approved: bool

    def told(self) -> Text:
        """Which way it was decided."""
        if self.approved:
            return Text(ru="Цена согласована", en="The price is approved")
        return Text(ru="Цена не согласована", en="The price is not approved")


class PriceExceptionNoted(Fact, frozen=True):
    """Marketing, whose list price it was, has seen the exception."""

    subject = "price_exception"
    icon = "eye"
    sentence = Text(ru="Маркетинг знает о цене", en="Marketing knows of the price")


class ListPriceSet(Fact, frozen=True):
    """Marketing set what a product costs by the list, or while a promo lasts."""

    subject = "list_price"
    icon = "tag"
    sentence = Text(ru="Прайс: {product} {price} {currency}", en="List price: {product} {price} {currency}")

    product: str
    price: Decimal
    currency: str
    unit_cost: Decimal | None
    since: date
    until: date | None


class DealLineSet(Fact, frozen=True):
    """A product of a deal with its quantity and prices; a quantity of zero takes it off."""

    subject = "deal_line"
    icon = "shopping-cart"
    sentence = Text(
        ru="В сделке: {product}, {quantity} × {deal_price}", en="In the deal: {product}, {quantity} × {deal_price}"
    )

    product: str
    #: As text: a quantity has three places after the point, and money two.
    quantity: str
    list_price: Decimal | None
    deal_price: Decimal
    unit_cost: Decimal | None

    def told(self) -> Text:
        """A product taken off is said so."""
        if not Decimal(self.quantity):
            return Text(ru=f"Из сделки убрали: {self.product}", en=f"Taken off the deal: {self.product}")
        quantity = f"{Decimal(self.quantity).normalize():f}"
        return Text(
            ru=f"В сделке: {self.product}, {quantity} × {self.deal_price}",
            en=f"In the deal: {self.product}, {quantity} × {self.deal_price}",
        )


class HandoffOpened(Fact, frozen=True):
    """The deal reached the stage at which a hand-off checklist opens."""

    subject = "handoff"
    icon = "clipboard-document-list"
    sentence = Text(ru="Открыт чек-лист передачи: {checklist}", en="A hand-off checklist opened: {checklist}")

    checklist: str


class HandoffItemTicked(Fact, frozen=True):
    """A line of the checklist is done."""

    subject = "handoff_tick"
    icon = "check"
    sentence = Text(ru="Отмечен пункт передачи: {item}", en="Hand-off line done: {item}")

    handoff_id: int
    item: str


class HandoffItemUnticked(Fact, frozen=True):
    """A tick was taken back: the line is not done after all."""

    subject = "handoff_tick"
    icon = "x-mark"
    sentence = Text(ru="Снята отметка пункта передачи: {item}", en="Hand-off line not done after all: {item}")

    handoff_id: int
    item: str


class DealHandedOff(Fact, frozen=True):
    """The deal went on to those who carry it out."""

    subject = "handoff"
    icon = "truck"
    sentence = Text(ru="Сделка передана в работу: {checklist}", en="The deal was handed off: {checklist}")

    checklist: str


class CloseExpected(Fact, frozen=True):
    """The seller said when the deal is expected to be won; None takes it back."""

    subject = "lead"
    icon = "calendar"
    sentence = Text(ru="Ожидаемая дата продажи", en="Expected close")

    expected_on: date | None

    def told(self) -> Text:
        """With the day as people write it."""
        if self.expected_on is None:
            return Text(ru="Ожидаемая дата продажи снята", en="The expected close was taken back")
        return Text(ru=f"Продажу ждём {self.expected_on:%d.%m.%Y}", en=f"Expected to close on {self.expected_on}")
