"""Launches: sales are told before clients are, each seller acknowledges it, and the journal knows every moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.names import folded
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.facts import (
    CampaignLaunched,
    LaunchAnnounced,
    LaunchDrafted,
    LaunchDropped,
    LaunchRedrafted,
    NoticeGiven,
    NoticeRead,
)
from tandem.campaigns.known_names import campaign_named
from tandem.campaigns.launch_promises import told_in_time
from tandem.campaigns.models import Launch, LaunchReading, Offer
from tandem.campaigns.rules import TOLD, keeps_campaigns
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.presence import on_shift
from tandem.people.rules import Department, Role
from tandem.shifts.queries import usual_calendar


class UnnamedLaunch(Refusal):
    """A launch that does not say of what."""


class AlreadyLaunched(Refusal):
    """Clients have seen it before."""


class AlreadyAnnounced(Refusal):
    """What sellers have before their eyes is not changed behind their backs."""


class NothingAnnounced(Refusal):
    """A notice without words tells nobody anything."""


class NotYetHappened(Refusal):
    """A start lies in the past or is now."""


class NotTheirCampaign(Refusal):
    """Campaigns and notices are marketing's."""


class NotToldToThem(Refusal):
    """Only those who sell acknowledge a notice, and only one that was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says: of which campaign, what is promised, to whom, from when, what to answer."""

    campaign: str
    notice: str = ""
    audience: str = ""
    answer: str = ""
    starts_at: datetime | None = None
    ends_on: date | None = None
    offer: Offer | None = None


def draft_launch(said: Notice, *, by: Person, now: datetime) -> Launch:
    """Begin the notice of a launch. Refuses by ``NotTheirCampaign`` and ``UnnamedLaunch``."""
    require_keeper(by)
    said = _named(said)
    with transaction.atomic():
        launch = Launch.objects.create(drafted_at=now, **_columns(said))
        _tell(LaunchDrafted(**_draft(launch)), launch, by=by, now=now)
    return launch


def redraft_launch(said: Notice, *, launch_id: int, by: Person, now: datetime) -> Launch:
    """Put other words into a draft. Refuses by ``NotTheirCampaign``, ``UnnamedLaunch`` and ``AlreadyAnnounced``."""
    require_keeper(by)
    said = _named(said)
    with transaction.atomic():
        launch = _on_its_way(launch_id)
        if launch.announced_at is not None or launch.dropped_at is not None:
            raise AlreadyAnnounced(
                Text(
                    ru="Памятка уже у менеджеров: исправление — это новая памятка.",
                    en="The notice is with the sellers already: a correction is a new notice.",
                )
            )
        for name, value in _columns(said).items():
            setattr(launch, name, value)
        launch.save()
        _tell(LaunchRedrafted(**_draft(launch)), launch, by=by, now=now)
    return launch


def drop_launch(*, launch_id: int, by: Person, now: datetime) -> None:
    """Nothing comes of a draft. Refuses by ``NotTheirCampaign`` and ``AlreadyAnnounced``."""
    require_keeper(by)
    with transaction.atomic():
        launch = _on_its_way(launch_id)
        if launch.announced_at is not None or launch.launched_at is not None or launch.dropped_at is not None:
            raise AlreadyAnnounced(
                Text(ru="Отменить можно только черновик.", en="Only a draft can be dropped."),
            )
        launch.dropped_at = now
        launch.save(update_fields=["dropped_at"])
        _tell(LaunchDropped(campaign=launch.campaign), launch, by=by, now=now)


def send_notice(*, launch_id: int, by: Person, now: datetime) -> Launch:
    """Tell everybody who sells; those at work are asked to read it now, the others when they come.

    One sent after the start is kept with its time and does not count as told before. Refuses by
    ``NotTheirCampaign``, ``NothingAnnounced`` and ``AlreadyAnnounced``.
    """
    require_keeper(by)
    with transaction.atomic():
        launch = _on_its_way(launch_id)
        if launch.announced_at is not None or launch.dropped_at is not None:
            raise AlreadyAnnounced(
                Text(ru="Эта памятка уже отправлена или отменена.", en="This notice was sent or dropped already.")
            )
        if not launch.notice.strip():
            raise NothingAnnounced(
                Text(
                    ru="Напишите, что обещаем клиенту: без этого менеджеру нечего прочитать.",
                    en="Write what is promised to clients: without it there is nothing for sellers to read.",
                )
            )
        _announce(launch, by=by, now=now)
    return launch


def announce_launch(*, campaign: str, notice: str, by: Person, now: datetime) -> Launch:
    """Tell sales of a launch to come, in one go. Refuses by ``UnnamedLaunch``."""
    said = _named(Notice(campaign=campaign, notice=notice.strip()))
    with transaction.atomic():
        launch = Launch.objects.create(drafted_at=now, **_columns(said))
        _tell(LaunchDrafted(**_draft(launch)), launch, by=by, now=now)
        _announce(launch, by=by, now=now)
    return launch


