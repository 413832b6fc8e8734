"""Names that campaigns go by: what each counts as, and which ones money and leads came under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from tandem.campaigns.models import MendedName
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.measures.renaming import TOLD
from tandem.measures.store import Reading


def counted_as() -> dict[str, str]:
    """Name → the campaign it counts as, of all mended names."""
    return counted_as_later()()


def counted_as_later() -> Later[dict[str, str]]:
    """The same, asked along with other questions."""
    rows = _mended.later()
    return lambda: dict(rows())


@prepared
def _mended() -> QuerySet[MendedName, tuple[str, str]]:
    return MendedName.objects.exclude(campaign="").values_list("said", "campaign")


def campaign_of(said: str, counted: Mapping[str, str]) -> str:
    """The campaign a name counts as: itself, unless it was mended."""
    return counted.get(said, said)


def names_told(reading: Reading) -> tuple[set[str], dict[str, float]]:
    """The names leads came under, and those money was spent under with how much, all as they came."""
    leads = reading.rows(f"SELECT DISTINCT campaign FROM {TOLD}.leads WHERE campaign <> ''")
    spend = reading.rows(
        f"SELECT campaign, sum(greatest(spend, 0))::DOUBLE FROM {TOLD}.spend WHERE campaign <> '' GROUP BY 1"
    )
    return {name for (name,) in leads}, dict(spend)


@dataclass(frozen=True, slots=True)
class Told:
    """A name as it came: its leads, what was spent under it, from which sources, and what it counts as.

    ``campaign`` is None where it stands for itself; ``known`` says whether money was ever spent on what it counts as.
    """

    said: str
    leads: int
    spend: Decimal
    sources: frozenset[str]
    campaign: str | None
    how: str
    known: bool
    has_leads: bool


def told_names(reading: Reading, *, start: object, end: object, currency: str) -> list[Told]:
    """Every name that came in the days from ``start`` to ``end``, or was mended, the most leads first."""
    rows = reading.rows(_TOLD_SQL, {"start": start, "finish": end, "currency": currency})
    return [
        Told(
            said=said, leads=leads, spend=Decimal(spend), sources=frozenset(sources), campaign=campaign, how=how or "",
            known=known, has_leads=has_leads,
        )
        for said, leads, spend, sources, campaign, how, known, has_leads in rows
    ]  # fmt: skip


#: ``known`` and ``has_leads`` look at all days: a name is known once money was ever spent under it.
_TOLD_SQL = f"""
WITH told AS (
    SELECT campaign AS said, captured_on BETWEEN $start AND $finish AS now, 1 AS leads, 0::DECIMAL(18, 2) AS spend,
        nullif(source, '') AS source
    FROM {TOLD}.leads WHERE campaign <> ''
    UNION ALL
    SELECT campaign, spent_on BETWEEN $start AND $finish, 0,
        CASE WHEN currency IN ('', $currency) THEN spend ELSE 0 END, nullif(source, '')
    FROM {TOLD}.spend WHERE campaign <> ''
),
by_name AS (
    SELECT said, sum(leads) FILTER (now) AS leads, sum(spend) FILTER (now) AS spend, bool_or(now) AS now,
        coalesce(list_sort(list_distinct(list(source) FILTER (source IS NOT NULL))), []) AS sources
    FROM told GROUP BY 1
),
paid AS (SELECT DISTINCT campaign FROM spend WHERE campaign <> ''),
borne AS (SELECT DISTINCT campaign FROM leads WHERE campaign <> '')
SELECT b.said, coalesce(b.leads, 0), coalesce(b.spend, 0), b.sources, n.counts_as,
    CASE WHEN n.counts_as IS NOT NULL THEN n.how END,
    coalesce(n.counts_as, b.said) IN (SELECT campaign FROM paid),
    coalesce(n.counts_as, b.said) IN (SELECT campaign FROM borne)
FROM by_name b LEFT JOIN mended_names n ON n.said = b.said
WHERE b.now OR n.counts_as IS NOT NULL
ORDER BY 2 DESC, 3 DESC, 1
"""
