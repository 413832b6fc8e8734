"""What the fields of the agreement are called: in forms, on pages, in comparisons and in problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tandem.agreement import titles
from tandem.agreement.document import Document, Part
from tandem.agreement.item_shapes import fields_of, is_rows, part_kind, row_kind
from tandem.agreement.section_names import PIECES, SECTIONS
from tandem.basics.text import Text

#: A name of a path, and the key of an item behind it.
_PLACE = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")

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
    "campaign": (
        Text(ru="Кампания", en="Campaign"),
        Text(
            ru="Как она называется в заявках и расходах. Пусто — все кампании.",
            en="As leads and spend name it. Empty: every campaign.",
        ),
    ),
    "Audience.words": (Text(ru="Кому показываем рекламу", en="Whom ads are shown to"), None),
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
    "Play.stage": (Text(ru="Этап", en="Stage"), None),
    "Play.words": (Text(ru="Что делать и говорить", en="What to do and say"), None),
    "materials": (Text(ru="Материалы", en="Materials"), None),
    "address": (
        Text(ru="Адрес", en="Address"),
        Text(ru="Где лежит, начиная с https://", en="Where it lies, beginning with https://"),
    ),
    "doubts": (Text(ru="Сомнения и ответы", en="Doubts and answers"), None),
    "doubt": (
        Text(ru="Сомнение", en="Doubt"),
        Text(ru="Так, как его говорит клиент.", en="As the client says it."),
    ),
    "answer": (Text(ru="Что ответить", en="What to answer"), None),
    "Question.title": (
        Text(ru="Вопрос", en="Question"),
        Text(ru="Так, как его задают клиенту.", en="As it is put to the client."),
    ),
    "Question.kind": (Text(ru="Чем отвечают", en="Kind of answer"), None),
    "field": (
        Text(ru="Что узнаём", en="What it answers"),
        Text(
            ru="Пусто — признак с именем из ключа. Его могут читать условия: company_size = 'small'.",
            en="Empty: an attribute named by the key. Clauses may read it: company_size = 'small'.",
        ),
    ),
    "products": (
        Text(ru="Для продуктов", en="For products"),
        Text(
            ru="Через запятую, как в лидах. Пусто — для всех.", en="Comma between, as leads name them. Empty: for all."
        ),
    ),
    "options": (Text(ru="Варианты ответа", en="Answers to choose from"), None),
    "Option.key": (
        Text(ru="Ключ", en="Key"),
        Text(
            ru="Латиницей; у вопроса о числе — само число, которое запишем.",
            en="In latin letters; of a number, the number that is noted.",
        ),
    ),
    "Option.title": (Text(ru="Ответ", en="Answer"), None),
    "least": (Text(ru="Не меньше", en="At least"), None),
    "most": (Text(ru="Не больше", en="At most"), None),
    "hint": (Text(ru="Подсказка менеджеру", en="Hint for the seller"), None),
    "entry": (Text(ru="Когда лид сюда попадает", en="When a lead comes here"), None),
    "exit": (Text(ru="Когда этап пройден", en="When it is done"), None),
    "moves": (Text(ru="Куда дальше", en="Where it may go"), None),
    "closed": (Text(ru="Дальше ничего: продажа или отказ", en="Nothing follows: sold or lost"), None),
    "to": (
        Text(ru="Кому", en="To whom"),
        Text(ru="Например: производство, проектный отдел, склад.", en="Such as production, projects, the warehouse."),
    ),
    "stage": (
        Text(ru="На каком этапе открывается", en="The stage at which it opens"),
        Text(ru="Пусто — когда сделка выиграна.", en="Empty: when the deal is won."),
    ),
    "Handoff.products": (
        Text(ru="Для каких продуктов", en="For which products"),
        Text(ru="Через запятую. Пусто — для всех.", en="Parted by commas. Empty: for all."),
    ),
    "items": (Text(ru="Пункты чек-листа", en="Lines of the checklist"), None),
    "HandoffItem.key": (
        Text(ru="Ключ", en="Key"),
        Text(
            ru="Латиницей: contract, paid. Один и тот же из версии в версию.",
            en="In latin letters: contract, paid. The same from version to version.",
        ),
    ),
    "HandoffItem.title": (Text(ru="Что сделано", en="What is done"), None),
    "optional": (Text(ru="Можно передать и без этого", en="May be missing at the hand-off"), None),
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
    "hours": (
        Text(ru="По чьим часам", en="In whose hours"),
        Text(
            ru="Часы менеджера: его неделя, отсутствия и дежурства. Пусто — часы из «Рабочего времени».",
            en="The seller's: their week, absences and duties. Empty: the working hours named above.",
        ),
    ),
    "remind": (
        Text(ru="Напомнить за, минут", en="Remind before, minutes"),
        Text(ru="Рабочих минут до срока. 0 — не напоминать.", en="Working minutes before the deadline. 0: nobody is."),
    ),
    "tell_head": (
        Text(ru="Сказать руководителю через, минут", en="Tell the head after, minutes"),
        Text(ru="0 — в сам срок. Пусто — не говорить.", en="0: at the deadline. Empty: never."),
    ),
    "pass_on": (
        Text(ru="Передать другому через, минут", en="Give to another after, minutes"),
        Text(
            ru="Рабочих минут после срока. Пусто — лид остаётся у менеджера.",
            en="Working minutes after the deadline. Empty: the lead stays where it is.",
        ),
    ),
    "Pause.most": (
        Text(ru="Не дольше, рабочих минут", en="At most, working minutes"),
        Text(ru="Всего по одному сроку.", en="In all, for one deadline."),
    ),
    "Pause.promises": (
        Text(ru="Для обязательств", en="For promises"),
        Text(ru="Ничего не отмечено — для всех обязательств продаж.", en="None ticked: for all that sales promises."),
    ),
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
    "aliases": (
        Text(ru="Как ещё это называют", en="What else it is called"),
        Text(
            ru="По строке на название, как в CRM: причина с таким текстом посчитается под этим кодом.",
            en="A name a line, as in your CRM: a reason of that text counts under this code.",
        ),
    ),
    "matter": (
        Text(ru="Особый предмет", en="Special matter"),
        Text(
            ru="Цена: тот, кто решает, согласует сделки ниже прайса или цены акции. Спорные возвраты: он решает споры.",
            en="Prices: whoever decides approves deals below the list or promo price. "
            "Disputed returns: whoever decides rules on them.",
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
    "rises": (
        Text(ru="Чем больше, тем выше шанс", en="The more, the higher the chance"),
        Text(
            ru="Для этих полей обучение обязано дать баллы, которые не падают с ростом числа.",
            en="For these fields the training must give points that never fall as the number grows.",
        ),
    ),
    "falls": (
        Text(ru="Чем больше, тем ниже шанс", en="The more, the lower the chance"),
        Text(
            ru="Для этих полей баллы не растут с ростом числа.",
            en="For these fields the points never rise as the number grows.",
        ),
    ),
    "average": (Text(ru="Баллы среднего лида", en="Points of the average lead"), None),
    "even": (Text(ru="Баллы при шансе 50 %", en="Points at a chance of 50 %"), None),
    "double": (Text(ru="Баллов на удвоение шансов", en="Points that double the odds"), None),
    "Scorecard.since": (Text(ru="Лиды с", en="Leads from"), None),
    "Scorecard.until": (Text(ru="Лиды по", en="Leads until"), None),
    "Scorecard.leads": (Text(ru="Обучено на лидах", en="Trained on leads"), None),
    "buyers": (Text(ru="Из них купили", en="Of them bought"), None),
    "terms": (Text(ru="Признаки", en="Attributes"), None),
    "Scorecard.terms": (Text(ru="Признаки", en="Attributes"), None),
    "monotone": (Text(ru="С ростом числа", en="As the number grows"), None),
    "bins": (Text(ru="Строки карты", en="Lines"), None),
    "upto": (Text(ru="До включительно", en="Up to and with"), None),
    "value": (Text(ru="Значение", en="Value"), None),
    "points": (Text(ru="Баллы", en="Points"), None),
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
    "agreed_by": (
        Text(ru="Кто согласовал", en="Agreed by"),
        Text(
            ru="Согласованная работа оправдана и стоит отдельно от потерь. Пусто — это потеря времени.",
            en="Work that was agreed is justified and stands apart from losses. Empty: it is time lost.",
        ),
    ),
    "Chore.until": (
        Text(ru="До какого дня", en="Until"),
        Text(ru="После него работа снова считается потерей.", en="After it the work counts as lost again."),
    ),
    "Chore.words": (Text(ru="Что сюда относится", en="What belongs to it"), None),
    "phase": (Text(ru="Этап жизни", en="Phase"), None),
    "Care.since": (Text(ru="Отсчёт от", en="Counted from"), None),
    "days": (Text(ru="Через, дней", en="After, days"), None),
    "Care.every": (
        Text(ru="Повторять каждые, дней", en="Again every, days"),
        Text(ru="0 — один раз.", en="0 is once."),
    ),
    "Care.words": (Text(ru="Что сделать", en="What to do"), None),
    "anew": (
        Text(ru="Отдать заново", en="Give out anew"),
        Text(ru="Клиента распределяют заново, у кого бы он ни был.", en="Dealt out again, whoever had the client."),
    ),
    "Care.most": (
        Text(ru="Не больше в день", en="At most a day"),
        Text(ru="Чтобы старая база не завалила отдел.", en="So that an old base does not bury the department."),
    ),
    "specialties": (
        Text(ru="По чему специализируются", en="What sellers specialise in"),
        Text(
            ru="У кого из менеджеров значения не отмечены, тому подходят все.",
            en="A seller for whom no values are marked is for all of them.",
        ),
    ),
    "own_first": (Text(ru="Клиент идёт к своему менеджеру", en="A client goes to the seller they know"), None),
    "useful": (
        Text(ru="Доля смены на лиды", en="Share of a shift for leads"),
        Text(ru="0,6: из восьми часов на лиды остаётся почти пять.", en="0.6: nearly five of eight hours."),
    ),
    "ahead": (
        Text(ru="Насколько можно уйти вперёд", en="How far one may be ahead"),
        Text(
            ru="Насколько ожидаемая выручка менеджера может превысить его справедливую долю: 0,1 — на десятую часть. "
            "Больше — чаще достаётся сильным.",
            en="How far a seller's expected value may exceed their fair part: 0.1 is a tenth. With more, the strong "
            "are given more.",
        ),
    ),
    "least_part": (
        Text(ru="Не меньше этой части своей доли", en="At least this part of the fair part"),
        Text(
            ru="Кто отстал сильнее, получает следующий подходящий лид: 0,7 — не меньше 70 % справедливой доли.",
            en="Whoever lags behind more gets the next lead that fits: 0.7 is 70 % of the fair part.",
        ),
    ),
    "common": (
        Text(ru="Общая очередь: кто берёт лид коллеги", en="The common queue: who takes a colleague's lead"),
        Text(
            ru="Лид, за который ещё не взялись. Пусто — никто: лид ждёт того, кому достался.",
            en="A lead nobody has turned to yet. Empty: nobody, it waits for whoever was given it.",
        ),
    ),
    "rotate_after": (
        Text(
            ru="Предлагать другому менеджеру, если не связывались, дней",
            en="Propose another seller when nobody turned to the client for, days",
        ),
        Text(
            ru="Только открытые клиенты без следующего шага. Передаёт РОП на странице «Ротация». 0 — не предлагать.",
            en="Open clients without a next step only. The head of sales decides on the page “Rotation”. 0: never.",
        ),
    ),
    "newcomer_days": (
        Text(ru="Новичок входит в полную нагрузку за, дней", en="A newcomer carries a full load after, days"),
        None,
    ),
    "newcomer_share": (
        Text(ru="Нагрузка новичка в первый день", en="A newcomer's load on the first day"),
        Text(ru="Доля полной: 0,3 — треть.", en="A share of the full one: 0.3 is a third."),
    ),
    "catch_all": (
        Text(ru="Если лид никому не подошёл", en="When a lead fits nobody"),
        Text(ru="Кому он достаётся и кого об этом предупреждают.", en="Who looks after it, and is alarmed."),
    ),
    "answer_minutes": (
        Text(ru="Ответить за, рабочих минут", en="Answered within, working minutes"),
        Text(
            ru="Сколько есть у получателя на ответ. Ноль — ответа не обещали.",
            en="How long the receiver has for an answer. Zero: none is promised.",
        ),
    ),
    "ReturnAudit.share": (
        Text(ru="Доля возвратов", en="Share of returns"),
        Text(
            ru="Какую часть возвратов выбирает жребий: 0,05 — пять из ста. Ноль — проверки нет.",
            en="The part of returns that is drawn by lot: 0.05 is five in a hundred. Zero: no check.",
        ),
    ),
    "effect": (
        Text(ru="Порог, доля выручки", en="Threshold, part of revenue"),
        Text(
            ru="Какая часть выручки прежнего периода: 0,03 — три из ста. Меньшее влияние никому не ставят в вину.",
            en="The part of the earlier period's revenue: 0.03 is three in a hundred. Nobody is named for less.",
        ),
    ),
    "spelling": (
        Text(ru="По написанию", en="By spelling"),
        Text(
            ru="Имена, которые различаются только регистром, пробелами, дефисами и кодировкой адреса, — одна кампания.",
            en="Names that differ in case, spaces, dashes and the encoding of an address alone are one campaign.",
        ),
    ),
    "card_names": (
        Text(ru="По прежним именам кампании", en="By a campaign's earlier names"),
        Text(
            ru="Кампанию переименовали — её прежние имена считаются нынешним.",
            en="Once a campaign is renamed, its earlier names count as the present one.",
        ),
    ),
    "by_hand": (
        Text(ru="Вручную", en="By hand"),
        Text(
            ru="На странице имён человек указывает, какую кампанию значит имя.",
            en="On the page of names a person says which campaign a name means.",
        ),
    ),
    "call_minutes": (
        Text(ru="Окно до звонка, минут", en="Window before a call, minutes"),
        Text(
            ru="Визиты за столько минут до звонка без номера подмены считаются его возможной причиной.",
            en="Visits so many minutes before a call without a number of its own count as its possible cause.",
        ),
    ),
    "call_confidence": (
        Text(ru="Уверенность для зачёта звонка", en="Confidence for crediting a call"),
        Text(
            ru="С какой вероятности звонок зачитывают кампании: 0,6 — шесть шансов из десяти. Ноль — не зачитывают.",
            en="From which chance a call is credited to a campaign: 0.6 is six in ten. Zero: none is.",
        ),
    ),
    "auditor": (
        Text(ru="Кто проверяет", en="Who judges"),
        Text(
            ru="РОП или другой менеджер, но никогда тот, кто работал с лидом. Пусто — РОП.",
            en="The head of sales or another seller, never whoever handled the lead. Empty: the head of sales.",
        ),
    ),
    "random_share": (
        Text(ru="Случайная доля", en="Random share"),
        Text(
            ru="Какую часть новых лидов ставить на случайное место: 0,04 — четыре из ста. "
            "По ним видно, помогает ли порядок.",
            en="The part of new leads put at a random place: 0.04 is four in a hundred. "
            "They tell whether the order helps.",
        ),
    ),
    "grade_first": (Text(ru="Старшая категория всегда впереди", en="A better grade always goes first"), None),
    "fading": (Text(ru="Во что обходится ожидание", en="What waiting costs"), None),
    "Fading.minutes": (
        Text(ru="Минут менеджера на лид", en="A seller's minutes for a lead"),
        Text(ru="От первого звонка до исхода.", en="From the first call to the outcome."),
    ),
    "half_life": (
        Text(ru="Шанс тает вдвое за, часов", en="The chance halves in, hours"),
        Text(
            ru="Через сколько часов без ответа теряется половина того, что можно потерять.",
            en="Hours without an answer after which half of what can be lost is lost.",
        ),
    ),
    "lasting": (
        Text(ru="Что не теряется", en="What is not lost"),
        Text(
            ru="Доля шанса, которая остаётся, сколько бы клиент ни ждал: 0,1 — десятая часть.",
            en="The share of the chance that stays however long the client waits: 0.1 is a tenth.",
        ),
    ),
    "gate": (Text(ru="Условие качества", en="Gate of quality"), None),
    "kpis": (Text(ru="Показатели", en="Figures"), None),
    "schemes": (Text(ru="Схемы по ролям", en="Schemes by role"), None),
    "figure": (Text(ru="По показателю", en="By a measure"), None),
    "duty": (Text(ru="По каждой строке", en="Row by row"), None),
}


def label(structure: str, field: str) -> tuple[Text, Text | None]:
    """What a field is called, and the help beside it."""
    known = FIELDS.get(f"{structure}.{field}") or FIELDS.get(field)
    if known is None and field in titles.WEEKDAYS:
        return titles.WEEKDAYS[field], None
    if known is None and field in PIECES:
        return PIECES[field], None
    return known or (Text(ru=field, en=field), None)


def section_label(section: str) -> Text:
    """What a section (a field of ``Document``) is called; what stands above all sections, by its own name."""
    return SECTIONS[section] if section in SECTIONS else label("Document", section)[0]


def field_label(section: str, field: str) -> Text:
    """What a place in an item is called.

    ``duty.until`` is “Row by row › The clock stops at”, ``kpis.0.goal`` “Figures 1 › Goal”, ``kpis[leads].amount``
    “Figures, Leads › How much”.
    """
    if not field:
        return section_label(section)
    parts: list[Text] = []
    kind = _kind_of(fields_of(Document).get(section))
    for name, key in _PLACE.findall(field):
        if name.isdigit() and parts:
            parts[-1] = Text(ru=f"{parts[-1].ru} {int(name) + 1}", en=f"{parts[-1].en} {int(name) + 1}")
            continue
        # Days of exceptions are the company's own words.
        words = label(kind.__name__ if kind else "", name)[0]
        inner = _kind_of(fields_of(kind).get(name)) if kind else None
        if key:
            said = _item(inner, key)
            words = Text(ru=f"{words.ru}, {said.ru}", en=f"{words.en}, {said.en}")
        parts.append(words)
        kind = inner
    return Text(ru=" › ".join(each.ru for each in parts), en=" › ".join(each.en for each in parts))


def _kind_of(hint: Any) -> type[Part] | None:
    """The structure a field holds, or holds several of."""
    if hint is None:
        return None
    return row_kind(hint) if is_rows(hint) else part_kind(hint)


def _item(kind: type[Part] | None, key: str) -> Text:
    """An item that is told from its neighbours by the measure or the role it is about."""
    names = kind.__struct_fields__ if kind else ()
    if "key" not in names and "measure" in names:
        return titles.measure(key)
    return titles.role(key) if "key" not in names and "role" in names else Text(ru=key, en=key)
