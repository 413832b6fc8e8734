"""The journal's two tables: the facts, and the head that numbers them."""

from __future__ import annotations

from django.db import models

from tandem.basics.text import Text
from tandem.journal import facts


class Head(models.Model):
    """The last position given out; one row.

    Positions come from this row and not from a sequence: its lock is held until the writing
    transaction ends, so positions become visible in their order and a reader that has seen
    position *n* has seen all before it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="journal_has_one_head", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.position)


class FactRow(models.Model):
    """One recorded fact. Rows are only ever added."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    lead_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    #: The version of the agreement it is counted under; 0 is the built-in one.
    version = models.IntegerField(default=0)
    source = models.CharField(max_length=20)
    #: The import that brought it, or brought what it follows from; it falls with that import.
    batch_id = models.BigIntegerField(null=True)
    payload = models.TextField()

    class Meta:
        db_table = "journal_fact"
        ordering = ("position",)
        indexes = [
            models.Index(fields=["subject_id", "subject"], name="fact_by_subject"),
            models.Index(fields=["lead_id"], name="fact_by_lead", condition=models.Q(lead_id__isnull=False)),
            models.Index(fields=["batch_id"], name="fact_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.subject} {self.subject_id}"

    @property
    def fact(self) -> facts.Fact:
        """The payload as its declared kind."""
        return facts.decoded(self.kind, self.payload)

    @property
    def told(self) -> Text:
        """What happened, in a sentence of both languages."""
        return self.fact.told()

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return facts.kind_named(self.kind).icon


class FollowerPlace(models.Model):
    """How far a follower has read the journal."""

    name = models.CharField(max_length=60, primary_key=True)
    #: Everything up to here is done.
    position = models.BigIntegerField(default=0)
    #: How far it is with the fact it works on, in its own counting; 0 between two facts.
    done = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.position}"
