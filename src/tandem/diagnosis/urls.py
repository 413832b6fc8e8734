"""Addresses of the diagnosis."""

from tandem.diagnosis import warning_urls

navigation = warning_urls.navigation
urlpatterns = warning_urls.urlpatterns
