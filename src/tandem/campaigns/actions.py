"""Launches: sales are told before clients are, and the journal knows both moments."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.facts import CampaignLaunched, LaunchAnnounced
from tandem.campaigns.models import Launch
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person


class UnnamedLaunch(Refusal):
    """A launch that does not say of what."""


class AlreadyLaunched(Refusal):
    """Clients have seen it before."""


def announce_launch(*, campaign: str, notice: str, by: Person, now: datetime) -> Launch:
    """Tell sales of a launch to come. Refuses by ``UnnamedLaunch``."""
    _require_name(campaign)
    with transaction.atomic():
        launch = Launch.objects.create(campaign=campaign.strip(), notice=notice.strip(), announced_at=now)
        _tell(LaunchAnnounced(campaign=launch.campaign, announced_at=now), launch, by=by, now=now)
    return launch


def launch(*, by: Person, now: datetime, announced: Launch | None = None, campaign: str = "") -> Launch:
    """Clients see it from now on: an announced launch, or one that sales were never told of.

    Refuses by ``AlreadyLaunched`` and ``UnnamedLaunch``.
    """
    if announced is None:
        _require_name(campaign)
    with transaction.atomic():
        if announced is None:
            started = Launch.objects.create(campaign=campaign.strip(), launched_at=now)
        else:
            started = Launch.objects.select_for_update().get(pk=announced.pk)
            if started.launched_at is not None:
                raise AlreadyLaunched(
                    Text(
                        ru=f"«{started.campaign}» уже запущена: объявите новый запуск.",
                        en=f"“{started.campaign}” has been launched already: announce a new launch.",
                    )
                )
            started.launched_at = now
            started.save(update_fields=["launched_at"])
        fact = CampaignLaunched(campaign=started.campaign, announced_at=started.announced_at)
        _tell(fact, started, by=by, now=now)
    return started


def _require_name(campaign: str) -> None:
    if not campaign.strip():
        raise UnnamedLaunch(
            Text(ru="Назовите кампанию или акцию.", en="Name the campaign or the promo."),
        )


def _tell(fact: Fact, launch: Launch, *, by: Person, now: datetime) -> None:
    record(
        [Happening(fact, launch.pk, now)],
        recording=Recording(at=now, source="pages", actor_id=by.pk, version=in_force().version),
    )
