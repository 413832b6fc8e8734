"""What the parts of the agreement are called on the pages, and what is to be written where."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.people.rules import Role

SECTIONS: Mapping[str, Text] = {
    "document": Text(ru="Заголовок и вступление", en="Title and preamble"),
    "seats": Text(ru="Кто подписывает", en="Who signs"),
    "terms": Text(ru="Термины", en="Terms"),
    "portraits": Text(ru="Портреты клиента", en="Buyer portraits"),
    "grading": Text(ru="Категории и целевой лид", en="Grades and the target lead"),
    "stages": Text(ru="Путь клиента", en="The journey"),
    "calendars": Text(ru="Рабочее время", en="Working hours"),
    "promises": Text(ru="Обязательства отделов", en="What the departments promise"),
    "returns": Text(ru="За что лид возвращают", en="Why a lead may be returned"),
    "matrix": Text(ru="Кто что делает", en="Who does what"),
    "decisions": Text(ru="О чём предупредить, что согласовать", en="Whom to tell, what to clear"),
    "contacts": Text(ru="Кто к кому обращается", en="Who turns to whom"),
    "expectations": Text(ru="Чего отделы ждут друг от друга", en="What the departments expect of each other"),
    "criteria": Text(ru="По чему судят о работе", en="What the work is judged by"),
    "exchanges": Text(ru="Обмен информацией", en="Exchange of information"),
    "situations": Text(ru="Что нельзя оставить без внимания", en="What must not be ignored"),
    "goals": Text(ru="Цели компании", en="Goals of the company"),
    "cards": Text(ru="Карточки KPI", en="KPI cards"),
    "bonus": Text(ru="Бонус", en="Bonus"),
}

ABOUT: Mapping[str, Text] = {
    "seats": Text(
        ru="Заполните, только если руководителя отдела нет: кто подписывает вместо него и почему.",
        en="Only where a department has no head: who signs instead, and why.",
    ),
    "terms": Text(
        ru="Слова, которые оба отдела понимают одинаково: три–пять предложений и пример.",
        en="Words that both departments use alike: three to five sentences and an example.",
    ),
    "portraits": Text(
        ru="Кто покупает и по какому условию лид узнают.",
        en="Who buys, and by which clause a lead is recognised.",
    ),
    "grading": Text(
        ru="Три вопроса к лиду, таблица категорий и что считать целевым лидом, MQL и SQL.",
        en="Three questions to a lead, the table of grades, and what counts as a target lead, an MQL, an SQL.",
    ),
    "stages": Text(
        ru="Этапы одной воронки: за каждый отвечает ровно один отдел.",
        en="The stages of the one funnel: exactly one department answers for each.",
    ),
    "calendars": Text(
        ru="Часы, в которые идут сроки обязательств.", en="The hours in which the clocks of the promises run."
    ),
    "promises": Text(
        ru="Что каждый отдел обещает другому и чем это измеряется.",
        en="What each department promises the other, and how it is measured.",
    ),
    "returns": Text(
        ru="Причины, по которым продажи вернут лид маркетингу.", en="The reasons for which sales may give a lead back."
    ),
    "matrix": Text(
        ru="Каждая функция принадлежит одному отделу; другой советует или не участвует.",
        en="Each function belongs to one department; the other recommends or takes no part.",
    ),
    "decisions": Text(
        ru="О каких сделках предупреждают и какие решения согласуют.",
        en="Which deals somebody must be told of, and which decisions are cleared first.",
    ),
    "contacts": Text(
        ru="Кто к кому обращается, по какому поводу, когда и как.", en="Who turns to whom, about what, when and how."
    ),
    "expectations": Text(
        ru="Ожидания словами: то, что не измерить.", en="Expectations in words: what cannot be measured."
    ),
    "criteria": Text(
        ru="Продукт, действия и процессы, по которым судят об отделе.",
        en="The product, actions and processes a department is judged by.",
    ),
    "exchanges": Text(
        ru="Что, от кого, кому, как часто и в какой форме передают.",
        en="What passes from whom to whom, how often, how.",
    ),
    "situations": Text(
        ru="Пять–десять предложений на одной странице: что случилось, что делаем, за какой срок.",
        en="Five to ten sentences on one page: what happened, what is done, by when.",
    ),
    "goals": Text(ru="Ради чего стоят показатели в карточках.", en="What the figures of the cards are for."),
    "cards": Text(ru="За какие показатели отвечает роль.", en="Which figures a role answers for."),
    "bonus": Text(
        ru="Как считается бонус: общий результат и собственный.", en="How the bonus is counted: shared and own result."
    ),
}

#: Pieces of a section that is no list.
PIECES: Mapping[str, Text] = {
    "questions": Text(ru="Три вопроса", en="The three questions"),
    "grades": Text(ru="Категории", en="Grades"),
    "table": Text(ru="Таблица категорий", en="The table of grades"),
    "target_lead": Text(ru="Целевой лид", en="Target lead"),
    "mql": Text(ru="MQL", en="MQL"),
    "sql_lead": Text(ru="SQL", en="SQL"),
    "bonus": Text(ru="Бонус", en="Bonus"),
    "document": Text(ru="Заголовок и вступление", en="Title and preamble"),
}

SIDES: Mapping[str, Text] = {
    "marketing": Text(ru="маркетинг", en="marketing"),
    "sales": Text(ru="продажи", en="sales"),
}
WEEKDAYS: Mapping[str, Text] = {
    "monday": Text(ru="пн", en="Mon"),
    "tuesday": Text(ru="вт", en="Tue"),
    "wednesday": Text(ru="ср", en="Wed"),
    "thursday": Text(ru="чт", en="Thu"),
    "friday": Text(ru="пт", en="Fri"),
    "saturday": Text(ru="сб", en="Sat"),
    "sunday": Text(ru="вс", en="Sun"),
}

#: Values of choices, by the value; the same value means the same wherever it stands.
CHOICES: Mapping[str, Text] = {
    "True": Text(ru="да", en="yes"),
    "False": Text(ru="нет", en="no"),
    "unknown": Text(ru="неизвестно", en="unknown"),
    "any": Text(ru="любой ответ", en="any answer"),
    "ask": Text(ru="сначала спросить", en="ask first"),
    "at least": Text(ru="не меньше", en="at least"),
    "at most": Text(ru="не больше", en="at most"),
    "within": Text(ru="не позже чем через", en="within"),
    "day": Text(ru="день", en="day"),
    "week": Text(ru="неделя", en="week"),
    "month": Text(ru="месяц", en="month"),
    "quarter": Text(ru="квартал", en="quarter"),
    "event": Text(ru="по событию", en="when it happens"),
    "own": Text(ru="делает", en="owns"),
    "recommend": Text(ru="советует", en="recommends"),
    "none": Text(ru="не участвует", en="takes no part"),
    "product": Text(ru="продукт", en="product"),
    "actions": Text(ru="действия", en="actions"),
    "process": Text(ru="процесс", en="process"),
    "ru": Text(ru="русский", en="Russian"),
    "en": Text(ru="английский", en="English"),
    "price": Text(ru="цена", en="prices"),
    "leads": Text(ru="лиды", en="leads"),
    "returns": Text(ru="возвраты", en="returns"),
    "launches": Text(ru="запуски кампаний", en="campaign launches"),
}
PER: Mapping[str, Text] = {
    "day": Text(ru="в день", en="a day"),
    "week": Text(ru="в неделю", en="a week"),
    "month": Text(ru="в месяц", en="a month"),
    "quarter": Text(ru="в квартал", en="a quarter"),
}
EVERY: Mapping[str, Text] = {
    "day": Text(ru="каждый день", en="every day"),
    "week": Text(ru="каждую неделю", en="every week"),
    "month": Text(ru="каждый месяц", en="every month"),
    "quarter": Text(ru="каждый квартал", en="every quarter"),
    "event": Text(ru="по событию", en="when it happens"),
}

_CLAUSE = Text(
    ru="Условие над полями лида, например: budget >= 100000 and city = 'Казань'. Пусто — только словами.",
    en="A condition over fields of a lead, such as: budget >= 100000 and city = 'Kazan'. Empty: in words only.",
)

#: Label and help of a field: by ``Structure.field`` or, where all mean the same, by the field.
FIELDS: Mapping[str, tuple[Text, Text | None]] = {
    "key": (
        Text(ru="Ключ", en="Key"),
        Text(
            ru="Латиницей, из версии в версию один и тот же. Пусто — составим из названия.",
            en="In latin letters, the same from version to version. Empty: made of the title.",
        ),
    ),
    "title": (Text(ru="Название", en="Title"), None),
    "language": (Text(ru="Язык документа", en="Language of the document"), None),
    "preamble": (Text(ru="Вступление", en="Preamble"), None),
    "leads": (
        Text(ru="Ведущий отдел", en="The department that leads"),
        Text(
            ru="Маркетинг, если он отвечает за прибыль и ставит цели продажам. Пусто — отделы равны.",
            en="Marketing, where it answers for profit and sets goals for sales. Empty: neither leads.",
        ),
    ),
    "revise_by": (Text(ru="Пересмотреть до", en="Revise by"), None),
    "side": (Text(ru="Отдел", en="Department"), None),
    "role": (Text(ru="Роль", en="Role"), None),
    "Seat.role": (Text(ru="Подписывает", en="Who signs"), None),
    "reason": (Text(ru="Почему", en="Why"), None),
    "definition": (
        Text(ru="Определение", en="Definition"),
        Text(ru="Три–пять предложений.", en="Three to five sentences."),
    ),
    "example": (Text(ru="Пример", en="Example"), None),
    "owner": (Text(ru="Отвечает", en="Answers for it"), None),
    "description": (Text(ru="Описание", en="Description"), None),
    "clause": (Text(ru="Условие", en="Clause"), _CLAUSE),
    "Status.clause": (
        Text(ru="Условие", en="Clause"),
        Text(
            ru="Может читать и то, что решено выше: grade, has_need, has_budget, is_urgent. "
            "Например: grade in ('A', 'B').",
            en="May also read what is decided above: grade, has_need, has_budget, is_urgent. "
            "For example: grade in ('A', 'B').",
        ),
    ),
    "Questions.need": (Text(ru="Есть потребность", en="There is a need"), _CLAUSE),
    "Questions.budget": (Text(ru="Есть бюджет", en="There is a budget"), _CLAUSE),
    "Questions.urgency": (Text(ru="Срочно", en="It is urgent"), _CLAUSE),
    "need": (Text(ru="Потребность", en="Need"), None),
    "budget": (Text(ru="Бюджет", en="Budget"), None),
    "urgency": (Text(ru="Срочность", en="Urgency"), None),
    "grade": (Text(ru="Категория", en="Grade"), None),
    "words": (Text(ru="Словами", en="In words"), None),
    "confirmed_by": (Text(ru="Подтверждает", en="Who confirms"), None),
    "entry": (Text(ru="Когда лид сюда попадает", en="When a lead comes here"), None),
    "exit": (Text(ru="Когда этап пройден", en="When it is done"), None),
    "moves": (Text(ru="Куда дальше", en="Where it may go"), None),
    "closed": (Text(ru="Дальше ничего: продажа или отказ", en="Nothing follows: sold or lost"), None),
    "zone": (
        Text(ru="Часовой пояс", en="Time zone"),
        Text(ru="Например, Asia/Yekaterinburg. Пусто — пояс компании.", en="Such as Asia/Yekaterinburg. Empty: yours."),
    ),
    "holidays": (
        Text(ru="Праздники", en="Holidays"),
        Text(ru="RU — праздники и переносы России. Пусто — без праздников.", en="RU: those of Russia. Empty: none."),
    ),
    "exceptions": (
        Text(ru="Особые дни", en="Days that differ"),
        Text(ru="По строке на день: 2026-05-08: 9-15. Без часов — выходной.", en="A line a day: 2026-05-08: 9-15."),
    ),
    "measure": (Text(ru="Показатель", en="Measure"), None),
    "relation": (Text(ru="Должно быть", en="It must be"), None),
    "amount": (
        Text(ru="Сколько", en="How much"),
        Text(ru="Доли — дробью: 0,4 значит 40 %.", en="Shares as fractions: 0.4 is 40 %."),
    ),
    "per": (Text(ru="За период", en="Per"), None),
    "where": (
        Text(ru="Только для", en="Only for"),
        Text(ru="По строке на разрез: source: ads, cards", en="A line a dimension: source: ads, cards"),
    ),
    "about": (Text(ru="О чём", en="About"), None),
    "of": (Text(ru="Каких строк касается", en="Which rows it concerns"), _CLAUSE),
    "holds": (Text(ru="Что должно быть верно", en="What must be true"), _CLAUSE),
    "since": (Text(ru="Срок идёт от", en="The clock starts at"), None),
    "until": (Text(ru="Срок идёт до", en="The clock stops at"), None),
    "limit": (Text(ru="Предел", en="Limit"), None),
    "minutes": (Text(ru="Минут рабочего времени", en="Minutes of working time"), None),
    "calendar": (Text(ru="Рабочее время", en="Working hours"), None),
    "share": (
        Text(ru="Какая доля должна уложиться", en="The share that must keep it"),
        Text(ru="1 — все, 0,9 — девять из десяти.", en="1 is all, 0.9 is nine in ten."),
    ),
    "marketing": (Text(ru="Маркетинг", en="Marketing"), None),
    "sales": (Text(ru="Продажи", en="Sales"), None),
    "decides": (Text(ru="Решает", en="Decides"), None),
    "tell": (Text(ru="Предупредить", en="Tell"), None),
    "clear_with": (Text(ru="Согласовать с", en="Clear with"), None),
    "before": (
        Text(ru="Согласовать до этапа", en="To be cleared before the stage"),
        Text(ru="Пусто — до продажи или отказа.", en="Empty: before it is won or lost."),
    ),
    "matter": (
        Text(ru="Особый предмет", en="Special matter"),
        Text(
            ru="Цена: тот, кто решает, согласует сделки ниже прайса или цены акции.",
            en="Prices: whoever decides approves deals below the list or promo price.",
        ),
    ),
    "who": (Text(ru="Кто", en="Who"), None),
    "whom": (Text(ru="К кому", en="Whom"), None),
    "when": (Text(ru="Когда", en="When"), None),
    "channel": (Text(ru="Как", en="How"), None),
    "what": (Text(ru="Что", en="What"), None),
    "sender": (Text(ru="От кого", en="From"), None),
    "receiver": (Text(ru="Кому", en="To"), None),
    "every": (Text(ru="Как часто", en="How often"), None),
    "at": (Text(ru="В какой момент", en="At what time"), None),
    "form": (Text(ru="В какой форме", en="In which form"), None),
    "trigger": (Text(ru="Что случилось", en="What happened"), None),
    "reaction": (Text(ru="Что делаем", en="What is done"), None),
    "deadline": (Text(ru="За какой срок", en="By when"), None),
    "watch": (Text(ru="Как узнаёт система", en="How the system sees it"), None),
    "Watch.clause": (
        Text(ru="Условие", en="Clause"),
        Text(
            ru="Строки, о которых ситуация сейчас, например: first_contact_at is null. Пусто — узнают только люди.",
            en="The rows that are in it now, such as: first_contact_at is null. Empty: only people can tell.",
        ),
    ),
    "Watch.since": (Text(ru="Отсчёт от", en="Counted from"), None),
    "after": (Text(ru="Наступает через, минут", en="It begins after, minutes"), None),
    "Watch.minutes": (Text(ru="Срок реакции, минут", en="To react within, minutes"), None),
    "weight": (Text(ru="Вес", en="Weight"), None),
    "goal": (Text(ru="Цель", en="Goal"), None),
    "due": (Text(ru="Достичь к", en="Reach by"), None),
    "expires": (Text(ru="Действует до", en="Valid until"), None),
    "person": (
        Text(ru="Сотрудник", en="Person"),
        Text(ru="Имя для входа, если карта одного человека.", en="The sign-in name, for a card of one person."),
    ),
    "set_by": (Text(ru="Ставит", en="Set by"), None),
    "kind": (Text(ru="Вид", en="Kind"), None),
    "shared_measure": (Text(ru="Общий результат", en="The shared result"), None),
    "shared_plan": (Text(ru="План общего результата на месяц", en="Its plan a month"), None),
    "floor": (
        Text(ru="Нижний порог", en="Floor"),
        Text(ru="Результат ниже не считается: 0,5 — половина плана.", en="A result below counts as nothing."),
    ),
    "cap": (
        Text(ru="Потолок", en="Cap"),
        Text(ru="Результат выше считается потолком.", en="A result above counts as the cap."),
    ),
    "base": (Text(ru="Бонус в месяц при 100 %", en="Bonus a month at 100 %"), None),
    "shared_weight": (Text(ru="Доля общего результата", en="Weight of the shared result"), None),
    "own_measure": (Text(ru="Собственный результат", en="The own result"), None),
    "own_plan": (Text(ru="План на месяц", en="Its plan a month"), None),
    "gate": (Text(ru="Условие качества", en="Gate of quality"), None),
    "kpis": (Text(ru="Показатели", en="Figures"), None),
    "schemes": (Text(ru="Схемы по ролям", en="Schemes by role"), None),
    "figure": (Text(ru="По показателю", en="By a measure"), None),
    "duty": (Text(ru="По каждой строке", en="Row by row"), None),
}


def label(structure: str, field: str) -> tuple[Text, Text | None]:
    """What a field is called, and the help beside it."""
    known = FIELDS.get(f"{structure}.{field}") or FIELDS.get(field)
    if known is None and field in WEEKDAYS:
        return WEEKDAYS[field], None
    return known or (Text(ru=field, en=field), None)


def choice(value: object) -> Text:
    """A value of a choice as people say it."""
    return CHOICES.get(str(value), Text(ru=str(value), en=str(value)))


def side(key: str) -> Text:
    """A department; a dash for none."""
    return SIDES.get(key, Text(ru=key or "—", en=key or "—"))


def role(key: str) -> Text:
    """A role; its key where nobody knows it."""
    known = {each.value: each for each in Role}
    return known[key].words if key in known else Text(ru=key or "—", en=key or "—")


def roles(keys: tuple[str, ...]) -> Text:
    """Several roles in a row; a dash for none."""
    if not keys:
        return Text(ru="—", en="—")
    return Text(ru=", ".join(role(key).ru for key in keys), en=", ".join(role(key).en for key in keys))


def measure(key: str) -> Text:
    """A measure by its name; its key where the catalogue does not know it."""
    known = catalogue().get(key)
    return known.name if known else Text(ru=key or "—", en=key or "—")
