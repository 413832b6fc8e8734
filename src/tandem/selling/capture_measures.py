"""Numbers of what is written down of leads: the next step, the first contact, and how soon contacts are recorded."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Quantile, Rate, Total, Unit
from tandem.people.rules import Department

_SALES = Department.SALES
_OPEN = "won_on IS NULL AND lost_on IS NULL AND coalesce(gone_back, FALSE) = FALSE"


def _count(key: str, ru: str, en: str, asks: Text, means: Text, where: str, better: Better) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=asks,
        definition=means,
        unit=Unit.COUNT,
        value=Total("leads", day="captured_on", where=where),
        better=better,
        owner=_SALES,
    )


MEASURES = (
    _count(
        "open_leads", "Открытые лиды", "Open leads",
        Text(ru="Сколько заявок периода ещё не закрыто?", en="How many leads of the period are still open?"),
        Text(ru="Лиды, принятые в периоде: ещё не проданы, не закрыты отказом и не возвращены маркетингу насовсем.",
             en="Leads captured in the period that are neither won nor lost so far, nor back with marketing for good."),
        _OPEN, Better.NEITHER,
    ),
    _count(
        "without_next_step", "Без следующего шага", "Without a next step",
        Text(ru="По скольким открытым заявкам не решено, что делать дальше?",
             en="For how many open leads is it not settled what is done next?"),
        Text(ru="Открытые лиды периода, у которых на карточке не записан следующий шаг.",
             en="Open leads of the period that have no next step on their card."),
        f"{_OPEN} AND next_step_on IS NULL", Better.DOWN,
    ),
    Measure(
        key="without_next_step_share",
        name=Text(ru="Без следующего шага, доля", en="Without a next step, share"),
        question=Text(ru="Какая часть открытых заявок брошена на самотёк?", en="Which part of open leads is adrift?"),
        definition=Text(ru="«Без следующего шага», делённые на открытые лиды периода.",
                        en="“Without a next step” divided by the open leads of the period."),
        unit=Unit.SHARE,
        value=Rate("without_next_step", "open_leads"),
        better=Better.DOWN,
        owner=_SALES,
    ),
    _count(
        "never_contacted", "Ни одного контакта", "Never contacted",
        Text(ru="Скольким клиентам мы ни разу не ответили?", en="How many clients did we never answer?"),
        Text(ru="Лиды, принятые в периоде, по которым не записано ни одного исходящего контакта, чем бы они ни "
                "кончились. Только что пришедшие тоже здесь.",
             en="Leads captured in the period without a single outgoing contact on record, however they ended. Those "
                "that have just come in are among them."),
        "first_contact_at IS NULL", Better.DOWN,
    ),
    Measure(
        key="never_contacted_share",
        name=Text(ru="Ни одного контакта, доля", en="Never contacted, share"),
        question=Text(ru="Какой части клиентов мы ни разу не ответили?", en="Which part was never answered?"),
        definition=Text(ru="«Ни одного контакта», делённые на все лиды периода.",
                        en="“Never contacted” divided by all leads of the period."),
        unit=Unit.SHARE,
        value=Rate("never_contacted", "leads"),
        better=Better.DOWN,
        owner=_SALES,
    ),
    Measure(
        key="contacts_imported",
        name=Text(ru="Контакты из импорта", en="Contacts from imports"),
        question=Text(ru="По скольким контактам неизвестно, когда их записали?",
                      en="Of how many contacts is it unknown when they were written down?"),
        definition=Text(ru="Контакты в дни периода, о которых мы узнали из выгрузки: когда менеджер их записал, "
                           "выгрузка не говорит.",
                        en="Contacts in the days of the period that an export told of: it does not say when the "
                           "seller wrote them down."),
        unit=Unit.COUNT,
        value=Total("activities", day="contacted_on", where="imported = TRUE"),
        owner=_SALES,
    ),
    Measure(
        key="contact_record_time",
        name=Text(ru="От контакта до записи, медиана", en="From contact to record, median"),
        question=Text(ru="Как скоро после контакта его записывают?", en="How soon after a contact is it recorded?"),
        definition=Text(ru="Половина контактов периода записана быстрее. Только контакты, записанные сразу в Tandem "
                           "или пришедшие через источник; о привезённых импортом это неизвестно, они посчитаны рядом.",
                        en="Half of the contacts of the period were recorded faster. Only contacts recorded here "
                           "or sent by a source; of those an import brought it is not known, they are counted beside."),
        unit=Unit.SECONDS,
        value=Quantile(
            "activities", day="contacted_on", expression="date_diff('second', contacted_at, recorded_at)", q=0.5,
            where="imported = FALSE",
        ),
        better=Better.DOWN,
        owner=_SALES,
    ),
)  # fmt: skip
