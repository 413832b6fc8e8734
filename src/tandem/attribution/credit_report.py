"""Attribution as a report of the command line: the same lines as the page, as rows, on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.attribution import credits_page
from tandem.attribution.credits import ALLOCATION, Allocation, allocation
from tandem.attribution.journeys import BY
from tandem.attribution.queries import CannotMatch
from tandem.attribution.reports import Report
from tandem.basics.numbers import format_percent
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.answers_as_json import corrections_json, text_json
from tandem.measures.corrections import corrected
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.ui.pieces import Words


def attribution(period: Period, reading: Reading, *, by: str, language: str) -> Report:
    """Credits by every method. Refuses by ``CannotMatch`` what touches do not know."""
    if by not in BY:
        raise CannotMatch(
            Text(
                ru=f"По разрезу «{by}» касания не делятся. Можно: {', '.join(BY)}.",
                en=f"Touches cannot be split by {by}. Possible: {', '.join(BY)}.",
            )
        )
    found = allocation(period, reading, by=by)
    table = credits_page.credits_table(found, language)
    heads = [_in_words(column.title, language) for column in table.columns]
    lines = [
        [f"{cell.value} ({cell.note})" if cell.note else str(cell.value) for cell in row.cells] for row in table.rows
    ]
    shown = (heads, *lines)
    late = corrected({"spend"}, period, reading)
    return Report(
        name="attribution",
        title=_("Attribution"),
        rows=tuple(credits_page.file_rows(found, language)),
        forms=credits_page.forms(found),
        shown=shown,
        json=_json(found, period, reading, late),
        notes=(*_alike(found, language), *late, ALLOCATION),
    )


def _in_words(title: Words, language: str) -> str:
    return title.in_language(language) if isinstance(title, Text) else str(title)


def _alike(found: Allocation, language: str) -> tuple[Text, ...]:
    share = found.lengths.alike
    if share is None:
        return ()
    ru, en = format_percent(share, "ru", 0), format_percent(share, "en", 0)
    return (
        Text(
            ru=f"Только один канал встретился в {ru} путей: в них делить нечего.",
            en=f"{en} of the journeys met one channel only: there is nothing to divide in them.",
        ),
    )


def _json(found: Allocation, period: Period, reading: Reading, late: Sequence[Text]) -> dict[str, Any]:
    return {
        "report": "attribution",
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "currency": found.currency,
        "as_of": reading.freshness.as_of.isoformat(),
        "behind": reading.freshness.behind,
        "data_until": horizon(reading).until.isoformat(),
        "by": [found.by],
        "window_days": found.window,
        "statement": text_json(ALLOCATION),
        "corrections": corrections_json(late),
        "conversions": str(found.conversions),
        "money": str(found.money),
        "single_touch": found.lengths.single,
        "one_channel": found.lengths.one_channel,
        "left_out": [each.value for each in found.left_out],
        "rows": [
            {
                "known": line.channel.known.name.lower(),
                "member": line.channel.name or None,
                "credits": {
                    method.value: {"conversions": str(line.conversions(method)), "money": str(line.money(method))}
                    for method in found.methods
                },
            }
            for line in found.lines
        ],
    }
