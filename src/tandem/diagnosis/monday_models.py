"""The Monday letters, one a person and week."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class MondayLetter(models.Model):
    """What one person is written of one week: as it was written, and whether it went out."""

    #: The Monday of the week it tells of.
    week = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="monday_letters")
    subject = models.CharField(max_length=200)
    #: At most six.
    lines = models.TextField()
    written_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    #: Why it did not go out yet, in the mail server's words.
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("-week", "person")
        constraints = [models.UniqueConstraint(fields=["week", "person"], name="diagnosis_one_monday_letter")]

    def __str__(self) -> str:
        return f"{self.week}: {self.subject}"
