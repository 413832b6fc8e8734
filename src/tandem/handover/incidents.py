"""Learned from a client: a lead of a started launch came to a seller who had not been told of it.

Counted once for each launch and seller, by the first such lead: the second client tells the seller nothing new. An
incident is a fact of its own, so its moment stays what it was, however the notice goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.basics.names import folded
from tandem.campaigns.known_names import names_of
from tandem.campaigns.models import Launch, LaunchReading
from tandem.campaigns.rules import is_live
from tandem.handover.facts import LearnedFromClient
from tandem.handover.models import Assignment, LaunchIncident
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening


@dataclass(frozen=True, slots=True)
class Given:
    """A lead came to a seller at an instant."""

    lead_id: int
    seller_id: int
    at: datetime


def note_incidents(given: Iterable[Given], *, now: datetime) -> int:
    """Note which of these leads were the first word of a launch to their seller; how many there were.

    Inside the caller's transaction; done again, it finds them noted.
    """
    arrived = sorted(given, key=lambda each: (each.at, each.lead_id))
    if not arrived or not (started := _started()):
        return 0
    leads = Lead.objects.exclude(campaign="").in_bulk({each.lead_id for each in arrived})
    found: dict[tuple[int, int], tuple[Given, Launch, Lead]] = {}
    for each in arrived:
        lead = leads.get(each.lead_id)
        launch = _launch_behind(lead, started) if lead is not None else None
        if lead is not None and launch is not None:
            found.setdefault((launch.pk, each.seller_id), (each, launch, lead))
    return _note(found, now)


def note_incidents_of_launch(launch: Launch, *, after: int, most: int, now: datetime) -> int | None:
    """The same for the next leads that had come before the start was noted; the last lead looked at, None at the end.

    ``after`` is the lead the part before ended with.
    """
    if launch.launched_at is None:
        return None
    since = Lead.objects.filter(captured_at__gte=launch.launched_at).exclude(campaign="")
    keys = {folded(text) for text in _texts([launch])[launch.pk]}
    written = [text for text in since.order_by().values_list("campaign", flat=True).distinct() if folded(text) in keys]
    rows = Assignment.objects.filter(
        lead__captured_at__gte=launch.launched_at, lead__campaign__in=written, pk__gt=after
    )
    given = [Given(*row) for row in rows.order_by("pk").values_list("pk", "seller_id", "assigned_at")[:most]]
    note_incidents(given, now=now)
    return given[-1].lead_id if len(given) == most else None


def _note(found: Mapping[tuple[int, int], tuple[Given, Launch, Lead]], now: datetime) -> int:
    launches = {launch_id for launch_id, _ in found}
    known = set(LaunchIncident.objects.filter(launch__in=launches).values_list("launch_id", "seller_id"))
    read = {
        (launch_id, person_id): read_at
        for launch_id, person_id, read_at in LaunchReading.objects.filter(launch__in=launches)
        .exclude(read_at=None)
        .values_list("launch_id", "person_id", "read_at")
    }
    noted = 0
    for key, (given, launch, lead) in found.items():
        read_at = read.get(key)
        if key in known or (read_at is not None and read_at <= given.at):
            continue
        incident = LaunchIncident.objects.create(
            launch=launch, seller_id=given.seller_id, lead=lead, campaign=launch.campaign,
            announced_at=launch.announced_at, learned_at=given.at, batch_id=lead.batch_id,
        )  # fmt: skip
        fact = LearnedFromClient(
            launch_id=launch.pk, seller_id=given.seller_id, campaign=launch.campaign, announced_at=launch.announced_at
        )
        record(
            [Happening(fact, incident.pk, given.at, lead_id=lead.pk)],
            recording=Recording(at=now, source="follower", batch_id=lead.batch_id, version=lead.version),
        )
        noted += 1
    return noted


def _started() -> Mapping[str, Sequence[Launch]]:
    """Launches that clients have seen, by every folded text their campaign is known by, the newest first."""
    launches = list(Launch.objects.exclude(launched_at=None).order_by("-launched_at", "-pk"))
    texts = _texts(launches)
    found: dict[str, list[Launch]] = {}
    for each in launches:
        for key in {folded(text) for text in texts[each.pk]}:
            found.setdefault(key, []).append(each)
    return found


def _texts(launches: Collection[Launch]) -> dict[int, tuple[str, ...]]:
    """By launch the texts its leads may name the campaign by."""
    cards = names_of({each.of_campaign_id for each in launches if each.of_campaign_id is not None})
    return {each.pk: (each.campaign, *cards.get(each.of_campaign_id or 0, ())) for each in launches}


def _launch_behind(lead: Lead, started: Mapping[str, Sequence[Launch]]) -> Launch | None:
    """The launch that brought a lead: the newest that had started by then, as long as it was news."""
    for launch in started.get(folded(lead.campaign), ()):
        if launch.launched_at is not None and launch.launched_at <= lead.captured_at:
            since = launch.launched_at
            news = is_live(announced_at=since, launched_at=since, ends_on=launch.ends_on, now=lead.captured_at)
            return launch if news else None
    return None
