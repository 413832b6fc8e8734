"""What the page of payback shows: each line from spend to what will come of it, months of arrival, and the file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.attribution.payback import Chain, Line, Month
from tandem.attribution.rules.payback import MONTH, Payback
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import (
    DASH,
    format_money,
    format_number,
    format_number_interval,
    format_percent,
    format_period,
)
from tandem.basics.periods import Period
from tandem.measures.asked import Asked
from tandem.measures.catalogue import measure
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.measures.figures import leads_url
from tandem.portrait.wording import rate_words
from tandem.ui.forecasts import ForecastBar, forecast_bars
from tandem.ui.pieces import Cell, Column, Row, Table

#: A longer wait is told as such: nobody steers by the month after three years.
_LONGEST = 36
_WITHOUT_LUCK = gettext_lazy("Of many such leads: share and money per buyer are corrected for small samples")


def chain_table(found: Chain, page: Asked) -> Table:
    """A line for each member: spent, came, bought so far, will have bought, and when it pays back."""
    columns = [
        Column(dimension(found.by).name),
        Column(_("Spend"), numeric=True),
        Column(_("Leads"), numeric=True, hint=_("Beneath: what one costs")),
        Column(_("Target"), numeric=True, hint=_("Beneath: what one costs")),
        Column(_("Bought so far"), numeric=True),
        Column(
            _("Will have bought"),
            numeric=True,
            hint=_("Beneath: the share, and the chance that it is the highest"),
        ),
        Column(_("Cost per buyer in the end"), numeric=True),
        Column(_("Margin so far") if found.by_margin else _("Revenue so far"), numeric=True),
        Column(_("In the end"), numeric=True),
        Column(_("ROMI in the end") if found.by_margin else _("Return in the end"), numeric=True, hint=_WITHOUT_LUCK),
        Column(_("Pays back in"), numeric=True, hint=_WITHOUT_LUCK),
    ]
    rows = [_row(line, found, page) for line in found.lines]
    return Table(_("From spend to payback"), columns, rows)


def _row(line: Line, found: Chain, page: Asked) -> Row:
    language = page.language
    back = line.payback

    def money(amount: float | Decimal | None) -> str:
        return DASH if amount is None or not math.isfinite(amount) else format_money(amount, found.currency, language)

    def each(count: int) -> str:
        return money(line.spend / count) if line.spend and count else ""

    so_far = line.revenue if line.margin is None else line.margin
    cost, earned = (back.cost, back.money) if back else (None, None)
    return Row(
        [
            Cell(line.member or dimension(found.by).unknown.in_language(language)),
            Cell(money(line.spend)),
            Cell(
                format_number(line.leads, language), note=each(line.leads),
                url=leads_url(measure("leads"), page.period, {found.by: line.member}),
            ),
            Cell(format_number(line.targets, language) if line.judged else DASH, note=each(line.targets)),
            Cell(format_number(line.buyers, language)),
            Cell(_buyers(back, language), note=_share_words(back, language)),
            Cell(money(cost.value) if cost else DASH, note=_range(cost, language)),
            Cell(money(so_far)),
            Cell(money(earned.value) if earned else DASH, note=_range(earned, language)),
            Cell(
                format_percent(back.romi.value, language, 0) if back and back.romi else DASH,
                note=_percents(back.romi, language) if back else "",
            ),
            Cell(months_words(back, language)),
        ]
    )  # fmt: skip


def _buyers(back: Payback | None, language: str) -> str:
    if back is None:
        return DASH
    return format_number_interval(back.buyers.value, back.buyers.low, back.buyers.high, language)


def _share_words(back: Payback | None, language: str) -> str:
    """The share that buys, and where shares differ beyond chance, how likely it is the highest of all."""
    if back is None:
        return ""
    share = rate_words(back.share, language)
    if back.best is None:
        return share
    return _("%(share)s; the best: %(chance)s") % {"share": share, "chance": format_percent(back.best, language, 0)}


def months_words(back: Payback | None, language: str) -> str:
    """When spend is covered, in words."""
    if back is None or back.months is None:
        return DASH
    if not math.isfinite(back.months):
        return _("does not pay back")
    if back.months > _LONGEST:
        return _("more than 3 years")
    if back.months < 1:
        return _("less than a month")
    return _("%(months)s mo.") % {"months": format_number(back.months, language, 0 if back.months >= 2 else 1)}


def _range(estimate: Estimate | None, language: str) -> str:
    """The limits of a sum; its currency stands with the sum above."""
    if estimate is None or estimate.value is None:
        return ""
    high = format_number(estimate.high, language) if math.isfinite(estimate.high) else "∞"
    return f"{format_number(estimate.low, language)} – {high}"


def _percents(estimate: Estimate | None, language: str) -> str:
    if estimate is None:
        return ""
    return f"{format_percent(estimate.low, language, 0)} – {format_percent(estimate.high, language, 0)}"


def months_chart(found: Chain, page: Asked) -> SafeString:
    """What share of each month's leads has bought, and will have."""
    bars = [
        ForecastBar(
            f"{each.start:%m.%y}", each.buyers / each.leads, each.in_the_end.value or 0.0, each.in_the_end.low,
            each.in_the_end.high, _month_label(each, page.language),
        )
        for each in found.months
    ]  # fmt: skip
    label = _("Share of the leads of each month that has bought, and that will have")

    def said(share: float) -> str:
        return format_percent(share, page.language, 0 if share >= 0.01 or not share else 1)

    return forecast_bars(bars, label=label, said=said)


