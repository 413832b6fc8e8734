"""What the page of attribution shows, and its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _

from tandem.agreement.document import Matching
from tandem.attribution.credits import Allocation, CreditLine, Proof
from tandem.attribution.journeys import Channel, Won
from tandem.attribution.rules.methods import Method, apportioned
from tandem.attribution.unknown_calls import UnknownCalls
from tandem.basics.numbers import format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

NAMES: Mapping[Method, tuple[Text, Text]] = {
    Method.FIRST: (
        Text(ru="Первое касание", en="First touch"),
        Text(ru="Всё тому, с чего путь начался", en="All to where the journey began"),
    ),
    Method.LAST: (
        Text(ru="Последнее", en="Last touch"),
        Text(ru="Всё тому, чем он кончился", en="All to where it ended"),
    ),
    Method.LAST_NON_DIRECT: (
        Text(ru="Последнее непрямое", en="Last non-direct"),
        Text(
            ru="Всё последнему касанию, о котором известно, откуда пришли",
            en="All to the last touch that tells where the client came from",
        ),
    ),
    Method.LINEAR: (
        Text(ru="Поровну", en="Linear"),
        Text(ru="Каждому касанию одинаково", en="To every touch the same"),
    ),
    Method.POSITION: (
        Text(ru="40–20–40", en="40–20–40"),
        Text(
            ru="40 % первому, 40 % последнему, 20 % остальным",
            en="40% to the first, 40% to the last, 20% to the others",
        ),
    ),
    Method.TIME_DECAY: (
        Text(ru="По давности", en="Time decay"),
        Text(ru="За каждые 7 дней до покупки вес вдвое меньше", en="Half as much for every 7 days before the purchase"),
    ),
    Method.MARKOV: (
        Text(ru="Марков, 1", en="Markov, 1"),
        Text(
            ru="Сколько продаж пропало бы без канала, если следующий шаг зависит от последнего касания",
            en="What would be missing without the channel, if the next step depends on the last touch",
        ),
    ),
    Method.MARKOV_2: (
        Text(ru="Марков, 2", en="Markov, 2"),
        Text(
            ru="То же, если следующий шаг зависит от двух последних касаний",
            en="The same, if the next step depends on the last two touches",
        ),
    ),
    Method.SHAPLEY: (
        Text(ru="Шепли", en="Shapley"),
        Text(
            ru="Справедливая доля: каждый канал пути получает поровну, сколько бы раз ни встретился",
            en="The fair share: each channel of a journey gets the same, however often it was met",
        ),
    ),
}
WON: Mapping[str, Text] = {
    Won.PAID: Text(ru="оплаты", en="payments"),
    Won.WON: Text(ru="выигранные сделки", en="deals won"),
}
LIFTS: Mapping[str, Text] = {each: Text(ru=f"+{each} %", en=f"+{each}%") for each in ("10", "20", "30", "50")}


def windows(days: Sequence[int]) -> dict[str, Text]:
    """Look-back windows by their days."""
    return {str(each): Text(ru=f"{each} дней", en=f"{each} days") for each in days}


def credits_table(found: Allocation, language: str, address: Callable[[Channel], str] = lambda channel: "") -> Table:
    """A line for each channel, a column for each method: money, and conversions beneath.

    ``address`` gives the list of purchases behind a channel.
    """
    columns = [Column(dimension(found.by).name)]
    for method in found.methods:
        name, hint = NAMES[method]
        columns.append(Column(name, numeric=True, hint=hint))
    columns.append(
        Column(_("Methods differ by"), numeric=True, hint=_("The most less the least that any method gives"))
    )
    shown = {method: _whole_units(method, found) for method in found.methods}
    rows = [_row(at, line, shown, found, language, address(line.channel)) for at, line in enumerate(found.lines)]
    if rows:
        whole = _cell(round(found.money), found.money, found.conversions, found, language)
        rows.append(Row([Cell(_("Together")), *[whole] * len(found.methods), Cell("")], total=True))
    return Table(_("Attribution"), columns, rows)


def _whole_units(method: Method, found: Allocation) -> list[int]:
    """Money of each line without kopecks, such that what stands on the page adds up by hand."""
    shares = np.array([float(line.money(method)) for line in found.lines])
    return apportioned(shares, round(found.money))


def _row(
    at: int, line: CreditLine, shown: Mapping[Method, list[int]], found: Allocation, language: str, url: str
) -> Row:
    cells = [
        _cell(shown[method][at], line.money(method), line.conversions(method), found, language)
        for method in found.methods
    ]
    gap = format_money(round(_gap(line, found)), found.currency, language)
    opens = url if any(each.conversions or each.money for each in line.credits.values()) else ""
    name = Cell(line.channel.title(found.by, language), url=opens, note=_by_calls(line, found, language))
    return Row([name, *cells, Cell(gap)])


def _by_calls(line: CreditLine, found: Allocation, language: str) -> str:
    """How much of a line rests on calls credited by chance."""
    purchases, money = line.by_calls
    if not purchases and not money:
        return ""
    return _("of it by calls' windows: %(purchases)s and %(money)s") % {
        "purchases": format_number(purchases, language, 2),
        "money": format_money(round(money), found.currency, language),
    }


def _gap(line: CreditLine, found: Allocation) -> Decimal:
    given = [line.money(method) for method in found.methods]
    return max(given) - min(given)


def _cell(shown: int, money: Decimal, conversions: Decimal, found: Allocation, language: str) -> Cell:
    said = format_money(shown, found.currency, language)
    return Cell(said, note=_number(conversions, language), hint=_money(money, found, language))


def _money(amount: Decimal, found: Allocation, language: str) -> str:
    """To the kopeck where there are any: what stands here adds up by hand."""
    return format_money(amount, found.currency, language, 0 if amount == int(amount) else 2)


def _number(conversions: Decimal, language: str) -> str:
    return format_number(conversions, language, 0 if conversions == int(conversions) else 2)


def moved_share(found: Allocation) -> float | None:
    """The largest part of the money that any two methods place differently; None without money."""
    if not found.money or found.money < 0:
        return None
    shares = [[float(line.money(method) / found.money) for line in found.lines] for method in found.methods]
    return max(
        (
            sum(abs(one - other) for one, other in zip(first, second, strict=True)) / 2
            for first in shares
            for second in shares
        ),
        default=0.0,
    )


def told(found: Allocation, sizes: Proof, language: str) -> dict[str, object]:
    """Figures of the sentences on the page, as text."""
    lengths = found.lengths
    moved = moved_share(found)
    return {
        "conversions": _number(found.conversions, language),
        "money": _money(found.money, found, language),
        "alike": format_percent(lengths.alike, language, 0),
        "single": format_percent(lengths.single / lengths.converted, language, 0) if lengths.converted else "",
        "most_alike": lengths.alike is not None and lengths.alike >= 0.8,
        "argued": _number(Decimal(round(lengths.converted - lengths.one_channel)), language),
        "moved": format_percent(moved, language, 1) if moved is not None else "",
        "nothing": format_number(found.nothing, language),
        "young": format_number(found.young, language) if found.young else "",
        "left_out": ", ".join(NAMES[each][0].in_language(language) for each in found.left_out),
        "base": format_percent(sizes.base, language, 1),
        "leads": format_number(sizes.leads, language),
        "each": format_number(sizes.hold_out.each, language) if sizes.hold_out.each is not None else "",
        "hold_out_weeks": sizes.weeks_of_hold_out,
        "a_week": format_number(sizes.a_week, language, 1),
        "geo_weeks": sizes.geo.weeks,
        "geo_leads_weeks": sizes.geo_leads.weeks,
        "lift": format_percent(sizes.geo.lift, language, 0),
    }


def calls_told(found: UnknownCalls, agreed: Matching, currency: str, language: str) -> dict[str, object]:
    """Figures of the sentences about calls from nowhere known, as text; empty where there are none."""
    if not found.leads and not found.known:
        return {}
    return {
        "leads": format_number(found.leads, language),
        "known": format_number(found.known, language),
        "purchases": format_number(found.purchases, language),
        "money": format_money(found.money, currency, language, 0 if found.money == int(found.money) else 2),
        "enough": found.found.match.enough,
        "unknown": format_number(round(found.unknown), language),
        "left_out": format_number(found.found.left_out, language) if found.found.left_out else "",
        "minutes": agreed.call_minutes,
        "least": format_percent(agreed.call_confidence, language, 0) if agreed.call_confidence else "",
        "credited": format_number(found.credited(float(agreed.call_confidence)), language),
        "claimed": [
            (each.campaign, format_number(round(each.calls), language), format_percent(each.confidence, language, 0))
            for each in found.claimed
        ],
    }


def file_rows(found: Allocation, language: str) -> list[Sequence[Content]]:
    """Each channel with conversions and money by every method; the last line is the whole."""
    head: list[Content] = [dimension(found.by).name.in_language(language)]
    for method in found.methods:
        name = NAMES[method][0].in_language(language)
        head += [_("%(method)s: conversions") % {"method": name}, _("%(method)s: money") % {"method": name}]
    rows: list[Sequence[Content]] = [head]
    for line in found.lines:
        cells: list[Content] = [line.channel.title(found.by, language)]
        for method in found.methods:
            cells += [line.conversions(method), line.money(method)]
        rows.append(cells)
    together: list[Content] = [_("Together"), *[found.conversions, found.money] * len(found.methods)]
    return [*rows, together]


def forms(found: Allocation) -> tuple[str, ...]:
    """Number formats of the file's columns."""
    return ("", *["#,##0.00", "#,##0.00"] * len(found.methods))
