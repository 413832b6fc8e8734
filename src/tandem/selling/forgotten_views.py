"""The page of leads that fell through, by cause."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.agreement.watched import watched_tabs
from tandem.basics.text import Text
from tandem.handover.roster import whom_to_give
from tandem.measures.asked import Asked, asked
from tandem.measures.export_files import Content
from tandem.people.models import Person
from tandem.selling.forgotten import CAUSES, SHOWN, Cause, ForgottenList, forgotten
from tandem.selling.lead_list import Reader
from tandem.selling.next_steps import PLANNERS
from tandem.ui.pieces import Tab

_MOST_IN_FILE = 100_000


@require_GET
def forgotten_leads(request: HttpRequest) -> HttpResponse:
    """Whom nobody took up, came back to, or refused with a reason."""
    page = asked(request)
    cause = _cause(request)
    found = _found(request, page, limit=SHOWN)
    shown = found.counts.get(cause, 0) if cause else found.total
    assert isinstance(request.user, Person)
    context = {
        "tabs": watched_tabs("forgotten"),
        "causes": _causes(found, cause),
        "found": found,
        "lines": [(each, CAUSES[each.cause]) for each in found.leads],
        "more": shown - len(found.leads),
        "sellers": page.seller_id is None,
        "plans_steps": page.role in PLANNERS,
        "gives_to": whom_to_give(request.user),
        "today": timezone.localdate(),
        "exports": page.exports("forgotten_file"),
    }
    return render(request, "selling/forgotten.html", {**page.context(), **context})


@require_GET
def forgotten_file(request: HttpRequest, form: str) -> HttpResponse:
    """All of them."""
    page = asked(request)
    rows = _rows(_found(request, page, limit=_MOST_IN_FILE), page.language)
    return page.file(rows, form, name="forgotten", title=_("Forgotten"), forms=[""] * 6)


def _rows(found: ForgottenList, language: str) -> Iterator[list[Content]]:
    yield [_("Lead"), _("Cause"), _("Since"), _("Last touch"), _("Grade"), _("Seller")]
    for each in found.leads:
        touched = each.last_touch.isoformat(timespec="minutes") if each.last_touch else ""
        cause = CAUSES[each.cause].in_language(language)
        yield [str(each.row.lead_id), cause, each.since.isoformat(), touched, each.row.grade, each.row.seller]


def _causes(found: ForgottenList, chosen: Cause | None) -> list[Tab]:
    """Every cause with its count, those of none too: an empty one is good news."""
    address = reverse("forgotten")
    tabs = [Tab(Text(ru=f"все {found.total}", en=f"all {found.total}"), address, current=chosen is None)]
    for cause, words in CAUSES.items():
        count = found.counts.get(cause, 0)
        title = Text(ru=f"{words.ru} {count}", en=f"{words.en} {count}")
        tabs.append(Tab(title, f"{address}?{urlencode({'cause': cause.value})}", current=cause is chosen))
    return tabs


def _cause(request: HttpRequest) -> Cause | None:
    asked_for = request.GET.get("cause", "")
    return Cause(asked_for) if asked_for in set(Cause) else None


def _found(request: HttpRequest, page: Asked, *, limit: int) -> ForgottenList:
    assert isinstance(request.user, Person)
    return forgotten(
        page.reading, reader=Reader.of(request.user), today=timezone.localdate(), cause=_cause(request), limit=limit
    )
