"""What sales says of the leads behind a creative: why they refused, and why they were given back.

Whatever else is told by sellers or buyers about leads joins here, and then stands on every page that shows words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.basics.periods import Period
from tandem.measures.dimensions import dimension
from tandem.measures.store import Reading

#: The most frequent ones that are shown.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Reasons with how many leads have each, the most frequent first; ``lost`` and ``returned`` are all of them."""

    refusals: tuple[tuple[str, int], ...] = ()
    lost: int = 0
    returns: tuple[tuple[str, int], ...] = ()
    returned: int = 0


def words_behind(by: str, period: Period, reading: Reading) -> Mapping[str | None, Words]:
    """For each member of a dimension, what sales says of its leads captured in the period."""
    member = dimension(by).expression("leads") or "NULL"
    within = f"t.captured_on BETWEEN DATE '{period.start}' AND DATE '{period.end}'"
    lost = _counted(
        f"SELECT {member}, nullif(t.lost_reason, ''), count(*) FROM leads t WHERE {within} AND t.lost_on IS NOT NULL "
        "GROUP BY 1, 2 ORDER BY 3 DESC, 2",
        reading,
    )
    returned = _counted(
        f"SELECT {member}, nullif(r.reason, ''), count(*) FROM returns r JOIN leads t ON t.lead_id = r.lead_id "
        f"WHERE {within} GROUP BY 1, 2 ORDER BY 3 DESC, 2",
        reading,
    )
    return {
        name: Words(*lost.get(name, ((), 0)), *returned.get(name, ((), 0)))
        for name in dict.fromkeys([*lost, *returned])
    }


type _Reasons = tuple[tuple[tuple[str, int], ...], int]


def _counted(sql: str, reading: Reading) -> dict[str | None, _Reasons]:
    found: dict[str | None, _Reasons] = {}
    for name, reason, leads in reading.rows(sql):
        said, total = found.get(name, ((), 0))
        if reason and len(said) < _SHOWN:
            said = (*said, (reason, leads))
        found[name] = (said, total + leads)
    return found
