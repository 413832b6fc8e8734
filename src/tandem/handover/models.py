"""Who answers for a lead now, and the leads that sales gave back."""

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


class LeadReturn(models.Model):
    """A lead that sales gave back to marketing, with its reason; open until marketing answers."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="returns")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: A key of the agreement's reasons.
    reason = models.CharField(max_length=80)
    comment = models.TextField(blank=True)
    returned_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    #: Whether marketing agreed that it was right to come back; null until it answers.
    accepted = models.BooleanField(null=True)
    #: The version of the agreement whose reasons it was checked against.
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="handover_one_open_return", condition=models.Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                name="handover_return_is_answered_whole",
                condition=models.Q(answered_at__isnull=True, accepted__isnull=True)
                | models.Q(answered_at__isnull=False, accepted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.reason}"


class Clock(models.Model):
    """A promise about one lead, running until it is kept: its deadline is stored when it is set."""

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="clocks")
    #: The key of the promise, in the version it runs under.
    promise = models.CharField(max_length=80)
    version = models.IntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: When what was promised happened; null while it runs.
    stopped_at = models.DateTimeField(null=True)
    #: Whether that was in time; null while it runs, and for a lead the promise turned out not to concern.
    kept = models.BooleanField(null=True)
    #: Whether its deadline has passed while it ran.
    broken = models.BooleanField(default=False)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "promise"], name="handover_one_clock_a_promise")]
        indexes = [
            # What the watch asks for, many times a minute, among millions that have stopped.
            models.Index(
                fields=["due_at"],
                name="handover_clock_due",
                condition=models.Q(stopped_at__isnull=True, broken=False),
            ),
            models.Index(fields=["lead"], name="handover_clock_running", condition=models.Q(stopped_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.promise}"
