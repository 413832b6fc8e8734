"""Exports of CRM systems: Zoho, amoCRM, Bitrix24."""

from __future__ import annotations

from tandem.intake.tests.export_samples import Records, Sample, at, day, money

_ZOHO_CONTACTS: Records = (
    ("client", {"id": "5805028000000000011", "seller": "Anna Berg", "created_at": at("2023-06-27T09:28")}),
)
_ZOHO_DEALS: Records = (
    ("lead", {
        "id": "5805028000000000021", "created_at": at("2023-07-03T08:31"), "client_id": "5805028000000000011",
        "source": "Google Ads", "campaign": "gen_analyst_DE", "ad_group": "analyst", "creative": "v3",
        "landing_page": "/eng", "product": "Digital Marketing", "seller": "Anna Berg", "closed_on": day("2023-08-01"),
        "amount": money("11000"), "reported_response": 161_736, "grade": "A", "stage": "won",
        "extras": {"Payment Type": "Recurring Payments", "Months of study": "3"},
    }),
    ("payment", {
        "id": "first of 5805028000000000021", "lead_id": "5805028000000000021", "client_id": "5805028000000000011",
        "amount": money("1000"), "currency": "EUR", "kind": "prepayment", "paid_on": day("2023-08-01"), "dated": True,
    }),
    ("lead", {
        "id": "5805028000000000022", "created_at": at("2023-07-04T08:00"), "client_id": "5805028000000000012",
        "source": "SMM", "lost_reason": "Duplicate", "closed_on": day("2023-07-05"), "grade": "D", "stage": "lost",
    }),
)  # fmt: skip
_ZOHO_CALLS: Records = (
    ("activity", {"id": "31", "at": at("2023-07-03T09:00"), "kind": "call", "client_id": "5805028000000000011",
                  "seller": "Anna Berg", "direction": "out", "duration": 28, "answered": True}),
    ("activity", {"id": "32", "at": at("2023-07-03T10:00"), "kind": "call", "seller": "Anna Berg", "direction": "in",
                  "duration": 0, "answered": False}),
)  # fmt: skip
_ZOHO_SPEND: Records = (
    ("spend", {"day": day("2023-07-03"), "source": "Google Ads", "campaign": "gen_analyst_DE", "ad_group": "analyst",
               "creative": "v3", "impressions": 6, "clicks": 1, "spend": money("0.25"), "currency": "EUR"}),
)  # fmt: skip

_AMO_CONTACTS: Records = (
    ("client", {"id": "29001", "name": "Иван Петров", "kind": "person", "phone": "+79161234567",
                "email": "ivan@example.com", "city": "Казань", "seller": "Ольга",
                "created_at": at("2026-03-02T07:15:30")}),
    ("client", {"id": "29002", "name": "ООО Ромашка", "kind": "company", "phone": "+74951234567", "seller": "Ольга",
                "created_at": at("2026-03-03T07:00:00")}),
)  # fmt: skip
_AMO_DEALS: Records = (
    ("lead", {
        "id": "31001", "created_at": at("2026-03-02T07:15:30"), "client_name": "Иван Петров", "phone": "+79161234567",
        "email": "ivan@example.com", "city": "Казань", "source": "yandex", "channel": "cpc", "campaign": "brand",
        "ad_group": "купить", "creative": "b1", "seller": "Ольга", "closed_on": day("2026-03-20"),
        "amount": money("150000"), "stage": "won", "extras": {"Воронка": "Воронка", "Теги": "опт"},
    }),
    ("lead", {
        "id": "31002", "created_at": at("2026-03-03T07:00:00"), "client_name": "ООО Ромашка", "phone": "+74951234567",
        "source": "Выставка", "seller": "Ольга", "amount": money("0"), "stage": "in_work",
        "extras": {"Воронка": "Воронка"},
    }),
)  # fmt: skip

_BITRIX_DEALS: Records = (
    ("lead", {
        "id": "7", "created_at": at("2026-03-02T07:15:30"), "client_name": "Иван Петров", "source": "yandex",
        "channel": "cpc", "campaign": "brand", "product": "Окна", "seller": "Ольга Смирнова",
        "closed_on": day("2026-03-20"), "amount": money("150000.50"), "stage": "won",
    }),
    ("lead", {
        "id": "8", "created_at": at("2026-03-03T07:00:00"), "client_name": "ООО Ромашка", "source": "Звонок",
        "seller": "Ольга Смирнова", "amount": money("20000"), "stage": "in_work",
    }),
)  # fmt: skip
_BITRIX_LEADS: Records = (
    ("lead", {
        "id": "L7", "created_at": at("2026-03-01T06:00:00"), "client_name": "Петров Иван", "phone": "+79161234567",
        "email": "ivan@example.com", "source": "Веб-сайт", "seller": "Ольга Смирнова", "amount": money("1000"),
        "stage": "qualified",
    }),
)  # fmt: skip
_BITRIX_CONTACTS: Records = (
    ("client", {"id": "7", "name": "Петров Иван", "kind": "person", "phone": "+79161234567",
                "email": "ivan@example.com",
                "seller": "Ольга Смирнова", "created_at": at("2026-03-01T06:00:00")}),
)  # fmt: skip

