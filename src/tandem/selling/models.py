"""Where selling a lead stands."""

from __future__ import annotations

from django.db import models


class Deal(models.Model):
    """A lead that sales is selling to: its stage, its amount and how it ended."""

    lead = models.OneToOneField(
        "intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="deal"
    )
    stage = models.CharField(max_length=30)
    stage_at = models.DateTimeField()
    #: False when the other system names the stage but not its day, and the lead's own day stands in.
    dated = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    lost_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stage"], name="deal_by_stage")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.stage}"
