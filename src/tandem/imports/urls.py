"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.imports import draft_views, recipe_views, views
from tandem.imports.access import IMPORTERS
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", draft_views.new, name="import_new"),
    path("imports/drafts/", draft_views.drafts_of_files, name="import_drafts"),
    path("imports/drafts/<int:draft_id>/", draft_views.draft, name="import_draft"),
    path("imports/drafts/<int:draft_id>/recipe/", draft_views.recipe_of_draft, name="import_draft_recipe"),
    path("imports/drafts/<int:draft_id>/mapping/", draft_views.mapping, name="import_draft_mapping"),
    path("imports/drafts/<int:draft_id>/text/", draft_views.text, name="import_draft_text"),
    path("imports/drafts/<int:draft_id>/shelving/", draft_views.shelving, name="import_draft_shelving"),
    path("imports/drafts/<int:draft_id>/removal/", draft_views.removal, name="import_draft_removal"),
    path("imports/drafts/<int:draft_id>/start/", draft_views.start, name="import_draft_start"),
    path("imports/recipes/", recipe_views.shelf_of_recipes, name="import_recipes"),
    path("imports/recipes/<str:name>/", recipe_views.recipe, name="import_recipe"),
    path("imports/<int:import_id>/", views.one_import, name="import"),
    path("imports/<int:import_id>/run/", views.run, name="import_run"),
    path("imports/<int:import_id>/stop/", views.stop, name="import_stop"),
    path("imports/<int:import_id>/undoing/", views.undoing, name="import_undoing"),
    path("imports/<int:import_id>/files/<int:file_id>/rejected.csv", views.rejected, name="import_rejected"),
]

navigation = [NavItem("imports", Text(ru="Данные", en="Data"), "imports", 110, IMPORTERS)]
