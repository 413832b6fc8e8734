"""What the page of the question shows: the bridge with its table, the causes with their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.agreement.section_names import SECTIONS
from tandem.basics.numbers import format_day, format_money, format_percent
from tandem.diagnosis.rules.decomposition_factors import EARLIER
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_bridge import Step, bridge
from tandem.diagnosis.why_saying import said_end
from tandem.diagnosis.why_told import Answer, Place, Told
from tandem.measures.catalogue import measure
from tandem.measures.export_files import Content
from tandem.measures.figures import leads_url
from tandem.measures.questions import Member
from tandem.ui.pieces import Cell, Column, Row, Table

#: Channels shown under a cause; the rest is in the file.
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cause with what speaks for it."""

    told: Told
    where: Table | None
    leads: str
    #: The calls it rests on; empty where it rests on none.
    calls: str
    hidden: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """The agreed threshold in words, and where the agreement says it; ``version`` 0 is before any was signed."""

    shown: str
    title: str
    url: str
    version: int


def threshold(why: Why, language: str) -> Threshold:
    """From which effect somebody is named, by the version that answers for the period."""
    page = reverse("agreement_version", args=[why.version]) if why.version else reverse("agreement")
    shown = format_percent(why.threshold, language, 0 if round(why.threshold * 1000) % 10 == 0 else 1)
    return Threshold(shown, SECTIONS["naming"].in_language(language), f"{page}#naming", why.version)


def bridge_table(why: Why, answer: Answer, language: str) -> Table:
    """A row for each bar that moved anything, between the two revenues."""
    shown = [bar for bar in answer.bars if bar.amount]
    steps, at = [_whole(why.revenue[0], answer.before)], float(why.revenue[0])
    for bar in shown:
        end = at + float(bar.amount)
        whisker = (None, None) if bar.verdict is Verdict.NOBODYS else (at + bar.whole_low, at + bar.whole_high)
        steps.append(Step(at, end, _kind(bar), f"{bar.name}: {bar.shown}", *whisker))
        at = end
    steps.append(_whole(why.revenue[1], answer.after))
    drawings = bridge(steps)
    columns = [
        Column(_("Cause")),
        Column(_("From then to now")),
        Column(_("Amount"), numeric=True),
        Column(_("Likely"), hint=_("The interval in which the true value lies nine times of ten")),
        Column(_("Whose it is")),
        Column(_("What may be said")),
        *_then_now(why),
    ]
    empty = [Cell("")] * 5
    first = [Cell(said_end(why, 0, language)), Cell(drawings[0]), _money(why.revenue[0], why, language), *empty]
    last = [Cell(said_end(why, 1, language)), Cell(drawings[-1]), _money(why.revenue[1], why, language), *empty]
    rows = [Row(first, total=True)]
    for bar, drawing in zip(shown, drawings[1:-1], strict=True):
        cells = [
            Cell(bar.name, url=_anchor(bar), note=bar.note),
            Cell(drawing),
            _money(bar.amount, why, language, signed=True),
            Cell("" if bar.verdict is Verdict.NOBODYS else bar.whole_interval),
            Cell(bar.whose),
            Cell(bar.verdict_words, note=bar.wait),
            Cell(bar.before),
            Cell(bar.after),
        ]
        rows.append(Row(cells))
    rows.append(Row(last, total=True))
    return Table(answer.question, columns, rows, stacked=True)


def evidence(why: Why, answer: Answer, where: Mapping[str, Member]) -> list[Evidence]:
    """Each cause with its channels and its leads."""
    return [_evidence(each, why, where) for each in (*answer.causes, *answer.sellers)]


