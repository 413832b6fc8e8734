"""The letters between the departments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class QualityLetter(models.Model):
    """The letter on the quality of one week's leads: written by Tandem, completed, sent, answered."""

    #: Its Monday.
    week = models.DateField(unique=True)
    written_at = models.DateTimeField()
    #: The version in force then: who sends, who answers and how soon.
    version = models.IntegerField()
    #: As they stood when it was written; see ``figures``.
    figures = models.TextField()
    send_by = models.DateTimeField()
    #: What sales asks marketing to do, and what is to come of it.
    request = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answer_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    #: Why it did not go out by e-mail; empty when it did, or no mail server is set.
    mail_problem = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_in_time = models.BooleanField(null=True)

    class Meta:
        ordering = ("-week",)
        constraints = [
            models.CheckConstraint(
                name="dialogue_letter_is_whole_when_sent",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="dialogue_answer_follows_a_letter",
                condition=Q(answered_at__isnull=True) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week}"
