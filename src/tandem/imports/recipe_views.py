"""Pages of the recipes: which there are, whom they follow, and their text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.imports.access import importers_only
from tandem.imports.shelf import is_own, recipe_paths, record_kinds, shelved


@require_GET
@importers_only
def shelf_of_recipes(request: HttpRequest) -> HttpResponse:
    """All recipes: shipped ones and the company's own, and those that cannot be read, with their mistakes."""
    found, broken = shelved()
    return render(
        request,
        "imports/recipes.html",
        {
            "recipes": [(name, recipe, is_own(name)) for name, recipe in found.items()],
            "broken": [(name, refused.text) for name, refused in broken.items()],
        },
    )


@require_GET
@importers_only
def recipe(request: HttpRequest, name: str) -> HttpResponse:
    """One recipe: its tables, what it follows, its text."""
    found, broken = shelved()
    if name not in found and name not in broken:
        raise Http404
    recipe = found.get(name)
    kinds = record_kinds()
    return render(
        request,
        "imports/recipe.html",
        {
            "name": name,
            "recipe": recipe,
            "own": is_own(name),
            "tables": [
                (table, [kinds[record.kind].title for record in table.records], [names[0] for names in table.headers])
                for table in (recipe.tables if recipe else ())
            ],
            "text": recipe_paths()[name].read_text(encoding="utf-8"),
            "mistakes": broken[name].text if name in broken else None,
        },
    )
