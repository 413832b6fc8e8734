"""Whether somebody has already acted on what an import brought: then it can no longer be taken back.

What Tandem did with it of its own accord (dealt the leads out, started their clocks, judged them anew) is recorded as
part of the import and goes with it. What a person did, a colleague or the client, belongs to no import and needs the
lead it was done to.
"""

from __future__ import annotations

from django.apps import apps

from tandem.basics.text import Text
from tandem.imports.refusals import ImportRefused
from tandem.journal.models import FactRow
from tandem.measures.tables import shape

#: Leads named in the refusal, and facts looked at to find them: one lead may have many.
_EXAMPLES, _LOOKED_AT = 3, 200


class NeededByOthers(ImportRefused):
    """Later imports, or people's work, hang on what this one brought."""


def refuse_when_acted_on(batch_id: int) -> None:
    """Refuse by ``NeededByOthers``, with number and examples, where leads it brought have facts of no import."""
    leads = apps.get_model(shape().tables["leads"].state)
    brought = leads._default_manager.filter(batch_id=batch_id).order_by()
    since = FactRow.objects.filter(lead_id__in=brought.values("pk"), batch_id=None)
    first = list(since.order_by("position")[:_LOOKED_AT])
    if not first:
        return
    examples: dict[int, Text] = {}
    for row in first:
        if row.lead_id is not None and len(examples) < _EXAMPLES:
            examples.setdefault(row.lead_id, row.fact.told())
    count, total = since.order_by().values("lead_id").distinct().count(), brought.count()
    ru = "; ".join(f"№ {lead_id} — {text.ru}" for lead_id, text in examples.items())
    en = "; ".join(f"no. {lead_id}: {text.en}" for lead_id, text in examples.items())
    raise NeededByOthers(
        Text(
            ru=f"С лидами этого импорта уже работали: {count} из {total}. Например, {ru}. Такой импорт не отменяют, а "
            "исправляют новой выгрузкой.",
            en=f"Somebody has already acted on leads of this import: {count} of {total}. For example, {en}. Correct it "
            "by a new export instead.",
        )
    )
