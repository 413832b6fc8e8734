"""Journeys of clients out of the fact store, as arrays: what they touched, in order, and what came of it.

A client's journey goes over all their leads and devices: touches belong to leads, leads to the client they count for.
A lead of which no visit is known is a touch itself, by the origin it came with. What is counted is what the measures
count: leads whose first payment arrived in the period with all payments of the period, or deals won with their amount;
so credits add up to what the reports show; also where the agreement credits a call by chance, for then one journey
becomes several that weigh together what it weighed. The journey of a purchase reaches back the look-back window from
the day its lead was captured, ends with the purchase, and begins anew after an earlier purchase of the same client.

Journeys that ended in nothing are those of clients with leads captured in the period, old enough for buyers to have
bought, who never bought anything; younger ones are neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.agreement.document import Matching
from tandem.agreement.queries import in_force
from tandem.attribution.call_windows import match_windows
from tandem.attribution.rules.paths import Numbers, Paths
from tandem.attribution.rules.window_credit import split
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.currencies import currencies
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.portrait.history import Counted as Mature
from tandem.portrait.history import counted
from tandem.portrait.outcomes import OUTCOMES

#: What touches and leads both name.
BY = ("source", "channel", "campaign", "creative")
#: Days that a touch may lie before the lead, unless told otherwise.
WINDOWS = (30, 90, 180, 365)
WINDOW = 90


class Won(StrEnum):
    """What a conversion is."""

    PAID = "paid"
    WON = "won"

    @property
    def measures(self) -> tuple[str, str]:
        """The measures that credits add up to: conversions and money."""
        return ("paid_leads", "revenue_paid") if self is Won.PAID else ("deals_won", "deals_amount")


class Known(IntEnum):
    """What is known of where a touch came from."""

    NAMED = 0
    #: The origin is known, but not by what is split.
    UNNAMED = 1
    #: A visit that came from nowhere: typed in, or from a bookmark.
    DIRECT = 2
    #: Nothing is known: neither a visit nor what the lead says of itself.
    UNKNOWN = 3


_WORDS: Mapping[Known, Text] = {
    Known.DIRECT: Text(ru="прямой заход", en="direct"),
    Known.UNKNOWN: Text(ru="неизвестно откуда", en="unknown"),
}
_UNNAMED: Mapping[str, Text] = {
    "source": Text(ru="источник не назван", en="source not named"),
    "channel": Text(ru="канал не назван", en="channel not named"),
    "campaign": Text(ru="без кампании", en="without a campaign"),
    "creative": Text(ru="без креатива", en="without a creative"),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """What credit goes to: a source, channel, campaign or creative by name, or a line for what is not known."""

    known: Known
    name: str = ""

    def title(self, by: str, language: str) -> str:
        """How the line is called."""
        if self.known is Known.NAMED:
            return self.name
        return _WORDS.get(self.known, _UNNAMED[by]).in_language(language)


@dataclass(frozen=True, slots=True)
class Journeys:
    """The paths over ``Channel`` objects, and which leads were old enough to count as journeys into nothing.

    ``leads`` (n): the lead that was bought by on each path; 0 where money came without one, or nothing was bought.
    ``parts`` (n): how much of a purchase each path is, one but where a call is credited by chance; ``by_calls`` (2, k):
    conversions and money of each channel that rest on such calls, a journey's gains counted evenly over its touches.
    """

    paths: Paths[Channel]
    leads: NDArray[np.int64]
    mature: Mature
    currency: str
    parts: NDArray[np.float64]
    by_calls: Numbers


def journeys(
    period: Period, reading: Reading, *, by: str = "source", window: int = WINDOW, won: Won = Won.PAID
) -> Journeys:
    """Paths of all who bought in the period, and of those whom it brought nothing. Kept while the journal stands."""
    agreed = in_force().document.matching
    asked = (period, by, window, won, agreed)

    def work(_earlier: tuple[object, Journeys] | None) -> tuple[object, Journeys]:
        return asked, _read(period, reading, by, window, won, agreed)

    held, found = kept(reading, "journeys", work)
    if held != asked:
        reading.kept.pop("journeys")
        _held, found = kept(reading, "journeys", work)
    return found


def _read(period: Period, reading: Reading, by: str, window: int, won: Won, agreed: Matching) -> Journeys:
    currency = currencies(reading).counted
    mature = counted(OUTCOMES["bought"], period, reading)
    sql = _SQL.format(
        bought=_BOUGHT[won],
        window=int(window),
        nothing=f"{mature.where} AND NOT {mature.bought}",
        of_touch=_channel("t", by),
        of_lead=_channel("l", by, visited=False),
    )
    given = {"start": period.start, "finish": period.end, "currency": currency}
    table = reading.columns(sql, {name: given[name] for name in given if f"${name}" in sql})
    paths = _paths(table)
    leads = table.column("lead_id").to_numpy()[paths.starts[:-1]].astype(np.int64)
    found = split(paths, _by_calls(table.column("called").to_numpy(), period, reading, by, agreed))
    return Journeys(found.paths, leads[found.origin], mature, currency, found.parts, found.by_chance)


def _by_calls(
    called: NDArray[np.int64], period: Period, reading: Reading, by: str, agreed: Matching
) -> dict[int, list[tuple[Channel, float]]]:
    """By the place of a touch of which nothing is known but that somebody rang: the channels it may have been.

    ``called`` (m): the lead of such a touch, 0 of others. Nothing, unless the agreement credits calls by chance.
    """
    if not agreed.call_confidence or not called.any():
        return {}
    likely = match_windows(period, reading, minutes=agreed.call_minutes).of_lead(float(agreed.call_confidence))
    found: dict[int, list[tuple[Channel, float]]] = {}
    for place in np.flatnonzero(np.isin(called, list(likely))):
        chances: dict[Channel, float] = {}
        for candidate, chance in likely[int(called[place])]:
            name = getattr(candidate, by, "")
            channel = Channel(Known.NAMED, name) if name else Channel(Known.UNNAMED)
            chances[channel] = chances.get(channel, 0.0) + chance
        found[int(place)] = list(chances.items())
    return found


#: One row for each purchase: whose it was, the day it counts for, and what it brought.
_BOUGHT = {
    Won.PAID: """
    SELECT lead_id, client_id, min(day) AS day, sum(conversions) AS conversions, sum(money) AS money FROM (
        SELECT lead_id, client_id, first_paid_on AS day, 1 AS conversions, 0 AS money, 0 AS alone
        FROM leads WHERE first_paid_on BETWEEN $start AND $finish
        UNION ALL
        SELECT lead_id, client_id, paid_on, 0, CAST(amount * 100 AS BIGINT),
            CASE WHEN lead_id IS NULL AND client_id IS NULL THEN payment_id ELSE 0 END
        FROM payments WHERE paid_on BETWEEN $start AND $finish AND coalesce(currency, '') IN ('', $currency)
    ) GROUP BY lead_id, client_id, alone""",
    Won.WON: """
    SELECT lead_id, client_id, won_on AS day, 1 AS conversions, CAST(coalesce(amount, 0) * 100 AS BIGINT) AS money
    FROM leads WHERE won_on BETWEEN $start AND $finish""",
}

_SQL = """
WITH bought AS ({bought}),
purchases AS (
    SELECT client_id, lead_id, coalesce(first_paid_on, won_on) AS day
    FROM leads WHERE coalesce(first_paid_on, won_on) IS NOT NULL
),
walks AS (
    SELECT b.client_id, b.lead_id, b.conversions, b.money,
        coalesce(l.captured_on, b.day) - {window} AS since,
        greatest(coalesce(l.first_paid_on, b.day), l.captured_on) AS day,
        (SELECT max(p.day) FROM purchases p WHERE p.client_id = b.client_id AND p.lead_id IS DISTINCT FROM b.lead_id
            AND p.day < coalesce(l.first_paid_on, b.day)) AS previous
    FROM bought b LEFT JOIN leads l ON l.lead_id = b.lead_id
    UNION ALL
    SELECT client_id, NULL, 0, 0, min(captured_on) - {window}, max(captured_on), NULL
    FROM leads ANTI JOIN purchases USING (client_id) WHERE {nothing} GROUP BY client_id
),
numbered AS (SELECT *, row_number() OVER () AS walk FROM walks),
touched AS (
    SELECT l.client_id, t.lead_id, t.touched_at AS at, t.touched_on AS day, t.touch_id AS place, {of_touch} AS channel
    FROM touches t JOIN leads l ON l.lead_id = t.lead_id
    UNION ALL
    SELECT l.client_id, l.lead_id, l.captured_at, l.captured_on, 0, {of_lead}
    FROM leads l ANTI JOIN touches t ON t.lead_id = l.lead_id
)
SELECT w.walk, coalesce(w.lead_id, 0) AS lead_id, coalesce(e.channel, '3') AS channel,
    CASE WHEN e.channel = '3' THEN coalesce(e.lead_id, 0) ELSE 0 END AS called,
    coalesce(w.day - e.day, 0)::DOUBLE AS days, w.conversions::DOUBLE AS conversions, w.money::DOUBLE AS money
