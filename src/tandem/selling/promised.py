"""Everything that was ever promised to clients, by words and days: offers, notices, creatives, what leads name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from tandem.basics.names import folded
from tandem.basics.text import Text
from tandem.campaigns.models import Creative, Launch, Offer
from tandem.measures.store import Reading


class Source(StrEnum):
    """Where a promise is written down."""

    OFFER = "offer"
    NOTICE = "notice"
    CREATIVE = "creative"
    #: Only leads name it: nobody wrote it down as an offer.
    LEADS = "leads"

    @property
    def words(self) -> Text:
        """As the page says it."""
        return _SOURCES[self]


_SOURCES = {
    Source.OFFER: Text(ru="оффер", en="offer"),
    Source.NOTICE: Text(ru="памятка о запуске", en="launch notice"),
    Source.CREATIVE: Text(ru="креатив", en="creative"),
    Source.LEADS: Text(ru="назван в лидах", en="named by leads"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was promised: in which words, by which campaign, in which days (None: open)."""

    source: Source
    title: str
    words: str
    campaign: str
    since: date | None
    until: date | None
    url: str = ""
    #: What a seller answers.
    answer: str = ""
    #: How many leads name it; None where that is not counted.
    leads: int | None = None


def promises(text: str, *, on: date | None, reading: Reading) -> list[Promise]:
    """What holds all the words and was promised on the day, the latest first. Without either: everything."""
    words = folded(text).split()
    found = [*_offers(words), *_notices(words), *_creatives(words), *_of_leads(words, reading)]
    if on is not None:
        found = [each for each in found if _covers(each, on)]
    return sorted(found, key=lambda each: (each.since or date.min, each.title), reverse=True)


def _offers(words: list[str]) -> Iterator[Promise]:
    rows = Offer.objects.select_related("campaign")
    for word in words:
        rows = rows.filter(folded__contains=word)
    for each in rows:
        said = "\n".join(part for part in (each.promise, each.discount, each.terms) if part)
        campaign = each.campaign.name if each.campaign else ""
        url = reverse("campaign", args=[each.campaign_id]) if each.campaign_id else ""
        yield Promise(Source.OFFER, each.title, said, campaign, each.since, each.until, url)


def _notices(words: list[str]) -> Iterator[Promise]:
    rows = Launch.objects.exclude(announced_at=None)
    for word in words:
        rows = rows.filter(folded__contains=word)
    for each in rows:
        began = each.launched_at or each.starts_at or each.announced_at
        since = timezone.localdate(began) if began else None
        url = reverse("launch", args=[each.pk])
        yield Promise(Source.NOTICE, each.campaign, each.notice, each.campaign, since, each.ends_on, url, each.answer)


def _creatives(words: list[str]) -> Iterator[Promise]:
    rows = Creative.objects.exclude(message="").select_related("campaign")
    for word in words:
        rows = rows.filter(folded__contains=word)
    for each in rows:
        until = timezone.localdate(each.archived_at) if each.archived_at else each.campaign.ends_on
        since = each.campaign.starts_on or timezone.localdate(each.made_at)
        url = reverse("campaign", args=[each.campaign_id])
        yield Promise(Source.CREATIVE, each.name, each.message, each.campaign.name, since, until, url)


def _of_leads(words: list[str], reading: Reading) -> Iterator[Promise]:
    """Offers that leads name and nobody wrote down, with the days of their leads."""
    known = {folded(title) for title in Offer.objects.values_list("title", flat=True)}
    rows = reading.rows(
        "SELECT offer, min(captured_on), max(captured_on), count(*) FROM leads "
        "WHERE nullif(offer, '') IS NOT NULL GROUP BY offer"
    )
    for offer, first, last, leads in rows:
        key = folded(offer)
        if key not in known and all(word in key for word in words):
            yield Promise(Source.LEADS, offer, "", "", first, last, leads=leads)


def _covers(promise: Promise, day: date) -> bool:
    return (promise.since is None or promise.since <= day) and (promise.until is None or day <= promise.until)
