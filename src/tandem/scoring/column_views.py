"""The page of columns that may be known only after the contact, and what people say of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.access import edits, reader
from tandem.basics.refusals import Refusal
from tandem.measures.asked import asked
from tandem.scoring import trainings
from tandem.scoring.columns import judge_column
from tandem.scoring.columns_page import DECIDED, columns, listing, others, undecided
from tandem.scoring.proposal import Proposal
from tandem.scoring.tabs import readers_only, tabs


@require_GET
@readers_only
def columns_known_too_late(request: HttpRequest) -> HttpResponse:
    """The suspects of the newest training, and what was said of columns."""
    page, (training, proposal) = asked(request), _newest()
    shown = columns(proposal)
    context = {
        "tabs": tabs("scorecard_columns", undecided=undecided(proposal)),
        "training": training,
        "columns": [(each, DECIDED[each.decided]) for each in shown],
        "others": others(shown),
        "exports": page.exports("scorecard_columns_file"),
        "edits": edits(reader(request)),
        "as_of": timezone.localtime(page.reading.freshness.as_of),
    }
    return render(request, "scoring/columns.html", context)


@require_GET
@readers_only
def columns_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    page = asked(request)
    made = listing(columns(_newest()[1]), page.language)
    return page.file(made.file_rows(), form, name="scorecard-columns", title=made.caption, forms=made.file_forms)


@require_POST
@readers_only
def judgement(request: HttpRequest) -> HttpResponse:
    """A person says whether a column is known only after the contact."""
    late = {"late": True, "known": False}.get(request.POST.get("said", ""))
    if late is None:
        messages.error(request, _("Say whether the column is known at capture or only after the contact."))
        return redirect("scorecard_columns")
    try:
        judge_column(name=request.POST.get("column", ""), late=late, by=reader(request), now=timezone.now())
    except Refusal as refused:
        messages.error(request, refused.text.in_language(get_language() or "ru"))
    else:
        messages.success(request, _("Noted. The next training goes by it."))
    return redirect("scorecard_columns")


def _newest() -> tuple[object, Proposal | None]:
    training = trainings.latest()
    return training, trainings.proposal_of(training) if training is not None else None
