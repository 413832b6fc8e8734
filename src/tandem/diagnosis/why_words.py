"""The words of the answer, Russian and English, in one place: names of bars, what a cause means, whom to ask what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tandem.basics.text import Text
from tandem.diagnosis.rules.verdict import Verdict
from tandem.people.rules import Department


@dataclass(frozen=True, slots=True)
class BarWords:
    """How a bar is called, what its growth and its fall mean, and what to ask whoever answers for it.

    ``less`` and ``more`` go into the middle of a sentence; ``level`` is how its values are written: ``count``,
    ``a_day``, ``share``, ``hours``, ``money`` or nothing. ``measure`` is the measure whose leads lie behind, ``note``
    what has to be known to read its values, ``calls`` the measure whose leads' calls it rests on.
    """

    name: Text
    less: Text
    more: Text
    ask: Text
    level: str = ""
    measure: str = ""
    note: Text | None = None
    calls: str = ""


BARS: Mapping[str, BarWords] = {
    "days": BarWords(
        Text(ru="Календарь", en="Calendar"),
        Text(ru="в периоде меньше дней или больше выходных", en="the period has fewer days, or more weekends"),
        Text(ru="в периоде больше дней или меньше выходных", en="the period has more days, or fewer weekends"),
        Text(ru="", en=""),
    ),
    "traffic": BarWords(
        Text(ru="Поток заявок", en="Requests"),
        Text(ru="заявок стало меньше", en="fewer requests came in"),
        Text(ru="заявок стало больше", en="more requests came in"),
        Text(ru="Что изменили в бюджете, ставках и показах?", en="What was changed in budget, bids and impressions?"),
        "a_day", "leads",
    ),
    "mix": BarWords(
        Text(ru="Состав каналов", en="Mix of channels"),
        Text(ru="больше заявок пришло из каналов, где покупают реже или на меньшие суммы",
             en="more of the requests came from channels that buy less"),
        Text(ru="больше заявок пришло из каналов, где покупают чаще или на большие суммы",
             en="more of the requests came from channels that buy more"),
        Text(ru="Почему доля этих каналов изменилась, и была ли это цель?",
             en="Why did the shares of these channels change, and was it meant?"),
        "", "leads",
    ),
    "lead_rate": BarWords(
        Text(ru="Заявок с клика", en="Requests a click"),
        Text(ru="клики реже становятся заявками", en="clicks turn into requests less often"),
        Text(ru="клики чаще становятся заявками", en="clicks turn into requests more often"),
        Text(ru="Что изменили на посадочных страницах и в формах?", en="What was changed on landing pages and forms?"),
        "share", "leads",
    ),
    "target": BarWords(
        Text(ru="Целевые заявки", en="Target leads"),
        Text(ru="среди заявок меньше целевых", en="fewer of the requests are target leads"),
        Text(ru="среди заявок больше целевых", en="more of the requests are target leads"),
        Text(ru="Что изменили в аудитории, ключевых словах и креативах?",
             en="What was changed in audiences, key words and creatives?"),
        "share", "non_target_leads",
    ),
    "processed": BarWords(
        Text(ru="Взято в работу", en="Taken up"),
        Text(ru="в работу берут меньше заявок", en="fewer requests are taken up"),
        Text(ru="в работу берут больше заявок", en="more requests are taken up"),
        Text(ru="Кто и почему не взял эти заявки: нагрузка, отпуск, посторонняя работа?",
             en="Who left these requests and why: load, leave, other work?"),
        "share", "untouched", calls="processed",
    ),
    "handover_wait": BarWords(
        Text(ru="Передача менеджеру", en="Hand-over"),
        Text(ru="заявки дольше идут до менеджера", en="requests take longer to reach a seller"),
        Text(ru="заявки быстрее доходят до менеджера", en="requests reach a seller sooner"),
        Text(ru="Где задерживается заявка до менеджера?", en="Where is a request held up before a seller?"),
        "hours", "system_delay_p90",
    ),
    "answer_wait": BarWords(
        Text(ru="Скорость ответа", en="Speed of answers"),
        Text(ru="менеджеры отвечают медленнее", en="sellers answer more slowly"),
        Text(ru="менеджеры отвечают быстрее", en="sellers answer faster"),
        Text(ru="В какие часы и у кого заявки ждут: выходные, нагрузка, посторонняя работа?",
             en="At which hours and with whom do requests wait: weekends, load, other work?"),
        "hours", "response_time_p90", calls="response_time_p90",
    ),
    "qualified": BarWords(
        Text(ru="До квалификации", en="To qualification"),
        Text(ru="заявки реже доходят до квалификации", en="requests are qualified less often"),
        Text(ru="заявки чаще доходят до квалификации", en="requests are qualified more often"),
        Text(ru="На каком вопросе разговор заканчивается?", en="At which question does the talk end?"),
        "share", "deals_lost",
    ),
    "invoice": BarWords(
        Text(ru="До счёта", en="To the invoice"),
        Text(ru="сделки реже доходят до счёта", en="deals reach an invoice less often"),
        Text(ru="сделки чаще доходят до счёта", en="deals reach an invoice more often"),
        Text(ru="Что останавливает после предложения?", en="What stops them after the proposal?"),
        "share", "deals_lost",
    ),
    "won": BarWords(
        Text(ru="До продажи", en="To the sale"),
        Text(ru="заявки реже заканчиваются продажей", en="requests end in a sale less often"),
        Text(ru="заявки чаще заканчиваются продажей", en="requests end in a sale more often"),
        Text(ru="Почему отказываются сейчас и отказывались раньше?", en="Why do people refuse now, and why before?"),
        "share", "deals_lost",
    ),
    "check": BarWords(
        Text(ru="Средний чек", en="Average check"),
        Text(ru="средний чек ниже", en="the average check is lower"),
        Text(ru="средний чек выше", en="the average check is higher"),
        Text(ru="Продаём другое или меньше в одной сделке?", en="Is something else sold, or less in each deal?"),
        "money", "deals_won",
    ),
    "discount": BarWords(
        Text(ru="Скидки", en="Discounts"),
        Text(ru="скидки больше", en="discounts are larger"),
        Text(ru="скидки меньше", en="discounts are smaller"),
        Text(ru="Кто согласовал эти скидки и зачем?", en="Who approved these discounts, and what for?"),
        "share", "deals_won",
    ),
    "channels_came": BarWords(
        Text(ru="Новые каналы", en="New channels"),
        Text(ru="новые каналы ещё не окупились", en="new channels have not paid off yet"),
        Text(ru="появились новые каналы", en="new channels appeared"),
        Text(ru="Чего ждали от новых каналов?", en="What was expected of the new channels?"),
        "", "leads",
    ),
    "channels_went": BarWords(
        Text(ru="Ушедшие каналы", en="Channels gone"),
        Text(ru="ушли каналы, которые приносили деньги", en="channels that brought money are gone"),
        Text(ru="ушли каналы, от которых был убыток", en="channels that lost money are gone"),
        Text(ru="Почему эти каналы остановили?", en="Why were these channels stopped?"),
    ),
    "returning": BarWords(
        Text(ru="Повторные продажи", en="Repeat sales"),
        Text(ru="постоянные клиенты принесли меньше", en="regular clients brought less"),
        Text(ru="постоянные клиенты принесли больше", en="regular clients brought more"),
        Text(ru="Кому из постоянных клиентов давно не звонили?", en="Which regular clients were not called for long?"),
        "", "repeat_sales",
    ),
    "huge_deal": BarWords(
        Text(ru="Очень крупная сделка", en="A very large deal"),
        Text(ru="раньше была очень крупная сделка", en="there was a very large deal before"),
        Text(ru="была очень крупная сделка", en="there was a very large deal"),
        Text(ru="Можно ли её повторить?", en="Can it be repeated?"),
        "", "deals_won",
    ),
    "earlier_leads": BarWords(
        Text(ru="Деньги прежних заявок", en="Money of earlier requests"),
        Text(ru="меньше денег пришло по заявкам прежних дней", en="less money came from requests of earlier days"),
        Text(ru="больше денег пришло по заявкам прежних дней", en="more money came from requests of earlier days"),
        Text(ru="", en=""),
        "", "revenue_paid",
    ),
    "still_to_come": BarWords(
        Text(ru="Ещё не оплачено", en="Still to come"),
        Text(ru="больше денег этих заявок придёт позже", en="more of these requests' money comes later"),
        Text(ru="меньше денег этих заявок придёт позже", en="less of these requests' money comes later"),
        Text(ru="", en=""),
        "", "in_work",
    ),
    "without_lead": BarWords(
        Text(ru="Оплаты без заявки", en="Payments without a request"),
        Text(ru="меньше оплат, у которых не нашлось заявки", en="fewer payments that match no request"),
        Text(ru="больше оплат, у которых не нашлось заявки", en="more payments that match no request"),
        Text(ru="", en=""),
    ),
}  # fmt: skip

#: Where clicks are known, requests are not what this bar counts: they are clicks times what came of each.
#: The target share where it moved in nearly all channels and sales do not tell whether the leads changed.
LEADS_OR_LABELS = replace(
    BARS["target"],
    less=Text(
        ru="среди заявок меньше целевых почти во всех каналах сразу, а продажи с заявки сверх случайного не упали: "
        "изменились либо заявки, либо их оценка",
        en="fewer of the requests are called target in nearly all channels at once, while sales a request did not fall "
        "beyond chance: either the requests changed or how they are judged",
    ),
    more=Text(
        ru="среди заявок больше целевых почти во всех каналах сразу, а продажи с заявки сверх случайного не выросли: "
        "изменились либо заявки, либо их оценка",
        en="more of the requests are called target in nearly all channels at once, while sales a request did not rise "
        "beyond chance: either the requests changed or how they are judged",
    ),
    ask=Text(
        ru="Оценивают ли заявки так же, как раньше? Перепроверьте часть оценок вслепую",
        en="Are requests judged as before? Check some of the labels blindly",
    ),
)

#: Where clicks are known, requests are not what this bar counts: they are clicks times what came of each.
TRAFFIC_BY_CLICKS = BarWords(
    Text(ru="Трафик", en="Traffic"),
    Text(ru="трафика стало меньше", en="there was less traffic"),
    Text(ru="трафика стало больше", en="there was more traffic"),
    BARS["traffic"].ask, "a_day", "leads",
    Text(ru="клики в пересчёте на заявки, которые они обычно дают; сколько дали на деле — «Заявок с клика». Суммы по "
            "каналам — вместе с «Составом каналов»",
         en="clicks, counted in the requests they usually make; how many they did make is “Requests a click”. What "
            "stands by channel includes the “Mix of channels”"),
)  # fmt: skip

SIDES: Mapping[Department | None, Text] = {
    Department.MARKETING: Text(ru="маркетинг", en="marketing"),
    Department.SALES: Text(ru="продажи", en="sales"),
    None: Text(ru="общее", en="joint"),
}
HEADS: Mapping[Department | None, Text] = {
    Department.MARKETING: Text(ru="руководителя маркетинга", en="the head of marketing"),
    Department.SALES: Text(ru="руководителя продаж", en="the head of sales"),
    None: Text(ru="обоих руководителей", en="both heads"),
}
NOBODY = Text(ru="ничьё", en="nobody's")

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.CAUSE: Text(ru="причина", en="a cause"),
    Verdict.NOISE: Text(ru="в пределах случайного", en="within chance"),
    Verdict.SMALL: Text(ru="мало", en="too small"),
    Verdict.NOBODYS: Text(ru="не чья-то работа", en="nobody's work"),
    Verdict.CANNOT_TELL: Text(ru="судить нельзя", en="cannot be told"),
    Verdict.LABELS_MOVED: Text(ru="изменились оценки", en="labels moved"),
}