FROM numbered w LEFT JOIN touched e ON e.client_id = w.client_id AND e.day >= w.since
    AND (e.day <= w.day AND (w.previous IS NULL OR e.day > w.previous) OR e.lead_id = w.lead_id)
ORDER BY w.walk, e.at, e.place
"""


def _channel(table: str, by: str, *, visited: bool = True) -> str:
    """SQL of the channel of a touch or of a lead: what is known of it as a digit, and its name."""
    source, wanted = f"nullif({table}.source, '')", f"nullif({table}.{by}, '')"
    direct = f"lower({source}) IN ('direct', '(direct)', '(none)')"
    origin = f"coalesce({source}, nullif({table}.campaign, ''){f", nullif({table}.referrer, '')" if visited else ''})"
    nowhere = Known.DIRECT if visited else Known.UNKNOWN
    return (
        f"CASE WHEN {direct} THEN '{Known.DIRECT:d}' WHEN {wanted} IS NOT NULL THEN '{Known.NAMED:d}' || {wanted} "
        f"WHEN {origin} IS NULL THEN '{nowhere:d}' ELSE '{Known.UNNAMED:d}' END"
    )


def _paths(table: pa.Table) -> Paths[Channel]:
    encoded = pc.dictionary_encode(table.column("channel").combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    names: list[Any] = encoded.dictionary.to_pylist()
    channels = tuple(Channel(Known(int(each[0])), each[1:]) for each in names)
    walk = table.column("walk").to_numpy()
    begins = np.flatnonzero(np.diff(walk, prepend=-1))
    starts = np.append(begins, len(walk)).astype(np.int64)
    gains = np.stack([table.column(name).to_numpy()[begins] for name in ("conversions", "money")])
    direct = Channel(Known.DIRECT)
    return Paths(
        channels=channels,
        codes=encoded.indices.to_numpy().astype(np.int32),
        starts=starts,
        journeys=np.ones(len(begins)),
        gains=gains,
        days=table.column("days").to_numpy().astype(np.float64),
        direct=channels.index(direct) if direct in channels else None,
    )
