"""What is known of a lead, and what the agreement makes of it."""

from __future__ import annotations

from django.db import models


class Answers(models.Model):
    """What is known of the person's need, budget and urgency. A lead of which nothing is known has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="answers_known")
    #: The grade that another system or a seller gave, as the recipe maps it.
    quality = models.CharField(max_length=50, blank=True)
    need = models.BooleanField(null=True)
    #: In the company's currency.
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    budget_ok = models.BooleanField(null=True)
    urgent = models.BooleanField(null=True)
    starts_within_days = models.BigIntegerField(null=True)
    #: The rest as JSON text, written by ``answers.packed`` alone: attribute → value, or null for "could not tell".
    #: Keys of options, numbers and flags only, never words of the client.
    said = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.lead_id} {self.quality}"


class QuestionCount(models.Model):
    """How many questions the lead's version asks of it, and how far they were asked. No row where none is asked."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="questions")
    due = models.PositiveSmallIntegerField()
    #: "Could not tell" included.
    asked = models.PositiveSmallIntegerField()
    known = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.lead_id} {self.asked}/{self.due}"


class Qualification(models.Model):
    """How good a lead is, under the version it is counted under. A lead nothing can be said of has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="qualification")
    #: Empty when it cannot be told.
    grade = models.CharField(max_length=80, blank=True)
    #: Whether it is a target lead, an MQL, an SQL; None when it cannot be told. Stored, so that history keeps its
    #: meaning.
    target = models.BooleanField(null=True)
    mql = models.BooleanField(null=True)
    sql_lead = models.BooleanField(null=True)
    #: Why: the answers to the three questions of the portrait, as the version reads them.
    has_need = models.BooleanField(null=True)
    has_budget = models.BooleanField(null=True)
    is_urgent = models.BooleanField(null=True)
    #: Since when it has a grade, or is known to be target or not; a version that judges anew does not move that day.
    graded_at = models.DateTimeField(null=True)
    #: The version that judged.
    version = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["grade"], name="qualification_by_grade")]

    def __str__(self) -> str:
        return self.grade
