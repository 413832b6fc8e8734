"""Contacts, invoices, payments, shipments and costs as an import knows them."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.clients.record_kinds import CLIENT_FIELDS
from tandem.imports.shapes import Field, FieldType, RecordKind

_LEAD_ID = Field("lead_id", FieldType.ID, Text(ru="Номер заявки", en="Lead id"),
                 headers=("Deal ID", "ID сделки", "Сделка", "Lead ID", "Номер заявки"))  # fmt: skip
_INVOICE_NUMBER = Field("invoice_number", FieldType.ID, Text(ru="Номер счёта", en="Invoice number"),
                        headers=("Invoice number", "Номер счета", "Номер счёта", "Счет", "Счёт"))  # fmt: skip
#: Whose it is. The city is the client's own affair.
_WHOSE = (_LEAD_ID, *(each for each in CLIENT_FIELDS if each.name not in {"inn", "city"}))
_INN = next(each for each in CLIENT_FIELDS if each.name == "inn")
_TAX = (
    Field("vat", FieldType.MONEY, Text(ru="НДС в сумме", en="VAT within the amount"),
          headers=("НДС", "VAT", "Сумма НДС", "Tax")),
    Field("vat_rate", FieldType.NUMBER, Text(ru="Ставка НДС, %", en="VAT rate, %"), sign="positive",
          headers=("Ставка НДС", "VAT rate", "% НДС")),
    Field("currency", FieldType.TEXT, Text(ru="Валюта", en="Currency"), max_length=3,
          headers=("Currency", "Валюта")),
)  # fmt: skip
_AMOUNT_HEADERS = ("Amount", "Сумма", "Сумма документа", "Сумма с НДС", "Total")

RECORD_KINDS = (
    RecordKind(
        "activity",
        Text(ru="Касание", en="Contact"),
        (
            Field("id", FieldType.ID, Text(ru="Номер", en="Id"), headers=("Id", "ID", "Call ID", "ID звонка")),
            Field("at", FieldType.INSTANT, Text(ru="Когда", en="When"), required=True, not_future=True,
                  headers=("Call Start Time", "Дата и время", "Время звонка", "Начало", "Start time", "Дата")),
            Field("kind", FieldType.CHOICE, Text(ru="Вид касания", en="Kind of contact"),
                  choices=("call", "meeting", "email", "message"), headers=("Activity type", "Тип дела", "Тип")),
            Field("direction", FieldType.CHOICE, Text(ru="Кто кому", en="Direction"), choices=("in", "out"),
                  headers=("Call Type", "Направление", "Тип звонка", "Direction")),
            Field("answered", FieldType.FLAG, Text(ru="Отвечен", en="Answered"),
                  headers=("Answered", "Отвечен", "Call Status", "Статус звонка")),
            Field("automatic", FieldType.FLAG, Text(ru="Автоответ", en="Automatic reply"),
                  headers=("Automatic", "Автоответ", "Автоматическое", "Робот", "Bot")),
            Field("duration", FieldType.DURATION, Text(ru="Длительность разговора", en="Talk time"), sign="positive",
                  headers=("Call Duration", "Call Duration (in seconds)", "Длительность", "Duration")),
            Field("seller", FieldType.TEXT, Text(ru="Менеджер", en="Seller"), max_length=200,
                  headers=("Call Owner Name", "Owner", "Ответственный", "Менеджер", "Сотрудник")),
            *_WHOSE,
            Field("result", FieldType.TEXT, Text(ru="Итог", en="Result"), personal=True,
                  headers=("Outgoing Call Status", "Результат", "Итог", "Result", "Комментарий")),
            Field("recording", FieldType.TEXT, Text(ru="Запись разговора", en="Recording"), personal=True,
                  headers=("Recording", "Запись разговора", "Ссылка на запись")),
        ),
        order=40,
    ),
    RecordKind(
        "invoice",
        Text(ru="Счёт", en="Invoice"),
        (
            Field("number", FieldType.ID, Text(ru="Номер", en="Number"), required=True, max_length=100,
                  headers=("Number", "Номер", "Номер счета", "Номер счёта", "Invoice number")),
            Field("issued_on", FieldType.DAY, Text(ru="Дата счёта", en="Issued on"), required=True, not_future=True,
                  headers=("Date", "Дата", "Дата счета", "Дата счёта", "Invoice date")),
            Field("amount", FieldType.MONEY, Text(ru="Сумма", en="Amount"), required=True, sign="positive",
                  headers=_AMOUNT_HEADERS),
            Field("due_on", FieldType.DAY, Text(ru="Оплатить до", en="Due on"), headers=("Due date", "Срок оплаты")),
            *_TAX,
            *_WHOSE,
            _INN,
        ),
        order=50,
    ),
    RecordKind(
        "shipment",
        Text(ru="Отгрузка", en="Shipment"),
        (
            Field("number", FieldType.ID, Text(ru="Номер", en="Number"), required=True, max_length=100,
                  headers=("Number", "Номер", "Номер документа")),
            Field("shipped_on", FieldType.DAY, Text(ru="Дата отгрузки", en="Shipped on"), required=True,
                  not_future=True, headers=("Date", "Дата", "Дата отгрузки", "Дата реализации")),
            Field("amount", FieldType.MONEY, Text(ru="Сумма", en="Amount"), required=True, sign="positive",
                  headers=_AMOUNT_HEADERS),
            *_TAX,
            _INVOICE_NUMBER,
            *_WHOSE,
            _INN,
        ),
        order=55,
    ),
    RecordKind(
        "cost",
        Text(ru="Себестоимость", en="Cost of sale"),
        (
            Field("id", FieldType.ID, Text(ru="Номер", en="Id"), headers=("Id", "ID", "Номер документа")),
            Field("incurred_on", FieldType.DAY, Text(ru="Дата", en="Day"), required=True, headers=("Date", "Дата")),
            Field("amount", FieldType.MONEY, Text(ru="Себестоимость", en="Cost"), required=True, sign="positive",
                  headers=("Cost", "Себестоимость", "Сумма себестоимости")),
            Field("currency", FieldType.TEXT, Text(ru="Валюта", en="Currency"), max_length=3,
                  headers=("Currency", "Валюта")),
            Field("product", FieldType.TEXT, Text(ru="Продукт", en="Product"), max_length=200,
                  headers=("Product", "Номенклатура", "Товар", "Продукт")),
            _INVOICE_NUMBER,
            _LEAD_ID,
        ),
        order=56,
    ),
    RecordKind(
        "payment",
        Text(ru="Оплата", en="Payment"),
        (
            Field("id", FieldType.ID, Text(ru="Номер в системе", en="Id"), headers=("Id", "ID", "Payment ID")),
            Field("paid_on", FieldType.DAY, Text(ru="Дата оплаты", en="Paid on"), required=True, not_future=True,
                  headers=("Date", "Дата", "Дата оплаты", "Payment date", "ДатаПоступило")),
            Field("amount", FieldType.MONEY, Text(ru="Сумма", en="Amount"), required=True,
                  headers=(*_AMOUNT_HEADERS, "Сумма оплаты", "Сумма платежа", "Оплачено")),
            Field("kind", FieldType.CHOICE, Text(ru="Вид оплаты", en="Kind of payment"),
                  choices=("payment", "prepayment", "refund"), headers=("Вид операции", "Payment type")),
            Field("direction", FieldType.CHOICE, Text(ru="Приход или расход", en="In or out"), choices=("in", "out"),
                  headers=("Приход/расход",)),
            Field("dated", FieldType.FLAG, Text(ru="Дата оплаты известна", en="The day is known")),
            Field("number", FieldType.ID, Text(ru="Номер документа", en="Number"), max_length=100,
                  headers=("Number", "Номер", "Номер документа")),
            _INVOICE_NUMBER,
            Field("purpose", FieldType.TEXT, Text(ru="Назначение платежа", en="Purpose"), personal=True,
                  headers=("НазначениеПлатежа", "Назначение платежа", "Purpose", "Комментарий")),
            *_TAX,
            *_WHOSE,
            _INN,
        ),
        order=60,
    ),
)  # fmt: skip
