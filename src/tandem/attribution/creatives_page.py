"""What the page of creatives shows, and its file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tandem.attribution.creatives import CreativeLine, Creatives
from tandem.attribution.sellers_words import Words
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.asked import Asked
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.measures.figures import leads_url
from tandem.portrait.wording import rate_words
from tandem.ui.pieces import Cell, Column, Row, Table

#: Orders the table knows; by rate only where the rates differ by more than chance.
SORTS = ("leads", "target", "buyers", "rate", "revenue", "spend")
NO_ORDER = Text(
    ru="По доле купивших здесь не сортируют: различия не отличимы от случайных.",
    en="There is no order by the rate of buyers here: the differences cannot be told from chance.",
)


def ordered(found: Creatives, sort: str) -> Sequence[CreativeLine]:
    """The lines in the order asked for, most leads first when none is."""
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return sorted(found.lines, key=lambda line: (line.member is None, line.member or ""), reverse=downwards)
    if key not in SORTS or (key == "rate" and not found.rankable) or (key == "target" and not found.targets_rankable):
        return found.lines

    def value(line: CreativeLine) -> float:
        known = {
            "leads": line.leads, "target": line.target.value, "buyers": line.buyers, "rate": line.rate.value,
            "revenue": line.revenue, "spend": line.spend,
        }[key]  # fmt: skip
        return float(known) if known is not None else -1.0

    return sorted(found.lines, key=value, reverse=downwards)


def creatives_table(found: Creatives, page: Asked, sort: str) -> Table:
    """A line for each member with what sales says of its leads."""
    columns = [
        Column(dimension(found.by).name, sort="name"),
        Column(_("Leads"), numeric=True, sort="leads"),
        Column(_("Target share"), numeric=True, sort="target" if found.targets_rankable else ""),
        Column(_("Buyers"), numeric=True, sort="buyers", hint=_("Among mature leads")),
        Column(_("Rate of buyers"), numeric=True, sort="rate" if found.rankable else "",
               hint=_("Of mature leads, corrected for small samples")),
        Column(_("The best?"), numeric=True, hint=_("Chance that its rate of buyers is the highest")),
        Column(_("Revenue"), numeric=True, sort="revenue"),
        *(_spent_columns() if found.by != "offer" else []),
        Column(_("What sales says")),
    ]  # fmt: skip
    return Table(_("Creatives and buyers"), columns, [_row(line, found, page) for line in ordered(found, sort)])


def _spent_columns() -> list[Column]:
    return [Column(_("Spend"), numeric=True, sort="spend"), Column(_("Per buyer"), numeric=True)]


def _row(line: CreativeLine, found: Creatives, page: Asked) -> Row:
    language = page.language

    def opened(key: str) -> str:
        return leads_url(measure(key), page.period, {found.by: line.member})

    spent = []
    if found.by != "offer":
        spent = [Cell(_money(line.spend, found, language)), Cell(_per_buyer(line, found, language))]
    return Row(
        [
            Cell(line.member or dimension(found.by).unknown.in_language(language)),
            Cell(format_number(line.leads, language), url=opened("leads")),
            Cell(rate_words(line.target, language), note=_of(line.targets, line.judged, language)),
            Cell(format_number(line.buyers, language), note=_n(line.mature, language)),
            Cell(rate_words(line.rate, language)),
            Cell(DASH if line.best is None else format_percent(line.best, language, 0)),
            Cell(_money(line.revenue, found, language)),
            *spent,
            Cell(_said(line.words), note=_liked(line.words), hint=_counts(line.words, language)),
        ]
    )  # fmt: skip


def file_rows(found: Creatives, page: Asked) -> list[Sequence[Content]]:
    """The same as rows of a file."""
    head = [
        dimension(found.by).name.in_language(page.language), _("Leads"), _("Judged"), _("Target"), _("Target share"),
        _("from"), _("to"), _("Mature leads"), _("Buyers"), _("Rate of buyers"), _("from"), _("to"),
        _("Chance to be the best"), _("Revenue"), _("Spend"), _("Why lost"), _("Why returned"),
        _("What attracted buyers"),
    ]  # fmt: skip
    rows: list[Sequence[Content]] = [head]
    for line in found.lines:
        rows.append(
            [
                line.member or dimension(found.by).unknown.in_language(page.language), line.leads, line.judged,
                line.targets, *_estimate(line.target), line.mature, line.buyers, *_estimate(line.rate), line.best,
                line.revenue, line.spend, _reasons(line.words.refusals), _reasons(line.words.returns),
                _reasons(line.words.attracted),
            ]
        )  # fmt: skip
    return rows


FORMS = ("", *["#,##0"] * 3, *["0.0%"] * 3, *["#,##0"] * 2, *["0.0%"] * 4, *["#,##0.00"] * 2, "", "", "")


def _per_buyer(line: CreativeLine, found: Creatives, language: str) -> str:
    if line.spend is None or not line.buyers:
        return DASH
    return format_money(line.spend / line.buyers, found.currency, language)


def _money(amount: object, found: Creatives, language: str) -> str:
    return DASH if amount is None else format_money(amount, found.currency, language)  # type: ignore[arg-type]


def _said(words: Words) -> str:
    """The most frequent reasons of both kinds."""
    said = [reason for reason, _count in words.refusals]
    returned = [_("returned: %(reason)s") % {"reason": reason} for reason, _count in words.returns[:1]]
    return "; ".join([*said, *returned]) or DASH


def _liked(words: Words) -> str:
    """What those who bought name."""
    liked = ", ".join(name for name, _count in words.attracted)
    return _("bought for: %(reasons)s") % {"reasons": liked} if liked else ""


def _counts(words: Words, language: str) -> str:
    lost = _("lost %(count)s") % {"count": format_number(words.lost, language)}
    returned = _("returned %(count)s") % {"count": format_number(words.returned, language)}
    parts = [lost, _reasons(words.refusals), returned, _reasons(words.returns), *_told(words, language)]
    return "; ".join(part for part in parts if part)


def _told(words: Words, language: str) -> list[str]:
    if not words.told:
        return []
    return [
        _("bought and told why %(count)s") % {"count": format_number(words.told, language)}, _reasons(words.attracted),
    ]  # fmt: skip


def _reasons(reasons: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{reason} ({count})" for reason, count in reasons)


def _of(part: int, whole: int, language: str) -> str:
    return f"{format_number(part, language)} / {format_number(whole, language)}" if whole else ""


def _n(count: int, language: str) -> str:
    return f"n = {format_number(count, language)}"


def _estimate(estimate: Estimate) -> list[Content]:
    return [None if each is None else round(each, 6) for each in (estimate.value, estimate.low, estimate.high)]
