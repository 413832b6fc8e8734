"""Which steps of the life cycle have come, so that none comes twice for one moment."""

from __future__ import annotations

from django.db import models


class CareTaken(models.Model):
    """A step of the life cycle that came to a lead: the last time, and how often in all."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="cares")
    #: The key of the step, in whatever version.
    care = models.CharField(max_length=80)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "cares taken"
        constraints = [models.UniqueConstraint(fields=["lead", "care"], name="distribution_one_row_a_care")]
        indexes = [models.Index(fields=["care", "at"], name="distribution_care_by_time")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.care}"
