"""Numbers of a seller's work: leads taken up, contacts, how fast the first one is."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Quantile, Rate, Total, Unit
from tandem.people.rules import Department
from tandem.selling.capture_measures import MEASURES as CAPTURE_MEASURES
from tandem.selling.client_value_measures import CLIENT_VALUE_MEASURES
from tandem.selling.money_measures import MEASURES as MONEY_MEASURES

_SALES = Department.SALES
_NOT_CONTACTED = "first_contact_at IS NULL"


def _within(key: str, seconds: int, ru: str, en: str) -> tuple[Measure, ...]:
    """The share answered within a time, and the three counts it is made of."""
    decided = f"(response_seconds <= {seconds} OR date_diff('second', captured_at, as_of) > {seconds})"
    young = f"response_seconds IS NULL AND date_diff('second', captured_at, as_of) <= {seconds}"
    counts = (
        ("answered", f"{decided} AND response_seconds <= {seconds}", "Отвечены", "Answered",
         f"Лиды периода, с которыми связались не позже чем за {ru}.",
         f"Leads of the period contacted within {en}."),
        ("due", decided, "Срок ответа вышел или отвечены", "Answered or due",
         f"Лиды периода, с которыми связались за {ru} или у которых этот срок уже прошёл.",
         f"Leads of the period contacted within {en}, or older than that."),
        ("waiting", young, "Срок ответа ещё идёт", "Clock still running",
         f"Лиды периода, с которыми ещё не связались, но {ru} ещё не прошло.",
         f"Leads of the period not contacted yet and not older than {en}."),
    )  # fmt: skip
    made = tuple(
        Measure(
            key=f"{part}_within_{key}",
            name=Text(ru=f"{name_ru}: {ru}", en=f"{name_en}: {en}"),
            question=Text(ru=f"Из чего сложилась доля ответов за {ru}?", en=f"What is the share within {en} made of?"),
            definition=Text(ru=words_ru, en=words_en),
            unit=Unit.COUNT,
            value=Total("leads", day="captured_on", where=condition),
            owner=_SALES,
        )
        for part, condition, name_ru, name_en, words_ru, words_en in counts
    )
    rate = Measure(
        key=f"response_within_{key}",
        name=Text(ru=f"Первый контакт за {ru}", en=f"First contact within {en}"),
        question=Text(ru="Успеваем ли ответить, пока клиент ждёт?", en="Do we answer while the client waits?"),
        definition=Text(
            ru=f"Доля лидов периода, с которыми впервые связались не позже чем за {ru} по часам. Лиды моложе "
            "этого срока, с которыми ещё не связались, считаются отдельно.",
            en=f"The share of leads of the period first contacted within {en} by the clock. Leads younger than "
            "that and not contacted yet are counted apart.",
        ),
        unit=Unit.SHARE,
        value=Rate(f"answered_within_{key}", f"due_within_{key}", young=f"waiting_within_{key}"),
        better=Better.UP,
        owner=_SALES,
    )
    return (*made, rate)


def _human(key: str, q: float, ru: str, en: str, words_ru: str, words_en: str) -> Measure:
    """The part of the time to the first contact in which somebody had the lead."""
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=Text(ru="Как быстро отвечает тот, у кого лид?", en="How fast is whoever has the lead?"),
        definition=Text(
            ru=f"{words_ru} От первой передачи менеджеру до первого исходящего контакта человека, по часам, без вычета "
            "ночей и выходных. Автоответ контактом не считается; кто связался до передачи, не ждал нисколько. Только "
            "лиды периода, с которыми уже связались; остальные посчитаны рядом.",
            en=f"{words_en} From the first hand-over to the first outgoing contact by a person, by the clock, nights "
            "and weekends included. An automatic reply is no contact; whoever was contacted before the hand-over did "
            "not wait at all. Only leads of the period already contacted; the others are counted beside.",
        ),
        unit=Unit.SECONDS,
        value=Quantile(
            "leads", day="captured_on", q=q, where="first_assigned_at IS NOT NULL", open=_NOT_CONTACTED,
            expression="CASE WHEN first_contact_at IS NOT NULL "
            "THEN greatest(date_diff('second', first_assigned_at, first_contact_at), 0) END",
        ),
        better=Better.DOWN,
        owner=_SALES,
    )  # fmt: skip


def _response(key: str, q: float, ru: str, en: str, words_ru: str, words_en: str) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=Text(ru="Как быстро мы впервые связываемся с клиентом?", en="How fast is our first contact?"),
        definition=Text(
            ru=f"{words_ru} От заявки до первого исходящего контакта человека, по часам, без вычета ночей и "
            "выходных. Только лиды периода, с которыми уже связались; остальные посчитаны рядом.",
            en=f"{words_en} From the request to the first outgoing contact by a person, by the clock, nights and "
            "weekends included. Only leads of the period already contacted; the others are counted beside.",
        ),
        unit=Unit.SECONDS,
        value=Quantile("leads", day="captured_on", expression="response_seconds", q=q, open=_NOT_CONTACTED),
        better=Better.DOWN,
        owner=_SALES,
    )


MEASURES = (
    Measure(
        key="processed",
        name=Text(ru="Обработанные лиды", en="Processed leads"),
        question=Text(ru="Сколько заявок взяли в работу?", en="How many leads were taken up?"),
        definition=Text(
            ru="Лиды, которые в этом периоде впервые обработали: связались с клиентом или сдвинули с этапа «Новая "
            "заявка». Когда пришла сама заявка, неважно.",
            en="Leads first processed in the period: contacted, or moved on from the stage “New lead”. When the "
            "request itself came does not matter.",
        ),
        unit=Unit.COUNT,
        value=Total("leads", day="processed_on"),
        better=Better.UP,
        owner=_SALES,
    ),
    Measure(
        key="in_work",
        name=Text(ru="В работе", en="In work"),
        question=Text(ru="Сколько заявок периода сейчас в работе?", en="How many leads of the period are in work now?"),
        definition=Text(
            ru="Лиды, принятые в периоде, которые обработали, но пока не продали и не закрыли отказом.",
            en="Leads captured in the period that were processed and are neither won nor lost so far.",
        ),
        unit=Unit.COUNT,
        value=Total(
            "leads", day="captured_on", where="processed_on IS NOT NULL AND won_on IS NULL AND lost_on IS NULL"
        ),
        owner=_SALES,
    ),
    Measure(
        key="untouched",
        name=Text(ru="Не обработаны", en="Not processed"),
        question=Text(ru="Сколько заявок никто не взял?", en="How many leads did nobody take up?"),
        definition=Text(
            ru="Лиды, принятые в периоде, с которыми ещё ничего не сделали.",
            en="Leads captured in the period with which nothing was done yet.",
        ),
        unit=Unit.COUNT,
        value=Total(
            "leads", day="captured_on", where="processed_on IS NULL AND won_on IS NULL AND lost_on IS NULL"
        ),
        better=Better.DOWN,
        owner=_SALES,
    ),
    Measure(
        key="contacts",
        name=Text(ru="Контакты", en="Contacts"),
        question=Text(ru="Сколько раз связывались с клиентами?", en="How often were clients contacted?"),
        definition=Text(
            ru="Все звонки, письма, сообщения и встречи в дни периода.",
            en="All calls, mails, messages and meetings in the days of the period.",
        ),
        unit=Unit.COUNT,
        value=Total("activities", day="contacted_on"),
        better=Better.UP,
        owner=_SALES,
    ),
    Measure(
        key="calls",
        name=Text(ru="Звонки", en="Calls"),
        question=Text(ru="Сколько звонили?", en="How many calls were there?"),
        definition=Text(
            ru="Звонки в дни периода, входящие и исходящие, и те, на которые не ответили.",
            en="Calls in the days of the period, incoming and outgoing, unanswered ones included.",
        ),
        unit=Unit.COUNT,
        value=Total("activities", day="contacted_on", where="activity_kind = 'call'"),
        better=Better.UP,
        owner=_SALES,
    ),
    Measure(
        key="calls_answered",
        name=Text(ru="Звонки с ответом", en="Answered calls"),
        question=Text(ru="Сколько раз поговорили?", en="How many calls were answered?"),
        definition=Text(
            ru="Звонки в дни периода, на которые ответили.", en="Calls in the days of the period that were answered."
        ),
        unit=Unit.COUNT,
        value=Total("activities", day="contacted_on", where="activity_kind = 'call' AND answered = TRUE"),
        better=Better.UP,
        owner=_SALES,
    ),
    Measure(
        key="answered_share",
        name=Text(ru="Дозвон", en="Share of calls answered"),
        question=Text(ru="Дозваниваемся ли мы?", en="Do calls get through?"),
        definition=Text(ru="Звонки с ответом, делённые на все звонки.", en="Answered calls divided by all calls."),
        unit=Unit.SHARE,
        value=Rate("calls_answered", "calls"),
        better=Better.UP,
        owner=_SALES,
    ),
    Measure(
        key="talk_minutes",
        name=Text(ru="Минуты разговоров", en="Talk minutes"),
        question=Text(ru="Сколько времени говорили с клиентами?", en="How long did we talk with clients?"),
        definition=Text(
            ru="Сумма длительности звонков в дни периода, в минутах.",
            en="The sum of call durations in the days of the period, in minutes.",
        ),
        unit=Unit.MINUTES,
        value=Total(
            "activities", day="contacted_on", expression="sum(duration / 60)", where="activity_kind = 'call'"
        ),
        better=Better.UP,
        owner=_SALES,
    ),
    _response("response_time_median", 0.5, "Время до первого контакта, медиана", "Time to first contact, median",
              "Половине клиентов мы ответили быстрее.", "Half of the clients were contacted faster."),
    _response("response_time_p90", 0.9, "Время до первого контакта, 90-й процентиль", "Time to first contact, p90",
              "Девяти клиентам из десяти мы ответили быстрее.", "Nine clients of ten were contacted faster."),
    _human("human_delay_median", 0.5, "Задержка человека, медиана", "Human delay, median",
           "Половине клиентов менеджер ответил быстрее.", "Half of the clients were contacted faster."),
    _human("human_delay_p90", 0.9, "Задержка человека, 90-й процентиль", "Human delay, p90",
           "Девяти клиентам из десяти менеджер ответил быстрее.", "Nine clients of ten were contacted faster."),
    *_within("15m", 900, "15 минут", "15 minutes"),
    *_within("1h", 3600, "1 час", "1 hour"),
    *_within("24h", 86400, "24 часа", "24 hours"),
    *CAPTURE_MEASURES,
    *MONEY_MEASURES,
    *CLIENT_VALUE_MEASURES,
)  # fmt: skip
