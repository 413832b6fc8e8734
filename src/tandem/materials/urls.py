"""Addresses of materials, and the short one that clients get."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.materials import link_views, views
from tandem.ui.navigation import NavItem

navigation = (NavItem("materials", Text(ru="Материалы", en="Materials"), "materials", 62, under="campaigns"),)

urlpatterns = [
    path("materials/", views.materials, name="materials"),
    path("materials/list/", views.material_list, name="material_list"),
    path("materials/new/", views.new_material, name="new_material"),
    path("materials/<int:material_id>/", views.material, name="material"),
    path("materials/<int:material_id>/card/", views.material_card, name="material_card"),
    path("materials/<int:material_id>/review/", views.material_review, name="material_review"),
    path("materials/<int:material_id>/archive/", views.material_archive, name="material_archive"),
    path("materials/<int:material_id>/file/", views.material_file, name="material_file"),
    path("m/<str:key>/", link_views.material_link, name="material_link"),
    path("m/<str:key>/opening/", link_views.material_opening, name="material_opening"),
]
