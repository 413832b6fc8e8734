"""The measurable parts of the agreement as sentences a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from tandem.agreement import titles
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.clause_in_words import agreed_words
from tandem.agreement.document import (
    BonusScheme,
    Care,
    Document,
    DutyPromise,
    Exchange,
    FigurePromise,
    Gate,
    Handoff,
    Kpi,
    Material,
    Naming,
    Promise,
    Question,
    Queue,
    ReturnAudit,
    Situation,
)
from tandem.agreement.questions import field_of, specialised_in
from tandem.agreement.yaml_writing import number
from tandem.basics import numbers
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.measures.wording import Speech
from tandem.people.rules import Role


def amount_of(measure: str, value: Decimal | None) -> Text:
    """An amount in the unit of its measure."""
    known = catalogue().get(measure)

    def said(language: str) -> str:
        if known is None or value is None:
            return numbers.format_number(value, language, 0 if value is None or value == int(value) else 2)
        return Speech(language, settings.CURRENCY).figure(known, value)

    return Text(ru=said("ru"), en=said("en"))


def promise(each: Promise, document: Document) -> Text:
    """How a promise is measured; empty when it is not."""
    if each.figure is not None:
        return _figure(each.figure)
    if each.duty is not None:
        return _duty(each.duty, document)
    return Text(ru="", en="")


def kpi(each: Kpi) -> Text:
    """The target of a KPI."""
    return _limit(each.measure, each.relation, each.amount, each.per)


def gate(each: Gate | None) -> Text:
    """The condition of quality; a dash for none."""
    if each is None:
        return Text(ru="—", en="—")
    name, limit = titles.measure(each.measure), _limit(each.measure, each.relation, each.amount, "")
    return Text(ru=f"{name.ru}: {limit.ru}", en=f"{name.en}: {limit.en}")


def scheme(each: BonusScheme) -> Text:
    """How the bonus of a role is made up."""
    base = Text(
        ru=numbers.format_money(each.base, settings.CURRENCY, "ru"),
        en=numbers.format_money(each.base, settings.CURRENCY, "en"),
    )
    shared = each.shared_weight
    own = titles.measure(each.own_measure)
    plan = amount_of(each.own_measure, each.own_plan)
    return Text(
        ru=f"{base.ru} × ({_percent(shared, 'ru')} общий результат + {_percent(1 - shared, 'ru')} «{own.ru}» "
        f"к плану {plan.ru})",
        en=f"{base.en} × ({_percent(shared, 'en')} shared result + {_percent(1 - shared, 'en')} “{own.en}” "
        f"against {plan.en})",
    )


def _figure(each: FigurePromise) -> Text:
    name, limit = titles.measure(each.measure), _limit(each.measure, each.relation, each.amount, each.per)
    where = filters(each.where)
    return Text(ru=f"{name.ru}{where}: {limit.ru}", en=f"{name.en}{where}: {limit.en}")


def filters(where: Mapping[str, tuple[str, ...]]) -> str:
    """Filters by dimension in brackets; empty for none."""
    return f" ({'; '.join(f'{key}: {", ".join(values)}' for key, values in where.items())})" if where else ""


def _limit(measure: str, relation: str, amount: Decimal | None, per: str) -> Text:
    said, relates, each = amount_of(measure, amount), titles.choice(relation), titles.PER.get(per, Text(ru="", en=""))
    return Text(ru=f"{relates.ru} {said.ru} {each.ru}".strip(), en=f"{relates.en} {said.en} {each.en}".strip())


def _duty(each: DutyPromise, document: Document) -> Text:
    about = titles.choice(each.about)
    per = titles.PER.get(each.per, Text(ru="", en=""))
    share = Text(
        ru=f"{_percent(each.share, 'ru')} {per.ru}" if each.share != 1 else "у всех",
        en=f"{_percent(each.share, 'en')} {per.en}" if each.share != 1 else "all of them",
    )
    if not each.until:
        return Text(
            ru=f"{about.ru.capitalize()}: выполнено, {share.ru}", en=f"{about.en.capitalize()}: kept, {share.en}"
        )
    time = _clock(each.minutes)
    limit = titles.choice(each.limit)
    title = next((known.title for known in document.calendars if known.key == each.calendar), "")
    within = f" ({title})" if title else ""
    ru, en = within, within
    if each.hours:
        whose = titles.choice(each.hours)
        ru, en = f" ({whose.ru}; {title})", f" ({whose.en}; {title})"
    follows = _steps(each)
    return Text(
        ru=f"{about.ru.capitalize()}: {limit.ru} {time.ru}{ru}, {share.ru}{follows.ru}",
        en=f"{about.en.capitalize()}: {limit.en} {time.en}{en}, {share.en}{follows.en}",
    )


def _steps(each: DutyPromise) -> Text:
    """What follows by itself around the deadline: ``. Напомнить за 10 мин до срока; …``; empty for nothing."""
    ru: list[str] = []
    en: list[str] = []
    if each.remind:
        time = _clock(each.remind)
        ru.append(f"напомнить за {time.ru} до срока")
        en.append(f"a reminder {time.en} before the deadline")
    for minutes_after, what in (
        (each.tell_head, Text(ru="сказать руководителю", en="the head is told")),
        (each.pass_on, Text(ru="передать другому", en="given to another")),
    ):
        if minutes_after is None:
            continue
        time = _clock(minutes_after)
        ru.append(f"{what.ru} через {time.ru} после срока" if minutes_after else f"{what.ru} в срок")
        en.append(f"{what.en} {time.en} after it" if minutes_after else f"{what.en} at the deadline")
    return Text(ru=f". {'; '.join(ru).capitalize()}" if ru else "", en=f". {'; '.join(en).capitalize()}" if en else "")


def minutes(count: int) -> Text:
    """Minutes of working time."""
    return _clock(count)


def watch(each: Situation, document: Document) -> Text:
    """By what the system sees a situation, and when it counts as overdue."""
    seen = each.watch
    if seen is None:
        return Text(ru="узнают люди", en="people tell")
    about, time = titles.choice(seen.about), _clock(seen.after + seen.minutes)
    title = next((known.title for known in document.calendars if known.key == seen.calendar), "")
    within = f" ({title})" if title else ""
    clause = agreed_words(seen.clause, document)
    return Text(
        ru=f"{about.ru}: {clause.ru}; просрочено через {time.ru}{within}",
        en=f"{about.en}: {clause.en}; overdue after {time.en}{within}",
    )


def distribution(document: Document) -> Iterator[Text]:
    """How leads are dealt out, sentence by sentence."""
    terms = document.distribution
    calendar = next((each.title or each.key for each in document.calendars if each.key == terms.calendar), "—")
    yield Text(
        ru=f"Лид получает тот, кто на смене (без личного графика — «{calendar}») и кому он подходит.",
        en=f"A lead goes to whoever is on shift (without a week of their own: “{calendar}”) and is for it.",
    )
    if terms.own_first:
        yield Text(
            ru="Знакомый клиент идёт к своему менеджеру, если тот на месте.",
            en="A client who comes again goes to the seller they know, if that one is there.",
        )
    if terms.specialties:
        able = specialised_in(document)
        named = [able[each].words if each in able else Text(ru=each, en=each) for each in terms.specialties]
        yield Text(
            ru=f"Специализация: {', '.join(each.ru for each in named)}.",
            en=f"Specialties: {', '.join(each.en for each in named)}.",
        )
    yield Text(
        ru=f"На лиды уходит {_percent(terms.useful, 'ru')} смены; у кого она занята, тому новых не дают, пока есть "
        "кто-то свободнее.",
        en=f"{_percent(terms.useful, 'en')} of a shift is for leads; whoever's is full gets no more while somebody is "
        "free.",
    )
    yield Text(
        ru="Делим поровну ожидаемую выручку, а не число лидов. Лид получает тот, у кого такие чаще покупают, пока он "
        f"не ушёл вперёд своей доли больше чем на {_percent(terms.ahead, 'ru')}.",
        en="Shared out evenly is the expected revenue, not the number of leads. A lead goes to whoever sells such "
        f"leads best, until they are ahead of their part by more than {_percent(terms.ahead, 'en')}.",
    )
    if terms.least_part:
        yield Text(
            ru=f"У каждого не меньше {_percent(terms.least_part, 'ru')} его доли.",
            en=f"Everybody is given at least {_percent(terms.least_part, 'en')} of their part.",
        )
    if terms.common:
        yield _COMMON[terms.common]
    if terms.rotate_after:
        yield Text(
            ru=f"Клиента, с которым менеджер {terms.rotate_after} дн. не связывался и ничего не запланировал, Тандем "
            "предлагает отдать другому; решает РОП.",
            en=f"A client whom the seller has not turned to for {terms.rotate_after} days, and plans nothing with, is "
            "proposed for another seller; the head of sales decides.",
        )
    if terms.newcomer_days:
        yield Text(
            ru=f"Новичок начинает с {_percent(terms.newcomer_share, 'ru')} нагрузки и за {terms.newcomer_days} дн. "
            "доходит до полной.",
            en=f"A newcomer begins with {_percent(terms.newcomer_share, 'en')} of the load and carries all of it after "
            f"{terms.newcomer_days} days.",
        )
    if terms.catch_all:
        role = titles.role(terms.catch_all)
        yield Text(
            ru=f"Лид, который никому не подошёл, сразу показываем: {role.ru}.",
            en=f"A lead that fits nobody is shown at once to: {role.en}.",
        )


_COMMON = {
    "idle": Text(
        ru="Общая очередь: у кого своих лидов не осталось, берёт первый из ожидающих у коллег, если не ушёл вперёд "
        "своей доли.",
        en="The common queue: whoever has no lead of their own left takes the first of those that wait for colleagues, "
        "unless they are ahead of their part.",
    ),
    "first": Text(
        ru="Общая очередь: кто освободился, берёт первый лид из всех ожидающих, своих и коллег, если не ушёл вперёд "
        "своей доли.",
        en="The common queue: whoever is free takes the first of all leads that wait, their own or a colleague's, "
        "unless they are ahead of their part.",
    ),
}


def care(each: Care) -> Text:
    """When a step of the life cycle comes, how often, and whose it is."""
    since = announced().get(each.since)
    since_words = since.words if since is not None else Text(ru=each.since or "—", en=each.since or "—")
    ru = f"Через {each.days} дн. после: {since_words.ru}"
    en = f"{each.days} days after: {since_words.en}"
    if each.every:
        ru, en = f"{ru}, затем каждые {each.every} дн.", f"{en}, then every {each.every} days"
    whose = (
        Text(ru="клиента отдаём заново", en="the client is given out anew")
        if each.anew
        else Text(ru="следующий шаг менеджера клиента", en="a next step of the client's seller")
    )
    return Text(
        ru=f"{ru}; {whose.ru}; не больше {each.most} в день.", en=f"{en}; {whose.en}; at most {each.most} a day."
    )


def handoff_items(handoff: Handoff) -> Text:
    """The lines of a hand-off checklist, those that may be missing marked."""
    said = [(each.title or each.key, each.optional) for each in handoff.items]
    return Text(
        ru="; ".join(title + (" (не обязательно)" if optional else "") for title, optional in said),
        en="; ".join(title + (" (not required)" if optional else "") for title, optional in said),
    )


def queue_order(queue: Queue) -> Text:
    """By what leads are put in order."""
    if queue.grade_first:
        return Text(
            ru="Сначала старшая категория; внутри неё первым идёт лид, ожидание которого дороже всего "
            "в пересчёте на минуту менеджера.",
            en="A better grade first; within it the lead whose waiting costs most for each of a seller's minutes.",
        )
    return Text(
        ru="Первым идёт лид, ожидание которого дороже всего в пересчёте на минуту менеджера.",
        en="First comes the lead whose waiting costs most for each of a seller's minutes.",
    )


def material(each: Material) -> str:
    """Its name, and where it lies."""
    return ": ".join(part for part in (each.title, each.address) if part)


def answer_within(exchange: Exchange, document: Document) -> Text:
    """How long the receiver has for an answer; a dash where none is promised."""
    if not exchange.answer_minutes:
        return Text(ru=numbers.DASH, en=numbers.DASH)
    calendar = next((each.title for each in document.calendars if each.key == exchange.calendar), "")
    by = f" ({calendar})" if calendar else ""
    span = timedelta(minutes=exchange.answer_minutes)
    return Text(ru=numbers.format_duration(span, "ru") + by, en=numbers.format_duration(span, "en") + by)


def return_audit(audit: ReturnAudit) -> Text:
    """Which part of returns is judged anew, by whom."""
    role = titles.role(audit.auditor or Role.SALES_HEAD)
    return Text(
        ru=f"{_percent(audit.share, 'ru')} возвратов выбирает жребий, и второй человек ({role.ru}) оценивает лид "
        "заново: он не работал с этим лидом и не видит ни причины, ни того, кто вернул, ни решения.",
        en=f"{_percent(audit.share, 'en')} of returns are drawn by lot, and a second person ({role.en}) judges the "
        "lead anew: they did not handle it, and see neither the reason nor who gave it back nor what was decided.",
    )


def naming(each: Naming) -> Text:
    """When somebody is named as a cause."""
    places = 0 if (each.effect * 100) % 1 == 0 else 1
    part_ru, part_en = (numbers.format_percent(each.effect, language, places) for language in ("ru", "en"))
    return Text(
        ru="Отдел или человека называют причиной, только когда изменение не объяснить случаем (90 % интервал не "
        f"накрывает ноль) и оно больше {part_ru} выручки, с которой сравнивают.",
        en="A department or a person is named as a cause only when chance does not explain the change (the 90 % "
        f"interval excludes zero) and it exceeds {part_en} of the revenue compared with.",
    )


def random_share(queue: Queue) -> Text:
    """How many leads stand at a random place, and why."""
    if not queue.random_share:
        return Text(ru="Случайных мест в очереди нет.", en="No lead is put at a random place.")
    return Text(
        ru=f"{_percent(queue.random_share, 'ru')} новых лидов встают на случайное место: по ним видно, "
        "помогает ли порядок.",
        en=f"{_percent(queue.random_share, 'en')} of new leads are put at a random place: they tell whether the "
        "order helps.",
    )


def question(each: Question) -> Text:
    """How a question is answered: the options, or the kind of value with its bounds."""
    kind = titles.choice(each.kind)
    options = " / ".join(option.title or option.key for option in each.options)
    bounds = [
        Text(ru=f"{words.ru} {number(bound)}", en=f"{words.en} {number(bound)}")
        for words, bound in ((_FROM, each.least), (_TO, each.most))
        if bound is not None
    ]
    ru = " ".join([kind.ru, *(bound.ru for bound in bounds)]) if bounds or not options else ""
    en = " ".join([kind.en, *(bound.en for bound in bounds)]) if bounds or not options else ""
    return Text(
        ru="; ".join(part for part in (ru, options, "не знает / не сказал") if part),
        en="; ".join(part for part in (en, options, "does not know / would not say") if part),
    )


def answers_what(each: Question) -> Text:
    """The field of the lead that a question answers, in words."""
    name = field_of(each)
    known = announced().get(name)
    return known.words if known else Text(ru=f"признак {name}", en=f"attribute {name}")


_FROM = Text(ru="от", en="from")
_TO = Text(ru="до", en="to")


def _clock(minutes: int) -> Text:
    """Minutes of a calendar: in hours however many, since a working day has no twenty-four."""
    if minutes < 24 * 60:
        time = timedelta(minutes=minutes)
        return Text(ru=numbers.format_duration(time, "ru"), en=numbers.format_duration(time, "en"))
    hours, rest = divmod(minutes, 60)
    return Text(ru=f"{hours} ч" + (f" {rest} мин" if rest else ""), en=f"{hours} h" + (f" {rest} min" if rest else ""))


def _percent(share: Decimal, language: str) -> str:
    return numbers.format_percent(share, language, 0)
