"""Exports of CRM systems: HubSpot, Pipedrive."""

from __future__ import annotations

from tandem.intake.tests.export_samples import Records, Sample, at, day, money

_HUBSPOT_CONTACTS: Records = (
    ("client", {"id": "151", "name": "Ann Lee", "kind": "person", "phone": "+12125550123", "email": "ann@example.com",
                "city": "Boston", "seller": "Bob Fox", "created_at": at("2026-03-02T07:15")}),
)  # fmt: skip
_HUBSPOT_DEALS: Records = (
    ("lead", {
        "id": "9001", "created_at": at("2026-03-02T07:15"), "client_id": "151", "source": "Paid Search",
        "campaign": "brand", "seller": "Bob Fox", "closed_on": day("2026-03-20"), "amount": money("1500.00"),
        "stage": "won", "extras": {"Pipeline": "Sales"},
    }),
    ("lead", {
        "id": "9002", "created_at": at("2026-03-03T07:00"), "client_id": "152", "source": "Direct Traffic",
        "seller": "Bob Fox", "amount": money("900"), "stage": "qualified", "extras": {"Pipeline": "Sales"},
    }),
)  # fmt: skip
_HUBSPOT_CALLS: Records = (
    ("activity", {"id": "77", "at": at("2026-03-02T07:30"), "kind": "call", "direction": "out", "answered": True,
                  "duration": 125, "seller": "Bob Fox", "client_id": "151", "lead_id": "9001"}),
)  # fmt: skip
_PIPEDRIVE_PEOPLE: Records = (
    ("client", {"id": "11", "name": "Ann Lee", "kind": "person", "phone": "+12125550123", "email": "ann@example.com",
                "seller": "Bob Fox", "created_at": at("2026-03-02T07:15:30")}),
)  # fmt: skip
_PIPEDRIVE_DEALS: Records = (
    ("lead", {
        "id": "501", "created_at": at("2026-03-02T07:15:30"), "client_name": "Ann Lee", "source": "google",
        "campaign": "brand", "seller": "Bob Fox", "closed_on": day("2026-03-20"), "amount": money("1500"),
        "stage": "won",
    }),
    ("lead", {
        "id": "502", "created_at": at("2026-03-03T07:00:00"), "client_name": "Al Roe", "seller": "Bob Fox",
        "closed_on": day("2026-03-05"), "lost_reason": "Price", "amount": money("0"), "stage": "lost",
    }),
    ("lead", {
        "id": "503", "created_at": at("2026-03-04T07:00:00"), "client_name": "Cy Orr", "seller": "Bob Fox",
        "amount": money("700"), "stage": "proposal",
    }),
)  # fmt: skip
_PIPEDRIVE_ACTIVITIES: Records = (
    ("activity", {"id": "61", "at": at("2026-03-02T08:00:00"), "kind": "call", "direction": "out", "duration": 900,
                  "seller": "Bob Fox", "lead_id": "501"}),
)  # fmt: skip

