"""The address of delays."""

from __future__ import annotations

from django.urls import path

from tandem.diagnosis import latency_page

urlpatterns = [path("latency/", latency_page.latency, name="latency")]
