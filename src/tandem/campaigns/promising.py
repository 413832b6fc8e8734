"""What a campaign promises and shows: offers, creatives with their picture, landing pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction

from tandem.basics.names import folded
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.actions import require_keeper
from tandem.campaigns.facts import (
    CreativeArchived,
    CreativeChanged,
    CreativeMade,
    LandingPageArchived,
    LandingPageMade,
    OfferArchived,
    OfferChanged,
    OfferMade,
)
from tandem.campaigns.models import Campaign, Creative, CreativePicture, LandingPage, Offer
from tandem.campaigns.picture_rules import picture_of
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person


class NothingPromised(Refusal):
    """An offer needs the words clients see, a creative the name that ad systems write."""


class BadDays(Refusal):
    """An offer that ends before it begins."""


class NotALink(Refusal):
    """Only what a browser opens as a page is a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWords:
    """What an offer says."""

    title: str
    since: date
    until: date | None = None
    campaign: Campaign | None = None
    promise: str = ""
    discount: str = ""
    terms: str = ""


def make_offer(said: OfferWords, *, by: Person, now: datetime, offer_id: int | None = None) -> Offer:
    """Write down an offer, or put other words into one. Refuses by ``NotTheirCampaign``, ``NothingPromised`` and
    ``BadDays``."""
    require_keeper(by)
    title = " ".join(said.title.split())
    if not title:
        raise NothingPromised(
            Text(ru="Назовите оффер так, как его видит клиент.", en="Name the offer as clients see it.")
        )
    if said.until is not None and said.until < said.since:
        raise BadDays(Text(ru="Оффер кончается раньше, чем начинается.", en="The offer ends before it begins."))
    with transaction.atomic():
        offer = Offer() if offer_id is None else Offer.objects.select_for_update().get(pk=offer_id)
        for name in ("since", "until", "campaign", "promise", "discount", "terms"):
            setattr(offer, name, getattr(said, name))
        offer.title = title
        offer.folded = folded(" ".join((title, said.promise, said.discount, said.terms)))
        offer.save()
        kind = OfferMade if offer_id is None else OfferChanged
        fact = kind(
            title=title, campaign_id=offer.campaign_id, discount=said.discount or None, since=said.since,
            until=said.until,
        )  # fmt: skip
        _tell(fact, offer, by, now)
    return offer


def make_creative(
    *, campaign: Campaign, name: str, message: str, link: str, offer: Offer | None, by: Person, now: datetime,
    creative_id: int | None = None, picture: bytes | None = None,
) -> Creative:  # fmt: skip
    """Write down a creative, or change one; without ``picture`` it keeps the one it has.

    Refuses by ``NotTheirCampaign``, ``NothingPromised``, ``NotALink`` and ``NotAPicture``.
    """
    require_keeper(by)
    name = " ".join(name.split())
    if not name:
        raise NothingPromised(
            Text(
                ru="Назовите креатив так, как его пишет рекламный кабинет.",
                en="Name the creative as the ad system writes it.",
            )
        )
    if link and not link.startswith(("https://", "http://")):
        raise NotALink(Text(ru="Ссылка начинается с https://", en="A link begins with https://"))
    shown = picture_of(picture) if picture is not None else None
    with transaction.atomic():
        creative = (
            Creative(made_at=now) if creative_id is None else Creative.objects.select_for_update().get(pk=creative_id)
        )
        creative.campaign, creative.name, creative.message = campaign, name, message
        creative.link, creative.offer = link, offer
        creative.folded = folded(f"{name} {message}")
        creative.save()
        if picture is not None and shown is not None:
            CreativePicture.objects.update_or_create(
                creative=creative,
                defaults={"kind": shown.kind, "content": picture, "digest": hashlib.sha256(picture).hexdigest()},
            )
        kind = CreativeMade if creative_id is None else CreativeChanged
        _tell(kind(name=name, campaign_id=campaign.pk, offer_id=creative.offer_id), creative, by, now)
    return creative


def make_landing_page(*, campaign: Campaign, address: str, title: str, by: Person, now: datetime) -> LandingPage:
    """Say which page a campaign leads to; one that was put away is back. Refuses by ``NotTheirCampaign`` and
    ``NothingPromised``."""
    require_keeper(by)
    address = address.strip()
    if not address or any(each.isspace() for each in address):
        raise NothingPromised(
            Text(ru="Укажите адрес страницы, как его пишут лиды.", en="Give the page's address as leads write it.")
        )
    with transaction.atomic():
        page, is_new = LandingPage.objects.get_or_create(campaign=campaign, address=address, defaults={"title": title})
        if is_new or page.archived_at is not None or page.title != title:
            page.title, page.archived_at = title, None
            page.save()
            _tell(LandingPageMade(campaign_id=campaign.pk, address=address), page, by, now)
    return page


def archive(what: Offer | Creative | LandingPage, *, by: Person, now: datetime) -> None:
    """Put it out of the lists; the search and the leads of its time still know it. Refuses by ``NotTheirCampaign``."""
    require_keeper(by)
    fact: Fact
    match what:
        case Offer():
            fact = OfferArchived()
        case Creative():
            fact = CreativeArchived()
        case _:
            fact = LandingPageArchived()
    with transaction.atomic():
        if type(what)._default_manager.filter(pk=what.pk, archived_at=None).update(archived_at=now):
            _tell(fact, what, by, now)


def _tell(fact: Fact, about: models.Model, by: Person, now: datetime) -> None:
    recording = Recording(at=now, source="pages", actor_id=by.pk)
    record([Happening(fact, about.pk, now)], recording=recording)
