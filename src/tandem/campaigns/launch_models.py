"""Launches: what sales is told before clients see it, and who has read it."""

from __future__ import annotations

from django.db import models


class Launch(models.Model):
    """Something that clients are to see from a moment on, and when sales were told of it.

    A notice is drafted, sent (``announced_at``), read by each seller, and the campaign starts (``launched_at``). A
    start is written down whether or not anybody was told before: the ad system does not ask.
    """

    #: The campaign by the name it had then; ``of_campaign`` is its card where there is one.
    campaign = models.CharField(max_length=300)
    of_campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="launches", null=True)
    offer = models.ForeignKey("campaigns.Offer", on_delete=models.PROTECT, related_name="launches", null=True)
    #: What is promised: the offer, its terms.
    notice = models.TextField(blank=True)
    #: To whom it is shown.
    audience = models.TextField(blank=True)
    #: What a seller answers when a client asks.
    answer = models.TextField(blank=True)
    #: When clients are to see it first, and the last day of it.
    starts_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)
    drafted_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)
    #: A draft that came to nothing.
    dropped_at = models.DateTimeField(null=True)
    folded = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "launches"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="launch_is_somewhere_on_its_way",
                condition=models.Q(drafted_at__isnull=False)
                | models.Q(announced_at__isnull=False)
                | models.Q(launched_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["announced_at"], name="launch_by_announcement")]

    def __str__(self) -> str:
        return self.campaign


class LaunchReading(models.Model):
    """One who sells and one notice: when it was given to them, and when they said that they have read it."""

    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="launch_readings")
    given_at = models.DateTimeField()
    #: Whether they were at work when it was sent: only of them a time to the reading says anything.
    on_shift = models.BooleanField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "person"], name="launch_reading_once")]
        indexes = [
            models.Index(fields=["person"], name="launch_unread_of_a_person", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.launch_id}: {self.person_id}"
