"""Made-up values for the specimen page: every component once, the awkward cases too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from tandem.basics.text import Text
from tandem.ui.charts import Part, fulfilment_bar, stacked_bar
from tandem.ui.period_picker import choose_period
from tandem.ui.pieces import Cell, Change, Chip, Column, Empty, Entry, Figure, Row, Stage, Tab, Table
from tandem.ui.specimen_form import SpecimenForm


def context() -> dict[str, Any]:
    """What ``ui/specimen.html`` shows."""
    wrong = SpecimenForm({"name": "", "grade": "a", "note": ""})
    wrong.is_valid()
    return {
        "figures": _figures(),
        "table": _table(),
        "no_rows": Table(
            Text(ru="Сделки", en="Deals"),
            (),
            (),
            Empty(
                Text(
                    ru="Сделок за этот период нет: загрузите выгрузку из CRM или выберите другой период.",
                    en="There are no deals in this period: import a CRM export or choose another period.",
                ),
                Text(ru="Загрузить файл", en="Import a file"),
                "#import",
            ),
        ),
        "stages": _stages(),
        "entries": _entries(),
        "grades": ("A", "B", "C", "D", "E", ""),
        "tabs": (
            Tab(Text(ru="По продавцам", en="By seller"), "#sellers", current=True, count="8"),
            Tab(Text(ru="По кампаниям", en="By campaign"), "#campaigns", count="14"),
            Tab(Text(ru="По дням", en="By day"), "#days"),
        ),
        "chips": (
            Chip(Text(ru="Источник: Яндекс Директ", en="Source: Yandex Direct"), "#1"),
            Chip(Text(ru="Категория A", en="Grade A"), "#2"),
        ),
        "page": Paginator(range(10417), 50).page(3),
        "form": SpecimenForm(),
        "wrong_form": wrong,
        "chosen": choose_period({"period": "2026-10"}, today=date(2026, 11, 22)),
        "stacked": stacked_bar(
            (
                Part(62, "marketing", "62"),
                Part(31, "sales", "31"),
                Part(12, "young", "12"),
                Part(8, "rest", "8"),
            ),
            label="62 / 31 / 12 / 8",
        ),
    }


def _figures() -> tuple[Figure, ...]:
    to_september = Text(ru="к сентябрю", en="to September")
    return (
        Figure(
            "leads",
            Text(ru="Лиды", en="Leads"),
            "1\u202f842",
            Change("+12 %", to_september, "better"),
            (120, 132, 128, 141, 150, 139, 160, 172, 168, 181),
            definition=Text(
                ru="Заявки, пришедшие за период по всем каналам. Повторная заявка того же клиента "
                "в течение 24 часов считается одной.",
                en="Requests that came in the period through all channels. A repeated request of the same "
                "client within 24 hours counts once.",
            ),
            owner="marketing",
            version=Text(ru="версия 0, с 1 января", en="version 0, since 1 January"),
            as_of="14:05:07",
            leads_url="#leads",
        ),
        Figure(
            "conversion",
            Text(ru="Конверсия в оплату", en="Conversion to payment"),
            "12 %",
            Change("−1,4 п. п.", to_september, "worse"),
            (14, 13, 13.5, None, 12.8, 12.6, 12.9, 12, 11, 8),
            young=3,
            definition=Text(
                ru="Доля целевых лидов, по которым пришла оплата. Незрелые лиды в отказ не записаны.",
                en="The share of target leads that paid. Young leads are not counted as refusals.",
            ),
            owner="sales",
            version=Text(ru="версия 0, с 1 января", en="version 0, since 1 January"),
            n="521",
            interval="12 % (9–15)",
            as_of="14:05:07",
            leads_url="#leads",
        ),
        Figure(
            "revenue",
            Text(ru="Поступления", en="Revenue"),
            "2\u202f708\u202f100 ₽",
            Change("−412 тыс. ₽", to_september, "worse"),
            (3120, 3080, 2990, 3010, 2900, 2820, 2708),
            owner="sales",
            n="203",
        ),
        Figure(
            "waste",
            Text(ru="Просрочено касание по A", en="Grade A left waiting"),
            "7",
            Change("+3", Text(ru="за час", en="in an hour"), "worse"),
            owner="sales",
            losing=True,
        ),
        Figure(
            "romi",
            "ROMI",
            "",
            owner="marketing",
            missing=Text(ru="нет себестоимости: загрузите её", en="no cost data: import it"),
        ),
    )


def _table() -> Table:
    sellers = (
        ("Марина Ковалёва", "42", "618 400 ₽", 1.12, "38", Text(ru="7 мин", en="7 min")),
        ("Игорь Петренко", "35", "512 000 ₽", 0.94, "41", Text(ru="11 мин", en="11 min")),
        (
            "Александра Константинопольская",
            "28",
            "402 750 ₽",
            0.71,
            "33",
            Text(ru="1 ч 10 мин", en="1 h 10 min"),
        ),
        ("Олег Сидоров", "19", "301 200 ₽", 0.48, "29", Text(ru="26 мин", en="26 min")),
    )
    rows = [
        Row(
            (
                Cell(name),
                Cell(sales),
                Cell(total),
                Cell(
                    fulfilment_bar(ratio, label=f"{ratio:.0%}", expected=0.73),
                    note=f"{ratio * 100:.0f}\u202f%",
                ),
                Cell(processed, note="9–15 %" if ratio < 0.9 else ""),
                Cell(first),
            ),
            url="#seller",
        )
        for name, sales, total, ratio, processed, first in sellers
    ]
    without = mark_safe("—")
    rows.append(
        Row(
            (
                Cell(Text(ru="Без ответственного", en="Unassigned")),
                Cell("3"),
                Cell("18 000 ₽"),
                Cell(without),
                Cell("12"),
                Cell(without),
            )
        )
    )
    rows.append(
        Row(
            (
                Cell(Text(ru="Отдел", en="Department")),
                Cell("127"),
                Cell("1 852 350 ₽"),
                Cell(fulfilment_bar(0.81, label="81%", expected=0.73), note="81\u202f%"),
                Cell("153"),
                Cell(Text(ru="14 мин", en="14 min")),
            ),
            total=True,
        )
    )
    return Table(
        Text(ru="Продажи по продавцам", en="Sales by seller"),
        (
            Column(Text(ru="Продавец", en="Seller"), sort="name"),
            Column(Text(ru="Продажи", en="Sales"), numeric=True, sort="sales"),
            Column(Text(ru="Сумма", en="Sum"), numeric=True, sort="sum"),
            Column(Text(ru="План и факт", en="Plan and fact"), numeric=True, sort="plan"),
            Column(Text(ru="Обработано", en="Processed"), numeric=True, sort="processed"),
            Column(
                Text(ru="Первое касание", en="First contact"),
                numeric=True,
                hint=Text(ru="медиана, в рабочее время", en="median, in working time"),
            ),
        ),
        rows,
        exports=(("CSV", "#csv"), ("XLSX", "#xlsx")),
    )


def _stages() -> tuple[Stage, ...]:
    return (
        Stage(Text(ru="Показы", en="Impressions"), "1\u202f204\u202f000", "marketing"),
        Stage(Text(ru="Клики", en="Clicks"), "38\u202f410", "marketing", 0.032, conversion="3,2 %"),
        Stage(
            Text(ru="Лиды", en="Leads"),
            "1\u202f842",
            "marketing",
            0.048,
            conversion="4,8 %",
            duration=Text(ru="3 мин", en="3 min"),
        ),
        Stage(
            Text(ru="Целевые", en="Target leads"),
            "1\u202f105",
            "marketing",
            0.6,
            conversion="60 %",
            interval="(58–62)",
            duration=Text(ru="20 мин", en="20 min"),
        ),
        Stage(
            Text(ru="Обработаны", en="Processed"),
            "1\u202f012",
            "sales",
            0.916,
            0.05,
            "92 %",
            "(90–93)",
            Text(ru="14 мин", en="14 min"),
            "#",
        ),
        Stage(
            Text(ru="Оплата", en="Paid"),
            "203",
            "sales",
            0.2,
            0.11,
            "20 %",
            "(18–23)",
            Text(ru="9 дней", en="9 days"),
        ),
        Stage(
            Text(ru="Повторно", en="Again"),
            "31",
            "sales",
            0.153,
            0.4,
            "15 %",
            "(11–21)",
            Text(ru="64 дня", en="64 days"),
        ),
    )


def _entries() -> tuple[Entry, ...]:
    return (
        Entry(
            Text(ru="1 окт, 09:12", en="1 Oct, 09:12"),
            Text(ru="Увидела «Ремонт офиса», видео 2", en="Saw “Office repair”, video 2"),
            "megaphone",
            "marketing",
        ),
        Entry(
            Text(ru="1 окт, 09:14", en="1 Oct, 09:14"),
            Text(ru="Оставила заявку: окна для офиса, 40 м²", en="Asked for: office windows, 40 m²"),
            "inbox-arrow-down",
            "marketing",
            Text(ru="Обещано: −10 % до 30 ноября", en="Promised: −10 % until 30 November"),
        ),
        Entry(
            Text(ru="1 окт, 09:21", en="1 Oct, 09:21"),
            Text(ru="Игорь позвонил, 4 мин", en="Igor called, 4 min"),
            "phone",
            "sales",
        ),
        Entry(
            Text(ru="9 окт, 16:40", en="9 Oct, 16:40"),
            Text(ru="Оплата 86 000 ₽", en="Paid 86,000 ₽"),
            "banknotes",
            "sales",
            url="#payment",
        ),
    )
