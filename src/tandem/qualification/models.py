"""The grade a lead has now."""

from __future__ import annotations

from django.db import models


class Qualification(models.Model):
    """How good a lead is, under the agreement of that day. A lead nobody graded has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="qualification")
    grade = models.CharField(max_length=10)
    #: Whether the agreement counts this grade as a target lead; stored, so that history keeps its meaning.
    target = models.BooleanField()
    version = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["grade"], name="qualification_by_grade")]

    def __str__(self) -> str:
        return self.grade
