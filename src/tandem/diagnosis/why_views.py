"""The page that answers why revenue moved, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.basics.text import Text
from tandem.diagnosis import why_page
from tandem.diagnosis.why import Why, compared, usual_by, why
from tandem.diagnosis.why_answer import tell
from tandem.diagnosis.why_pdf import makes_pdf
from tandem.diagnosis.why_plan import NoPlan, against_plan
from tandem.diagnosis.why_told import Answer
from tandem.measures.answer_lines import member_name, seller_names
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.page_tables import no_data
from tandem.measures.questions import Member
from tandem.people.rules import Role
from tandem.ui.pieces import Chip

#: Who reads the answer: whoever it may lead to decide something, and whoever answers for the figures.
READERS = frozenset({Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.ANALYST})
#: Ways to look at channels.
BY = ("campaign", "source", "channel", "product", "segment", "city")
#: What revenue is held against.
AGAINST = {
    "previous": Text(ru="С прежним периодом", en="The period before"),
    "year-ago": Text(ru="С прошлым годом", en="A year ago"),
    "plan": Text(ru="С планом", en="Plan"),
}
#: What the answer may be narrowed to.
FILTERS = ("seller", "campaign", "source", "product", "segment")


@require_GET
def why_view(request: HttpRequest) -> HttpResponse:
    """Why revenue does not grow, or grows."""
    page, found, answer, where = asked_why(request)
    page.shows("spend")
    table = why_page.bridge_table(found, answer, page.language) if answer.bars else None
    context: dict[str, Any] = {
        "found": found,
        "answer": answer,
        "table": table,
        "evidence": why_page.evidence(found, answer, where),
        "other_days": why_page.other_days(found, answer, page.language),
        "split_tabs": page.tabs("by", {key: DIMENSIONS[key].name for key in BY}, found.by, "") if found.by else (),
        "against_tabs": page.tabs("against", AGAINST, _shown_against(page, found), _usual_against(page)),
        "threshold": why_page.threshold(found, page.language),
        "chips": _chips(page, where),
        "empty": no_data(page.role),
        "exports": (*page.exports("why_file"), *_pdf(page)),
        "mail": _mail(page),
    }
    return render(request, "diagnosis/why.html", {**page.context(), **context})


@require_GET
def why_file(request: HttpRequest, form: str) -> HttpResponse:
    """The bars with their channels as a file."""
    page, found, answer, _where = asked_why(request)
    rows = why_page.file_rows(found, answer, page.language)
    return page.file(rows, form, name="why", title=_("Why revenue moved"), forms=why_page.FORMS, labels=2)


def asked_why(request: HttpRequest) -> tuple[Asked, Why, Answer, Mapping[str, Member]]:
    """What the address asks, the answer, and what it is narrowed to; refuses who does not decide."""
    require(role_of(request) in READERS)
    page = asked(request)
    where = _where(page)
    if (against := page.choice("against", AGAINST, _usual_against(page))) == "plan":
        try:
            filters = {key: (member,) for key, member in where.items()}
            # Up to where the data reach, as with any comparison.
            period = compared(page.period, "previous", page.reading)[1]
            return page, *against_plan(period, page.reading, page.language, where=filters), where
        except NoPlan as refused:
            page.problems.append(refused.text)
            against = _usual_against(page)
    before, after = compared(page.period, against, page.reading)
    usual = usual_by(page.reading, after)
    by = page.choice("by", dict.fromkeys(BY), usual)
    found = why(before, after, page.reading, by=by, where={key: (member,) for key, member in where.items()})
    names = seller_names(found.sellers) if page.role.sees_operating_report else {}
    return page, found, tell(found, page.language, names), where


def _shown_against(page: Asked, found: Why) -> str:
    """What it is held against; also where a plan was asked for and there is none."""
    if found.against == "plan":
        return "plan"
    asked_for = page.request.GET.get("against", "")
    return asked_for if asked_for in ("previous", "year-ago") else _usual_against(page)


def _usual_against(page: Asked) -> str:
    return "year-ago" if page.chosen.compare == "year" else "previous"


def _where(page: Asked) -> dict[str, Member]:
    """Filters of the address; one that cannot be read is said and left out."""
    found: dict[str, Member] = {}
    for key in FILTERS:
        asked_for = page.request.GET.get(key, "")
        if not asked_for:
            continue
        if asked_for == "-":
            found[key] = None
        elif key != "seller":
            found[key] = asked_for
        elif asked_for.isdecimal():
            found[key] = int(asked_for)
        else:
            page.problems.append(_NO_SELLER.format(asked=asked_for[:40]))
    return found


_NO_SELLER = Text(ru="Менеджера «{asked}» нет: показаны все.", en="There is no seller “{asked}”: showing all.")


def _chips(page: Asked, where: Mapping[str, Member]) -> list[Chip]:
    names = seller_names([where.get("seller")]) if "seller" in where else {}
    return [
        Chip(
            f"{DIMENSIONS[key].name.in_language(page.language)}: "
            f"{member_name(member, DIMENSIONS[key], page.language, names)}",
            page.address({key: ""}),
        )
        for key, member in where.items()
    ]


def _pdf(page: Asked) -> tuple[tuple[str, str], ...]:
    query = page.request.GET.urlencode()
    return (("PDF", reverse("why_pdf") + (f"?{query}" if query else "")),) if makes_pdf() else ()


def _mail(page: Asked) -> str:
    """Where the answer is mailed from; empty where no letter can reach the reader."""
    if not settings.SENDS_MAIL or not getattr(page.request.user, "email", ""):
        return ""
    query = page.request.GET.urlencode()
    return reverse("why_mail") + (f"?{query}" if query else "")
