"""What advertising cost and what it showed for it."""

from __future__ import annotations

from django.db import models


class Spend(models.Model):
    """One line of an ad system's report: a day of a campaign, or of an ad within it."""

    spent_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=300, blank=True)
    ad_group = models.CharField(max_length=300, blank=True)
    creative = models.CharField(max_length=300, blank=True)
    #: Counts are null where the ad system does not give them: unknown is not zero.
    impressions = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    visits = models.BigIntegerField(null=True)
    #: Below zero when the ad system gave money back.
    spend = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "spend"
        ordering = ("-spent_on", "-id")
        indexes = [
            models.Index(fields=["spent_on"], name="spend_by_day"),
            models.Index(fields=["batch_id"], name="spend_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.spent_on} {self.campaign}: {self.spend} {self.currency}"


class Launch(models.Model):
    """Something that clients are to see from a moment on, and when sales were told of it."""

    campaign = models.CharField(max_length=300)
    #: What sales should know: the offer, its terms, whom it is for.
    notice = models.TextField(blank=True)
    announced_at = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "launches"
        constraints = [
            models.CheckConstraint(
                name="launch_is_announced_or_launched",
                condition=models.Q(announced_at__isnull=False) | models.Q(launched_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.campaign


class CampaignName(models.Model):
    """A name that leads or spend came with, and the campaign it counts as; without one it stands for itself."""

    said = models.CharField(max_length=300, unique=True)
    #: Empty after a mending was undone: then rules leave the name alone as well.
    campaign = models.CharField(max_length=300, blank=True)
    #: By which rule, as ``names_rules.How``; empty when undone.
    how = models.CharField(max_length=10, blank=True)
    mended_at = models.DateTimeField()

    class Meta:
        ordering = ("said",)

    def __str__(self) -> str:
        return f"{self.said} → {self.campaign}"
