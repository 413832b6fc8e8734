"""Campaigns and creatives under watch, and warnings that were raised of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class AudienceWatch(models.Model):
    """A campaign, or a creative of one, held to a share of target leads from a day on. The share never changes: another
    plan is another watch."""

    campaign = models.CharField(max_length=300)
    #: Empty: the campaign as a whole.
    creative = models.CharField(max_length=300, blank=True)
    #: Leads captured on this day and later count.
    since = models.DateField()
    planned = models.FloatField()
    #: Where the planned share comes from, and on how many leads it rests (0: it was agreed).
    basis = models.CharField(max_length=20)
    basis_leads = models.PositiveIntegerField()
    #: The share of all leads that pay, and after how many days on average; null where payments are not watched.
    paying = models.FloatField(null=True)
    believed_days = models.FloatField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "creative"], name="diagnosis_one_open_watch", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(name="diagnosis_planned_share", condition=Q(planned__gt=0, planned__lt=1)),
        ]

    def __str__(self) -> str:
        return self.creative or self.campaign


class AudienceWarning(models.Model):
    """A warning that a campaign brings the wrong people: as it stood when it was raised, and what was done."""

    watch = models.OneToOneField(AudienceWatch, on_delete=models.PROTECT, related_name="warning")
    raised_at = models.DateTimeField()
    #: The likeliest day of the change, and between which days it lies.
    changed_on = models.DateField()
    earliest = models.DateField()
    latest = models.DateField()
    #: How often so much would be seen of a campaign that keeps its plan, at most.
    chance = models.FloatField()
    #: ``labels`` or ``payments``.
    speaks = models.CharField(max_length=10)
    #: The share of target leads since then, its interval, and the labelled leads it rests on.
    share = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    labelled = models.PositiveIntegerField()
    #: Spent since then on non-target leads beyond those that were planned for; null where no spend is known.
    at_stake = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    #: ``changed``, ``stopped``, ``labels`` or ``kept``.
    outcome = models.CharField(max_length=10, blank=True)
    #: What was found out and done, in words.
    done = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="diagnosis_answer_is_whole",
                condition=Q(answered_at__isnull=True, outcome="") | Q(answered_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch}: {self.raised_at:%Y-%m-%d}"
