"""The list of leads behind a stretch or a stop, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.agreement.rules import Agreement
from tandem.basics.numbers import DASH, format_duration, format_moment
from tandem.funnel.journey_leads import Behind, LeadLine
from tandem.funnel.journey_points import points_of
from tandem.ui.pieces import Cell, Column, Row, Table


def heading(behind: Behind, agreement: Agreement, language: str) -> str:
    """What was clicked; empty when the address names nothing that there is."""
    titles = {point.key: point.title.in_language(language) for point in points_of(agreement, meetings=True)}
    end = titles.get(behind.end, "")
    if not end:
        return ""
    if behind.stop:
        return (_("Lost after “%(point)s”") if behind.stop == "lost" else _("Stand at “%(point)s”")) % {"point": end}
    return f"{titles.get(behind.start, '')} → {end}"


def leads_table(lines: Sequence[LeadLine], agreement: Agreement, language: str) -> Table:
    """Each lead with where it stands now, and how long it was on the way."""
    stages = {stage.key: stage.title.in_language(language) for stage in agreement.stages}
    columns = [
        Column(_("Lead")),
        Column(_("Captured")),
        Column(_("Stage now")),
        Column(_("Time on the way"), numeric=True),
    ]
    now, zone = timezone.now(), ZoneInfo(settings.TIME_ZONE)
    rows = []
    for line in lines:
        took = DASH if line.seconds is None else format_duration(timedelta(seconds=line.seconds), language)
        captured = format_moment(line.captured_at.replace(tzinfo=UTC), now, zone, language)
        stage = stages.get(line.stage or "", line.stage or DASH)
        url = reverse("lead", args=[line.lead_id])
        rows.append(Row([Cell(f"№ {line.lead_id}", url=url), Cell(captured), Cell(stage), Cell(took)]))
    return Table(_("Leads"), columns, rows)
