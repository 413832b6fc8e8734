"""Notices and promises for whoever talks to clients: what is unread, what was told of a campaign, what was promised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from tandem.basics.names import folded
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.campaigns.known_names import Meant
from tandem.campaigns.models import Campaign, CampaignName, Creative, Launch, LaunchReading, Offer, Spend
from tandem.campaigns.rules import SHOWN_FOR, TOLD, is_live
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role


class Known(StrEnum):
    """How it is known that an offer was promised to a lead."""

    #: The lead itself names the offer.
    BY_ITSELF = "itself"
    #: Its creative carries the offer.
    BY_CREATIVE = "creative"
    #: Its campaign promised it on that day.
    BY_CAMPAIGN = "campaign"

    @property
    def words(self) -> Text:
        """As the card of a lead says it."""
        return _KNOWN[self]


_KNOWN = {
    Known.BY_ITSELF: Text(ru="оффер записан в лиде", en="the lead names the offer"),
    Known.BY_CREATIVE: Text(ru="его обещал креатив лида", en="the lead's creative carried it"),
    Known.BY_CAMPAIGN: Text(ru="его обещала кампания лида в тот день", en="the lead's campaign promised it that day"),
}


@dataclass(frozen=True, slots=True)
class OfferPromised:
    """An offer that a lead was promised, how that is known, and whether it still holds."""

    offer: Offer
    known: Known
    over: bool


def unread_by(person: Person, *, now: datetime) -> list[Launch]:
    """Sent notices that one who sells has not acknowledged and that still matter, the oldest first."""
    if Role(person.role) not in TOLD:
        return []
    # Twice the time they are shown: one sent long before its start is shown from the start on.
    return [
        each
        for each in _unread(person.pk, now - 2 * SHOWN_FOR, (now - timedelta(days=1)).date())
        if each.announced_at is not None
        and is_live(announced_at=each.announced_at, launched_at=each.launched_at, ends_on=each.ends_on, now=now)
    ]


@prepared
def _unread(person: int, since: datetime, ends: date) -> QuerySet[Launch]:
    sent = sent_launches().filter(Q(announced_at__gte=since) | Q(ends_on__gte=ends))
    read = LaunchReading.objects.filter(launch=OuterRef("pk"), person=person, read_at__isnull=False)
    return sent.filter(~Exists(read)).select_related("offer").order_by("announced_at", "pk")


def notice_on(campaign: Meant, *, at: datetime) -> Launch | None:
    """What sales was told of a campaign for a lead that came in at an instant: the newest notice of then.

    Where nothing had been sent by then, the first one sent afterwards: late is better than silence.
    """
    return notice_later(campaign, at=at)()


def notice_later(campaign: Meant, *, at: datetime) -> Later[Launch | None]:
    """The same, asked along with other questions."""
    if not campaign.said:
        return lambda: None
    names = {campaign.said, campaign.counted}
    # A campaign has few: all are read at once rather than asked for twice.
    told = _told_under.later(names) if campaign.card is None else _told_of.later(names, campaign.card.pk)

    def found() -> Launch | None:
        ordered = sorted(told(), key=lambda each: each.announced_at or at)
        before = [each for each in ordered if each.announced_at is not None and each.announced_at <= at]
        return before[-1] if before else next(iter(ordered), None)

    return found


@prepared
def _told_under(names: Collection[str]) -> QuerySet[Launch]:
    return _told(Q(campaign__in=names))


@prepared
def _told_of(names: Collection[str], card: int) -> QuerySet[Launch]:
    return _told(Q(campaign__in=names) | Q(of_campaign=card))


def _told(same: Q) -> QuerySet[Launch]:
    return sent_launches().filter(same).exclude(notice="").select_related("offer").order_by("pk")


def promised_on(*, campaign: Meant, creative: str, offer: str, day: date, today: date) -> list[OfferPromised]:
    """Which of the offers written down here a lead of a day was promised, the surest first; none where none fits.

    By the lead's own text; else by its creative; else by what its campaign promised on that day. A lead's text that
    two offers bear means the one in force on the day, and the newest of those.
    """
    return promised_later(campaign=lambda: campaign, creative=creative, offer=offer, day=day, today=today)()


def promised_later(
    *, campaign: Later[Meant], creative: str, offer: str, day: date, today: date
) -> Later[list[OfferPromised]]:
    """The same, with what is asked first asked along with other questions."""
    begun = _beginning_with.later(folded(offer)) if offer else list

    def found() -> list[OfferPromised]:
        if same := _titled(offer, day, begun()):
            return [_promised(same[0], Known.BY_ITSELF, today)]
        return _promised_otherwise(campaign(), creative, day, today)

    return found


def _promised_otherwise(campaign: Meant, creative: str, day: date, today: date) -> list[OfferPromised]:
    if creative and (carried := _carried(creative, campaign.card)):
        return [_promised(carried, Known.BY_CREATIVE, today)]
    if campaign.card is None:
        return []
    offers = _offers_of(campaign.card.pk)
    return [_promised(each, Known.BY_CAMPAIGN, today) for each in offers if _holds(each, day)]


def sent_launches() -> QuerySet[Launch]:
    """Launches whose notice was sent."""
    return Launch.objects.filter(announced_at__isnull=False)


def of_campaign(launches: QuerySet[Launch], campaign: Meant) -> QuerySet[Launch]:
    """Those of the campaign that a text means, under whichever of its names they were announced."""
    same = Q(campaign__in={campaign.said, campaign.counted})
    return launches.filter(same if campaign.card is None else same | Q(of_campaign=campaign.card))


def spend_names_without_card() -> list[str]:
    """Campaigns that money was spent on and that no card knows, the latest first."""
    known = set(CampaignName.objects.values_list("folded", flat=True))
    spent = Spend.objects.exclude(campaign="").order_by().values_list("campaign").annotate(last=Max("spent_on"))
    return [name for name, _last in spent.order_by("-last", "campaign") if folded(name) not in known]


def segments_known(*, today: date) -> list[str]:
    """Segments that leads of the last year name, those with most leads first."""
    year = Period(today - timedelta(days=365), today)
    rows = answer(Question(("leads",), year, by=("segment",)), store.read()).rows
    by_leads = sorted(rows, key=lambda row: -int(row.values["leads"].value or 0))
    return [str(row.members[0]) for row in by_leads if row.members[0]]


def _titled(title: str, day: date, begun: Sequence[Offer]) -> Sequence[Offer]:
    """Offers of that text, those in force on the day first, the newer first; ``begun`` begin with it."""
    key = folded(title)
    same = [each for each in begun if folded(each.title) == key]
    return sorted(same, key=lambda each: (_holds(each, day), each.since, each.pk), reverse=True)


def _carried(creative: str, card: Campaign | None) -> Offer | None:
    key = folded(creative)
    among = _carrying(key) if card is None else _carrying_of(key, card.pk)
    return next((each.offer for each in among if folded(each.name) == key), None)


@prepared
def _beginning_with(key: str) -> QuerySet[Offer]:
    return Offer.objects.filter(folded__startswith=key)


@prepared
def _offers_of(card: int) -> QuerySet[Offer]:
    return Offer.objects.filter(campaign=card).order_by("-since", "-pk")


@prepared
def _carrying(key: str) -> QuerySet[Creative]:
    among = Creative.objects.exclude(offer=None).filter(folded__startswith=key)
    return among.select_related("offer").order_by("-pk")


@prepared
def _carrying_of(key: str, card: int) -> QuerySet[Creative]:
    among = Creative.objects.exclude(offer=None).filter(folded__startswith=key, campaign=card)
    return among.select_related("offer").order_by("-pk")


def _holds(offer: Offer, day: date) -> bool:
    return offer.since <= day and (offer.until is None or day <= offer.until)


def _promised(offer: Offer, known: Known, today: date) -> OfferPromised:
    return OfferPromised(offer, known, over=offer.until is not None and offer.until < today)