def launch(
    *, by: Person, now: datetime, announced: Launch | None = None, campaign: str = "", at: datetime | None = None
) -> Launch:
    """Clients see it since ``at``, or from now on: whether sales were told, are being told, or never heard of it.

    A start is never prevented: the ad system does not ask either. Refuses by ``AlreadyLaunched``, ``UnnamedLaunch``
    and ``NotYetHappened``.
    """
    at = at or now
    if at > now:
        raise NotYetHappened(
            Text(ru="Запуск отмечают, когда он произошёл.", en="A start is noted once it has happened."),
        )
    said = _named(Notice(campaign=campaign)) if announced is None else None
    with transaction.atomic():
        if said is not None:
            started = Launch(launched_at=at, **_columns(said))
        else:
            assert announced is not None
            started = _on_its_way(announced.pk)
            if started.launched_at is not None:
                raise AlreadyLaunched(
                    Text(
                        ru=f"«{started.campaign}» уже запущена: объявите новый запуск.",
                        en=f"“{started.campaign}” has been launched already: announce a new launch.",
                    )
                )
            started.launched_at = at
        started.save()
        fact = CampaignLaunched(
            campaign=started.campaign,
            announced_at=started.announced_at,
            campaign_id=started.of_campaign_id,
            in_time=told_in_time(in_force().document, announced_at=started.announced_at, launched_at=at),
        )
        _tell(fact, started, by=by, now=now, at=at)
    return started


def acknowledge_notice(*, launch_id: int, by: Person, now: datetime) -> bool:
    """Write down that a seller has read a notice; a second time changes nothing and answers False.

    Refuses by ``NotToldToThem``.
    """
    with transaction.atomic():
        launch = _on_its_way(launch_id)
        if launch.announced_at is None or Role(by.role) not in TOLD:
            raise NotToldToThem(
                Text(
                    ru="Отмечает прочтение тот, кто продаёт, и только отправленной памятки.",
                    en="A notice is acknowledged by those who sell, and only once it was sent.",
                )
            )
        reading = LaunchReading.objects.select_for_update().filter(launch=launch, person=by).first()
        facts: list[Fact] = []
        if reading is None:
            # Somebody who came after it was sent: it was given to them when they first saw it, which is now.
            reading = LaunchReading(launch=launch, person=by, given_at=now, on_shift=False)
            facts.append(NoticeGiven(launch_id=launch.pk, person_id=by.pk, on_shift=False))
        if reading.read_at is not None:
            return False
        reading.read_at = now
        reading.save()
        facts.append(NoticeRead(launch_id=launch.pk, person_id=by.pk))
        record([Happening(fact, reading.pk, now) for fact in facts], recording=_recording(by, now))
    return True


def require_keeper(by: Person) -> None:
    """Refuses by ``NotTheirCampaign`` whoever does not keep campaigns."""
    if not keeps_campaigns(Role(by.role)):
        raise NotTheirCampaign(
            Text(
                ru="Кампании и памятки ведёт маркетинг: попросите его исправить.",
                en="Campaigns and notices are kept by marketing: ask them to mend it.",
            )
        )


def _announce(launch: Launch, *, by: Person, now: datetime) -> None:
    launch.announced_at = now
    launch.save(update_fields=["announced_at"])
    told = list(Person.objects.filter(role__in=TOLD, is_active=True).order_by("pk"))
    present = on_shift([each.pk for each in told], usual=usual_calendar(Department.SALES), at=now)
    readings = LaunchReading.objects.bulk_create(
        LaunchReading(launch=launch, person=each, given_at=now, on_shift=each.pk in present) for each in told
    )
    happened = [Happening(LaunchAnnounced(campaign=launch.campaign, announced_at=now), launch.pk, now)]
    happened += [
        Happening(NoticeGiven(launch_id=launch.pk, person_id=each.person_id, on_shift=each.on_shift), each.pk, now)
        for each in readings
    ]
    record(happened, recording=_recording(by, now))


def _on_its_way(launch_id: int) -> Launch:
    return Launch.objects.select_for_update().get(pk=launch_id)


def _named(said: Notice) -> Notice:
    name = " ".join(said.campaign.split())
    if not name:
        raise UnnamedLaunch(Text(ru="Назовите кампанию или акцию.", en="Name the campaign or the promo."))
    return replace(said, campaign=name)


def _columns(said: Notice) -> dict[str, Any]:
    words = (said.campaign, said.notice, said.audience, said.answer, said.offer.title if said.offer else "")
    return {
        "campaign": said.campaign,
        "of_campaign": campaign_named(said.campaign),
        "offer": said.offer,
        "notice": said.notice,
        "audience": said.audience,
        "answer": said.answer,
        "starts_at": said.starts_at,
        "ends_on": said.ends_on,
        "folded": folded(" ".join(words)),
    }


def _draft(launch: Launch) -> dict[str, Any]:
    return {
        "campaign": launch.campaign,
        "campaign_id": launch.of_campaign_id,
        "offer_id": launch.offer_id,
        "starts_at": launch.starts_at,
        "ends_on": launch.ends_on,
    }


def _tell(fact: Fact, launch: Launch, *, by: Person, now: datetime, at: datetime | None = None) -> None:
    record([Happening(fact, launch.pk, at or now)], recording=_recording(by, now))


def _recording(by: Person, now: datetime) -> Recording:
    return Recording(at=now, source="pages", actor_id=by.pk, version=in_force().version)
