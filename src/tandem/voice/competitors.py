"""To whom leads are lost, and at what price."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.intervals import Estimate
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.voice.counts import Scope, conditions
from tandem.voice.models import Competitor
from tandem.voice.rules import Median, median, share


@dataclass(frozen=True, slots=True)
class LostTo:
    """One competitor. ``price`` are the prices our clients told, ``ours`` our offers to the same clients, and
    ``gap`` how much dearer the competitor was than our offer to the same client, as a part of it.
    """

    competitor_id: int
    name: str
    lost: int
    #: Of the losses with a competitor named.
    share: Estimate
    price: Median
    ours: Median
    gap: Median


@dataclass(frozen=True, slots=True)
class Losses:
    """All losses of the scope, those with a competitor named, and the competitors."""

    lost: int
    named: int
    competitors: tuple[LostTo, ...]


def lost_to(scope: Scope, reading: Reading) -> Losses:
    """Competitors, the one we lose most to first."""
    statement = Statement()
    held = conditions(scope, "lost", statement)
    sql = (
        "SELECT t.competitor_id, count(*), list(CAST(t.competitor_price AS DOUBLE)) "
        "FILTER (t.competitor_price IS NOT NULL), list(CAST(t.amount AS DOUBLE)) "
        "FILTER (t.competitor_price IS NOT NULL AND t.amount > 0), "
        "list(CAST(t.competitor_price AS DOUBLE) / CAST(t.amount AS DOUBLE) - 1) "
        "FILTER (t.competitor_price IS NOT NULL AND t.amount > 0) "
        f"FROM leads t WHERE {held} GROUP BY 1"
    )
    rows = reading.rows(sql, statement.used_in(sql))
    names = dict(Competitor.objects.values_list("pk", "name"))
    named = sum(row[1] for row in rows if row[0] is not None)
    found = [
        LostTo(
            competitor_id=pk,
            name=names.get(pk, f"№ {pk}"),
            lost=lost,
            share=share(lost, named),
            price=median(prices or []),
            ours=median(ours or []),
            gap=median(gaps or []),
        )
        for pk, lost, prices, ours, gaps in rows
        if pk is not None
    ]
    found.sort(key=lambda each: (-each.lost, each.name))
    return Losses(sum(row[1] for row in rows), named, tuple(found))
