"""Ad spend as an import knows it."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType, RecordKind

RECORD_KINDS = (
    RecordKind(
        "spend",
        Text(ru="Расход на рекламу", en="Ad spend"),
        (
            Field("id", FieldType.ID, Text(ru="Номер", en="Id")),
            Field("day", FieldType.DAY, Text(ru="День", en="Day"), required=True, not_future=True,
                  headers=("Date", "Day", "День", "Дата", "Reporting starts", "Период")),
            Field("source", FieldType.TEXT, Text(ru="Источник", en="Source"), max_length=200,
                  headers=("Source", "Источник", "utm_source")),
            Field("channel", FieldType.TEXT, Text(ru="Канал", en="Channel"), max_length=200,
                  headers=("Channel", "Канал", "Medium", "utm_medium")),
            Field("campaign", FieldType.TEXT, Text(ru="Кампания", en="Campaign"), max_length=300,
                  headers=("Campaign", "Кампания", "Campaign name", "Название кампании", "utm_campaign")),
            Field("ad_group", FieldType.TEXT, Text(ru="Группа объявлений", en="Ad group"), max_length=300,
                  headers=("AdGroup", "Ad group", "Группа", "Группа объявлений", "Ad set name", "utm_term")),
            Field("creative", FieldType.TEXT, Text(ru="Креатив", en="Creative"), max_length=300,
                  headers=("Ad", "Ad name", "Объявление", "Название объявления", "utm_content")),
            Field("impressions", FieldType.WHOLE, Text(ru="Показы", en="Impressions"), sign="positive",
                  headers=("Impressions", "Показы", "Impr.")),
            Field("clicks", FieldType.WHOLE, Text(ru="Клики", en="Clicks"), sign="positive",
                  headers=("Clicks", "Клики", "Link clicks", "Переходы")),
            Field("visits", FieldType.WHOLE, Text(ru="Визиты", en="Visits"), sign="positive",
                  headers=("Visits", "Sessions", "Визиты", "Landing page views")),
            Field("spend", FieldType.MONEY, Text(ru="Расход", en="Spend"), required=True,
                  headers=("Spend", "Cost", "Расход", "Amount spent", "Потрачено", "Стоимость")),
            Field("currency", FieldType.TEXT, Text(ru="Валюта", en="Currency"), max_length=3,
                  headers=("Currency", "Валюта", "Currency code", "Код валюты")),
        ),
        order=25,
    ),
)  # fmt: skip
