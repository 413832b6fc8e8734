"""Launches that sellers learned of from clients: when the notice was sent, read, and when the first lead came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.campaigns.models import LaunchReading
from tandem.handover.models import LaunchIncident
from tandem.measures.export_files import Content
from tandem.selling.lead_list import Reader

FORMS = ("", "", "", "", "", "0")


@dataclass(frozen=True, slots=True)
class Incident:
    """One launch and one seller, without a name where the reader sees none.

    ``sent_at`` and ``read_at`` are None where it has not come to that even now.
    """

    launch_id: int
    campaign: str
    seller: str
    lead_id: int
    learned_at: datetime
    sent_at: datetime | None
    read_at: datetime | None

    @property
    def was_sent(self) -> bool:
        """Whether the notice had been sent by then, and was not read in time."""
        return self.sent_at is not None and self.sent_at <= self.learned_at


def incidents(reader: Reader) -> list[Incident]:
    """All that the reader may see, the latest first: a seller their own, a marketer nobody's name."""
    rows = LaunchIncident.objects.select_related("seller", "launch")
    if reader.seller_id is not None:
        rows = rows.filter(seller=reader.seller_id)
    found, named = list(rows), reader.role.sees_operating_report
    read = {
        (launch_id, person_id): read_at
        for launch_id, person_id, read_at in LaunchReading.objects.filter(
            launch__in={each.launch_id for each in found}
        ).values_list("launch_id", "person_id", "read_at")
    }
    return [
        Incident(
            launch_id=each.launch_id,
            campaign=each.campaign,
            seller=str(each.seller) if named else "",
            lead_id=each.lead_id,
            learned_at=each.learned_at,
            sent_at=each.launch.announced_at,
            read_at=read.get((each.launch_id, each.seller_id)),
        )
        for each in found
    ]


def file_rows(found: list[Incident]) -> Iterator[list[Content]]:
    """The same as the rows of a file."""
    yield [_("Campaign"), _("Seller"), _("First lead came"), _("Notice sent"), _("Notice read"), _("Lead")]
    for each in found:
        yield [each.campaign, each.seller, _said(each.learned_at), _said(each.sent_at), _said(each.read_at),
               each.lead_id]  # fmt: skip


def _said(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
