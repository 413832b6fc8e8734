"""Moments at which sellers were asked what they were doing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Moment(models.Model):
    """One question, answered or not."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: The day of the company's zone, and the number of the question on it.
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    #: The chance of each minute of that part of the shift to be asked about.
    chance = models.FloatField()
    answered_at = models.DateTimeField(null=True)
    #: ``lead``, ``waiting``, ``chore``, ``interrupted``; empty as long as nothing is answered.
    answer = models.CharField(max_length=20, blank=True)
    #: A key of the agreement's works that are no selling.
    chore = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "number"], name="workload_asked_once"),
            models.CheckConstraint(
                name="workload_answer_has_its_time", condition=Q(answered_at=None, answer="") | ~Q(answer="")
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="workload_moment_by_time")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d %H:%M}"


class Crisis(models.Model):
    """A time for which an hour of selling is declared dearer than it is; chores that somebody agreed to wait."""

    since = models.DateField()
    until = models.DateField()
    #: By how much an hour on leads is worth more than what is expected of them.
    factor = models.DecimalField(max_digits=3, decimal_places=1)
    why = models.CharField(max_length=200)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    #: Called off before its last day.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "crises"
        constraints = [
            models.CheckConstraint(name="crisis_ends_after_it_begins", condition=Q(until__gte=models.F("since"))),
            models.CheckConstraint(name="crisis_raises_the_price", condition=Q(factor__gt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.until} × {self.factor}"
