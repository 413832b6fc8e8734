"""The page of attribution, and its file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.queries import in_force
from tandem.attribution import credited_sales_page, credits_page
from tandem.attribution.credited_sales import credited_sales
from tandem.attribution.credits import ALLOCATION, Allocation, allocation, proof
from tandem.attribution.journeys import BY, WINDOW, WINDOWS, Won, journeys
from tandem.attribution.tabs import tabs
from tandem.attribution.unknown_calls import unknown_calls
from tandem.basics.numbers import format_number
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data

#: A year: purchases of a month are few.
_PERIOD = "last 365 days"
_LIFT = "20"
#: Purchases on one page of the list.
_PAGE = 100


@require_GET
def attribution(request: HttpRequest) -> HttpResponse:
    """Which channel is credited with what was sold."""
    page, found = _found(request)
    page.shows("spend")
    agreed = in_force().document.matching
    lift = page.choice("lift", credits_page.LIFTS, _LIFT)
    sizes = proof(page.period, page.reading, lift=int(lift) / 100, won=found.won, by=found.by)
    context = {
        "room_tabs": tabs("attribution"),
        "found": found,
        "told": credits_page.told(found, sizes, page.language),
        "statement": ALLOCATION,
        "calls": credits_page.calls_told(
            unknown_calls(page.period, page.reading, minutes=agreed.call_minutes), agreed, found.currency, page.language
        ),
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, found.by, BY[0]),
        "won_tabs": page.tabs("of", credits_page.WON, found.won, Won.PAID),
        "window_tabs": page.tabs("window", credits_page.windows(WINDOWS), str(found.window), str(WINDOW)),
        "lift_tabs": page.tabs("lift", credits_page.LIFTS, lift, _LIFT),
        "table": credits_page.credits_table(
            found, page.language, lambda channel: _address(page, credited_sales_page.key_of(channel))
        ),
        "empty": no_data(page.role),
        "exports": page.exports("attribution_file"),
    }
    return render(request, "attribution/attribution.html", {**page.context(), **context})


@require_GET
def attribution_file(request: HttpRequest, form: str) -> HttpResponse:
    """The credits as a file."""
    page, found = _found(request)
    rows = credits_page.file_rows(found, page.language)
    return page.file(
        rows, form, name=f"attribution-{found.by}", title=_("Attribution"), forms=credits_page.forms(found)
    )


@require_GET
def attribution_sales(request: HttpRequest) -> HttpResponse:
    """The purchases behind a line: on whose journeys the channel stands, and how much of each it is credited with."""
    page, by, window, won = _asked(request)
    channel = credited_sales_page.channel_of(request.GET.get("channel", ""))
    number = page.list_page
    found = journeys(page.period, page.reading, by=by, window=window, won=won)
    sales, total = credited_sales(found, channel, offset=(number - 1) * _PAGE, limit=_PAGE) if channel else ((), 0)
    context = {
        "room_tabs": tabs("attribution"),
        "channel": channel.title(by, page.language) if channel else "",
        "total": format_number(total, page.language),
        "table": credited_sales_page.sales_table(sales, by, found.currency, page.language),
        "back": f"{reverse('attribution')}{page.address({'channel': '', 'page': ''})}",
        "older": page.address({"page": str(number + 1)}) if number * _PAGE < total else "",
        "newer": page.address({"page": str(number - 1)}) if number > 1 else "",
    }
    return render(request, "attribution/sales.html", {**page.context(), **context})


def _address(page: Asked, key: str) -> str:
    return f"{reverse('attribution_sales')}{page.address({'channel': key})}"


def _found(request: HttpRequest) -> tuple[Asked, Allocation]:
    page, by, window, won = _asked(request)
    return page, allocation(page.period, page.reading, by=by, window=window, won=won)


def _asked(request: HttpRequest) -> tuple[Asked, str, int, Won]:
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    by = page.choice("by", dict.fromkeys(BY), BY[0])
    won = Won(page.choice("of", credits_page.WON, Won.PAID))
    return page, by, int(page.choice("window", credits_page.windows(WINDOWS), str(WINDOW))), won
