"""The agreement of the made-up company: two versions signed in its year, a third that waits, months closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal

import msgspec
from django.conf import settings
from django.utils import timezone

from tandem.agreement import actions
from tandem.agreement.document import Document, Promise, Status
from tandem.agreement.rules import month_after
from tandem.agreement.starting import starter
from tandem.basics.text import Text
from tandem.measures.store import store
from tandem.people.actions import Description, register
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.clearance_counts import matters
from tandem.selling.clearances import watched_rules
from tandem.selling.clearing import clear
from tandem.selling.models import Deal
from tandem.selling.pricing import ask_price, note_price
from tandem.simulation.world import World
from tandem.voice.changing import note_change

#: Days of the year after which the departments first agreed, and then agreed anew.
_FIRST_AFTER: Final = 20
_SECOND_AFTER: Final = 150
#: Months before the running one whose figures are still open.
_OPEN_MONTHS: Final = 1

_NEED_AND_MONEY = Text(
    ru="Есть и потребность, и бюджет. Кому пока не на что купить, тот не целевой.",
    en="There is a need and a budget. Whoever has nothing to buy with yet is no target lead.",
)
_NEED = Text(
    ru="Есть потребность в том, что мы продаём. Деньги и срок решают, какая это категория, но не целевой ли лид.",
    en="There is a need for what we sell. Money and time decide which grade it is, not whether it is a target lead.",
)
_NEED_OR_BUSINESS = Text(
    ru="Есть потребность и бюджет; у компаний достаточно потребности: деньги на год они находят позже.",
    en="There is a need and a budget; of a company the need will do: it finds the money of its year later.",
)
_REASONS = (
    Text(ru="Первая договорённость отделов", en="The first agreement of the departments"),
    Text(
        ru="Категория C тоже покупает, просто позже: считаем её целевой",
        en="Grade C buys as well, only later: it counts as a target lead",
    ),
    Text(
        ru="Частные лиды категории C съедают время менеджеров, а отвечать стали медленнее",
        en="Private leads of grade C eat the sellers' time, and answers have become slower",
    ),
)

_WHY_CHEAPER = (
    Text(ru="Берут сразу два комплекта", en="They take two sets at once"),
    Text(ru="Повторный заказ постоянного клиента", en="A repeat order of a regular client"),
    Text(ru="Акция закончилась вчера, пообещали при ней", en="The promo ended yesterday, it was promised before"),
)
#: What the CRM of the firm calls them beside the names of the starter. One reason nobody has thought of yet.
_CRM_REASONS = {
    "product": ("Вне зоны выезда", "Нужен ремонт, а не окна"),
    "not_target": ("Спам или ошибка номера",),
}

#: What was changed because of what buyers say: days before the end, codes, where, in which words.
_CHANGES = (
    (110, ("refusals.price",), "presentation",
     Text(ru="Сначала показываем платёж в месяц и рассрочку, потом полную цену.",
          en="We begin with the monthly payment and the instalments, the full price comes after.")),
    (64, ("refusals.slow", "attractions.speed"), "presentation",
     Text(ru="Смету присылаем в день разговора, даже предварительную.",
          en="The quote goes out on the day of the talk, if only a rough one.")),
    (30, ("attractions.service",), "ads",
     Text(ru="В объявления добавили «замер, монтаж и гарантия у одной бригады».",
          en="The ads now say “one team measures, installs and answers for it”.")),
    (4, ("refusals.competitor",), "offer",
     Text(ru="Обещаем тот же срок, что у конкурента, если клиент покажет его договор.",
          en="We promise the competitor's deadline to whoever shows their contract.")),
)  # fmt: skip

#: The newest deals under a rule that somebody has dealt with.
_DEALT_WITH: Final = 120


def sign_versions(world: World) -> None:
    """Versions 1 and 2, as they were signed in their day: before the leads come in, which are judged by them."""
    _take_in_staff(world)
    first, second = (month_after(world.truth.start + timedelta(days=days)) for days in (_FIRST_AFTER, _SECOND_AFTER))
    _signed(_first(world, first), first, _REASONS[0])
    _signed(_second(world, second), second, _REASONS[1])


def live_on(world: World, now: datetime) -> None:
    """What happened since: who has read what, which months are closed, and the draft of version 3."""
    readers = Person.objects.filter(name__in=_names(world)).order_by("pk")
    for number, share in ((1, 3), (2, 4)):
        for place, person in enumerate(readers):
            # Some sellers have not found the time.
            if place % share or person.role != Role.SELLER:
                actions.acknowledge(by=person, now=now - timedelta(days=100 - 30 * number), number=number)
    _close_months(world, now)
    _write_draft(world, now)


def change_by_voices(now: datetime) -> None:
    """What both departments did differently because of what buyers said."""
    last = timezone.localtime(now).date() - timedelta(days=1)
    for days, codes, place, words in _CHANGES:
        since = last - timedelta(days=days)
        by = _person(Role.MARKETING_HEAD if place == "ads" else Role.SALES_HEAD)
        note_change(chosen=codes, place=place, words=_said(words), since=since, by=by, today=since, now=_at(since, 10))


def deal_by_rules(now: datetime) -> None:
    """The last weeks of work by the decision rules: most lost deals were shown to the head of sales, a few were not;
    two went below the list price, one of which marketing has seen.
    """
    head = _person(Role.SALES_HEAD)
    reading = store.read()
    for rule in watched_rules():
        for place, matter in enumerate(matters(reading, rule, state=None, seller_id=None, limit=_DEALT_WITH)):
            if matter.stage_at is not None and head.role in matter.rule.clear_with and place % 4:
                at = matter.stage_at - timedelta(hours=2)
                clear(lead_id=matter.lead_id, rule=rule.rule.key, by=head, now=at)
    _sell_below(head, now)


def _sell_below(head: Person, now: datetime) -> None:
    deals = Deal.objects.filter(stage="won", amount__gt=10_000).order_by("-stage_at", "-pk")[:3]
    for place, deal in enumerate(deals):
        assert deal.amount is not None
        at = deal.stage_at - timedelta(hours=3)
        asked = ask_price(
            lead_id=deal.pk, list_price=(deal.amount * Decimal("1.1")).quantize(Decimal(100)), deal_price=deal.amount,
            reason=_said(_WHY_CHEAPER[place]), approver_id=head.pk, by=head, now=at,
        )  # fmt: skip
        if place == 2:
            note_price(exception_id=asked.pk, by=_person(Role.MARKETING_HEAD), now=min(at + timedelta(days=1), now))


def _take_in_staff(world: World) -> None:
    people = (*world.company.staff, *(seller.person for seller in world.company.sellers))
    register([Description(each.name, Role(each.role)) for each in people])


def _names(world: World) -> list[str]:
    return [each.name for each in (*world.company.staff, *(seller.person for seller in world.company.sellers))]


def _signed(document: Document, since: date, reason: Text) -> None:
    now = _at(since - timedelta(days=6), 12)
    words = reason.in_language(settings.LANGUAGE_CODE)
    actions.open_draft(by=_person(Role.MARKETING_HEAD), now=now, document=document)
    actions.propose(by=_person(Role.MARKETING_HEAD), now=now, since=since, reason=words)
    actions.sign(by=_person(Role.MARKETING_HEAD), now=now + timedelta(hours=3), side="marketing")
    actions.sign(by=_person(Role.SALES_HEAD), now=now + timedelta(days=1), side="sales")


def _close_months(world: World, now: datetime) -> None:
    month, today = month_after(world.truth.start), timezone.localtime(now).date()
    last = today.replace(day=1)
    for _ in range(_OPEN_MONTHS):
        last = (last - timedelta(days=1)).replace(day=1)
    while month < last:
        after = month_after(month)
        actions.close_month(month=month, by=_person(Role.SALES_HEAD), now=min(_at(after + timedelta(days=4), 10), now))
        month = after


def _write_draft(world: World, now: datetime) -> None:
    since = month_after(timezone.localtime(now).date())
    document = _second(world, since)
    faster = tuple(_within(each, 15) if each.key == "first_contact" else each for each in document.promises)
    target = Status(
        words=_said(_NEED_OR_BUSINESS),
        clause="grade in ('A', 'B') or (grade = 'C' and segment = 'Бизнес')",
        confirmed_by=document.grading.target_lead.confirmed_by,
    )
    document = msgspec.structs.replace(
        document, promises=faster, grading=msgspec.structs.replace(document.grading, target_lead=target)
    )
    head = _person(Role.MARKETING_HEAD)
    actions.open_draft(by=head, now=now, document=document)
    actions.propose(by=head, now=now, since=since, reason=_said(_REASONS[2]))


def _first(world: World, since: date) -> Document:
    return _with_target(world, since, _NEED_AND_MONEY, "grade in ('A', 'B')", share=Decimal("0.25"))


def _second(world: World, since: date) -> Document:
    return _with_target(world, since, _NEED, "grade in ('A', 'B', 'C')", share=Decimal("0.4"))


def _with_target(world: World, since: date, words: Text, clause: str, *, share: Decimal) -> Document:
    """The starter agreement with a target lead of one's own, and as many of them promised as this company gets."""
    language: Literal["ru", "en"] = "ru" if settings.LANGUAGE_CODE.startswith("ru") else "en"
    document = starter(language, since)
    target = msgspec.structs.replace(document.grading.target_lead, words=_said(words), clause=clause)
    monthly = max(10, round(len(world.requests) / 12 * float(share) / 10) * 10)
    amounts = {"target_leads": Decimal(monthly), "target_share": share}
    promises = tuple(_of_amount(each, amounts[each.key]) if each.key in amounts else each for each in document.promises)
    refusals = tuple(
        msgspec.structs.replace(each, aliases=(*each.aliases, *_CRM_REASONS.get(each.key, ())))
        for each in document.refusals
    )
    return msgspec.structs.replace(
        document, promises=promises, grading=msgspec.structs.replace(document.grading, target_lead=target),
        refusals=refusals,
    )  # fmt: skip


def _of_amount(promise: Promise, amount: Decimal) -> Promise:
    """The same promise of another amount, which its words name as well."""
    if promise.figure is None:
        return promise
    before, after = (f"{each * 100:.0f}" if each < 1 else f"{each:f}" for each in (promise.figure.amount, amount))
    return msgspec.structs.replace(
        promise,
        words=promise.words.replace(before, after),
        figure=msgspec.structs.replace(promise.figure, amount=amount),
    )


def _within(promise: Promise, minutes: int) -> Promise:
    if promise.duty is None:
        return promise
    words = {
        name: getattr(promise, name).replace(str(promise.duty.minutes), str(minutes)) for name in ("title", "words")
    }
    return msgspec.structs.replace(promise, duty=msgspec.structs.replace(promise.duty, minutes=minutes), **words)


def _person(role: Role) -> Person:
    return Person.objects.filter(role=role).order_by("pk")[0]


def _said(text: Text) -> str:
    return text.in_language(settings.LANGUAGE_CODE)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())
