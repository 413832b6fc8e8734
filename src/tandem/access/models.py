"""The table of looks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Look(models.Model):
    """One person saw personal data on one page. Numbers only: what was typed or shown stands nowhere here.

    A card names its lead; a search has a row for each client it found, or one without any when it found none; an
    export or the rows of an import only say how many there were. A database trigger refuses changes, and removal
    before ``LEAST_KEPT``.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    #: A key of ``rules.PAGES``.
    page = models.CharField(max_length=20)
    #: No foreign keys: a look outlives a lead that an undone import takes away.
    client_id = models.BigIntegerField(null=True)
    lead_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    #: How many leads, clients or rows the page or file held.
    found = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["at"], name="look_by_time"),
            models.Index(fields=["person", "at"], name="look_by_person"),
            models.Index(fields=["client_id"], name="look_by_client", condition=Q(client_id__isnull=False)),
            models.Index(fields=["lead_id"], name="look_by_lead", condition=Q(lead_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"
