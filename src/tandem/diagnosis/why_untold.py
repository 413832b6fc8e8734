"""What the data do not tell at all, and what to add so that they do."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.diagnosis.rules.decomposition_factors import HANDOVER, TRAFFIC
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict
from tandem.diagnosis.why import Why


def missing_of(why: Why, diagnosis: Diagnosis | None) -> dict[str, Text]:
    """What is missing, whole exports first, then in the order of the chain.

    Under the key of a bar stands what is said instead of its verdict. Without a diagnosis only whole exports are told.
    """
    missing = {each: True for each in UNTOLD if each in why.unloaded}
    if diagnosis is not None:
        chain = diagnosis.split.chain
        missing |= {
            "judged": not chain.judged,
            "waits": not chain.waits and "activities" not in why.unloaded,
            HANDOVER: chain.waits and not why.handover_told,
            "prices": not chain.prices,
            "clicks": not chain.clicks and "spend" not in why.unloaded,
            "stages": len(chain.stages) == 2,
            "season": not why.year_told and diagnosis.of(TRAFFIC).verdict is Verdict.CAUSE,
        }
    return {key: UNTOLD[key] for key, is_missing in missing.items() if is_missing}


UNTOLD: Mapping[str, Text] = {
    "payments": Text(
        ru="Деньги: оплаты не загружены, вместо выручки взяты суммы проданных сделок. Загрузите оплаты из 1С или "
        "банка.",
        en="Money: no payments are imported, sums of deals sold stand for revenue. Import payments from the accounts "
        "or the bank.",
    ),
    "activities": Text(
        ru="Кто и как быстро ответил: звонки не загружены. Добавьте выгрузку телефонии.",
        en="Who answered, and how soon: no calls are imported. Add the export of the telephony.",
    ),
    "spend": Text(
        ru="Во что обошлись заявки и сколько их с клика: расходы и клики не загружены. Добавьте выгрузку рекламных "
        "кабинетов.",
        en="What requests cost and how many a click brings: no spend and clicks are imported. Add the export of the ad "
        "cabinets.",
    ),
    "judged": Text(
        ru="Целевые ли заявки: оценено меньше половины. Пока это внутри конверсии.",
        en="Whether requests are target: fewer than half are judged. It is inside the conversion so far.",
    ),
    "waits": Text(
        ru="Чего стоит ожидание: мало контактов с известным временем, или история не показывает, что оно мешает.",
        en="What waiting costs: too few contacts with a known time, or history does not show that it does harm.",
    ),
    HANDOVER: Text(
        ru="Когда заявка попадает к менеджеру: выгрузка этого не говорит. Ожидание не делится на передачу и ответ; "
        "добавьте в выгрузку дату передачи менеджеру.",
        en="When a request reaches its seller: the export does not say. The wait is not split into hand-over and "
        "answer; add the date of the hand-over to the export.",
    ),
    "prices": Text(
        ru="Скидки: в большинстве сделок нет прайсовой цены. Пока они внутри чека.",
        en="Discounts: most deals have no list price. They are inside the check so far.",
    ),
    "clicks": Text(
        ru="Заявки с клика: клики по каналам не загружены за оба периода.",
        en="Requests a click: clicks by channel are not there for both periods.",
    ),
    "season": Text(
        ru="Сезон: в данных нет этих же дней год назад. Упал или вырос спрос у всех или поработал маркетинг, пока не "
        "различить; загрузите прошлый год.",
        en="The season: the data do not hold the same days a year ago. Whether demand moved for everybody or marketing "
        "did it cannot be told; import last year.",
    ),
    "stages": Text(
        ru="Этапы между обработкой и продажей: выгрузка называет только последний этап.",
        en="Stages between taking up and the sale: the export names the last stage only.",
    ),
}
