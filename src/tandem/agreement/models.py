"""Versions of the agreement, their parts, signatures, acknowledgements, and the periods that are closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce


class Version(models.Model):
    """One version: a draft while it has no number; in force from ``since`` once all have signed.

    ``number`` and ``since`` are given together with the last signature. Versions with a number never change.
    """

    number = models.PositiveIntegerField(null=True, unique=True)
    title = models.CharField(max_length=300, blank=True)
    #: The first day it holds; None while it is a draft.
    since = models.DateField(null=True)
    #: The day a draft is proposed to come in force.
    proposed_since = models.DateField(null=True)
    #: Why this version was made.
    reason = models.TextField(blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    #: SHA-256 of the document's canonical YAML when it was signed.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("number", 0), name="agreement_has_one_draft", condition=Q(number__isnull=True)
            ),
            models.CheckConstraint(
                name="agreement_version_is_dated_when_numbered",
                condition=Q(number__isnull=True, since__isnull=True, signed_at__isnull=True)
                | Q(number__isnull=False, since__isnull=False, signed_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["since"], name="agreement_one_version_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'draft'} {self.title}"


class Item(models.Model):
    """One part of a version's document: a term, a stage, a promise … as it stands in YAML."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="items")
    #: The field of ``document.Document`` it belongs to.
    section = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    place = models.PositiveIntegerField()
    body = models.JSONField()
    #: Grows with each change of the draft, so that two people cannot overwrite each other.
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("version", "section", "place")
        constraints = [
            models.UniqueConstraint(fields=["version", "section", "key"], name="agreement_item_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.section}.{self.key}"


class Signature(models.Model):
    """One department's signature under a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="signatures")
    #: ``marketing`` or ``sales``.
    side = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    #: What was signed: SHA-256 of the document's canonical YAML.
    digest = models.CharField(max_length=64)
    #: Why somebody else than the head signed; empty when the head did.
    in_place_of_head = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "side"], name="agreement_one_signature_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.side}"


class Acknowledgement(models.Model):
    """An employee has read a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acknowledgements")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="agreement_acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.person_id}"


class ClosedMonth(models.Model):
    """A month whose figures are final: no version may come in force in it, and corrections are shown apart."""

    #: The first day of the month.
    month = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: The position of the journal at the moment of closing: the data the figures were counted from.
    position = models.BigIntegerField()

    class Meta:
        ordering = ("month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Payout(models.Model):
    """What a person is paid for a closed month under a bonus scheme; never changes.

    Without a ``person``: nobody held the role.
    """

    #: The first day of the month.
    month = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: The scheme's role, whatever the person is by now.
    role = models.CharField(max_length=20)
    #: The version in force on the month's last day, whose formula this is.
    version = models.PositiveIntegerField()
    #: In the company's currency; null where it is not computable, and the receipt says why.
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    #: Steps and reason as ``payout_receipts`` packs them.
    receipt = models.TextField()
    counted_at = models.DateTimeField()
    #: The position of the journal whose data it was counted from: that of the closing.
    counted_from = models.BigIntegerField()

    class Meta:
        ordering = ("-month", "role", "pk")
        constraints = [
            models.UniqueConstraint(fields=["month", "role", "person"], name="agreement_one_payout_a_person"),
            models.UniqueConstraint(
                fields=["month", "role"], name="agreement_one_payout_of_nobody", condition=Q(person__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.role} {self.person_id}"


class Backtest(models.Model):
    """A draft or version tried on a past period; ``result`` is there once it has finished."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="backtests")
    #: SHA-256 of the document that was tried: a draft may have changed since.
    digest = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
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
        constraints = [
            models.CheckConstraint(name="backtest_days_in_order", condition=Q(first_day__lte=models.F("last_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.first_day}–{self.last_day}"
