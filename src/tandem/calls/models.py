"""Calls that were drawn for review, with what the review said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SampledCall(models.Model):
    """A call drawn by lot; reviewed or not yet."""

    activity = models.OneToOneField(
        "selling.Activity", primary_key=True, on_delete=models.CASCADE, related_name="sampled"
    )
    #: What it was about: the lead the call names, or the client's newest before it.
    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="sampled_calls")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: The Monday of its week; one of ``drawn`` out of ``of`` calls of the seller in that week.
    week = models.DateField()
    of = models.PositiveIntegerField()
    drawn = models.PositiveSmallIntegerField()
    sampled_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: Checks done, and those there was occasion for; none of either where the call could not be heard.
    kept = models.PositiveSmallIntegerField(null=True)
    due = models.PositiveSmallIntegerField(null=True)
    #: Check → yes, no or na, as JSON; keys of questions only, never words of anybody.
    said = models.TextField(blank=True)

    class Meta:
        ordering = ("-week", "seller", "activity")
        indexes = [models.Index(fields=["week", "seller"], name="sampled_call_by_week")]
        constraints = [
            models.CheckConstraint(name="sampled_call_kept_of_due", condition=Q(due=None) | Q(kept__lte=F("due"))),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.week}"
