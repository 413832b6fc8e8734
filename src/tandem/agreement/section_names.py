"""What the sections of the agreement are called, and what is to be written in each."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text

SECTIONS: Mapping[str, Text] = {
    "document": Text(ru="Заголовок и вступление", en="Title and preamble"),
    "seats": Text(ru="Кто подписывает", en="Who signs"),
    "terms": Text(ru="Термины", en="Terms"),
    "portraits": Text(ru="Портреты клиента", en="Buyer portraits"),
    "audiences": Text(ru="Целевая аудитория рекламы", en="Audiences of the advertising"),
    "grading": Text(ru="Категории и целевой лид", en="Grades and the target lead"),
    "questions": Text(ru="Вопросы клиенту", en="Questions to the client"),
    "scorecard": Text(ru="Скоринг", en="Scorecard"),
    "stages": Text(ru="Путь клиента", en="The journey"),
    "handoffs": Text(ru="Передача сделки в работу", en="Hand-off of deals"),
    "calendars": Text(ru="Рабочее время", en="Working hours"),
    "promises": Text(ru="Обязательства отделов", en="What the departments promise"),
    "pauses": Text(ru="Когда срок стоит", en="When a deadline waits"),
    "returns": Text(ru="За что лид возвращают", en="Why a lead may be returned"),
    "evidence": Text(ru="Что считается доказательством", en="What counts as evidence"),
    "audit": Text(ru="Слепая проверка возвратов", en="Blind check of returns"),
    "attractions": Text(ru="Чем привлекаем, кроме цены", en="What attracts besides the price"),
    "refusals": Text(ru="Почему отказываются", en="Why buyers refuse"),
    "matrix": Text(ru="Кто что делает", en="Who does what"),
    "decisions": Text(ru="О чём предупредить, что согласовать", en="Whom to tell, what to clear"),
    "contacts": Text(ru="Кто к кому обращается", en="Who turns to whom"),
    "expectations": Text(ru="Чего отделы ждут друг от друга", en="What the departments expect of each other"),
    "criteria": Text(ru="По чему судят о работе", en="What the work is judged by"),
    "naming": Text(ru="Когда называют причину", en="When a cause is named"),
    "matching": Text(ru="Как расход сходится с заявками", en="How spend meets leads"),
    "exchanges": Text(ru="Обмен информацией", en="Exchange of information"),
    "situations": Text(ru="Что нельзя оставить без внимания", en="What must not be ignored"),
    "goals": Text(ru="Цели компании", en="Goals of the company"),
    "cards": Text(ru="Карточки KPI", en="KPI cards"),
    "distribution": Text(ru="Кому достаётся лид", en="Who gets a lead"),
    "lifecycle": Text(ru="Жизненный цикл клиента", en="The life cycle of a client"),
    "queue": Text(ru="Кому звонить сначала", en="Whom to call first"),
    "chores": Text(ru="Непрофильная работа", en="Work that is no selling"),
    "playbook": Text(ru="Книга продаж", en="Playbook"),
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
    "audiences": Text(
        ru="На кого идёт реклама: словами и условием. Страница «Аудитория и портрет» сверяет это с теми, кто покупает.",
        en="Whom advertising addresses: in words and by a clause. “Audience and portrait” compares it with who buys.",
    ),
    "grading": Text(
        ru="Три вопроса к лиду, таблица категорий и что считать целевым лидом, MQL и SQL.",
        en="Three questions to a lead, the table of grades, and what counts as a target lead, an MQL, an SQL.",
    ),
    "questions": Text(
        ru="Что менеджер выясняет в первом разговоре: три–семь вопросов на продукт. «Не знает» — тоже ответ.",
        en="What a seller finds out in the first talk: three to seven questions a product. “Unknown” is an answer too.",
    ),
    "scorecard": Text(
        ru="Баллы за каждый признак лида и шанс купить. Скоринг упорядочивает лидов внутри категории и никогда её не "
        "меняет. Баллы считает обучение на странице «Скоринг», здесь их подписывают.",
        en="Points for each attribute of a lead, and the chance to buy. It orders leads inside a grade and never "
        "changes one. The points come from the training on the page “Scorecard”; here they are signed.",
    ),
    "stages": Text(
        ru="Этапы одной воронки: за каждый отвечает ровно один отдел.",
        en="The stages of the one funnel: exactly one department answers for each.",
    ),
    "handoffs": Text(
        ru="Что должно быть готово, когда сделка уходит в производство, на проект или на склад: чек-лист менеджера.",
        en="What must be ready when a deal goes on to production, projects or the warehouse: the seller's checklist.",
    ),
    "calendars": Text(
        ru="Часы, в которые идут сроки обязательств.", en="The hours in which the clocks of the promises run."
    ),
    "promises": Text(
        ru="Что каждый отдел обещает другому и чем это измеряется.",
        en="What each department promises the other, and how it is measured.",
    ),
    "pauses": Text(
        ru="Причины, по которым менеджер может остановить срок, и насколько: другие срок не останавливают.",
        en="The reasons for which a seller may let a deadline wait, and for how long: no other does.",
    ),
    "returns": Text(
        ru="Причины, по которым продажи вернут лид маркетингу.", en="The reasons for which sales may give a lead back."
    ),
    "evidence": Text(
        ru="Какие показатели, записи и письма смотрят, когда возврат оспорен или проверяется.",
        en="Which figures, recordings and letters are looked at when a return is disputed or checked.",
    ),
    "audit": Text(
        ru="Какую долю возвратов второй человек оценивает заново, не зная причины и того, кто вернул.",
        en="Which share of returns a second person judges anew, knowing neither the reason nor who gave them back.",
    ),
    "attractions": Text(
        ru="Общие названия того, за что покупатели нас выбирают: их отмечают при продаже.",
        en="Common names of what buyers choose us for: they are marked at a win.",
    ),
    "refusals": Text(
        ru="Общие названия причин отказа: одну отмечают, когда лид потерян.",
        en="Common names of the reasons to refuse: one is marked when a lead is lost.",
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
    "naming": Text(
        ru="С какого влияния на выручку страница «Почему» называет отдел или человека: меньшее не стоит разбора.",
        en="From which effect on revenue the page “Why” names a department or a person: less is not worth an inquiry.",
    ),
    "matching": Text(
        ru="По каким правилам деньги на рекламу относят к заявкам, и с какой уверенности звонок зачитывают кампании.",
        en="By which rules money spent is brought to leads, and from which confidence a call is credited to a "
        "campaign.",
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
    "distribution": Text(
        ru="Как Тандем распределяет лиды: специализация, нагрузка, справедливые доли, и кому лид, который никому не "
        "подошёл.",
        en="How Tandem deals leads out: specialties, load, fair parts, and who takes what fits nobody.",
    ),
    "lifecycle": Text(
        ru="О каких клиентах Тандем сам напомнит менеджеру: когда, что сделать, кому отдать.",
        en="Of which clients Tandem reminds a seller by itself: when, what to do, whom to give them to.",
    ),
    "queue": Text(
        ru="По чему строится очередь менеджера: во что обходится ожидание и сколько времени уходит на лид.",
        en="How a seller's queue is ordered: what waiting costs, and how long a lead takes.",
    ),
    "chores": Text(
        ru="Чем менеджеры заняты, кроме лидов: что согласовано, кем и до какого дня. Тандем по жребию спрашивает, чем "
        "человек занят сейчас, и считает, во что это обходится.",
        en="What sellers do besides leads: what was agreed, by whom, until when. Tandem asks by lot what somebody is "
        "doing just now, and reckons what it costs.",
    ),
    "playbook": Text(
        ru="Что менеджер делает и говорит на этапе, что отправить клиенту и что ответить на сомнения. "
        "Менеджер видит это в карточке лида; пишут отделы вместе, материалы даёт маркетинг.",
        en="What a seller does and says at a stage, what to send, and answers to doubts. Sellers see it on the lead's "
        "card; both departments write it, marketing gives the materials.",
    ),
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
    "distribution": Text(ru="Распределение", en="Distribution"),
    "queue": Text(ru="Очередь", en="Queue"),
    "audit": Text(ru="Проверка", en="The check"),
    "naming": Text(ru="Порог", en="The threshold"),
    "matching": Text(ru="Правила", en="The rules"),
    "bonus": Text(ru="Бонус", en="Bonus"),
    "document": Text(ru="Заголовок и вступление", en="Title and preamble"),
}
