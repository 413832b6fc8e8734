"""Addresses of the letters between the departments."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.dialogue import views
from tandem.dialogue.letter_page import READERS
from tandem.ui.navigation import NavItem

navigation = (
    NavItem(
        "letters", Text(ru="Письма отделов", en="Letters"), "letters", 70, READERS,
        group=Text(ru="Диалог", en="Dialogue"),
    ),
)  # fmt: skip

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters.<str:form>", views.letters_file, name="letters_file"),
    path("letters/<str:week>/", views.letter, name="letter"),
]
