"""Marketing's side of the made-up company: campaigns with goals, offers, creatives, and the launches of the last weeks.

Planted: one launch announced in time and read, one that started without a word to sales, one that waits to be read,
and one that is still being written.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tandem.campaigns import actions, planning, promising
from tandem.campaigns.actions import Notice
from tandem.campaigns.models import Campaign, Launch, Offer
from tandem.campaigns.planning import Card
from tandem.campaigns.promising import OfferWords
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.simulation.campaigns import AUTUMN, MORTGAGE, THIRD, TURNKEY, campaigns_and_free_flows
from tandem.simulation.company import Flow

_YEAR = timedelta(days=365)
_TERMS = {
    AUTUMN: ("25 %", "На окна ПВХ от двух изделий. Не суммируется с рассрочкой."),
    MORTGAGE: ("0 % на 12 месяцев", "Договор от 60 000 ₽, первый взнос 30 %. Решение банка за день."),
    TURNKEY: ("", "Семь рабочих дней с замера, балконы до шести метров."),
    THIRD: ("третье окно бесплатно", "Третье — меньшее из трёх, профиль тот же."),
}


def run_campaigns(now: datetime, *, leads: int) -> None:
    """Write down every campaign of the cast and what it promises, then the launches of the last weeks."""
    head = _somebody(Role.MARKETING_HEAD)
    began = now - _YEAR
    for flow in campaigns_and_free_flows():
        if flow.campaign:
            _plan(flow, leads=leads, by=head, began=began)
    _launches(now, head)


def _plan(flow: Flow, *, leads: int, by: Person, began: datetime) -> None:
    first = timezone.localdate(began)
    wanted = max(round(flow.share * leads * 1.05), 1)
    card = Card(
        name=flow.campaign, target_leads=wanted, channels=f"{flow.source}, {flow.channel}", starts_on=first,
        ends_on=first + 2 * _YEAR - timedelta(days=1),
    )  # fmt: skip
    campaign = planning.plan_campaign(card, people=[by, _somebody(Role.MARKETER)], by=by, now=began)
    monthly = Decimal(round(flow.share * leads * flow.cost_per_lead / 12, -2))
    months = {(began + timedelta(days=30 * number)).date().replace(day=1): monthly for number in range(13)}
    planning.plan_budget(campaign_id=campaign.pk, months=dict(months), by=by, now=began)
    offers = {each.offer: _offer(each.offer, campaign, by=by, began=began) for each in flow.creatives}
    for each in flow.creatives:
        promising.make_creative(
            campaign=campaign, name=each.name, message=f"{each.offer}. {each.ad_group}: замер в удобное вам время.",
            link="", offer=offers[each.offer], by=by, now=began,
        )  # fmt: skip
    if flow.landing_page.startswith("/"):
        promising.make_landing_page(campaign=campaign, address=flow.landing_page, title="", by=by, now=began)


def _offer(title: str, campaign: Campaign, *, by: Person, began: datetime) -> Offer:
    discount, terms = _TERMS.get(title, ("", ""))
    words = OfferWords(
        title=title, since=timezone.localdate(began), campaign=campaign, discount=discount, terms=terms
    )  # fmt: skip
    return promising.make_offer(words, by=by, now=began)


def _launches(now: datetime, by: Person) -> None:
    campaigns = {each.name: each for each in Campaign.objects.all()}
    retargeting = next(name for name in campaigns if "Ретаргетинг" in name)
    balcony = next(name for name in campaigns if "Балкон под ключ" in name)
    mailing = next(name for name in campaigns if "E-mail" in name)
    told = _draft(
        Notice(
            campaign=retargeting,
            notice="Скидка 25 % на окна ПВХ для тех, кто уже считал на сайте. Только до конца месяца.",
            audience="Были на сайте за 60 дней и не оставили заявку",
            answer="Да, 25 % от расчёта на сайте, если окон два и больше. Расчёт поднимаем по телефону.",
        ),
        by=by,
        now=now - timedelta(days=26),
    )
    actions.send_notice(launch_id=told.pk, by=by, now=now - timedelta(days=26))
    actions.launch(by=by, announced=told, now=now - timedelta(days=21))
    for number, seller in enumerate(Person.objects.filter(role__in=("seller", "sales_head"), is_active=True)):
        at = now - timedelta(days=26) + timedelta(minutes=7 + 38 * number)
        actions.acknowledge_notice(launch_id=told.pk, by=seller, now=at)
    actions.launch(by=by, campaign=balcony, now=now, at=now - timedelta(days=9))
    waits = _draft(
        Notice(
            campaign=mailing,
            notice="Бесплатная регулировка окон всем, кто покупал у нас больше двух лет назад.",
            audience="База клиентов старше двух лет",
            answer="Регулировка бесплатная, выезд в течение недели. Заодно предложите сетки и откосы.",
            starts_at=now + timedelta(days=2),
            ends_on=timezone.localdate(now) + timedelta(days=30),
        ),
        by=by,
        now=now - timedelta(hours=5),
    )
    actions.send_notice(launch_id=waits.pk, by=by, now=now - timedelta(hours=4))
    _draft(Notice(campaign="Новогодняя рассрочка", audience="Все", starts_at=now + timedelta(days=2)), by=by, now=now)


def _draft(said: Notice, *, by: Person, now: datetime) -> Launch:
    return actions.draft_launch(said, by=by, now=now)


def _somebody(role: Role) -> Person:
    found = Person.objects.filter(role=role).order_by("-is_active", "pk").first()
    assert found is not None, f"the made-up company has a {role}"
    return found
