"""Who answers for a lead now."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Assignment(models.Model):
    """The seller a lead was given to. A lead nobody has been given has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="assignment")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.seller_id}"
