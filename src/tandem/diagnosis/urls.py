"""Addresses of the diagnosis."""

from __future__ import annotations

from django.urls import path

from tandem.basics.text import Text
from tandem.diagnosis import warning_urls, watch_urls, why_sending, why_views
from tandem.ui.navigation import NavItem

urlpatterns = [
    path("why/", why_views.why_view, name="why"),
    path("why/answer.pdf", why_sending.why_pdf, name="why_pdf"),
    path("why/mail/", why_sending.why_mail, name="why_mail"),
    path("why/table.<str:form>", why_views.why_file, name="why_file"),
    *warning_urls.urlpatterns,
    *watch_urls.urlpatterns,
]

navigation = (
    *warning_urls.navigation,
    NavItem("why", Text(ru="Почему", en="Why"), "why", 65, roles=frozenset(role.value for role in why_views.READERS)),
)
