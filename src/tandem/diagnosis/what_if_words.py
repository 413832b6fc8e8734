"""The words of a what-if, Russian and English, in one place: changes, refusals, and what has to be known."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.diagnosis.rules.what_if import Note
from tandem.diagnosis.rules.what_if_changes import Asked, WhyNot

#: The bars, by what was changed.
PARTS: Mapping[Asked, Text] = {
    Asked.ANSWER: Text(ru="Ответ вовремя", en="Answered in time"),
    Asked.SELLERS: Text(ru="Менеджеры", en="Sellers"),
    Asked.TARGET: Text(ru="Доля целевых", en="Target share"),
    Asked.MOVE: Text(ru="Перенос бюджета", en="Budget moved"),
}
#: What one does, after "if you" and «если».
ANSWER = Text(
    ru="отвечать каждому не позже чем через {minutes} мин", en="answer everybody within {minutes} min"
)  # fmt: skip
ONE_MORE = Text(ru="взять ещё одного менеджера", en="take on one more seller")
MORE = Text(ru="взять ещё {count} менеджеров", en="take on {count} more sellers")
ONE_LESS = Text(ru="остаться без одного менеджера", en="do with one seller fewer")
LESS = Text(ru="остаться без {count} менеджеров", en="do with {count} sellers fewer")
RAISE = Text(ru="поднять долю целевых на {points} п. п.", en="raise the target share by {points} pp")
DROP = Text(ru="потерять {points} п. п. доли целевых", en="lose {points} pp of target share")
IN_CAMPAIGN = Text(ru=" в «{name}»", en=" of “{name}”")
MOVE = Text(
    ru="перенести {sum} в месяц из «{source}» в «{to}»", en="move {sum} a month from “{source}” to “{to}”"
)  # fmt: skip
AND = Text(ru=" и ", en=" and ")

IF_SURE = Text(
    ru="Если {what}, месяц принесёт около {then} вместо {now}: на {change} {more}, девять раз из десяти от "
    "{low} до {high}.",
    en="If you {what}, a month brings about {then} instead of {now}: {change} {more}, nine times of ten "
    "{low} to {high}.",
)
IF_UNSURE = Text(
    ru="Если {what}, разницы в выручке по этим данным не видно: {change} в месяц, девять раз из десяти от "
    "{low} до {high}.",
    en="If you {what}, these data show no difference in revenue: {change} a month, nine times of ten {low} to {high}.",
)
IF_NOTHING = Text(
    ru="Если {what}, выручка не изменится: около {now} в месяц.",
    en="If you {what}, revenue stays as it is: about {now} a month.",
)
BIGGER, SMALLER = Text(ru="больше", en="more"), Text(ru="меньше", en="less")
AS_IT_GOES = Text(
    ru="Сейчас месяц заявок приносит около {now}, девять раз из десяти от {low} до {high}. Выберите, что изменить.",
    en="As it goes a month of leads brings about {now}, nine times of ten {low} to {high}. Choose what to change.",
)
CANNOT = Text(
    ru="Сейчас месяц заявок приносит около {now}. Что было бы, по этим данным не сказать.",
    en="As it goes a month of leads brings about {now}. What would be cannot be told from these data.",
)
NO_LEADS = Text(
    ru="В этом периоде заявок нет: выберите другой или загрузите данные.",
    en="There are no leads in this period: choose another, or bring in data.",
)

NOT_TOLD: Mapping[WhyNot, Text] = {
    WhyNot.FEW_SALES: Text(
        ru="Что было бы, пока не сказать: продаж {sales}, нужно не меньше {needed}.",
        en="What would be cannot be told yet: {sales} sales, and it takes {needed} at least.",
    ),
    WhyNot.NO_CONTACTS: Text(
        ru="Что даст скорость ответа, не сказать: первый контакт известен у {share} взятых заявок. Загрузите звонки.",
        en="What answering sooner does cannot be told: the first contact is known of {share} of leads taken up. "
        "Bring in calls.",
    ),
    WhyNot.NO_FADING: Text(
        ru="Что даст скорость ответа, не сказать: за год нужно {needed} продаж с известным первым контактом.",
        en="What answering sooner does cannot be told: it takes {needed} sales of a year with a known first contact.",
    ),
    WhyNot.NO_MINUTES: Text(
        ru="Что даст другое число менеджеров, не сказать: неизвестно, сколько минут занимает заявка и кто на "
        "них отвечает.",
        en="What other numbers of sellers do cannot be told: how many minutes a lead takes, or who answers, "
        "is not known.",
    ),
    WhyNot.NOBODY_LEFT: Text(
        ru="Менеджеров сейчас {sellers}: убрать столько нельзя, останется хотя бы один.",
        en="There are {sellers} sellers now: one at least has to stay.",
    ),
    WhyNot.NOT_JUDGED: Text(
        ru="Что даст доля целевых, не сказать: оценено {share} заявок, нужна хотя бы половина.",
        en="What the target share does cannot be told: {share} of the leads are judged, and it takes half at least.",
    ),
    WhyNot.NO_SPEND: Text(
        ru="Бюджет «{name}» не перенести: её расход неизвестен, или недель с расходом меньше восьми.",
        en="The budget of “{name}” cannot be moved: its spend is not known, or of fewer than eight weeks.",
    ),
    WhyNot.TOO_LITTLE: Text(
        ru="Из «{name}» можно забрать не больше {most} в месяц: так мало на неё ещё не тратили, и что будет, "
        "неизвестно.",
        en="No more than {most} a month can be taken from “{name}”: so little was never spent on it, and nobody knows.",
    ),
    WhyNot.TOO_MUCH: Text(
        ru="В «{name}» можно добавить не больше {most} в месяц: столько на неё ещё не тратили, и что будет, "
        "неизвестно.",
        en="No more than {most} a month can be added to “{name}”: so much was never spent on it, and nobody knows.",
    ),
}
HOW_LONG = Text(
    ru=" При таком темпе хватит периода в {days} дн.", en=" At this pace a period of {days} days would do."
)  # fmt: skip
NOTES: Mapping[Note, Text] = {
    Note.NOBODY_WAITS: Text(
        ru="Из-за нехватки менеджеров никто не ждёт: ещё один ничего не добавит. Заявки ждут по другим причинам.",
        en="Nobody waits for want of a seller, so that one more adds nothing. Leads wait for other reasons.",
    ),
    Note.HOURS_SHORT: Text(
        ru="Часов менеджеров на все заявки не хватает: с теми же людьми этого не удержать. Добавьте "
        "менеджера в вопрос.",
        en="There are not hours enough for all leads: the same people cannot keep this up. Add a seller to "
        "the question.",
    ),
    Note.UNTAKEN: Text(
        ru="Заявки, за которые никто не взялся ({share}), в этом ответе так и остаются необработанными.",
        en="Leads that nobody took up ({share}) stay so in this answer.",
    ),
    Note.NO_EFFECT: Text(
        ru="В истории не видно, чтобы ожидание снижало шанс продажи.",
        en="History does not show that waiting lowers the chance to sell.",
    ),
    Note.BEYOND: Text(
        ru="На {names} столько ещё не тратили: это за пределами виденного, продолжение кривой, а не опыт.",
        en="So much or little was never spent on {names}: beyond what was seen, the curve goes on and not experience.",
    ),
    Note.HOURS_UNKNOWN: Text(
        ru="Хватит ли менеджеров на новые заявки, неизвестно: считается, что хватит.",
        en="Whether there are sellers enough for the new leads is not known: it is taken that there are.",
    ),
}
CAUSAL = Text(
    ru="Что делает ожидание, видно из истории, это не эксперимент: если первыми звонят тем, кто больше нравится, "
    "настоящий эффект меньше.",
    en="What waiting does is what history shows, no experiment: if sellers call first whom they like best, the true "
    "effect is smaller.",
)
RESTS_ON = Text(
    ru="Заявок {leads}, продаж {sales}, период: {period}. Выручка — то, что приносят заявки месяца, когда бы "
    "ни заплатили.",
    en="Leads {leads}, sales {sales}, period: {period}. Revenue is what the leads of a month bring, whenever "
    "it is paid.",
)
BAND = Text(
    ru="Полоса — где лежит средний месяц, если всё идёт как в эти дни. Отдельный месяц из-за сезона и крупных сделок "
    "отличается сильнее.",
    en="The band is where the mean month lies if days go on like these. A single month, its season and luck vary more.",
)
WAITS = Text(
    ru="Позже этого сейчас получают ответ {later} заявок. Через час ожидания от шанса остаётся {hour}, через "
    "сутки {day}; как быстро он падает, видно по продажам, и неточность этого входит в полосу.",
    en="{later} of the leads are answered later than this now. After an hour of waiting {hour} of the chance is left, "
    "after a day {day}; how fast it falls is told by sales, and how surely is in the band.",
)
TEAM = Text(
    ru="Менеджеров {sellers}, заявка занимает {minutes} мин, полезное время занято на {full}. Очередь считается по "
    "заявкам, как они приходили, и часам смен.",
    en="Sellers {sellers}, a lead takes {minutes} min, useful time is {full} full. The queue is that of the leads as "
    "they came and the hours of the shifts.",
)
SHARE = Text(
    ru="Целевых сейчас {share} оценённых. Новые целевые считаются такими же, как нынешние. Оценки ошибаются: "
    "полоса допускает, что целевыми названо до {wrong} нецелевых, поэтому настоящая целевая стоит дороже, чем "
    "видно по оценкам.",
    en="{share} of the judged leads are target leads now. New ones are taken to be like those of today. Labels "
    "err: the band allows for up to {wrong} of other leads being called target, so that a real one is worth "
    "more than labels show.",
)
CURVE = Text(
    ru="«{name}»: сейчас {now} в месяц; вдвое больше денег приводит ×{times} заявок.",
    en="“{name}”: {now} a month now; twice the money brings ×{times} the leads.",
)
APART = Text(
    ru="Уже покупавшие клиенты и отдельные очень крупные сделки остаются как есть.",
    en="Clients who had bought before and single huge deals stay as they are.",
)
