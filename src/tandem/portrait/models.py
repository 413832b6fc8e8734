"""Searches for a portrait: asked for, run in the background, kept with what they found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PortraitSearch(models.Model):
    """A portrait sought in the leads of a period; ``result`` is there once it has finished."""

    outcome = models.CharField(max_length=30)
    first_day = models.DateField()
    last_day = models.DateField()
    #: Fields that were not to be used.
    left_out = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    #: How much is done, in hundredths.
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(name="portrait_days_in_order", condition=Q(first_day__lte=F("last_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.first_day}–{self.last_day}"

    @property
    def going(self) -> bool:
        """Whether it waits or runs."""
        return not (self.finished_at or self.cancelled_at or self.failure)
