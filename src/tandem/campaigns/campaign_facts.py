"""What can happen to campaigns, offers, creatives and landing pages. Their words stay with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class _CampaignCard(Fact, frozen=True):
    """The card as it stands afterwards."""

    name: str
    target_leads: int | None
    target_revenue: Decimal | None
    segment: str | None
    channels: str | None
    season: str | None
    starts_on: date | None
    ends_on: date | None


class CampaignPlanned(_CampaignCard, frozen=True):
    """Marketing wrote down what a campaign is for."""

    subject = "campaign"
    icon = "flag"
    sentence = Text(ru="Кампания заведена: {name}", en="Campaign planned: {name}")


class CampaignChanged(_CampaignCard, frozen=True):
    """Its name, goals, audience or days are others from now on."""

    subject = "campaign"
    icon = "pencil-square"
    sentence = Text(ru="Кампания изменена: {name}", en="Campaign changed: {name}")


class CampaignArchived(Fact, frozen=True):
    """It is over and out of the lists; everything stands."""

    subject = "campaign"
    icon = "archive-box"
    sentence = Text(ru="Кампания в архиве", en="Campaign archived")


class CampaignRestored(Fact, frozen=True):
    """It runs again."""

    subject = "campaign"
    icon = "arrow-uturn-left"
    sentence = Text(ru="Кампания возвращена из архива", en="Campaign taken out of the archive")


class CampaignNamed(Fact, frozen=True):
    """From now on ad systems and leads know the campaign by this text as well."""

    subject = "campaign_name"
    icon = "tag"
    sentence = Text(ru="Кампания называется: {name}", en="The campaign is called: {name}")

    campaign_id: int
    name: str


class CampaignPersonSet(Fact, frozen=True):
    """Somebody answers for a campaign, or does no longer."""

    subject = "campaign_person"
    icon = "user"
    sentence = Text(ru="Ответственный за кампанию", en="Somebody answers for the campaign")

    campaign_id: int
    person_id: int
    answers: bool

    def told(self) -> Text:
        """Which of the two."""
        no_longer = Text(ru="Больше не отвечает за кампанию", en="Does not answer for the campaign any more")
        return self.sentence if self.answers else no_longer


class BudgetPlanned(Fact, frozen=True):
    """What a campaign may cost in a month; without an amount the plan is taken back."""

    subject = "campaign_budget"
    icon = "banknotes"
    sentence = Text(ru="Бюджет на месяц {month}: {amount}", en="Budget of the month {month}: {amount}")

    campaign_id: int
    month: date
    amount: Decimal | None


class _OfferCard(Fact, frozen=True):
    """The offer as it stands afterwards; its longer words stay with it."""

    title: str
    campaign_id: int | None
    discount: str | None
    since: date
    until: date | None


class OfferMade(_OfferCard, frozen=True):
    """Something is promised to clients."""

    subject = "offer"
    icon = "gift"
    sentence = Text(ru="Оффер: {title}", en="Offer: {title}")


class OfferChanged(_OfferCard, frozen=True):
    """Its words, terms or days are others from now on."""

    subject = "offer"
    icon = "pencil-square"
    sentence = Text(ru="Оффер изменён: {title}", en="Offer changed: {title}")


class OfferArchived(Fact, frozen=True):
    """It is out of the lists; the search still finds it."""

    subject = "offer"
    icon = "archive-box"
    sentence = Text(ru="Оффер в архиве", en="Offer archived")


class _CreativeCard(Fact, frozen=True):
    name: str
    campaign_id: int
    offer_id: int | None


class CreativeMade(_CreativeCard, frozen=True):
    """An ad is known here, with what it says."""

    subject = "creative"
    icon = "photo"
    sentence = Text(ru="Креатив: {name}", en="Creative: {name}")


class CreativeChanged(_CreativeCard, frozen=True):
    """What it says or shows is something else from now on."""

    subject = "creative"
    icon = "pencil-square"
    sentence = Text(ru="Креатив изменён: {name}", en="Creative changed: {name}")


class CreativeArchived(Fact, frozen=True):
    """It is shown no more."""

    subject = "creative"
    icon = "archive-box"
    sentence = Text(ru="Креатив в архиве", en="Creative archived")


class LandingPageMade(Fact, frozen=True):
    """A page that the campaign leads to."""

    subject = "landing_page"
    icon = "window"
    sentence = Text(ru="Посадочная страница: {address}", en="Landing page: {address}")

    campaign_id: int
    address: str


class LandingPageArchived(Fact, frozen=True):
    """The campaign does not lead there any more."""

    subject = "landing_page"
    icon = "archive-box"
    sentence = Text(ru="Посадочная страница в архиве", en="Landing page archived")