SAMPLES = [
    Sample("zoho_crm", "contacts", "en", "contacts.csv", """\
Id,Contact Owner Name,Created Time,Modified Time
5805028000000000011,Anna Berg,27.06.2023 11:28,22.12.2023 13:34
""", _ZOHO_CONTACTS),
    Sample("zoho_crm", "deals", "en", "deals.csv", """\
Id,Deal Owner Name,Closing Date,Quality,Stage,Lost Reason,Page,Campaign,SLA,Content,Term,Source,Payment Type,Product,\
Education Type,Created Time,Course duration,Months of study,Initial Amount Paid,Offer Total Amount,Contact Name,City,\
Level of Deutsch
5805028000000000021,Anna Berg,01.08.2023,A - High,Payment Done,#REF!,/eng,gen_analyst_DE,"1 day, 20:55:36",v3,\
analyst,\
Google Ads,Recurring Payments,Digital Marketing,,03.07.2023 10:31,,3,1000,"€ 11000,00",5805028000000000011,-,
5805028000000000022,,05.07.2023,D - Non Target,Lost,Duplicate,,,,,,SMM,,,,04.07.2023 10:00,,,,,5805028000000000012,,
,,,,,,,,,,,,,,,,,,,,,,#REF!
""", _ZOHO_DEALS, rejected=1),
    Sample("zoho_crm", "calls", "en", "calls.csv", """\
Id,Call Start Time,Call Owner Name,CONTACTID,Call Type,Call Duration (in seconds),Call Status,Outgoing Call Status,\
Scheduled in CRM
31,03.07.2023 11:00,Anna Berg,5805028000000000011,Outbound,28,Attended Dialled,Completed,0
32,03.07.2023 12:00,Anna Berg,,Missed,0,Missed,,
""", _ZOHO_CALLS),
    Sample("zoho_crm", "spend", "en", "spend.csv", """\
Date,Source,Campaign,Impressions,Spend,Clicks,AdGroup,Ad
2023-07-03,Google Ads,gen_analyst_DE,6,0.25,1,analyst,v3
""", _ZOHO_SPEND),
    Sample("amocrm", "contacts", "ru", "amocrm_export_contacts_2026-03-25.csv", """\
"ID","Тип","Полное имя контакта","Имя","Фамилия","Название компании","Ответственный","Дата создания контакта",\
"Рабочий телефон","Мобильный телефон","Рабочий email","Город"
"29001","контакт","Иван Петров","Иван","Петров","","Ольга","02.03.2026 10:15:30","","'+7 916 123-45-67",\
"Ivan@example.com","Казань"
"29002","компания","","","","ООО Ромашка","Ольга","03.03.2026 10:00:00","8 (495) 123-45-67","","",""
""", _AMO_CONTACTS),
    Sample("amocrm", "contacts", "en", "amocrm_export_contacts_2026-03-25.csv", """\
"ID","Type","Full name","Company name","Responsible user","Contact created","Work phone","Mobile phone",\
"Work email","City"
"29001","contact","Иван Петров","","Ольга","02.03.2026 10:15:30","","'+7 916 123-45-67","Ivan@example.com","Казань"
"29002","company","","ООО Ромашка","Ольга","03.03.2026 10:00:00","8 (495) 123-45-67","","",""
""", _AMO_CONTACTS),
    Sample("amocrm", "deals", "ru", "amocrm_export_leads_2026-03-25.xlsx", """\
ID;Название сделки;Бюджет;Ответственный;Дата создания сделки;Дата закрытия;Теги;Этап сделки;Воронка;\
Полное имя контакта;\
Компания;Рабочий телефон;Мобильный телефон;Рабочий email;Город;Источник;utm_source;utm_medium;utm_campaign;\
utm_term;utm_content
31001;Заявка с сайта;150000;Ольга;02.03.2026 10:15:30;20.03.2026 18:00:00;опт;Успешно реализовано;Воронка;\
Иван Петров;;;\
+7 916 123-45-67;ivan@example.com;Казань;;yandex;cpc;brand;купить;b1
31002;Звонок;0;Ольга;03.03.2026 10:00:00;не закрыта;;Первичный контакт;Воронка;;ООО Ромашка;84951234567;;;;\
Выставка;;;;;
""", _AMO_DEALS, format="xlsx"),
    Sample("amocrm", "deals", "en", "amocrm_export_leads_2026-03-25.csv", """\
ID,Lead name,Sale,Responsible user,Created at,Closed at,Теги,Lead stage,Воронка,Full name,Company,Work phone,\
Mobile phone,\
Work email,City,Lead source,utm_source,utm_medium,utm_campaign,utm_term,utm_content
31001,Request,150000,Ольга,02.03.2026 10:15:30,20.03.2026 18:00:00,опт,Closed - won,Воронка,Иван Петров,,,\
+7 916 123-45-67,ivan@example.com,Казань,,yandex,cpc,brand,купить,b1
31002,Call,0,Ольга,03.03.2026 10:00:00,not closed,,Initial contact,Воронка,,ООО Ромашка,84951234567,,,,Выставка,,,,,
""", _AMO_DEALS),
    Sample("bitrix24", "deals", "ru", "DEAL_20260325.csv", """\
"ID";"Название сделки";"Стадия сделки";"Контакт";"Компания";"Сумма";"Валюта";"Ответственный";"Дата создания";\
"Предполагаемая дата закрытия";"Сделка закрыта";"Товар";"Источник";"UTM Source";"UTM Medium";"UTM Campaign"
"7";"Окна";"Сделка успешна";"Иван Петров";"";"150000.50";"Российский рубль";"Ольга Смирнова";"02.03.2026 10:15:30";\
"20.03.2026";"Да";"Окна";"";"yandex";"cpc";"brand"
"8";"Двери";"В работе";"";"ООО Ромашка";"20000.00";"Российский рубль";"Ольга Смирнова";"03.03.2026 10:00:00";\
"10.04.2026";"Нет";"";"Звонок";"";"";""
""", _BITRIX_DEALS, encoding="windows-1251"),
    Sample("bitrix24", "deals", "en", "DEAL_20260325.csv", """\
"ID";"Deal Name";"Stage";"Contact";"Company";"Income";"Currency";"Responsible";"Created";"Assumed close date";\
"Closed";\
"Product";"Source";"UTM Source";"UTM Medium";"UTM Campaign"
"7";"Окна";"Deal won";"Иван Петров";"";"150000.50";"RUB";"Ольга Смирнова";"02.03.2026 10:15:30";"20.03.2026";"Yes";\
"Окна";"";"yandex";"cpc";"brand"
"8";"Двери";"In progress";"";"ООО Ромашка";"20000.00";"RUB";"Ольга Смирнова";"03.03.2026 10:00:00";"10.04.2026";"No";\
"";"Звонок";"";"";""
""", _BITRIX_DEALS),
    Sample("bitrix24", "leads", "ru", "LEAD_20260325.csv", """\
"ID";"Статус";"Название лида";"Имя";"Фамилия";"Название компании";"Рабочий телефон";"Рабочий e-mail";"Источник";\
"Сумма";\
"Ответственный";"Дата создания"
"7";"Качественный лид";"Заявка";"Иван";"Петров";"";"+7 916 123-45-67";"ivan@example.com";"Веб-сайт";"1000";\
"Ольга Смирнова";"01.03.2026 09:00:00"
""", _BITRIX_LEADS, encoding="windows-1251"),
    Sample("bitrix24", "leads", "en", "LEAD_20260325.csv", """\
"ID";"Status";"Lead Name";"First name";"Last name";"Company Name";"Work Phone";"E-mail";"Source";"Opportunity";\
"Responsible";"Created"
"7";"Good lead";"Заявка";"Иван";"Петров";"";"+7 916 123-45-67";"ivan@example.com";"Веб-сайт";"1000";\
"Ольга Смирнова";"01.03.2026 09:00:00"
""", _BITRIX_LEADS),
    Sample("bitrix24", "contacts", "ru", "CONTACT_20260325.csv", """\
"ID";"Имя";"Фамилия";"Мобильный телефон";"Рабочий e-mail";"Компания";"Тип контакта";"Ответственный";"Дата создания"
"7";"Иван";"Петров";"+7 916 123-45-67";"ivan@example.com";"";"Клиенты";"Ольга Смирнова";"01.03.2026 09:00:00"
""", _BITRIX_CONTACTS, encoding="windows-1251"),
    Sample("bitrix24", "contacts", "en", "CONTACT_20260325.csv", """\
"ID";"First name";"Last name";"Mobile";"Work E-mail";"Company";"Contact type";"Responsible";"Created"
"7";"Иван";"Петров";"+7 916 123-45-67";"ivan@example.com";"";"Clients";"Ольга Смирнова";"01.03.2026 09:00:00"
""", _BITRIX_CONTACTS),
]  # fmt: skip
