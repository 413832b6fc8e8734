"""The lead as it was captured; what becomes of it stands in the rooms above."""

from __future__ import annotations

from django.db import models


class Lead(models.Model):
    """One request by one client at one moment."""

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="leads")
    captured_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=300, blank=True)
    ad_group = models.CharField(max_length=300, blank=True)
    creative = models.CharField(max_length=300, blank=True)
    offer = models.CharField(max_length=300, blank=True)
    landing_page = models.CharField(max_length=500, blank=True)
    product = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)
    #: Seconds to the first contact as the other system reports it; our own figure comes from raw calls.
    reported_response = models.BigIntegerField(null=True)
    #: Everything else the request said, as text; may be personal.
    answers = models.JSONField(default=dict)
    #: The version of the agreement it is counted under: the one in force on the day it was captured.
    version = models.IntegerField(default=0)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-captured_at", "-id")
        indexes = [
            models.Index(fields=["captured_at"], name="lead_by_time"),
            models.Index(fields=["batch_id"], name="lead_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"
