"""Plain tables anybody can write by hand."""

from __future__ import annotations

from tandem.intake.tests.export_samples import Records, Sample, at, day, money

_LEADS: Records = (
    ("lead", {
        "id": "1", "created_at": at("2026-03-02T07:15"), "client_name": "Иван", "phone": "+79161234567",
        "source": "yandex", "campaign": "brand", "grade": "B", "seller": "Ольга", "stage": "proposal",
        "amount": money("1500"), "extras": {"UTM": "x"},
    }),
)  # fmt: skip
_CLOSED: Records = (
    ("lead", {"id": "2", "created_at": at("2026-03-02T07:15"), "source": "yandex", "stage": "won",
              "amount": money("1500")}),
    ("lead", {"id": "3", "created_at": at("2026-03-02T07:15"), "source": "yandex", "stage": "lost"}),
    ("lead", {"id": "4", "created_at": at("2026-03-02T07:15"), "source": "yandex", "stage": "in_work"}),
)  # fmt: skip
_SPEND: Records = (
    ("spend", {"day": day("2026-03-01"), "source": "yandex", "campaign": "brand", "clicks": 7,
               "spend": money("700.5")}),
)  # fmt: skip
_PAYMENTS: Records = (
    ("payment", {"id": "p1", "paid_on": day("2026-03-05"), "amount": money("1000"), "kind": "prepayment",
                 "lead_id": "1"}),
    ("payment", {"id": "p2", "paid_on": day("2026-03-06"), "amount": money("-200"), "kind": "refund",
                 "lead_id": "1"}),
)  # fmt: skip
_CALLS: Records = (
    ("activity", {"id": "c1", "at": at("2026-03-02T07:20:05"), "kind": "call", "phone": "+79161234567",
                  "duration": 65,
                  "seller": "Ольга", "direction": "out", "answered": True}),
    ("activity", {"id": "c2", "at": at("2026-03-02T08:00:00"), "kind": "call", "phone": "+79161234567", "duration": 0,
                  "direction": "in", "answered": False}),
)  # fmt: skip

SAMPLES = [
    Sample("generic_leads", "leads", "ru", "лиды.xlsx", """\
ID;Дата создания;Клиент;Телефон;Источник;Кампания;Категория;Менеджер;Этап;Сумма;UTM
1;02.03.2026 10:15;Иван;89161234567;yandex;brand;B;Ольга;Предложение сделано;1500;x
""", _LEADS, format="xlsx"),
    Sample("generic_leads", "leads", "en", "leads.csv", """\
ID,Created,Client,Phone,Source,Campaign,Grade,Seller,Stage,Amount,UTM
1,2026-03-02 10:15,Иван,+7 916 123 45 67,yandex,brand,B,Ольга,Proposal made,1500,x
""", _LEADS),
    Sample("generic_leads", "leads", "en", "closed.csv", """\
Lead ID,Created,Source,Stage,Amount
2,2026-03-02T10:15:00,yandex,Closed Won,1500
3,2026-03-02T10:15:00,yandex,Closed Lost,
4,2026-03-02T10:15:00,yandex,In progress,
""", _CLOSED),
    Sample("generic_spend", "spend", "ru", "расходы.csv", """\
Дата;Источник;Кампания;Клики;Расход
01.03.2026;yandex;brand;7;700,5
Итого;;;7;700,5
""", _SPEND, encoding="windows-1251"),
    Sample("generic_spend", "spend", "en", "spend.csv", """\
Date,Source,Campaign,Clicks,Spend
2026-03-01,yandex,brand,7,700.50
""", _SPEND),
    Sample("generic_payments", "payments", "ru", "оплаты.csv", """\
ID;Дата оплаты;Сумма;Вид;Номер заявки
p1;05.03.2026;1000;Аванс;1
p2;06.03.2026;-200;Возврат;1
""", _PAYMENTS, encoding="windows-1251"),
    Sample("generic_payments", "payments", "en", "payments.csv", """\
ID,Payment date,Amount,Kind,Lead ID
p1,2026-03-05,1000,Prepayment,1
p2,2026-03-06,-200,Refund,1
""", _PAYMENTS),
    Sample("generic_calls", "calls", "ru", "звонки.csv", """\
ID;Дата и время;Направление;Номер клиента;Менеджер;Статус;Длительность
c1;02.03.2026 10:20:05;Исходящий;+7 916 123-45-67;Ольга;Отвечен;00:01:05
c2;02.03.2026 11:00:00;Пропущенный;89161234567;;Пропущен;0
""", _CALLS, encoding="windows-1251"),
    Sample("generic_calls", "calls", "en", "calls.csv", """\
Call ID,Call time,Direction,Phone,Seller,Status,Duration
c1,2026-03-02 10:20:05,Outbound,+79161234567,Ольга,Answered,65
c2,2026-03-02 11:00:00,Missed,+79161234567,,Missed,0
""", _CALLS),
]  # fmt: skip
