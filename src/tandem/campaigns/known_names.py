"""Which campaign a text means: by the name it has, or one that it had earlier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.basics.names import folded
from tandem.campaigns.models import Campaign, CampaignName, MendedName
from tandem.journal.prepared import prepared
from tandem.journal.together import Later


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: ``counted`` is what it counts as, ``card`` the campaign, None where no card knows it."""

    said: str
    counted: str
    card: Campaign | None


def meant_by(said: str) -> Meant:
    """What a spend row's or a lead's text means."""
    return meant_later(said)()


def meant_later(said: str) -> Later[Meant]:
    """The same, asked along with other questions."""
    if not said:
        return lambda: Meant(said, said, None)
    # Most texts were never mended.
    as_said, mended = _card_later(said), _mended.later(said)

    def found() -> Meant:
        counts_as = next(iter(mended()), said)
        return Meant(said, counts_as, (as_said if counts_as == said else _card_later(counts_as))())

    return found


def _card_later(name: str) -> Later[Campaign | None]:
    key = folded(name)
    if not key:
        return lambda: None
    rows = _known_by.later(key)
    return lambda: next((each.campaign for each in rows()), None)


def campaign_named(name: str) -> Campaign | None:
    """The campaign that a spend row's or a lead's text means; None where no card knows it."""
    return meant_by(name).card


def counted(name: str) -> str:
    """The campaign that a text counts as since somebody mended it; itself otherwise."""
    if not name:
        return name
    return next(iter(_mended(name)), name)


@prepared
def _known_by(key: str) -> QuerySet[CampaignName]:
    return CampaignName.objects.filter(folded=key).select_related("campaign").order_by("pk")[:1]


@prepared
def _mended(name: str) -> QuerySet[MendedName, str]:
    return MendedName.objects.filter(said=name).exclude(campaign="").values_list("campaign", flat=True)[:1]


def names_of(campaign_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """By campaign every text it was ever known by, the newest first."""
    found: dict[int, tuple[str, ...]] = dict.fromkeys(campaign_ids, ())
    rows = CampaignName.objects.filter(campaign__in=list(found)).order_by("since", "pk")
    for campaign_id, name in rows.values_list("campaign_id", "name"):
        found[campaign_id] = (name, *found[campaign_id])
    return found
