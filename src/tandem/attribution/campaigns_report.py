"""The chain of campaigns as a report: the same columns as the page, as rows, on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.attribution.expected import expectations
from tandem.attribution.expected_columns import FORMS, as_json, file_rows, shown_rows
from tandem.attribution.queries import CHAIN, Part, Unmatched, campaign_chain
from tandem.attribution.reports import Report, heads_of, lines_of, of_sheet
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.answers_as_json import about_json, corrections_json, number_json, rows_json, text_json
from tandem.measures.corrections import corrected
from tandem.measures.sheets import Sheet
from tandem.measures.store import Reading
from tandem.measures.wording import Speech


def campaigns(period: Period, reading: Reading, *, by: str, language: str) -> Report:
    """Money spent to money earned, and what could not be matched."""
    found = campaign_chain(period, reading, by=by)
    sheet = Sheet(_("Campaigns"), heads_of((by,), language), CHAIN, lines_of(found.answer, language))
    expected = expectations(period, reading, by=by)
    late = corrected({"spend"}, period, reading)
    *members, total = rows_json(found.answer, CHAIN, language)
    told = {
        "report": "campaigns",
        **about_json(found.answer),
        "by": [by],
        "statement": text_json(found.statement),
        "corrections": corrections_json(late),
        "rankable": expected.rankable,
        "unmatched": {
            name: _part_json(part)
            for name, part in (
                ("spend_without_leads", found.unmatched.spend_without_leads),
                ("spend_unnamed", found.unmatched.spend_unnamed),
                ("leads_without_spend", found.unmatched.leads_without_spend),
                ("leads_unnamed", found.unmatched.leads_unnamed),
            )
        },
        "rows": [
            *(
                {**row, "matched": line.matched, "expected": as_json(line.member, expected)}
                for row, line in zip(members, found.lines, strict=True)
            ),
            total,
        ],
    }
    speech = Speech(language, found.answer.currency)
    notes = (*_unmatched_notes(found.unmatched), *late, found.statement)
    report = of_sheet("campaigns", sheet, speech, told, notes)
    return replace(
        report,
        rows=tuple(file_rows(report.rows, sheet.lines, expected)),
        forms=(*report.forms, *FORMS),
        shown=tuple(shown_rows(report.shown, sheet.lines, expected, language)),
    )


def _unmatched_notes(unmatched: Unmatched) -> Iterator[Text]:
    for ru, en, part in (
        ("расхода на названия, которых нет ни у одного лида", "of spend on names that no lead carries",
         unmatched.spend_without_leads),
        ("расхода без названия", "of spend without a name", unmatched.spend_unnamed),
        ("лидов с названием, которого нет в расходах", "of leads with a name unknown to spend",
         unmatched.leads_without_spend),
        ("лидов без названия", "of leads without a name", unmatched.leads_unnamed),
    ):  # fmt: skip
        if part.share:
            yield Text(ru=f"Не сведено: {part.share:.1%} {ru}.", en=f"Not matched: {part.share:.1%} {en}.")


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "amount": number_json(part.amount), "share": part.share, "names": part.names, "of_named": part.of_named,
    }  # fmt: skip
