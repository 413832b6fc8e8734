"""Who answers for a lead now, and the leads that sales gave back."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Assignment(models.Model):
    """The seller a lead was given to. A lead nobody has been given has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="assignment")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "assigned_at"], name="assignment_of_seller")]

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.seller_id}"


class LeadReturn(models.Model):
    """A lead that sales gave back to marketing, with its reason.

    Open until marketing agrees or objects; disputed from an objection until the ruling; silence lets it stand.
    """

    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="returns")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: A key of the agreement's reasons.
    reason = models.CharField(max_length=80)
    comment = models.TextField(blank=True)
    returned_at = models.DateTimeField()
    #: Until when marketing may object, as the version promises; null where it promises nothing: it may for ever.
    object_until = models.DateTimeField(null=True)
    #: When marketing agreed or objected; null where it was silent.
    answered_at = models.DateTimeField(null=True)
    #: Why marketing thinks that the lead was one to sell to, in its words.
    objection = models.TextField(blank=True)
    #: Whether it was right to come back; null as long as that is open or disputed.
    accepted = models.BooleanField(null=True)
    #: The version of the agreement whose reasons it was checked against.
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="handover_one_open_return", condition=models.Q(accepted__isnull=True)
            ),
            models.CheckConstraint(
                name="handover_objection_is_an_answer",
                condition=models.Q(objection="") | models.Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["object_until"],
                name="handover_return_waits",
                condition=models.Q(answered_at__isnull=True, accepted__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.reason}"

    @property
    def is_disputed(self) -> bool:
        """Whether marketing objected and nobody has ruled yet."""
        return self.accepted is None and self.answered_at is not None


class Ruling(models.Model):
    """How a disputed return was decided: a precedent for the reason, until it is set aside."""

    lead_return = models.OneToOneField(LeadReturn, primary_key=True, on_delete=models.CASCADE, related_name="ruling")
    #: Whether the lead was right to come back.
    stands = models.BooleanField()
    #: Why, in the words of whoever decided.
    words = models.TextField()
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()
    #: What was known of the lead then, by field: what a clause of a later version is tried on.
    known = models.JSONField(default=dict)
    #: When somebody decided that it is no precedent any more.
    set_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.lead_return_id}: {self.stands}"


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
