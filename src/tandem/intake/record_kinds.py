"""The lead as an import knows it: what intake keeps, and what the steps of the pipeline read."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.clients.record_kinds import CLIENT_FIELDS
from tandem.imports.shapes import Field, FieldType, RecordKind
from tandem.intake.pipeline import steps

ORIGIN_FIELDS = (
    Field("source", FieldType.TEXT, Text(ru="Источник", en="Source"), max_length=200,
          headers=("Source", "Источник", "Lead Source", "utm_source", "Original Source", "Источник сделки",
                   "Источник лида", "Источник заявки", "Рекламный источник", "Источник рекламы")),
    Field("channel", FieldType.TEXT, Text(ru="Канал", en="Channel"), max_length=200,
          headers=("Channel", "Канал", "Medium", "utm_medium")),
    Field("campaign", FieldType.TEXT, Text(ru="Кампания", en="Campaign"), max_length=300,
          headers=("Campaign", "Кампания", "utm_campaign", "Название кампании", "Рекламная кампания", "РК",
                   "Campaign name")),
    Field("ad_group", FieldType.TEXT, Text(ru="Группа объявлений", en="Ad group"), max_length=300,
          headers=("Ad group", "AdGroup", "Term", "Группа объявлений", "utm_term", "Группа", "Ad set name")),
    Field("creative", FieldType.TEXT, Text(ru="Креатив", en="Creative"), max_length=300,
          headers=("Creative", "Ad", "Content", "Объявление", "Креатив", "utm_content", "Ad name")),
)  # fmt: skip

OWN_FIELDS = (
    Field("id", FieldType.ID, Text(ru="Номер заявки", en="Lead id"), required=True,
          headers=("Id", "ID", "Deal ID", "ID сделки", "Номер", "Record ID", "opportunity_id", "№", "№ заявки",
                   "ID заявки", "ID лида", "№ обращения", "Номер обращения", "Lead ID", "Ticket", "Ticket ID",
                   "Request ID", "№ сделки", "Номер сделки")),
    Field("created_at", FieldType.INSTANT, Text(ru="Создана", en="Created"), required=True, not_future=True,
          headers=("Created Time", "Дата создания", "Создана", "Create Date", "Дата", "Date created", "Создан",
                   "Создано", "Дата заявки", "Дата обращения", "Дата поступления", "Поступила", "Поступило",
                   "Created at", "Opened", "Дата события", "Дата изменения", "Changed at", "Moved at")),
    *CLIENT_FIELDS,
    *ORIGIN_FIELDS,
    Field("offer", FieldType.TEXT, Text(ru="Оффер", en="Offer"), max_length=300, headers=("Offer", "Оффер", "Акция")),
    Field("landing_page", FieldType.TEXT, Text(ru="Страница", en="Page"), max_length=500,
          headers=("Page", "Страница", "Landing page", "Посадочная страница", "URL")),
    Field("product", FieldType.TEXT, Text(ru="Продукт", en="Product"), max_length=200,
          headers=("Product", "Продукт", "Товар", "Услуга", "Направление")),
    Field("segment", FieldType.TEXT, Text(ru="Сегмент", en="Segment"), max_length=200, headers=("Segment", "Сегмент")),
    Field("reported_response", FieldType.DURATION, Text(ru="Время до первого касания по данным CRM",
          en="Response time as the CRM reports it"), sign="positive", headers=("SLA",)),
)  # fmt: skip

RECORD_KINDS = (
    RecordKind(
        "lead",
        Text(ru="Лид", en="Lead"),
        (*OWN_FIELDS, *(each for step in steps() for each in step.fields)),
        order=30,
    ),
)
