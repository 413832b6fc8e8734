"""The steps of intake itself: what a packet lacks, and the client's touches with marketing beside the lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.facts import PacketChecked, TouchMade
from tandem.intake.models import Touch
from tandem.intake.pipeline import Arrived, Step
from tandem.intake.rules import missing_of, still_missing
from tandem.intake.touching import CLICK_IDS, LONGEST, UTM, touches_of
from tandem.intake.touching_sessions import Touched
from tandem.journal.models import FactRow
from tandem.journal.rows import insert_rows, next_ids

_TEXTS = ("source", "channel", "campaign", "ad_group", "creative", "page", "referrer", "device", "offer")
_UTM_WORDS = {
    "utm_source": Text(ru="Источник визита (utm_source)", en="Source of the visit (utm_source)"),
    "utm_medium": Text(ru="Канал визита (utm_medium)", en="Channel of the visit (utm_medium)"),
    "utm_campaign": Text(ru="Кампания визита (utm_campaign)", en="Campaign of the visit (utm_campaign)"),
    "utm_term": Text(ru="Ключевая фраза визита (utm_term)", en="Keyword of the visit (utm_term)"),
    "utm_content": Text(ru="Объявление визита (utm_content)", en="Ad of the visit (utm_content)"),
}


class Touching(Step):
    """Keeps what a record says of earlier visits; what came before stays."""

    order = 5
    fields: ClassVar[tuple[Field, ...]] = (
        *(Field(name, FieldType.TEXT, _UTM_WORDS[name], max_length=300) for name in UTM),
        *(
            Field(name, FieldType.ID, Text(ru=f"Метка клика {name}", en=f"Click id {name}"), max_length=500)
            for name in CLICK_IDS
        ),
        Field("referrer", FieldType.TEXT, Text(ru="Откуда перешёл", en="Referrer"), max_length=4_000),
        Field("device", FieldType.TEXT, Text(ru="Устройство", en="Device"), max_length=20),
        Field("touches", FieldType.TEXT, Text(ru="Касания (JSON)", en="Touches (JSON)"), max_length=LONGEST),
    )

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Write the touches of all leads and tell of each."""
        told = [(each, *touches_of(each.incoming.values, captured_at=each.captured_at)) for each in arrived]
        told = [each for each in told if each[1]]
        if not told:
            return
        known = self._known([each.lead_id for each, *_ in told if not each.is_new])
        fresh: list[tuple[Arrived, Touched]] = []
        for each, touches, cut in told:
            new = [touch for touch in touches if (each.lead_id, touch.at) not in known]
            fresh += ((each, touch) for touch in new)
            chunk.note(each.incoming, "touches", "cut" if cut else "", kept=len(new), cut=cut)
        ids = next_ids(Touch, len(fresh)) if fresh else ()
        rows: list[tuple[Any, ...]] = []
        for touch_id, (each, touch) in zip(ids, fresh, strict=True):
            texts = [getattr(touch, name) for name in _TEXTS]
            rows.append((touch_id, each.lead_id, touch.at, *texts, dict(touch.click_ids), chunk.batch_id))
            # What a page is reached by may be told; a click id points at one browser and stays beside the lead.
            fact = TouchMade(**{name: text or None for name, text in zip(_TEXTS, texts, strict=True)})
            chunk.tell(fact, touch_id, touch.at, lead_id=each.lead_id, version=each.version)
        insert_rows(Touch, ("id", "lead", "touched_at", *_TEXTS, "click_ids", "batch_id"), rows)

    def _known(self, lead_ids: Sequence[int]) -> set[tuple[int, datetime]]:
        if not lead_ids:
            return set()
        return set(Touch.objects.filter(lead__in=lead_ids).order_by().values_list("lead_id", "touched_at"))


class Checking(Step):
    """Tells of a packet that lacks something, and of one that lacks it no more."""

    order: ClassVar[int] = 6

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Look at leads that came by a door."""
        if chunk.batch_id is not None:
            return
        before = _lacked([each.lead_id for each in arrived if not each.is_new])
        for each in arrived:
            values = each.incoming.values
            stood = before.get(each.lead_id, "")
            lacks = " ".join(missing_of(values)) if each.is_new else still_missing(stood, values)
            if lacks != stood:
                fact = PacketChecked(missing=lacks or None)
                chunk.tell(fact, each.lead_id, each.captured_at, lead_id=each.lead_id, version=each.version)


def _lacked(lead_ids: Sequence[int]) -> dict[int, str]:
    """What known leads lacked so far."""
    if not lead_ids:
        return {}
    rows = FactRow.objects.filter(kind=PacketChecked.kind, lead_id__in=lead_ids).order_by("position")
    return {row.subject_id: row.fact.missing or "" for row in rows if isinstance(row.fact, PacketChecked)}
