"""What the pages of the operating report show: sellers of a period, and the days of one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.agreement.queries import in_force
from tandem.agreement.terms import agreed_words
from tandem.basics.numbers import format_day, format_percent, format_period
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.funnel.operating import Line as ReportLine
from tandem.funnel.operating import OperatingReport, operating_report
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked import Asked
from tandem.measures.figures import Figures
from tandem.measures.sheets import Line, Sheet
from tandem.measures.values import Value
from tandem.ui.pieces import Tab

_TITLES = {
    "deals_won": Text(ru="Продажи", en="Sales"),
    "revenue_paid": Text(ru="Сумма", en="Sum"),
    "average_check": Text(ru="Средний чек", en="Average check"),
    "processed": Text(ru="Обработано", en="Processed"),
    "sale_conversion": Text(ru="Продажи к обработанным", en="Sales to processed"),
    "won_cohort": Text(ru="Конверсия", en="Conversion"),
    "response_time_median": Text(ru="Первый контакт", en="First contact"),
}
_GRAINS = (
    ("yesterday", Text(ru="вчера", en="yesterday")),
    ("this week", Text(ru="неделя", en="week")),
    ("this month", Text(ru="месяц", en="month")),
    ("last 30 days", Text(ru="30 дней", en="30 days")),
)
#: A longer period is cut into weeks: nobody reads a hundred days.
_MOST_DAYS = 62
WHOLE = "whole"
#: How the report may be cut: not at all, or with lines of the department and of each seller for every piece of time.
CUTS = {
    WHOLE: Text(ru="итог", en="in all"),
    "day": Text(ru="по дням", en="by day"),
    "week": Text(ru="по неделям", en="by week"),
    "month": Text(ru="по месяцам", en="by month"),
}
_PIECE = {
    Grain.DAY: Text(ru="День", en="Day"),
    Grain.WEEK: Text(ru="Неделя", en="Week"),
    Grain.MONTH: Text(ru="Месяц", en="Month"),
}


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The table of the report; ``rankable`` is false when sellers on it must not be compared by conversion."""

    sheet: Sheet
    figures: Figures
    rankable: bool


def of_sellers(page: Asked) -> ReportPage:
    """The department first, then its sellers, then what nobody has been given; a seller sees their own line."""
    found = operating_report(page.period, page.reading, seller_id=page.seller_id)
    names = seller_names(line.seller_id for line in found.sellers)
    own = page.seller_id is not None
    lines = [] if own else [_of_department(found.department, page)]
    for each in found.sellers:
        if each.seller_id is None and own:
            continue
        lines.append(_of_seller(each, names, page))
    # A department without a single row behind it has nothing to report.
    counted = [line for line in found.sellers if own or any(cell.fact.n for cell in line.cells.values())]
    sheet = Sheet(
        title=_("Operating report"),
        heads=(_("Seller"),),
        measures=found.measures,
        lines=tuple(lines) if counted else (),
        titles=_TITLES,
        expected=_passed(page.period, timezone.localdate()),
    )
    return ReportPage(sheet.sorted_by(page.sort(sheet.measures)), _figures(page, found), own or found.rankable)


def over_time(page: Asked, cut: str, *, folded: bool = False) -> ReportPage:
    """Piece by piece, the newest first: the department, then each seller, every figure with its plan.

    A long period is cut into weeks where days are asked for. A seller sees their own lines. ``folded``: those of whom
    nothing was counted in a piece share a line that names them; a file has a line for each.
    """
    grain = Grain.WEEK if cut == "day" and len(page.period) > _MOST_DAYS else Grain(cut)
    found = operating_report(page.period, page.reading, grain=grain, seller_id=page.seller_id)
    names = seller_names(line.seller_id for line in found.sellers_over_time)
    today, own = timezone.localdate(), page.seller_id is not None
    measures = tuple(key for key in found.measures if key != "won_cohort")
    heads = (_("Seller"), _PIECE[grain].in_language(page.language))
    blank = Sheet(title=_("Operating report"), heads=heads, measures=measures, lines=(), titles=_TITLES)
    order, lines = page.sort(measures), list[Line]()
    for department in reversed(found.over_time):
        bucket = department.bucket
        if bucket is None or bucket.start > min(today, found.until):
            continue
        said = _bucket(bucket, page)
        sellers = [each for each in found.sellers_over_time if each.bucket == bucket and (each.seller_id or not own)]
        if folded:
            sellers = [each for each in sellers if each.seller_id or _counted(each)]
        aside = _part_said(bucket, grain, today)
        piece = [] if own else [replace(_of_department(department, page), url="")]
        idle = [each for each in sellers if each.seller_id and not _counted(each)] if folded and not own else []
        idle = idle if len(idle) > 1 else []
        piece += [_of_seller(each, names, page) for each in sellers if each not in idle]
        piece = [_within(line, said, bucket) for line in replace(blank, lines=tuple(piece)).sorted_by(order).lines]
        if idle:
            piece.append(_within(_of_idle(idle, names), said, bucket))
        lines += [replace(piece[0], aside=aside), *piece[1:]] if piece else []
    counted = any(cell.fact.n for line in found.sellers for cell in line.cells.values())
    sheet = replace(blank, lines=tuple(lines) if counted or own else (), intervals=False)
    return ReportPage(sheet, _figures(page, found), rankable=True)