def months_table(found: Chain, page: Asked) -> Table:
    """The same figures as a table."""
    columns = [
        Column(_("Month of arrival")), Column(_("Leads"), numeric=True), Column(_("Bought so far"), numeric=True),
        Column(_("Share so far"), numeric=True), Column(_("Share in the end"), numeric=True),
        Column(_("Already seen"), numeric=True, hint=_("The part of its buyers that a month has shown by now")),
    ]  # fmt: skip
    language = page.language
    rows = [
        Row(
            [
                Cell(_month_name(each, language)), Cell(format_number(each.leads, language)),
                Cell(format_number(each.buyers, language)), Cell(format_percent(each.buyers / each.leads, language)),
                Cell(rate_words(each.in_the_end, language)), Cell(format_percent(each.seen, language, 0)),
            ]
        )
        for each in found.months
    ]  # fmt: skip
    return Table(_("Months of arrival"), columns, rows)


def _month_name(month: Month, language: str) -> str:
    return format_period(Period.month(month.start), language)


def _month_label(month: Month, language: str) -> str:
    return _("%(month)s: %(now)s bought so far, %(end)s in the end, of %(n)s leads") % {
        "month": _month_name(month, language),
        "now": format_percent(month.buyers / month.leads, language),
        "end": rate_words(month.in_the_end, language),
        "n": format_number(month.leads, language),
    }


def file_rows(found: Chain, page: Asked) -> Iterable[Sequence[Content]]:
    """The lines as rows of a file."""
    yield [
        dimension(found.by).name.in_language(page.language), _("Spend"), _("Leads"), _("Judged"), _("Target"),
        _("Bought so far"), _("Share in the end"), _("from"), _("to"), _("Will have bought"), _("from"), _("to"),
        _("Cost per buyer in the end"), _("Revenue so far"), _("Margin so far"), _("In the end"), _("from"), _("to"),
        _("ROMI in the end") if found.by_margin else _("Return in the end"), _("from"), _("to"), _("Months to payback"),
        _("Chance to be the best"),
    ]  # fmt: skip
    for line in found.lines:
        back = line.payback
        months = back.months if back is not None else None
        yield [
            line.member or dimension(found.by).unknown.in_language(page.language), line.spend, line.leads, line.judged,
            line.targets, line.buyers, *_estimate(back.share if back else None),
            *_estimate(back.buyers if back else None),
            _finite(back.cost.value) if back and back.cost else None, line.revenue, line.margin,
            *_estimate(back.money if back else None), *_estimate(back.romi if back else None), _finite(months),
            back.best if back else None,
        ]  # fmt: skip


FORMS = (
    "", "#,##0.00", *["#,##0"] * 4, *["0.0%"] * 3, *["#,##0.0"] * 3, *["#,##0.00"] * 6, *["0.0%"] * 3, "0.0", "0.0%",
)  # fmt: skip


def _estimate(estimate: Estimate | None) -> list[Content]:
    if estimate is None:
        return [None, None, None]
    return [_finite(each) for each in (estimate.value, estimate.low, estimate.high)]


def _finite(value: float | None) -> float | None:
    return round(value, 6) if value is not None and math.isfinite(value) else None


def delay_words(found: Chain, language: str) -> str:
    """How long half of the buyers take, for the text of the page."""
    assert found.delays is not None
    days = found.delays.median
    if days < 2 * MONTH:
        return _("%(n)s days") % {"n": format_number(round(days), language)}
    return _("%(n)s months") % {"n": format_number(days / MONTH, language, 1)}


def left_out_words(found: Chain, language: str) -> str:
    """Money in other currencies, which no sum holds."""
    said = [
        _("%(currency)s: spend %(spend)s, payments %(paid)s, costs %(costs)s")
        % {
            "currency": currency, "spend": format_number(spend, language), "paid": format_number(paid, language),
            "costs": format_number(costs, language),
        }
        for currency, (spend, paid, costs) in found.left_out.items()
    ]  # fmt: skip
    return "; ".join(said)
