"""The chance of each lead, trainings of the card, and what people said of suspect columns."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Score(models.Model):
    """The points of a lead under the version it is counted under; None where that version has no card."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="score")
    points = models.IntegerField(null=True)
    chance = models.FloatField(null=True)
    #: The version whose card it is.
    version = models.IntegerField(default=0)
    #: What moved it: a list of the term's field and the number of its line in the card, the strongest first.
    reasons = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.lead_id} {self.points}"


class Training(models.Model):
    """A training of a card, as people ask for it: run by a job, watched, cancelled, kept with its proposal."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    #: Steps done and steps in all.
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.pk} {self.asked_at:%Y-%m-%d}"

    @property
    def is_going(self) -> bool:
        """Whether it waits or runs."""
        return self.finished_at is None and self.cancelled_at is None


class Column(models.Model):
    """What a person said of a column that may be known only after the contact."""

    #: The clause field it is.
    name = models.CharField(max_length=80, unique=True)
    #: Whether it is known only after the contact, and so left out of trainings.
    late = models.BooleanField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
