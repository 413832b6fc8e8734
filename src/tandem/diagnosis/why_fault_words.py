"""What is said of faults of the data, Russian and English."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.diagnosis.rules.faults import FaultKey

FAULTS: Mapping[FaultKey, Text] = {
    FaultKey.NO_LEADS: Text(
        ru="В одном из периодов нет ни одной заявки ({before} и {after}): сравнивать не с чем. Загрузите выгрузку за "
        "эти дни или выберите другой период.",
        en="One of the periods has no requests ({before} and {after}): there is nothing to compare. Import these days, "
        "or choose another period.",
    ),
    FaultKey.REDEFINED: Text(
        ru="Между периодами изменилось само определение целевого лида в регламенте. Доли «до» и «после» измерены "
        "разной меркой, поэтому никого не виним; сравните их пересчётом по одной версии.",
        en="What counts as a target lead changed in the agreement between the periods. The shares were measured by "
        "different rules, so nobody is blamed; recount both under one version first.",
    ),
    FaultKey.SHORT: Text(
        ru="Период короче {needed} дней: одна неделя ещё ни о ком не говорит. Выберите две недели и больше.",
        en="A period is shorter than {needed} days: one week says nothing of anybody yet. Choose two weeks or more.",
    ),
    FaultKey.SAME_PEOPLE: Text(
        ru="{share} заявок нового периода — от людей, которые уже обращались в прежнем: это одни и те же клиенты, "
        "посчитанные дважды. Проверьте дубли.",
        en="{share} of the later requests are of people who had asked in the earlier period: the same clients counted "
        "twice. Look for duplicates.",
    ),
    FaultKey.ASKED_TWICE: Text(
        ru="Повторных заявок тех же людей в течение суток — {share}, а в прежнем периоде {was}: похоже, форма или "
        "интеграция создаёт одну заявку несколько раз. Пока повторы не убраны, о потоке, обработке и конверсии судить "
        "нельзя.",
        en="{share} of the requests are the same person's within a day of another, it was {was} in the earlier "
        "period: a form or an integration seems to make one request several times. Until the copies are gone, nothing "
        "can be said of how many requests came, how they were worked on and how many end in a sale.",
    ),
    FaultKey.NO_SALES: Text(
        ru="В одном из периодов нет ни одной продажи ({before} и {after}): никого ещё не назвать. {wait}",
        en="One of the periods has no sale at all ({before} and {after}): nobody can be named yet. {wait}",
    ),
    FaultKey.FEW_SALES: Text(
        ru="В одном из периодов продаж меньше {needed} ({before} и {after}): одна сделка больше или меньше решает всё, "
        "и никого ещё не назвать. {wait}",
        en="One of the periods has fewer than {needed} sales ({before} and {after}): one deal more or less decides "
        "everything, and nobody can be named yet. {wait}",
    ),
    FaultKey.CALLS_MISSING: Text(
        ru="С {first} по {last} нет ни одного контакта, хотя обычно они есть каждый день: похоже, не загружены звонки. "
        "Об обработке и скорости ответа судить нельзя.",
        en="There is not a single contact from {first} to {last}, though every other day has some: calls seem not to "
        "be imported. Nothing can be said of processing and answers.",
    ),
    FaultKey.WITHOUT_LEAD: Text(
        ru="{share} денег не связаны ни с одной заявкой: сначала свяжите оплаты с заявками.",
        en="{share} of the money matches no request: match payments with requests first.",
    ),
    FaultKey.YOUNG: Text(
        ru="{share} денег нового периода ещё впереди: его заявки не успели купить. Конверсию и чек судить рано, "
        "незрелые заявки отказами не считаются.",
        en="{share} of the later period's money is yet to come: its requests had no time to buy. Too early to judge "
        "conversion and check; young requests are no refusals.",
    ),
    FaultKey.STANDING: Text(
        ru="Сделки стоят дольше: в ближайшие {days} дн. после заявки закрыто {share} сделок, а раньше было {was}. "
        "Часть денег ещё может прийти, поэтому о доведении до продажи судить рано. Спросите руководителя продаж, "
        "на каком этапе сделки стоят и чего ждут.",
        en="Deals stand longer: {share} of them are closed within {days} days of the request, it was {was}. Some of "
        "the money may still come, so it is too early to judge how requests end in a sale. Ask the head of sales "
        "at which stage deals stand, and what for.",
    ),
    FaultKey.SPEND_LATE: Text(
        ru="Расходы и клики загружены только до {first}: о заявках с клика сказать нельзя.",
        en="Spend and clicks are there only until {first}: nothing can be said of requests a click.",
    ),
    FaultKey.SPEND_HOLE: Text(
        ru="С {first} по {last} у части каналов нет кликов, хотя заявки оттуда шли: выгрузка рекламы неполная. Поток "
        "этих каналов посчитан по заявкам, о заявках с клика там сказать нельзя.",
        en="From {first} to {last} some channels have no clicks, though requests came from them: the export of the ads "
        "is not complete. Their traffic is counted in requests, and nothing can be said of requests a click there.",
    ),
    FaultKey.PAID_LATER: Text(
        ru="Клиенты платят позже: за {days} дн. после продажи оплачено {share} сделок, а раньше было {was}. Это "
        "деньги, которые ещё придут, а не потерянные продажи; спросите, кто выставляет счета и напоминает об оплате.",
        en="Clients pay later: {share} of the deals are paid within {days} days of the sale, it was {was}. That money "
        "is still to come and no sale is lost; ask who sends the invoices and reminds of them.",
    ),
    FaultKey.BURST: Text(
        ru="За последние {days} дней заявок пришло в {times} раза больше обычного. Они ещё не дозрели: это не падение "
        "конверсии.",
        en="In the last {days} days {times} times as many requests came as before. They had no time to buy: that is "
        "no fall of conversion.",
    ),
    FaultKey.HUGE: Text(
        ru="Очень крупное вынесено отдельной строкой ({requests}): с ним средний чек ничего не значит.",
        en="What is very large has a line of its own ({requests}): with it an average check means nothing.",
    ),
    FaultKey.HUGE_EARLIER: Text(
        ru="Очень крупные деньги прежних заявок: {sums}. Без них разница была бы {rest}.",
        en="Very large money of earlier requests: {sums}. Without it the difference would be {rest}.",
    ),
}
