"""Planning a campaign: its card, who answers for it, its budget; and putting it away when it is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.names import folded
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.actions import require_keeper
from tandem.campaigns.card_names import read_as_present
from tandem.campaigns.facts import (
    BudgetPlanned,
    CampaignArchived,
    CampaignChanged,
    CampaignNamed,
    CampaignPersonSet,
    CampaignPlanned,
    CampaignRestored,
)
from tandem.campaigns.known_names import campaign_named
from tandem.campaigns.models import BudgetMonth, Campaign, CampaignName, CampaignPerson
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person


class UnnamedCampaign(Refusal):
    """A campaign needs the name that ad systems write."""


class NameTaken(Refusal):
    """Another campaign is or was known by this name: its leads and spend would go to both."""


class BadGoal(Refusal):
    """Goals and days that cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card of a campaign says."""

    name: str
    target_leads: int | None = None
    target_revenue: Decimal | None = None
    segment: str = ""
    channels: str = ""
    season: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def plan_campaign(card: Card, *, people: Collection[Person] = (), by: Person, now: datetime) -> Campaign:
    """Begin a card. Refuses by ``NotTheirCampaign``, ``UnnamedCampaign``, ``NameTaken`` and ``BadGoal``."""
    require_keeper(by)
    card = _checked(card)
    with transaction.atomic():
        one_at_a_time()
        _require_free(card.name, None)
        campaign = Campaign.objects.create(planned_at=now, **asdict(card))
        happened = [Happening(CampaignPlanned(**_said(card)), campaign.pk, now), _name(campaign, card.name, now)]
        happened += _answer(campaign, people, now)
        record(happened, recording=_recording(by, now))
    return campaign


def change_campaign(card: Card, *, campaign_id: int, people: Collection[Person], by: Person, now: datetime) -> Campaign:
    """Put other words on a card; a new name is added to those it is known by. The same again changes nothing.

    Leads and spend under its earlier names count as the present one from then on, past days too.
    Refuses by ``NotTheirCampaign``, ``UnnamedCampaign``, ``NameTaken`` and ``BadGoal``.
    """
    require_keeper(by)
    card = _checked(card)
    with transaction.atomic():
        one_at_a_time()
        campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
        happened = []
        renamed = campaign.name != card.name
        if any(getattr(campaign, name) != value for name, value in asdict(card).items()):
            _require_free(card.name, campaign)
            for name, value in asdict(card).items():
                setattr(campaign, name, value)
            campaign.save()
            happened.append(Happening(CampaignChanged(**_said(card)), campaign.pk, now))
        if not campaign.names.filter(folded=folded(card.name)).exists():
            happened.append(_name(campaign, card.name, now))
        if renamed and in_force().document.matching.card_names:
            happened += read_as_present(campaign, now=now)
        happened += _answer(campaign, people, now)
        if happened:
            record(happened, recording=_recording(by, now))
    return campaign


def archive_campaign(*, campaign_id: int, by: Person, now: datetime) -> None:
    """Put a campaign out of the lists; once more, and it is back. Refuses by ``NotTheirCampaign``."""
    require_keeper(by)
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
        restored = campaign.archived_at is not None
        campaign.archived_at = None if restored else now
        campaign.save(update_fields=["archived_at"])
        fact = CampaignRestored() if restored else CampaignArchived()
        record([Happening(fact, campaign.pk, now)], recording=_recording(by, now))


def plan_budget(*, campaign_id: int, months: Mapping[date, Decimal | None], by: Person, now: datetime) -> None:
    """Say what a campaign may cost month by month; None takes a plan back. Months not named stay.

    Refuses by ``NotTheirCampaign`` and ``BadGoal``.
    """
    require_keeper(by)
    for amount in months.values():
        if amount is not None and not _is_money(amount):
            raise BadGoal(Text(ru="Бюджет — сумма не меньше нуля.", en="A budget is a sum not below zero."))
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
        before = {each.month: each for each in campaign.budget.all()}
        happened = []
        for month in sorted(months):
            first, amount = month.replace(day=1), months[month]
            planned = before.get(first)
            if (planned.amount if planned else None) == amount:
                continue
            planned = planned or BudgetMonth(campaign=campaign, month=first)
            planned.amount = amount
            planned.save()
            fact = BudgetPlanned(campaign_id=campaign.pk, month=first, amount=amount)
            happened.append(Happening(fact, planned.pk, now))
        if happened:
            record(happened, recording=_recording(by, now))


def _checked(card: Card) -> Card:
    card = replace(card, name=" ".join(card.name.split()))
    if not card.name:
        raise UnnamedCampaign(
            Text(
                ru="Назовите кампанию так, как её пишет рекламный кабинет: по имени находятся расход и лиды.",
                en="Name the campaign as the ad system writes it: spend and leads are found by the name.",
            )
        )
    if card.starts_on and card.ends_on and card.ends_on < card.starts_on:
        raise BadGoal(Text(ru="Кампания кончается раньше, чем начинается.", en="The campaign ends before it begins."))
    if card.target_revenue is not None and not _is_money(card.target_revenue):
        raise BadGoal(Text(ru="Цель по деньгам — сумма не меньше нуля.", en="A revenue goal is a sum not below zero."))
    return card


def _require_free(name: str, own: Campaign | None) -> None:
    other = campaign_named(name)
    if other is not None and other != own:
        raise NameTaken(
            Text(
                ru=f"Так называется или называлась кампания № {other.pk} «{other.name}»: лиды смешались бы.",
                en=f"Campaign no. {other.pk} “{other.name}” has or had this name: leads and spend would be mixed.",
            )
        )


def _name(campaign: Campaign, name: str, now: datetime) -> Happening:
    made = CampaignName.objects.create(campaign=campaign, name=name, folded=folded(name), since=now)
    return Happening(CampaignNamed(campaign_id=campaign.pk, name=name), made.pk, now)


def _answer(campaign: Campaign, people: Collection[Person], now: datetime) -> list[Happening]:
    """Let exactly these people answer for the campaign."""
    wanted = {each.pk for each in people}
    rows = {each.person_id: each for each in campaign.people.all()}
    happened = []
    for person_id in sorted(wanted | rows.keys()):
        row, answers = rows.get(person_id), person_id in wanted
        if row is not None and row.answers == answers:
            continue
        row = row or CampaignPerson(campaign=campaign, person_id=person_id)
        row.answers = answers
        row.save()
        fact = CampaignPersonSet(campaign_id=campaign.pk, person_id=person_id, answers=answers)
        happened.append(Happening(fact, row.pk, now))
    return happened


def _said(card: Card) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in asdict(card).items()}


def _is_money(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount < Decimal(10) ** 13 and amount == round(amount, 2)


def _recording(by: Person, now: datetime) -> Recording:
    return Recording(at=now, source="pages", actor_id=by.pk)
