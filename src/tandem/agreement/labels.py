"""What the sections and fields of the agreement are called on pages, in comparisons and in problems."""

from __future__ import annotations

import re

from tandem.basics.text import Text

#: A name of a path, and the key of an item behind it.
_PLACE = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")

_SECTIONS = {
    "title": Text(ru="Название", en="Title"),
    "language": Text(ru="Язык", en="Language"),
    "preamble": Text(ru="Зачем этот регламент", en="What this agreement is for"),
    "leads": Text(ru="Ведущий отдел", en="Leading department"),
    "revise_by": Text(ru="Пересмотреть до", en="To be revised by"),
    "seats": Text(ru="Кто подписывает за руководителя", en="Who signs for a head"),
    "terms": Text(ru="Термины", en="Terms"),
    "portraits": Text(ru="Портреты клиента", en="Buyer portraits"),
    "grading": Text(ru="Оценка лида", en="Grading"),
    "stages": Text(ru="Этапы", en="Stages"),
    "calendars": Text(ru="Рабочее время", en="Working calendars"),
    "promises": Text(ru="Обязательства", en="Promises"),
    "returns": Text(ru="Причины возврата", en="Reasons of return"),
    "matrix": Text(ru="Кто что делает", en="Function matrix"),
    "decisions": Text(ru="Кто решает", en="Decisions"),
    "contacts": Text(ru="Кто к кому обращается", en="Contact rules"),
    "expectations": Text(ru="Чего ждём друг от друга", en="Mutual expectations"),
    "criteria": Text(ru="По чему судим о работе", en="Criteria of judgement"),
    "exchanges": Text(ru="Обмен информацией", en="Exchange of information"),
    "situations": Text(ru="Нельзя игнорировать", en="Not to be ignored"),
    "goals": Text(ru="Цели", en="Goals"),
    "cards": Text(ru="Карточки KPI", en="KPI cards"),
    "bonus": Text(ru="Бонус", en="Bonus"),
}