def _evidence(told: Told, why: Why, where: Mapping[str, Member]) -> Evidence:
    narrowed = dict(where)
    if told.key.startswith("seller:"):
        narrowed["seller"] = int(told.key.removeprefix("seller:"))
    sure = [each for each in told.places if each.sure and each.known]
    if len(sure) == 1:
        narrowed[told.by] = sure[0].member
    leads = leads_url(measure(told.measure), why.after, narrowed) if told.measure else ""
    calls = leads_url(measure(told.calls), why.after, narrowed).partition("?")[2] if told.calls else ""
    places = told.places[:_MOST_PLACES]
    return Evidence(
        told, _places(told, places, why, where), leads, f"{reverse('lead_calls')}?{calls}" if calls else "",
        len(told.places) - len(places),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherDays:
    """The bar of money that requests of other days brought, with the largest of it."""

    told: Told
    sums: Table


def other_days(why: Why, answer: Answer, language: str) -> OtherDays | None:
    """What the money of earlier requests is made of; None where that bar is too small for anybody to ask."""
    told = next((bar for bar in answer.bars if bar.key == EARLIER), None)
    if told is None or why.diagnosis is None or not why.large or abs(told.amount) <= why.diagnosis.least:
        return None
    columns = [Column(_("Lead")), Column(_("Amount"), numeric=True), Column(_("Paid on")), Column(_("Period"))]
    rows = [
        Row(
            [
                Cell(f"№ {each.lead_id}", url=reverse("lead", args=[each.lead_id])),
                Cell(format_money(Decimal(str(round(each.amount, 2))), why.currency, language)),
                Cell(format_day(each.day, why.after.end, language)),
                Cell(said_end(why, int(each.later), language)),
            ]
        )
        for each in why.large
    ]
    return OtherDays(told, Table(told.name, columns, rows, stacked=True))


def _places(told: Told, places: Sequence[Place], why: Why, where: Mapping[str, Member]) -> Table | None:
    if not places:
        return None
    columns = [Column(_("Where")), Column(_("Amount"), numeric=True)]
    levels = any(each.before or each.after for each in places)
    if levels:
        columns += [Column(_("It was"), numeric=True), Column(_("It is now"), numeric=True)]
    rows = [
        Row(
            [
                Cell(each.name, url=_place_url(told, each, why, where), note=_("stands out") if each.sure else ""),
                Cell(each.shown),
                *([Cell(each.before), Cell(each.after)] if levels else []),
            ]
        )
        for each in places
    ]
    return Table(told.name, columns, rows)


def _place_url(told: Told, place: Place, why: Why, where: Mapping[str, Member]) -> str:
    if not told.measure or not place.known:
        return ""
    return leads_url(measure(told.measure), why.after, {**where, told.by: place.member})


def file_rows(why: Why, answer: Answer, language: str) -> list[Sequence[Content]]:
    """The bars, and their channels beneath, to the coin."""
    head: list[Content] = [
        _("Cause"),
        _("Where"),
        _("Amount"),
        _("from"),
        _("to"),
        _("Whose it is"),
        _("What may be said"),
    ]
    rows: list[Sequence[Content]] = [head, [said_end(why, 0, language), None, why.revenue[0], None, None, None, None]]
    for bar in answer.bars:
        rows.append(
            [
                bar.name,
                None,
                bar.amount,
                round(bar.whole_low, 2),
                round(bar.whole_high, 2),
                bar.whose,
                bar.verdict_words,
            ]
        )
        rows += [[bar.name, each.name, round(each.amount, 2), None, None, None, None] for each in bar.places]
    return [*rows, [said_end(why, 1, language), None, why.revenue[1], None, None, None, None]]


FORMS = ("", "", "#,##0.00", "#,##0.00", "#,##0.00", "", "")


def _then_now(why: Why) -> list[Column]:
    if why.against == "plan":
        return [Column(_("Plan"), numeric=True), Column(_("Fact"), numeric=True)]
    return [Column(_("It was"), numeric=True), Column(_("It is now"), numeric=True)]


def _whole(amount: Decimal, label: str) -> Step:
    return Step(0.0, float(amount), "whole", label)


def _kind(bar: Told) -> str:
    if bar.verdict is Verdict.CANNOT_TELL:
        return "young"
    return bar.side or "rest"


def _anchor(bar: Told) -> str:
    return f"#{bar.key}" if bar.verdict is Verdict.CAUSE else ""


def _money(amount: Decimal, why: Why, language: str, *, signed: bool = False) -> Cell:
    return Cell(format_money(amount, why.currency, language, 2, signed=signed))
