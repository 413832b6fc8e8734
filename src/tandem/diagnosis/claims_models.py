"""What one department says of the other, and what the data answered; answers are added and never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from tandem.people.models import Person
from tandem.people.rules import Role


class Claims(models.QuerySet["Claim"]):
    """Claims by who may read them."""

    def seen_by(self, person: Person) -> QuerySet[Claim]:
        """A seller reads what they said and what is said of them; who may not read of sellers by name does not here."""
        role = Role(person.role)
        if not role.sees_all_leads:
            return self.filter(Q(entered_by=person) | Q(seller=person))
        return self if role.sees_operating_report else self.filter(seller=None)


class Claim(models.Model):
    """One claim about the leads of some days: of a campaign, of a seller, or of all."""

    #: ``junk``, ``silent``, ``dear`` or ``more``.
    kind = models.CharField(max_length=10)
    #: Whose claim it is: ``marketing`` or ``sales``.
    side = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    #: Empty: all campaigns.
    campaign = models.CharField(max_length=300, blank=True)
    #: Whose leads; null: everybody's.
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    words = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = Claims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="diagnosis_claim_days", condition=Q(first__lte=F("last"))),
            models.CheckConstraint(
                name="diagnosis_claim_kind", condition=Q(kind__in=("junk", "silent", "dear", "more"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}–{self.last}"


class ClaimAnswer(models.Model):
    """What the data said of a claim on a day, with the data it was asked of."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="answers")
    #: 1 for the first; each later one must be surer.
    number = models.PositiveIntegerField()
    answered_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: ``holds``, ``does_not`` or ``cannot_tell``.
    verdict = models.CharField(max_length=12)
    #: The last day the data knew of, and the place in the journal it stood at.
    data_until = models.DateField()
    data_position = models.BigIntegerField()
    #: All numbers it rests on, as JSON.
    figures = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="diagnosis_claim_answers_counted")]

    def __str__(self) -> str:
        return f"{self.claim}: {self.verdict}"