_FIELDS = {
    "about": Text(ru="о чём", en="about"),
    "after": Text(ru="через сколько минут", en="after minutes"),
    "amount": Text(ru="сколько", en="amount"),
    "at": Text(ru="когда именно", en="at"),
    "base": Text(ru="бонус при 100 %", en="bonus at 100 %"),
    "before": Text(ru="до какого этапа", en="before the stage"),
    "budget": Text(ru="бюджет", en="budget"),
    "calendar": Text(ru="рабочее время", en="calendar"),
    "cap": Text(ru="потолок", en="cap"),
    "channel": Text(ru="канал", en="channel"),
    "clause": Text(ru="условие", en="clause"),
    "clear_with": Text(ru="с кем согласовать", en="cleared with"),
    "closed": Text(ru="закрытый", en="closed"),
    "confirmed_by": Text(ru="кто подтверждает", en="confirmed by"),
    "deadline": Text(ru="срок", en="deadline"),
    "decides": Text(ru="кто решает", en="who decides"),
    "definition": Text(ru="определение", en="definition"),
    "description": Text(ru="описание", en="description"),
    "due": Text(ru="к какому дню", en="due"),
    "duty": Text(ru="как проверяем", en="duty"),
    "entry": Text(ru="когда начинается", en="entry"),
    "every": Text(ru="как часто", en="how often"),
    "example": Text(ru="пример", en="example"),
    "exceptions": Text(ru="особые дни", en="exceptions"),
    "exit": Text(ru="когда закончен", en="exit"),
    "expires": Text(ru="действует до", en="valid until"),
    "figure": Text(ru="показатель", en="figure"),
    "floor": Text(ru="порог", en="floor"),
    "form": Text(ru="в каком виде", en="form"),
    "friday": Text(ru="пятница", en="Friday"),
    "gate": Text(ru="условие качества", en="gate of quality"),
    "goal": Text(ru="цель", en="goal"),
    "grade": Text(ru="категория", en="grade"),
    "grades": Text(ru="категории", en="grades"),
    "holds": Text(ru="что должно выполняться", en="what must hold"),
    "holidays": Text(ru="праздники", en="holidays"),
    "key": Text(ru="ключ", en="key"),
    "kind": Text(ru="вид", en="kind"),
    "kpis": Text(ru="показатели", en="KPIs"),
    "language": Text(ru="язык", en="language"),
    "leads": Text(ru="ведущий отдел", en="leading department"),
    "limit": Text(ru="не дольше или не раньше", en="within or at least"),
    "marketing": Text(ru="маркетинг", en="marketing"),
    "matter": Text(ru="о чём решают", en="matter"),
    "measure": Text(ru="показатель", en="measure"),
    "minutes": Text(ru="минут", en="minutes"),
    "monday": Text(ru="понедельник", en="Monday"),
    "moves": Text(ru="куда дальше", en="moves"),
    "mql": Text(ru="MQL", en="MQL"),
    "need": Text(ru="потребность", en="need"),
    "of": Text(ru="каких строк касается", en="which rows"),
    "own_measure": Text(ru="свой показатель", en="own measure"),
    "own_plan": Text(ru="свой план", en="own plan"),
    "owner": Text(ru="ответственный", en="owner"),
    "per": Text(ru="за какой срок", en="per"),
    "person": Text(ru="сотрудник", en="person"),
    "preamble": Text(ru="зачем этот регламент", en="what it is for"),
    "questions": Text(ru="вопросы", en="questions"),
    "reaction": Text(ru="что делаем", en="reaction"),
    "reason": Text(ru="почему", en="reason"),
    "receiver": Text(ru="кому", en="to whom"),
    "relation": Text(ru="не меньше или не больше", en="at least or at most"),
    "revise_by": Text(ru="пересмотреть до", en="to be revised by"),
    "role": Text(ru="роль", en="role"),
    "sales": Text(ru="продажи", en="sales"),
    "saturday": Text(ru="суббота", en="Saturday"),
    "schemes": Text(ru="бонус по ролям", en="schemes by role"),
    "sender": Text(ru="от кого", en="from whom"),
    "set_by": Text(ru="кто ставит", en="set by"),
    "share": Text(ru="доля выполненных", en="share kept"),
    "shared_measure": Text(ru="общий результат", en="common result"),
    "shared_plan": Text(ru="общий план", en="common plan"),
    "shared_weight": Text(ru="вес общего результата", en="weight of the common result"),
    "side": Text(ru="отдел", en="department"),
    "since": Text(ru="с какого момента", en="since"),
    "sql_lead": Text(ru="SQL", en="SQL"),
    "sunday": Text(ru="воскресенье", en="Sunday"),
    "table": Text(ru="таблица категорий", en="table of grades"),
    "target_lead": Text(ru="целевой лид", en="target lead"),
    "tell": Text(ru="кому сообщить", en="whom to tell"),
    "thursday": Text(ru="четверг", en="Thursday"),
    "title": Text(ru="название", en="title"),
    "trigger": Text(ru="что случилось", en="trigger"),
    "tuesday": Text(ru="вторник", en="Tuesday"),
    "until": Text(ru="до какого момента", en="until"),
    "urgency": Text(ru="срочность", en="urgency"),
    "watch": Text(ru="как узнаёт система", en="how the system sees it"),
    "wednesday": Text(ru="среда", en="Wednesday"),
    "weight": Text(ru="вес", en="weight"),
    "what": Text(ru="что передаём", en="what"),
    "when": Text(ru="когда", en="when"),
    "where": Text(ru="только для", en="only for"),
    "who": Text(ru="кто", en="who"),
    "whom": Text(ru="к кому", en="whom"),
    "words": Text(ru="словами", en="in words"),
    "zone": Text(ru="часовой пояс", en="time zone"),
}


def section_label(section: str) -> Text:
    """What a section (a field of ``Document``) is called."""
    return _SECTIONS[section]


def field_label(section: str, field: str) -> Text:
    """What a place in an item is called.

    ``duty.until`` is “duty › until”, ``kpis.0.goal`` “KPIs 1 › goal”, ``kpis[leads].amount`` “KPIs, leads › amount”.
    """
    if not field:
        return section_label(section)
    parts: list[Text] = []
    for name, key in _PLACE.findall(field):
        if name.isdigit() and parts:
            parts[-1] = Text(ru=f"{parts[-1].ru} {int(name) + 1}", en=f"{parts[-1].en} {int(name) + 1}")
            continue
        # Days of exceptions are the company's own words.
        label = _FIELDS.get(name, Text(ru=name, en=name))
        parts.append(Text(ru=f"{label.ru}, {key}", en=f"{label.en}, {key}") if key else label)
    return Text(ru=" › ".join(each.ru for each in parts), en=" › ".join(each.en for each in parts))
