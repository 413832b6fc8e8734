"""Writing down what a name counts as: the row of state and what is told of it; recording is the action's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tandem.campaigns.facts import CampaignNameMended, CampaignNameRestored
from tandem.campaigns.models import MendedName
from tandem.campaigns.names_rules import How, Mending
from tandem.journal.facts import Happening


def mendings() -> dict[str, Mending]:
    """Name → what was decided of it, undone mendings as well."""
    rows = MendedName.objects.values_list("said", "campaign", "how")
    return {said: Mending(campaign, How(how) if how else None) for said, campaign, how in rows}


def kept(mended: Iterable[tuple[str, str, How]], *, now: datetime) -> list[Happening]:
    """Let each name count as a campaign, and by which rule; what happened, a fact a name."""
    told = []
    for said, campaign, how in mended:
        name, _ = MendedName.objects.update_or_create(
            said=said, defaults={"campaign": campaign, "how": how.value, "mended_at": now}
        )
        told.append(Happening(CampaignNameMended(said=said, campaign=campaign, how=how.value), name.pk, now))
    return told


def undone(said: str, *, how: How | None, now: datetime) -> Happening:
    """Let a mended name stand for itself: ``how`` is None where a person says so, which rules leave alone."""
    name = MendedName.objects.get(said=said)
    name.campaign, name.how, name.mended_at = "", how.value if how else "", now
    name.save()
    return Happening(CampaignNameRestored(said=said, how=name.how), name.pk, now)
