"""Pages of imports that were started: the list, progress, the report, resume and undo."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.access.actions import note_look
from tandem.imports import actions, jobs, queries
from tandem.imports import undoing as undo_actions
from tandem.imports.access import importers_only, reader, shows_rows_of
from tandem.imports.forms import UploadForm
from tandem.imports.models import Draft, Import, ImportFile, Status
from tandem.imports.recipe_loading import title_in
from tandem.imports.refusals import ImportRefused
from tandem.imports.rejected_rows import rejected_rows

PER_PAGE = 50
GOING = (Status.WAITING, Status.RUNNING, Status.UNDOING)


@require_GET
@importers_only
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, newest first, and the uploads this person has not started yet."""
    page = Paginator(queries.listed(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/imports.html",
        {
            "page": page,
            "rows": [(run, title_in(run.recipe_text, run.recipe)) for run in page],
            "drafts": Draft.objects.filter(made_by=reader(request)).prefetch_related("files"),
        },
    )


@require_GET
@importers_only
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """An import that is going on, or the report of one that ended."""
    run = get_object_or_404(Import.objects.select_related("started_by"), pk=import_id)
    going = run.status in GOING
    htmx = getattr(request, "htmx", False)
    if htmx and not going:
        # What was polled is over: the page as a whole is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _described(run) | {"going": going}
    if going:
        context["progress"] = queries.progress(run, now=timezone.now())
    else:
        reasons = queries.reasons(run) if shows_rows_of(request, run) else []
        if reasons:
            # With excerpts of rows.
            note_look(person_id=reader(request).pk, page="import_rows", at=timezone.now(), import_id=run.pk)
        context |= {
            "reasons": reasons,
            "rejected_files": queries.rejected_files(run) if shows_rows_of(request, run) else [],
            "mending": UploadForm(),
            "undoable": run.status in (Status.DONE, Status.STOPPED),
        }
    return render(request, "imports/import.html#progress" if htmx else "imports/import.html", context)


@require_POST
@importers_only
def run(request: HttpRequest, import_id: int) -> HttpResponse:
    """Go on with a stopped import."""
    get_object_or_404(Import, pk=import_id)
    try:
        with transaction.atomic():
            actions.resume(import_id=import_id)
            jobs.run_import.enqueue(import_id)
    except ImportRefused as refused:
        messages.error(request, said(refused))
    return redirect("import", import_id=import_id)


@require_POST
@importers_only
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Let an import stand where it is."""
    get_object_or_404(Import, pk=import_id)
    try:
        actions.stop(import_id=import_id)
    except ImportRefused as refused:
        messages.error(request, said(refused))
    return redirect("import", import_id=import_id)


@require_http_methods(["GET", "POST"])
@importers_only
def undoing(request: HttpRequest, import_id: int) -> HttpResponse:
    """What undoing would take away, and the undoing itself."""
    run = get_object_or_404(Import.objects.select_related("started_by"), pk=import_id)
    if request.method == "GET":
        seen, seen_by = queries.seen_by_others(run)
        context = _described(run) | {"facts": queries.facts_told(run), "seen": seen, "seen_by": seen_by}
        return render(request, "imports/undoing.html", context)
    try:
        with transaction.atomic():
            undo_actions.begin_undo(import_id=import_id)
            jobs.undo_import.enqueue(import_id, reader(request).pk)
    except ImportRefused as refused:
        messages.error(request, said(refused))
    return redirect("import", import_id=import_id)


@require_GET
@importers_only
def rejected(request: HttpRequest, import_id: int, file_id: int) -> HttpResponseBase:
    """The rejected rows of a file, to mend and feed again."""
    file = get_object_or_404(ImportFile.objects.select_related("run"), pk=file_id, run_id=import_id)
    if not shows_rows_of(request, file.run):
        raise PermissionDenied
    try:
        rows = rejected_rows(file, language=get_language() or "ru")
        first = next(rows)
    except ImportRefused as refused:
        messages.error(request, said(refused))
        return redirect("import", import_id=import_id)
    except FileNotFoundError:
        messages.error(request, _("The copy of this file is not here any more: take the rows from your own export."))
        return redirect("import", import_id=import_id)
    note_look(
        person_id=reader(request).pk,
        page="import_rejected",
        at=timezone.now(),
        import_id=import_id,
        found=file.rows_rejected,
    )
    name = f"{Path(file.name).stem}-rejected.csv"
    return StreamingHttpResponse(
        chain([first], rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)},
    )


def said(refused: ImportRefused) -> str:
    """The refusal in the reader's language."""
    return refused.text.in_language(get_language() or "")


def _described(run: Import) -> dict[str, Any]:
    return {
        "run": run,
        "title": title_in(run.recipe_text, run.recipe),
        "totals": queries.totals(run),
        "files": run.files.all(),
    }
