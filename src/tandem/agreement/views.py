"""Reading the agreement: any version, what it means for me, who has read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement import actions, queries
from tandem.agreement.access import edits, reader, tabs
from tandem.agreement.acknowledged import sheet_of
from tandem.agreement.for_role import duties_of
from tandem.agreement.overdue import overdue
from tandem.agreement.precedents import precedents
from tandem.agreement.reading import card_table, chapters
from tandem.agreement.rules import zero_document
from tandem.agreement.saying import promise
from tandem.basics.text import Text
from tandem.measures.export_files import csv_file, xlsx_file
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.pieces import Tab

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """The version in force; before the first one holds, the one that is coming."""
    number = queries.in_force().version or min((line.number for line in queries.versions() if line.number), default=0)
    return _version_page(request, number, is_front=True)


@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Any version."""
    return _version_page(request, number, is_front=False)


@require_POST
def acknowledgement(request: HttpRequest, number: int) -> HttpResponse:
    """I have read this version."""
    try:
        actions.acknowledge(by=reader(request), now=timezone.now(), number=number)
    except queries.UnknownVersion as refusal:
        raise Http404(refusal.text.en) from None
    messages.success(request, _("Written down: you have read this version."))
    return redirect("agreement_version", number)


@require_GET
def acknowledgements(request: HttpRequest) -> HttpResponse:
    """Who has read a version, and who has not."""
    number = _asked_version(request)
    sheet = sheet_of(number) if number else None
    return render(
        request,
        "agreement/acknowledgements.html",
        {
            "tabs": tabs(reader(request), "agreement_acknowledgements"),
            "number": number,
            "sheet": sheet,
            "versions": [
                Tab(line.title, f"?version={line.number}", current=line.number == number)
                for line in queries.versions()
                if line.number
            ],
            "exports": [
                (kind.upper(), f"{reverse('agreement_sheet', args=[kind])}?version={number}")
                for kind in ("csv", "xlsx")
            ],
        },
    )


@require_GET
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """The sheet of acknowledgements as a file."""
    number = _asked_version(request)
    if not number:
        raise Http404
    rows = list(sheet_of(number).cells(_language()))
    if kind == "csv":
        content, content_type = csv_file(rows, _language()), "text/csv; charset=utf-8"
    else:
        content = xlsx_file(rows, title=_("Acknowledgements"), forms=[""] * len(rows[0]), labels=1)
        content_type = XLSX
    filename = f"agreement-{number}-acknowledgements.{kind}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=filename)},
    )


def _version_page(request: HttpRequest, number: int, *, is_front: bool) -> HttpResponse:
    person, today = reader(request), timezone.localdate()
    lines = queries.versions()
    line = next((each for each in lines if each.number == number), None)
    if line is None:
        raise Http404
    document = queries.version(number).document if number else zero_document(_language())
    role = _asked_role(request, person)
    return render(
        request,
        "agreement/agreement.html",
        {
            "tabs": tabs(person, "agreement" if is_front else ""),
            "line": line,
            "document": document,
            "chapters": chapters(document, precedents()),
            "versions": [_strip(each, number, today) for each in lines],
            "empty": number == 0 and is_front,
            "state": _state(line, today),
            "read": _has_read(person, number),
            "overdue": overdue(document, today) if _state(line, today) == "in force" else (),
            "edits": edits(person),
            "draft": queries.draft(),
            **_for_me(document, role, person),
        },
    )


def _for_me(document: Any, role: Role, person: Person) -> dict[str, Any]:
    duties = duties_of(document, role, username=person.username if role == person.role else "")
    return {
        "duties": duties,
        "roles": [
            Tab(each.words, f"?role={each.value}#mine", current=each is role)
            for each in Role
            if each not in (Role.ADMIN, Role.ANALYST) or each is role
        ],
        "mine": [(each, promise(each, document)) for each in duties.mine],
        "theirs": [(each, promise(each, document)) for each in duties.theirs],
        "card_tables": [card_table(card, document) for card in duties.cards],
    }


def _strip(line: queries.VersionLine, shown: int, today: date) -> dict[str, Any]:
    return {"line": line, "current": line.number == shown, "state": _state(line, today)}


def _state(line: queries.VersionLine, today: date) -> str:
    if line.since is not None and line.since > today:
        return "coming"
    return "past" if line.until is not None and line.until < today else "in force"


def _has_read(person: Person, number: int) -> Any:
    return person.acknowledgements.filter(version__number=number).first() if number else None


def _asked_role(request: HttpRequest, person: Person) -> Role:
    asked = request.GET.get("role", "")
    return Role(asked) if asked in set(Role) else Role(person.role)


def _asked_version(request: HttpRequest) -> int:
    """The version named in the address, else the newest signed; 0 while none is signed."""
    known = [line.number for line in queries.versions() if line.number]
    asked = request.GET.get("version", "")
    if asked.isdecimal() and len(asked) < 6 and int(asked) in known:
        return int(asked)
    return known[0] if known else 0


def _language() -> str:
    return get_language() or "ru"


def refused(request: HttpRequest, text: Text) -> None:
    """Say on the next page why something was not done."""
    messages.error(request, text.in_language(_language()))
