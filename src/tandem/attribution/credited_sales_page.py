"""The list of purchases behind a line of attribution, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.attribution.credited_sales import BY_JOURNEY, CreditedSale
from tandem.attribution.credits_page import NAMES
from tandem.attribution.journeys import Channel, Known
from tandem.basics.numbers import DASH, format_money, format_percent
from tandem.ui.pieces import Cell, Column, Row, Table

#: So many touches of a journey are written out; of a longer one it is said how many more there were.
_TOUCHES = 12


def key_of(channel: Channel) -> str:
    """A channel as an address names it."""
    return f"{channel.known:d}{channel.name}"


def channel_of(key: str) -> Channel | None:
    """The channel that an address names; None when it names none."""
    if not key or key[0] not in {f"{each:d}" for each in Known}:
        return None
    return Channel(Known(int(key[0])), key[1:])


def sales_table(sales: Sequence[CreditedSale], by: str, currency: str, language: str) -> Table:
    """Each purchase with its journey, and the channel's share of it by each method."""
    columns = [Column(_("Lead")), Column(_("Brought"), numeric=True), Column(_("Journey"))]
    for method in BY_JOURNEY:
        name, hint = NAMES[method]
        columns.append(Column(name, numeric=True, hint=hint))
    return Table(_("Purchases"), columns, [_row(sale, by, currency, language) for sale in sales])


def _row(sale: CreditedSale, by: str, currency: str, language: str) -> Row:
    lead = (
        Cell(f"№ {sale.lead_id}", url=reverse("lead", args=[sale.lead_id]))
        if sale.lead_id
        else Cell(DASH, hint=_("A payment that names no lead"))
    )
    shares = [Cell(format_percent(sale.shares[method], language, 0)) for method in BY_JOURNEY]
    return Row(
        [
            lead,
            Cell(format_money(sale.money, currency, language), note=_part(sale, language)),
            Cell(_way(sale.path, by, language)),
            *shares,
        ]
    )


def _part(sale: CreditedSale, language: str) -> str:
    """That it is a part of a purchase, where a call is credited by chance."""
    if sale.part >= 1:
        return ""
    return _("%(share)s of it, by the call") % {"share": format_percent(sale.part, language, 0)}


def _way(path: Sequence[Channel], by: str, language: str) -> str:
    """The touches in order; one that repeats at once is counted instead of written again."""
    runs = [(channel.title(by, language), len(list(run))) for channel, run in groupby(path)]
    said = " → ".join(name if times == 1 else f"{name} × {times}" for name, times in runs[:_TOUCHES])
    left = sum(times for _name, times in runs[_TOUCHES:])
    return said + (_(" → and %(count)s more touches") % {"count": left} if left else "")
