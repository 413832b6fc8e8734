"""The address of delays."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import latency_page
from tandem.diagnosis.warning_answers import READERS
from tandem.ui.navigation import NavItem

navigation = (NavItem("latency", Text(ru="Когда узнали", en="When it was known"), "latency", 69, READERS, under="why"),)

urlpatterns = [path("latency/", latency_page.latency, name="latency")]
