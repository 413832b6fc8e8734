"""Why leads fit no seller: what of them nobody is for, so that whoever decides knows what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from tandem.agreement.clause_catalogue import announced
from tandem.agreement.queries import in_force
from tandem.basics.text import Text
from tandem.handover.asking import askings
from tandem.handover.dealing import WEEK
from tandem.handover.pool import candidates
from tandem.handover.unfit_rules import lacking


def why_unfit(lead_ids: Collection[int], *, now: datetime, not_to: int | None = None) -> dict[int, Text]:
    """By lead why none of the sellers can have it, by the terms in force; one that fits somebody by now is left out."""
    if not lead_ids:
        return {}
    document = in_force().document
    pool = candidates(document, now=now, days=WEEK)
    found = {}
    for asking in askings(sorted(lead_ids), document, not_to=not_to, anew=True):
        lacks = lacking(asking.needs, pool, not_to=not_to)
        if lacks is not None:
            found[asking.lead_id] = _words({field: asking.needs[field] for field in lacks})
    return found


def _words(lacks: Mapping[str, str]) -> Text:
    if not lacks:
        return Text(ru="все, кому подходит, отсутствуют", en="all whom it fits are away")
    known = announced("leads")
    said = [
        (known[field].words if field in known else Text(ru=field, en=field), value) for field, value in lacks.items()
    ]
    ru = ", ".join(f"{words.ru} «{value}»" for words, value in said)
    en = ", ".join(f"{words.en} “{value}”" for words, value in said)
    return Text(ru=f"нет менеджера на {ru}", en=f"nobody is for {en}")
