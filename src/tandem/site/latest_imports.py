"""The newest imports, as the page of the data shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from tandem.basics.text import Text
from tandem.imports.models import Import, Status
from tandem.imports.recipe_loading import title_in
from tandem.measures.attention import page

_LISTED = 8


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in a few words."""

    import_id: int
    url: str
    recipe: Text
    at: dt.datetime
    rows: int
    new: int
    rejected: int
    status: str


def latest_imports() -> list[ImportLine]:
    """The newest imports, the newest first."""
    runs = Import.objects.annotate(
        rows=Sum("files__rows_read"), new=Sum("files__records_new"), rejected=Sum("files__rows_rejected")
    )
    return [
        ImportLine(
            run.pk,
            page("import", run.pk),
            title_in(run.recipe_text, run.recipe),
            run.started_at,
            run.rows or 0,
            run.new or 0,
            run.rejected or 0,
            str(Status(run.status).label),
        )
        for run in runs.order_by("-pk")[:_LISTED]
    ]
