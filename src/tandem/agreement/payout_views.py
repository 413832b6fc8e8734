"""The page of one closed month: what is paid for it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement import payout_page, payouts
from tandem.agreement.access import reader, tabs
from tandem.agreement.models import ClosedMonth, Payout
from tandem.measures.asked import asked


@require_GET
def month(request: HttpRequest, named: str) -> HttpResponse:
    """Who is paid what for a closed month, how it was counted, and what came later."""
    person, page, closed = reader(request), asked(request), _closed(named)
    agreed = payouts.held_at_end(closed.month)
    lines = payout_page.payout_lines(closed.month, person, page.reading)
    language = page.language
    context = {
        "tabs": tabs(person, "agreement_months"),
        "closed": closed,
        "title": agreed.title,
        "version": agreed.version,
        "schemes": bool(agreed.document.bonus.schemes),
        "counted": Payout.objects.filter(month=closed.month).exists(),
        "lines": [(each, each.money(language), each.corrected(language), each.told(language)) for each in lines],
        "exports": page.exports("agreement_payouts_file", named),
    }
    return render(request, "agreement/month.html", context)


@require_GET
def month_file(request: HttpRequest, named: str, form: str) -> HttpResponse:
    """The payouts a person may see, as a file."""
    page, closed = asked(request), _closed(named)
    lines = payout_page.payout_lines(closed.month, reader(request), page.reading)
    rows = payout_page.rows_of(lines, page.language)
    forms = ["", "", "0", "0.00", "0.00", ""]
    return page.file(rows, form, name=f"bonus-{named}", title=_("Bonuses"), forms=forms, labels=2)


def _closed(named: str) -> ClosedMonth:
    try:
        day = date.fromisoformat(f"{named}-01")
    except ValueError:
        raise Http404 from None
    return get_object_or_404(ClosedMonth.objects.select_related("closed_by"), month=day)
