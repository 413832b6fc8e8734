"""Pages between choosing files and starting an import: upload, preview, mapping, dry run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from tandem.imports import drafts, jobs
from tandem.imports.access import importers_only, reader
from tandem.imports.forms import PlainRecipeForm, UploadForm
from tandem.imports.models import Draft, Import
from tandem.imports.previews import FilePreview, previewed
from tandem.imports.reading import Limits
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import RecordKind
from tandem.imports.shelf import record_kinds, shelved, unfinished_recipe
from tandem.imports.views import said
from tandem.people.rules import Role

#: Of one upload, all files together, with the borders between them.
LIMIT = Limits().file_bytes + 1024**2


_LONGEST_ID = 18


def within_limit(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse an upload that says it is too large before a byte of it is read.

    Looking for the CSRF token reads the whole body, so it is looked for behind this.
    """
    protected = csrf_protect(view)

    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not Role(reader(request).role).imports_data:
            raise PermissionDenied
        if int(request.META.get("CONTENT_LENGTH") or 0) <= LIMIT:
            return protected(request, *args, **kwargs)
        refusal = _("That is more than 2 GB at once. Split the export into parts, each with its header row.")
        response = render(request, "imports/new.html", {"form": UploadForm(), "refusal": refusal}, status=413)
        # The rest of the body will not be read.
        response.headers["Connection"] = "close"
        return response

    return csrf_exempt(limited)


@require_GET
@importers_only
def new(request: HttpRequest) -> HttpResponse:
    """Choose files and a recipe."""
    return render(request, "imports/new.html", {"form": UploadForm(initial={"recipe": request.GET.get("recipe", "")})})


@within_limit
@require_POST
@importers_only
def drafts_of_files(request: HttpRequest) -> HttpResponse:
    """Take uploaded files in as a draft, or say on the form why not."""
    form = UploadForm(request.POST, request.FILES)
    refusal = ""
    if form.is_valid():
        try:
            with transaction.atomic():
                draft = drafts.begin(
                    uploads=[*form.cleaned_data["uploads"], *([drafts.Pasted(form.pasted)] if form.pasted else [])],
                    recipe_text=_wanted_recipe(request, form.cleaned_data["recipe"]),
                    made_by_id=reader(request).pk,
                    now=timezone.now(),
                )
                jobs.try_draft.enqueue(draft.pk)
        except ImportRefused as refused:
            refusal = said(refused)
        else:
            return redirect("import_draft", draft_id=draft.pk)
    return render(request, "imports/new.html", {"form": form, "refusal": refusal}, status=422)


@require_GET
@importers_only
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """How the files are read, and what an import of them would do."""
    found = _own_draft(request, draft_id)
    if getattr(request, "htmx", False):
        return render(request, "imports/draft.html#trial", {"draft": found})
    return render(request, "imports/draft.html", _shown(found))


@require_POST
@importers_only
def recipe_of_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Read the draft by another recipe."""

    def change(found: Draft) -> None:
        drafts.choose_recipe(draft=found, recipe_text=_wanted_recipe(request, request.POST.get("recipe", "")))

    return _changed(request, draft_id, change)


@require_POST
@importers_only
def mapping(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Which column is which field, as chosen in the selects."""

    def change(found: Draft) -> None:
        choices = {}
        for preview in previewed(found):
            fields = {
                column.header: field
                for column in preview.columns
                if (field := request.POST.get(f"column-{preview.file.pk}-{column.number}"))
            }
            choices[preview.file.pk] = (request.POST.get(f"kind-{preview.file.pk}", ""), fields)
        drafts.map_columns(draft=found, name=_recipe_name(found), choices=choices)

    return _changed(request, draft_id, change)


@require_POST
@importers_only
def text(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The recipe as a person wrote it; with mistakes in it, the page shows them beside the text."""
    found = _own_draft(request, draft_id)
    written = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        with transaction.atomic():
            drafts.write_recipe(draft=found, recipe_text=written)
            jobs.try_draft.enqueue(found.pk)
    except ImportRefused as refused:
        context = _shown(found) | {"written": written, "mistakes": said(refused).splitlines()}
        return render(request, "imports/draft.html", context, status=422)
    return redirect("import_draft", draft_id=draft_id)


@require_POST
@importers_only
def shelving(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put the recipe on the company's shelf, for the next export of the same shape."""
    found = _own_draft(request, draft_id)
    try:
        drafts.keep_recipe(draft=found, name=request.POST.get("name", "").strip())
        messages.success(request, _("Saved: next time choose this recipe."))
    except ImportRefused as refused:
        messages.error(request, said(refused))
    return redirect("import_draft", draft_id=draft_id)


@require_POST
@importers_only
def removal(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw the upload away."""
    with transaction.atomic():
        drafts.discard(draft_id=_own_draft(request, draft_id).pk)
    messages.success(request, _("The upload was thrown away; nothing was imported."))
    return redirect("imports")


@require_POST
@importers_only
def start(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Begin the import in the background."""
    found = _own_draft(request, draft_id)
    try:
        with transaction.atomic():
            run = drafts.start(draft=found, started_by_id=reader(request).pk, now=timezone.now())
            jobs.run_import.enqueue(run.pk)
    except ImportRefused as refused:
        messages.error(request, said(refused))
        return redirect("import_draft", draft_id=draft_id)
    return redirect("import", import_id=run.pk)


def _own_draft(request: HttpRequest, draft_id: int) -> Draft:
    """A draft is its maker's affair until it is an import."""
    return get_object_or_404(Draft.objects.prefetch_related("files"), pk=draft_id, made_by=reader(request))


def _changed(request: HttpRequest, draft_id: int, change: Callable[[Draft], None]) -> HttpResponse:
    found = _own_draft(request, draft_id)
    try:
        with transaction.atomic():
            change(found)
            jobs.try_draft.enqueue(found.pk)
    except ImportRefused as refused:
        messages.error(request, said(refused))
    return redirect("import_draft", draft_id=draft_id)


def _wanted_recipe(request: HttpRequest, name: str) -> str:
    """The text of a recipe on the shelf, or of the one an earlier import used; empty means: find out."""
    if (earlier := request.POST.get("as_import", "")).isdecimal() and len(earlier) < _LONGEST_ID:
        return get_object_or_404(Import, pk=int(earlier)).recipe_text
    if not name:
        return ""
    recipe = shelved()[0].get(name)
    if recipe is None:
        raise PermissionDenied
    return recipe.source


def _recipe_name(found: Draft) -> str:
    if found.recipe_text:
        return unfinished_recipe(found.recipe_text).name
    return drafts.free_name(found.files.all()[0].name)


def _shown(found: Draft) -> dict[str, Any]:
    guesses = drafts.guesses(found) if found.guessed else []
    recipe = unfinished_recipe(found.recipe_text) if found.recipe_text else None
    return {
        "draft": found,
        "recipe": recipe,
        "previews": [(preview, _fields(preview)) for preview in previewed(found, guesses)],
        "kinds": sorted(record_kinds().values(), key=lambda kind: kind.order),
        "other_recipe": PlainRecipeForm(),
        "written": found.recipe_text,
        "free_name": drafts.free_name(found.files.all()[0].name),
    }


def _fields(preview: FilePreview) -> list[Any]:
    """What a select of a column offers: the fields of the file's kind of record, the required ones first."""
    kind: RecordKind | None = preview.kinds[0] if preview.kinds else None
    return sorted(kind.fields, key=lambda field: not field.required) if kind else []
