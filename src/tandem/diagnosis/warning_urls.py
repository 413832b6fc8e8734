"""Addresses of the early warnings."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import warning_views
from tandem.diagnosis.warning_answers import READERS
from tandem.ui.navigation import NavItem

_TITLE = Text(ru="Ранние предупреждения", en="Early warnings")

navigation = (NavItem("audience_warnings", _TITLE, "audience_warnings", 63, READERS, under="campaigns"),)

urlpatterns = [
    path("warnings/", warning_views.warnings, name="audience_warnings"),
    path("warnings/table.<str:form>", warning_views.warnings_file, name="audience_warnings_file"),
    path("warnings/<int:watch_id>/", warning_views.warning, name="audience_warning"),
]
