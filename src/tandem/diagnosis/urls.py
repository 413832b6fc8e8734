"""Addresses of the diagnosis."""

from tandem.diagnosis import warning_urls, watch_urls

navigation = warning_urls.navigation
urlpatterns = [*warning_urls.urlpatterns, *watch_urls.urlpatterns]
