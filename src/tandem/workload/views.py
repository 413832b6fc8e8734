"""The page of the load: how full the department is, who, and how long leads really take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.document import Document
from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_number
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.people.rules import Role
from tandem.people.views import reader
from tandem.ui.kept_words import keep_words
from tandem.workload import page as pages
from tandem.workload.cost_rules import ENOUGH
from tandem.workload.costs import costs, minutes_by_moments
from tandem.workload.crisis import DECLARERS, LONGEST, call_off, crisis_on, declare
from tandem.workload.queries import standing
from tandem.workload.saying import sentence_of
from tandem.workload.study import Study, delays, study
from tandem.workload.study_rules import NOTES_MINUTES

ROLES = frozenset({Role.SALES_HEAD, Role.OWNER, Role.ANALYST, Role.MARKETING_HEAD})
#: Who compares sellers by name: marketing needs to know how full the department is, and not who is slow.
_NAMES = ROLES - {Role.MARKETING_HEAD}
_PERIOD = "last 90 days"
#: Minutes of notes a reader may assume for each contact.
NOTES = {str(each): Text(ru=f"{each} мин на запись", en=f"{each} min of notes") for each in (0, 1, NOTES_MINUTES, 3, 5)}


@require_GET
def workload(request: HttpRequest) -> HttpResponse:
    """How full it is now, and the time study of the period."""
    page, notes, timed, document = _asked(request)
    found = standing(page.reading, document, today=timezone.localdate())
    names = page.role in _NAMES
    crisis = crisis_on(timezone.localdate())
    factor = None if crisis is None else float(crisis.factor)
    spent = costs(page.reading, document, found, now=timezone.now(), factor=factor)
    rest = [each for each in spent.all if each.taken.justified is None]
    lines = pages.lines_of(timed, document, delays(page.reading, page.period) if names else {}, names=names)
    context = {
        "found": found,
        "sentence": sentence_of(found, page.language),
        "figures": pages.figures_of(found, page.language),
        "bases": [
            (title, pages.basis_of(found, filled, page.language), filled)
            for title, filled in ((_("By calls and notes"), found.real), (_("By the agreed norm"), found.agreed))
            if filled is not None
        ],
        "sellers": pages.sellers_table(found, page.language) if names else None,
        "costs": spent,
        "costs_tables": [
            (title, pages.costs_table(each, document, spent, page.language))
            for title, each in (
                (_("Switch off first"), spent.losses),
                (_("Agreed"), spent.agreed),
                (_("The rest"), rest),
            )
            if each
        ],
        "by_moments": minutes_by_moments(found),
        "crisis": crisis,
        "times": "" if factor is None else format_number(factor, page.language, 0 if factor.is_integer() else 1),
        "declares": page.role in DECLARERS,
        "first_day": timezone.localdate(),
        "last_day": timezone.localdate() + LONGEST,
        "waits": [each.title for each in document.chores] if crisis is not None else [],
        "samples": bool(document.chores),
        "asked": spent.answers.answered + spent.answers.unanswered,
        "enough": ENOUGH,
        "tables": pages.study_tables(lines, page.language),
        "timed": timed,
        "timed_part": timed.timed / timed.contacts if timed.contacts else None,
        "notes": notes,
        "notes_tabs": page.tabs("notes", NOTES, notes, str(NOTES_MINUTES)),
        "exports": page.exports("workload_file"),
    }
    return render(request, "workload/workload.html", {**page.context(), **context})


@require_GET
def workload_file(request: HttpRequest, form: str) -> HttpResponse:
    """The time study as a file."""
    page, _notes, timed, document = _asked(request)
    names = page.role in _NAMES
    lines = pages.lines_of(timed, document, delays(page.reading, page.period) if names else {}, names=names)
    forms = ["", "", *["0.0"] * 5, "0", "0", "0"]
    return page.file(pages.file_rows(lines), form, name="workload", title=_("Workload"), forms=forms, labels=2)


@require_POST
def crisis(request: HttpRequest) -> HttpResponse:
    """Declare a crisis, or call it off."""
    by, said = reader(request), request.POST
    try:
        if said.get("crisis") == "off":
            call_off(by=by, now=timezone.now())
        else:
            declare(until=_day(said.get("until", "")), factor=_number(said.get("factor", "")),
                    why=said.get("why", ""), by=by, now=timezone.now())  # fmt: skip
    except Refusal as refusal:
        keep_words(request, "crisis ", said.get("why", ""))
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    return redirect(f"{reverse('workload')}#crisis")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _asked(request: HttpRequest) -> tuple[Asked, str, Study, Document]:
    require(role_of(request) in ROLES)
    page = asked(request, default=_PERIOD)
    notes = page.choice("notes", NOTES, str(NOTES_MINUTES))
    document = in_force().document
    return page, notes, study(page.reading, page.period, document, as_of=page.horizon.as_of, notes=int(notes)), document
