"""Addresses of the diagnosis."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import (
    claims_urls,
    latency_urls,
    losses_urls,
    monday_urls,
    warning_urls,
    watch_urls,
    what_if_urls,
    why_sending,
    why_views,
)
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("why/", why_views.why_view, name="why"),
    path("why/answer.pdf", why_sending.why_pdf, name="why_pdf"),
    path("why/mail/", why_sending.why_mail, name="why_mail"),
    path("why/table.<str:form>", why_views.why_file, name="why_file"),
    *claims_urls.urlpatterns,
    *latency_urls.urlpatterns,
    *losses_urls.urlpatterns,
    *monday_urls.urlpatterns,
    *warning_urls.urlpatterns,
    *watch_urls.urlpatterns,
    *what_if_urls.urlpatterns,
]

navigation = (
    *claims_urls.navigation,
    *latency_urls.navigation,
    *losses_urls.navigation,
    *monday_urls.navigation,
    *warning_urls.navigation,
    *what_if_urls.navigation,
    NavItem("why", Text(ru="Почему", en="Why"), "why", 66, roles=frozenset(role.value for role in why_views.READERS)),
)
