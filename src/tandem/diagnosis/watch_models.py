"""Watches that people write: a condition over measures, and what to ask whom when it comes true."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ConditionalWatch(models.Model):
    """One condition; it is never rewritten: another condition is another watch."""

    title = models.CharField(max_length=200)
    clause = models.TextField()
    #: ``day`` or ``week``: how long the pieces of time are that it compares.
    every = models.CharField(max_length=4)
    question = models.TextField()
    #: The role that is asked.
    asked = models.CharField(max_length=20)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="diagnosis_watch_every", condition=Q(every__in=("day", "week"))),
        ]

    def __str__(self) -> str:
        return self.title


class WatchFiring(models.Model):
    """A watch came true in a piece of time; it stays open until who is asked has answered."""

    watch = models.ForeignKey(ConditionalWatch, on_delete=models.PROTECT, related_name="firings")
    #: The first day of the piece of time.
    begins_on = models.DateField()
    fired_at = models.DateTimeField()
    #: What it read, by field, as JSON: numbers only.
    figures = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "begins_on"], name="diagnosis_fires_once"),
            models.UniqueConstraint(
                fields=["watch"], name="diagnosis_one_open_firing", condition=Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch} {self.begins_on}"
