"""The question of one tap: a piece of any page of a seller, and a page of its own where no JavaScript runs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.measures.asked import require
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.workload.sampling import Doing, answer, open_question

#: Offered first; works that are no selling follow by their titles.
_OFFERED = (Doing.LEAD, Doing.WAITING, Doing.INTERRUPTED)


@require_GET
def moment(request: HttpRequest) -> HttpResponse:
    """The question that waits for the reader's answer, if there is one."""
    person, document = _seller(request), in_force().document
    asked = open_question(person, document, now=timezone.now())
    piece = request.headers.get("HX-Request") == "true"
    if piece and asked is None:
        return HttpResponse()
    context = {
        "asked": asked,
        "offered": [(each.value, each.words) for each in _OFFERED],
        "chores": [(each.key, each.title) for each in document.chores],
    }
    return render(request, "workload/question.html" if piece else "workload/moment.html", context)


@require_POST
def moment_answer(request: HttpRequest, moment_id: int) -> HttpResponse:
    """Take the answer: of a work that is no selling its key, else what it is."""
    person, chore = _seller(request), request.POST.get("chore", "")
    piece = request.headers.get("HX-Request") == "true"
    try:
        answer(
            moment_id=moment_id, doing=Doing.CHORE if chore else request.POST.get("doing", ""), chore=chore, by=person,
            document=in_force().document, now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        said, ok = refusal.text.in_language(get_language() or "ru"), False
    else:
        said, ok = _("Thank you, that was all."), True
    if piece:
        return render(request, "workload/thanks.html", {"said": said, "ok": ok})
    (messages.success if ok else messages.error)(request, said)
    return redirect("/")


def _seller(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    require(Role(request.user.role) is Role.SELLER)
    return request.user
