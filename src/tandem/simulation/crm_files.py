"""What the CRM and the telephony let out: people, contacts, deals, calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from tandem.simulation.answers import answers
from tandem.simulation.clients import Card, written_phone
from tandem.simulation.dirt import dirt
from tandem.simulation.file_formats import DEPARTMENTS, Row, client_id, clock, iso, lead_id
from tandem.simulation.stages import Stage
from tandem.simulation.voices import voices
from tandem.simulation.world import HORIZON, World

STAGES: Final = {
    Stage.NEW: "Новая заявка",
    Stage.IN_WORK: "В работе",
    Stage.QUALIFIED: "Квалифицирован, назначен замер",
    Stage.PROPOSAL: "КП отправлено",
    Stage.INVOICE: "Счёт выставлен",
    Stage.WON: "Оплачено",
    Stage.LOST: "Закрыто и не реализовано",
}
ROLES: Final = {
    "owner": "Собственник",
    "sales_head": "РОП",
    "seller": "Менеджер",
    "marketing_head": "Руководитель маркетинга",
    "marketer": "Маркетолог",
    "analyst": "Аналитик",
    "admin": "Администратор",
}


def people(world: World) -> Iterator[Row]:
    """Who works in the company."""
    yield "ID", "Сотрудник", "Должность", "Отдел", "E-mail"
    for one in world.company.people:
        yield one.id, one.name, ROLES[one.role], DEPARTMENTS[one.department], one.email


def clients(world: World, known: list[Card]) -> Iterator[Row]:
    """Contacts of the CRM."""
    yield "ID контакта", "Имя", "Тип", "Телефон", "E-mail", "ИНН", "Город", "Ответственный", "Дата создания"
    for number, card in enumerate(known):
        if card.created <= HORIZON:
            yield (
                client_id(number),
                card.name,
                "Юр. лицо" if card.inn else "Физ. лицо",
                written_phone(card.phone, 0),
                card.email,
                card.inn,
                card.city,
                card.seller,
                iso(world.moment(card.created)),
            )


def leads(world: World, known: list[Card]) -> Iterator[Row]:
    """Deals of the CRM, the last stage only, as they stand on the last evening of the year."""
    yield (
        "ID",
        "Дата создания",
        "ID контакта",
        "Контакт",
        "Телефон",
        "E-mail",
        "ИНН",
        "Город",
        "Источник",
        "Канал",
        "Кампания",
        "Группа объявлений",
        "Объявление",
        "Оффер",
        "Страница",
        "Продукт",
        "Сегмент",
        "Качество",
        "Ответственный",
        "Передана",
        "Стадия",
        "Дата стадии",
        "Причина отказа",
        "Дата закрытия",
        "Сумма",
        "Время реакции",
        "Конкурент",
        "Цена конкурента",
        "Отказ словами",
        "Как прошла сделка",
        "Чем привлекли",
        "Откуда узнали",
        "Идеальный продукт",
        "Отзыв клиента",
        "answer_need",
        "answer_budget",
        "answer_starts_within_days",
        "answer_company_size",
        "answer_decides",
    )
    company, requests, pipeline = world.company, world.requests, world.pipeline
    dirty, said, answered = dirt(world), voices(world), answers(world)
    stages, entered = pipeline.stage(HORIZON), pipeline.stage_at(HORIZON)
    for row in range(len(requests)):
        flow = company.flows[requests.flow[row]]
        ad = flow.creatives[requests.creative[row]] if flow.creatives else None
        card = known[requests.client[row]]
        stage = Stage(stages[row])
        ended = stage in (Stage.WON, Stage.LOST)
        grade = int(pipeline.grade[row]) if pipeline.contact[row] <= HORIZON else -1
        offered = pipeline.reached[row, Stage.PROPOSAL] <= HORIZON
        touched = pipeline.first_call[row] <= HORIZON and not requests.duplicate[row]
        yield (
            lead_id(row),
            iso(world.moment(int(requests.created[row]))),
            client_id(int(requests.client[row])),
            card.name,
            dirty.phones.get(row) or written_phone(card.phone, row),
            card.email,
            card.inn,
            card.city,
            flow.source,
            flow.channel,
            "{campaign_name}" if row in dirty.macros and flow.campaign else flow.name_in_crm,
            ad.ad_group if ad else "",
            ad.name if ad else "",
            ad.offer if ad else "",
            flow.landing_page,
            company.products[requests.product[row]].name,
            company.segments[requests.segment[row]].name,
            "ABCDE"[grade] if grade >= 0 else "",
            "" if stage is Stage.NEW else company.sellers[pipeline.seller[row]].person.name,
            # Their CRM gives a request to a seller the moment it comes in.
            "" if stage is Stage.NEW else iso(world.moment(int(requests.created[row]))),
            STAGES[stage],
            iso(world.moment(int(entered[row]))),
            said[row].reason,
            world.day(int(entered[row])).isoformat() if ended else "",
            f"{pipeline.amount[row]:.2f}" if offered else "",
            clock(int(pipeline.first_call[row] - requests.created[row])) if touched else "",
            said[row].competitor,
            said[row].price,
            said[row].loss,
            said[row].course,
            said[row].attracted,
            said[row].source,
            said[row].ideal,
            said[row].win,
            answered[row].need,
            answered[row].budget,
            answered[row].days,
            answered[row].size,
            answered[row].decides,
        )


def calls(world: World, known: list[Card]) -> Iterator[Row]:
    """The log of the telephony."""
    yield (
        "ID звонка",
        "Дата и время",
        "Направление",
        "Статус",
        "Длительность",
        "Сотрудник",
        "Номер клиента",
        "Сделка",
    )
    calls = world.pipeline.calls
    # The telephony does not always find the deal; its number alone must do then.
    linked = np.random.default_rng((world.seed, 21)).random(len(calls.at)) < 0.86
    for row in range(int((calls.at <= HORIZON).sum())):
        request = int(calls.request[row])
        yield (
            f"T{row + 1:07d}",
            f"{world.moment(int(calls.at[row])):%d.%m.%Y %H:%M:%S}",
            "Входящий" if calls.inbound[row] else "Исходящий",
            "Отвечен" if calls.answered[row] else "Пропущен" if calls.inbound[row] else "Нет ответа",
            clock(int(calls.seconds[row])),
            world.company.sellers[calls.seller[row]].person.name,
            known[world.requests.client[request]].phone,
            lead_id(request) if linked[row] else "",
        )
