"""What people say of columns that may be known only after the contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tandem.agreement.drafting import require_editor
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.scoring.facts import ColumnJudged
from tandem.scoring.history import attribute_fields
from tandem.scoring.models import Column


class NoSuchColumn(Refusal):
    """No attribute of leads has that name."""


def judged_columns() -> Mapping[str, bool]:
    """What was said of columns: whether each is known only after the contact."""
    return dict(Column.objects.values_list("name", "late"))


def judge_column(*, name: str, late: bool, by: Person, now: datetime) -> None:
    """Say whether a column is known only after the contact. Refuses by ``NotYours`` and ``NoSuchColumn``."""
    require_editor(by)
    if name not in {each.name for each in attribute_fields()}:
        raise NoSuchColumn(
            Text(
                ru=f"Признака «{name}» у лидов больше нет: обновите страницу.",
                en=f"Leads have no attribute “{name}” any more: load the page again.",
            )
        )
    with transaction.atomic():
        stood = Column.objects.select_for_update().filter(name=name).first()
        if stood is not None and stood.late == late:
            return
        column, _ = Column.objects.update_or_create(name=name, defaults={"late": late, "said_by": by, "said_at": now})
        record(
            [Happening(ColumnJudged(name=name, late=late), column.pk, now)],
            recording=Recording(at=now, source="pages", actor_id=by.pk),
        )
