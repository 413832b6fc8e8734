"""Materials: what there is for each stage and doubt, one material, and writing it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.materials import actions, queries
from tandem.materials.forms import MaterialForm
from tandem.materials.models import Material, MaterialFile
from tandem.materials.rules import Kind, keeps_materials
from tandem.materials.tabs import tabs
from tandem.measures.asked import Asked, asked, require, role_of
from tandem.measures.catalogue import measure
from tandem.measures.questions import Question, answer
from tandem.people.models import Person
from tandem.ui.pieces import Figure

_FIGURES = ("materials_shown", "materials_sent", "materials_opened", "materials_opened_share")


@require_GET
def materials(request: HttpRequest) -> HttpResponse:
    """What sellers have to work with, and where they have nothing."""
    page, today = asked(request), timezone.localdate()
    context = {
        "tabs": tabs("materials"),
        "tables": queries.tables(today=today),
        "kinds": [kind.words for kind in Kind],
        "figures": _figures(page),
        "keeps": keeps_materials(page.role),
    }
    return render(request, "materials/materials.html", {**page.context(), **context})


@require_GET
def material_list(request: HttpRequest) -> HttpResponse:
    """Every material with its owner, its day of review, and how often it was used."""
    context = {
        "tabs": tabs("material_list"),
        "found": queries.all_used(today=timezone.localdate()),
        "keeps": keeps_materials(role_of(request)),
    }
    return render(request, "materials/list.html", context)


@require_GET
def material(request: HttpRequest, material_id: int) -> HttpResponse:
    """One material."""
    found = get_object_or_404(Material.objects.select_related("owner", "file").defer("file__content"), pk=material_id)
    context = {
        "tabs": tabs("material_list"),
        "material": found,
        "kind": Kind(found.kind).words,
        "places": queries.places_of(found, get_language() or "en"),
        "used": next((each for each in queries.all_used(today=timezone.localdate()) if each.material == found), None),
        "keeps": keeps_materials(role_of(request)),
    }
    return render(request, "materials/material.html", context)


@require_http_methods(["GET", "POST"])
def new_material(request: HttpRequest) -> HttpResponse:
    """Write a material; an empty cell says for what."""
    asked_for = request.GET
    initial: dict[str, Any] = {
        "kind": asked_for.get("kind", ""), "stages": asked_for.getlist("stage"), "doubts": asked_for.getlist("doubt"),
        "owner": _person(request).pk,
    }  # fmt: skip
    return _written(request, None, initial)


@require_http_methods(["GET", "POST"])
def material_card(request: HttpRequest, material_id: int) -> HttpResponse:
    """Change a material."""
    return _written(request, get_object_or_404(Material, pk=material_id), {})


@require_POST
def material_review(request: HttpRequest, material_id: int) -> HttpResponse:
    """It is still right."""
    require(keeps_materials(role_of(request)))
    found = get_object_or_404(Material, pk=material_id)
    today = timezone.localdate()
    try:
        until = date.fromisoformat(request.POST.get("review_on", ""))
        actions.review_material(
            material_id=found.pk, review_on=until, by=_person(request), today=today, now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    except ValueError:
        messages.error(request, _("Give the day of the next review."))
    return redirect("material", found.pk)


@require_POST
def material_archive(request: HttpRequest, material_id: int) -> HttpResponse:
    """Use it no more."""
    require(keeps_materials(role_of(request)))
    found = get_object_or_404(Material, pk=material_id)
    actions.archive_material(material_id=found.pk, by=_person(request), now=timezone.now())
    return redirect("material_list")


@require_GET
def material_file(request: HttpRequest, material_id: int) -> HttpResponse:
    """The file, for saving."""
    return as_download(get_object_or_404(MaterialFile, pk=material_id))


def as_download(file: MaterialFile) -> HttpResponse:
    """The bytes under the file's name; no browser runs or shows what it saves."""
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    named = content_disposition_header(as_attachment=True, filename=file.name)
    response.headers["Content-Disposition"] = named or "attachment"
    return response


def _written(request: HttpRequest, found: Material | None, initial: dict[str, Any]) -> HttpResponse:
    require(keeps_materials(role_of(request)))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MaterialForm(*sent, material=found, initial=initial, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_material(
                form.card(), by=_person(request), now=timezone.now(), material_id=found.pk if found else None
            )
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(get_language() or "en"))
        else:
            return redirect("material", kept.pk)
    return render(request, "materials/form.html", {"form": form, "material": found})


def _figures(page: Asked) -> list[Figure]:
    found = answer(Question(_FIGURES, page.period, seller_id=page.seller_id), page.reading)
    made = page.figures(found.currency)
    return [made.figure(measure(key), found.total.values[key]) for key in _FIGURES]


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