def _within(line: Line, piece: str, bucket: Period) -> Line:
    return replace(line, labels=(*line.labels, piece), period=bucket)


def _counted(line: ReportLine) -> bool:
    return any(cell.fact.n for cell in line.cells.values())


def _of_idle(lines: list[ReportLine], names: dict[int, str]) -> Line:
    """One line for all of whom nothing was counted: their zeros are the same, their names are not."""
    said = ", ".join(names.get(each.seller_id or 0, f"№ {each.seller_id}") for each in lines)
    label = ngettext("%(n)s seller: nothing in these days", "%(n)s sellers: nothing in these days", len(lines))
    zeros = {key: cell.fact for key, cell in lines[0].cells.items()}
    return Line((label % {"n": len(lines)},), zeros, note=said, last=True)


def _part_said(bucket: Period, grain: Grain, today: date) -> str:
    """That a piece is no whole week or month: cut by the period, or under way. Its plan is that of its days."""
    whole = Period.of(grain, bucket.start)
    if today in bucket:
        return _("not over yet")
    if bucket == whole:
        return ""
    days = {"days": len(bucket), "whole": len(whole)}
    if grain is Grain.WEEK:
        return _("part of a week: %(days)s of %(whole)s days") % days
    return _("part of a month: %(days)s of %(whole)s days") % days


def by_day(page: Asked, seller_id: int | None) -> ReportPage:
    """The days of a seller, or of the department; weeks where the period is long. The newest first."""
    grain = Grain.DAY if len(page.period) <= _MOST_DAYS else Grain.WEEK
    found = operating_report(page.period, page.reading, grain=grain, seller_id=seller_id)
    today = timezone.localdate()
    members = () if seller_id is None else (seller_id,)
    lines = [
        replace(
            _line(_bucket(each.bucket, page), each),
            note=_part_said(each.bucket, grain, today),
            members=members,
            period=each.bucket,
        )
        for each in reversed(found.over_time)
        if each.bucket and each.bucket.start <= today
    ]
    total = replace(_line(_("Total"), found.department), total=True, members=members)
    measures = tuple(key for key in found.measures if key != "won_cohort")
    sheet = Sheet(
        title=_("Operating report by day"),
        heads=(_("Day") if grain is Grain.DAY else _("Week"),),
        measures=measures,
        lines=(*lines, total) if lines else (),
        titles=_TITLES,
        intervals=False,
    )
    return ReportPage(sheet, _figures(page, found), found.rankable)


def _passed(period: Period, today: date) -> float | None:
    """The part of a period under way whose days are over; None for any other."""
    return (today - period.start).days / len(period) if today in period else None


def grain_tabs(page: Asked) -> tuple[Tab, ...]:
    """Yesterday, this week, this month: how a head of sales reads the report."""
    return tuple(
        Tab(title, page.address({"period": key, "from": "", "to": ""}), page.chosen.text == key)
        for key, title in _GRAINS
    )


def _of_department(line: ReportLine, page: Asked) -> Line:
    address = reverse("report_days") + page.address({"sort": ""})
    return replace(_line(_("Department"), line), url=address, first=True)


def _of_seller(line: ReportLine, names: dict[int, str], page: Asked) -> Line:
    if line.seller_id is None:
        return replace(_line(_("Unassigned"), line), members=(None,), last=True)
    return replace(
        _line(names.get(line.seller_id, f"№ {line.seller_id}"), line),
        members=(line.seller_id,),
        url=reverse("report_seller", args=[line.seller_id]) + page.address({"sort": ""}),
    )


def _line(label: str, line: ReportLine) -> Line:
    """Facts and plans of a line; a seller's conversion is the one corrected for a small sample."""
    values = {key: cell.fact for key, cell in line.cells.items()}
    if line.conversion and "won_cohort" in values:
        raw = values["won_cohort"]
        found = line.conversion
        values["won_cohort"] = replace(raw, value=found.value, low=found.low, high=found.high, reason=_corrected(raw))
    return Line(
        (label,),
        values,
        plans={key: cell.plan for key, cell in line.cells.items() if cell.plan is not None},
        fulfilment={key: cell.fulfilment for key, cell in line.cells.items() if cell.fulfilment is not None},
    )


def _corrected(raw: Value) -> Text | None:
    if raw.value is None:
        return raw.reason
    return Text(
        ru=f"с поправкой на малую выборку; без неё {format_percent(raw.value, 'ru')}",
        en=f"corrected for a small sample; without it {format_percent(raw.value, 'en')}",
    )


def _bucket(bucket: Period, page: Asked) -> str:
    if len(bucket) == 1:
        return format_day(bucket.start, timezone.localdate(), page.language)
    return format_period(bucket, page.language)


def _figures(page: Asked, found: OperatingReport) -> Figures:
    agreement = in_force()
    return page.figures(found.currency, agreement.title, agreed_words(agreement))
