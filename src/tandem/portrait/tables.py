"""Tables of the portrait's page and of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_in_words import agreed_words
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_number, format_percent
from tandem.measures.export_files import Content
from tandem.portrait.clause_words import union_words, words_of
from tandem.portrait.result import Agreed, Corner, Result
from tandem.portrait.rules.confirming import Finding
from tandem.portrait.rules.table import Tally
from tandem.portrait.wording import VERDICTS, lift_words, rate_words
from tandem.ui.pieces import Cell, Column, Row, Table

#: In an address: all confirmed clauses together.
TOGETHER = "together"
_SMALLEST = 0.0001


@dataclass(frozen=True, slots=True)
class Speaks:
    """In which language, of which fields, and what those are called of whom the outcome is true."""

    language: str
    known: Mapping[str, ClauseField]
    members: str


def clauses_table(result: Result, search_id: int, speaks: Speaks, exports: Sequence[tuple[str, str]] = ()) -> Table:
    """A line for each clause found, all of them together, and the rest."""
    columns = [
        Column(_("Who they are")),
        Column(_("Leads"), numeric=True, hint=_("Share of all leads counted that the clause is true of")),
        Column(speaks.members.capitalize(), numeric=True, hint=_("Share of all of them that the clause is true of")),
        Column(_("Rate inside"), numeric=True, hint=_("On the leads held back, with the 90 % interval")),
        Column(_("Rate of the others"), numeric=True, hint=_("On the leads held back, of whom the clause is false")),
        Column(_("Lift"), numeric=True, hint=_("Against all leads of whom it can be told")),
        Column(_("Verdict")),
    ]
    rows = [
        _row(each, words_of(each.clause, speaks.known, speaks.language), str(at), search_id, speaks)
        for at, each in enumerate(result.portrayal.findings)
    ]
    together = result.portrayal.together
    if together and len(result.portrayal.confirmed) > 1:
        rows.append(_row(together, _("All confirmed ones together"), TOGETHER, search_id, speaks, total=True))
    return Table(_("Clauses found"), columns, rows, None, exports)


def _row(found: Finding, words: str, key: str, search_id: int, speaks: Speaks, *, total: bool = False) -> Row:
    language, whole = speaks.language, found.whole
    # A chance that would be rounded to none is still one.
    told = format_percent(max(found.chance, _SMALLEST), language, 2)
    chance = _("chance of error %(chance)s") % {"chance": told if found.chance >= _SMALLEST else f"< {told}"}
    return Row(
        [
            Cell(words, url=f"{reverse('portrait_leads', args=[search_id])}?clause={key}", hint=found.text),
            *_coverage(whole, language),
            Cell(rate_words(found.inside, language), note=_n(found.inside, language)),
            Cell(rate_words(found.outside, language), note=_n(found.outside, language)),
            Cell(lift_words(found.lift, language)),
            Cell(VERDICTS[found.verdict].in_language(language), hint=chance),
        ],
        total=total,
    )  # fmt: skip


def agreed_table(agreed: Sequence[Agreed], search_id: int, speaks: Speaks) -> Table:
    """The portraits of the agreement on the same leads."""
    language = speaks.language
    columns = [
        Column(_("Portrait of the agreement")),
        Column(_("Leads"), numeric=True),
        Column(speaks.members.capitalize(), numeric=True),
        Column(_("Rate inside"), numeric=True),
        Column(_("Lift"), numeric=True),
        Column(_("Cannot be told"), numeric=True),
    ]
    rows = [
        Row(
            [
                Cell(each.title or each.key, note=agreed_words(each.clause)),
                *_coverage(each.tally, language),
                Cell(rate_words(each.inside, language), note=_n(each.inside, language)),
                Cell(lift_words(each.lift, language)),
                Cell(format_number(each.untold, language)),
            ]
        )
        for each in agreed
    ]  # fmt: skip
    return Table(_("Portraits in force"), columns, rows)


def corners_table(corners: Sequence[Corner], speaks: Speaks) -> Table:
    """What agrees and what differs between the portraits agreed and the one found."""
    language = speaks.language
    leads = sum(each.leads for each in corners)
    titles = {
        (True, True): _("Both call them ours"),
        (False, True): _("Found, and not in the agreement"),
        (True, False): _("In the agreement, and not found"),
        (False, False): _("Neither"),
    }
    columns = [
        Column(_("Leads of")), Column(_("Leads"), numeric=True), Column(_("Share"), numeric=True),
        Column(speaks.members.capitalize(), numeric=True), Column(_("Rate"), numeric=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(titles[each.agreed, each.found]),
                Cell(format_number(each.leads, language)),
                Cell(_share(each.leads, leads, language)),
                Cell(format_number(each.buyers, language)),
                Cell(rate_words(each.rate, language), note=_n(each.rate, language)),
            ]
        )
        for each in corners
    ]
    return Table(_("What agrees and what differs"), columns, rows)


def file_rows(result: Result, speaks: Speaks) -> list[Sequence[Content]]:
    """The clauses as rows of a file, figures as numbers."""
    head = [
        _("Who they are"), _("Clause"), _("Verdict"), _("Chance of error"), _("Leads"), _("of"),
        speaks.members.capitalize(), _("of"), _("Held back: leads inside"), _("Held back: rate inside"), _("from"),
        _("to"), _("Held back: rate of the others"), _("from"), _("to"), _("Lift"), _("from"), _("to"),
    ]  # fmt: skip
    rows: list[Sequence[Content]] = [head]
    together = result.portrayal.together
    for each in (*result.portrayal.findings, *((together,) if together else ())):
        words = (
            words_of(each.clause, speaks.known, speaks.language)
            if each.clause
            else union_words([one.clause for one in result.portrayal.confirmed], speaks.known, speaks.language)
        )
        rows.append(
            [
                words, each.text, VERDICTS[each.verdict].in_language(speaks.language), round(each.chance, 6),
                *_tally(each.whole), each.held.inside, *_estimate(each.inside), *_estimate(each.outside),
                *_estimate(each.lift),
            ]
        )  # fmt: skip
    return rows


def _tally(tally: Tally) -> list[Content]:
    return [tally.inside, tally.told, tally.buyers_inside, tally.buyers_told]


def _estimate(estimate: Estimate) -> list[Content]:
    return [None if each is None else round(each, 6) for each in (estimate.value, estimate.low, estimate.high)]


def _coverage(tally: Tally, language: str) -> tuple[Cell, Cell]:
    """The share of all leads and of all buyers that are inside, with their numbers."""
    return (
        Cell(_share(tally.inside, tally.told, language), note=format_number(tally.inside, language)),
        Cell(
            _share(tally.buyers_inside, tally.buyers_told, language), note=format_number(tally.buyers_inside, language)
        ),
    )


def _share(part: int, whole: int, language: str) -> str:
    return format_percent(part / whole, language, 0) if whole else DASH


def _n(estimate: Estimate, language: str) -> str:
    return f"n = {format_number(estimate.n, language)}"
