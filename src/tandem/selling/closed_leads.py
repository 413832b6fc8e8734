"""Which leads sales has done with; a client of any other one is still being talked to."""

from __future__ import annotations

from collections.abc import Collection

from tandem.agreement.queries import version
from tandem.selling.models import Deal


def closed_leads(lead_ids: Collection[int]) -> set[int]:
    """Those of the leads whose stage is a closing one by the version each is counted under."""
    if not lead_ids:
        return set()
    rows = Deal.objects.filter(pk__in=lead_ids).values_list("pk", "stage", "lead__version")
    found = set()
    for lead_id, key, number in rows:
        stage = version(number).stage(key)
        if stage is not None and stage.closed:
            found.add(lead_id)
    return found