SAMPLES = [
    Sample("hubspot", "contacts", "en", "hubspot-crm-exports-contacts.csv", """\
Record ID,First Name,Last Name,Email,Phone Number,City,Contact owner,Create Date
151,Ann,Lee,Ann@example.com,(212) 555-0123,Boston,Bob Fox,2026-03-02 10:15
""", _HUBSPOT_CONTACTS),
    Sample("hubspot", "contacts", "ru", "contacts.csv", """\
ID записи;Имя;Фамилия;Эл. почта;Телефон;Город;Ответственный;Дата создания
151;Ann;Lee;ann@example.com;+1 212 555 0123;Boston;Bob Fox;02.03.2026 10:15
""", _HUBSPOT_CONTACTS),
    Sample("hubspot", "deals", "en", "hubspot-crm-exports-deals.csv", """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Original Traffic Source,\
Original Traffic Source Drill-Down 1,Closed Lost Reason,Associated Contact IDs
9001,Course,Closed Won,Sales,1500.00,2026-03-20 15:00,2026-03-02 10:15,Bob Fox,Paid Search,brand,,151
9002,Course,Qualified To Buy,Sales,900,2026-12-31 15:00,2026-03-03 10:00,Bob Fox,Direct Traffic,,,152;153
""", _HUBSPOT_DEALS),
    Sample("hubspot", "deals", "ru", "deals.csv", """\
ID записи;Название сделки;Этап сделки;Pipeline;Сумма;Дата закрытия;Дата создания;Ответственный;Источник;\
Кампания;ID контактов
9001;Course;Closed Won;Sales;1500,00;20.03.2026;02.03.2026 10:15;Bob Fox;Paid Search;brand;151
9002;Course;Qualified To Buy;Sales;900;31.12.2026;03.03.2026 10:00;Bob Fox;Direct Traffic;;"152,153"
""", _HUBSPOT_DEALS),
    Sample("hubspot", "calls", "en", "hubspot-crm-exports-calls.csv", """\
Record ID,Activity date,Call direction,Call outcome,Call duration (HH:mm:ss),Activity assigned to,\
Associated Contact IDs,\
Associated Deal IDs
77,2026-03-02 10:30,Outbound,Connected,00:02:05,Bob Fox,151,9001
""", _HUBSPOT_CALLS),
    Sample("hubspot", "calls", "ru", "calls.csv", """\
ID записи;Дата звонка;Направление звонка;Итог звонка;Длительность;Ответственный;ID контактов;ID сделок
77;02.03.2026 10:30;Исходящий;Дозвонились;00:02:05;Bob Fox;151;9001
""", _HUBSPOT_CALLS),
    Sample("pipedrive", "people", "en", "people-1.csv", """\
Person - ID,Person - Name,Person - Email - Work,Person - Phone - Work,Person - Owner,Person - Person created
11,Ann Lee,ann@example.com,+1 212 555 0123,Bob Fox,2026-03-02 10:15:30
""", _PIPEDRIVE_PEOPLE),
    Sample("pipedrive", "people", "ru", "people-1.csv", """\
Контакт - ID,Контакт - Имя,Контакт - Email - Рабочий,Контакт - Телефон - Рабочий,Контакт - Владелец,\
Контакт - Дата создания
11,Ann Lee,ann@example.com,+1 212 555 0123,Bob Fox,2026-03-02 10:15:30
""", _PIPEDRIVE_PEOPLE),
    Sample("pipedrive", "deals", "en", "deals-1.csv", """\
Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Owner,Deal - Contact person,\
Deal - Deal created,\
Deal - Won time,Deal - Lost time,Deal - Lost reason,Deal - utm_source,Deal - utm_campaign
501,Course,1500,Negotiations Started,Won,Bob Fox,Ann Lee,2026-03-02 10:15:30,2026-03-20 12:00:00,,,google,brand
502,Course,0,Contact Made,Lost,Bob Fox,Al Roe,2026-03-03 10:00:00,,2026-03-05 12:00:00,Price,,
503,Course,700,Proposal Made,Open,Bob Fox,Cy Orr,2026-03-04 10:00:00,,,,,
""", _PIPEDRIVE_DEALS),
    Sample("pipedrive", "deals", "ru", "deals-1.csv", """\
Сделка - ID,Сделка - Название,Сделка - Сумма,Сделка - Этап,Сделка - Статус,Сделка - Владелец,\
Сделка - Контактное лицо,\
Сделка - Дата создания,Сделка - Дата выигрыша,Сделка - Дата проигрыша,Сделка - Причина проигрыша,\
Сделка - Источник,Сделка - Кампания
501,Course,1500,Переговоры,Выиграна,Bob Fox,Ann Lee,2026-03-02 10:15:30,2026-03-20 12:00:00,,,google,brand
502,Course,0,Контакт установлен,Проиграна,Bob Fox,Al Roe,2026-03-03 10:00:00,,2026-03-05 12:00:00,Price,,
503,Course,700,Предложение сделано,Открыта,Bob Fox,Cy Orr,2026-03-04 10:00:00,,,,,
""", _PIPEDRIVE_DEALS),
    Sample("pipedrive", "activities", "en", "activities-1.csv", """\
Activity - ID,Activity - Subject,Activity - Type,Activity - Done,Activity - Due date,Activity - Marked as done time,\
Activity - Duration,Activity - Assigned to user,Activity - Deal ID
61,First call,Call,Done,2026-03-02,2026-03-02 11:00:00,00:15,Bob Fox,501
62,Next call,Call,To do,2026-04-02,,,Bob Fox,501
63,Lunch,Lunch,Done,2026-03-02,2026-03-02 13:00:00,,Bob Fox,501
""", _PIPEDRIVE_ACTIVITIES),
    Sample("pipedrive", "activities", "ru", "activities-1.csv", """\
Дело - ID,Дело - Тема,Дело - Тип,Дело - Выполнено,Дело - Срок,Дело - Время выполнения,Дело - Длительность,\
Дело - Ответственный,Сделка - ID
61,Первый звонок,Звонок,Да,2026-03-02,2026-03-02 11:00:00,00:15,Bob Fox,501
62,Второй звонок,Звонок,Нет,2026-04-02,,,Bob Fox,501
""", _PIPEDRIVE_ACTIVITIES),
]  # fmt: skip
