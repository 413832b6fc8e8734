"""What advertising cost and what it showed for it; campaigns and launches stand beside."""

from __future__ import annotations

from django.db import models

from tandem.campaigns.campaign_models import (
    BudgetMonth,
    Campaign,
    CampaignName,
    CampaignPerson,
    Creative,
    CreativePicture,
    LandingPage,
    Offer,
)
from tandem.campaigns.launch_models import Launch, LaunchReading

#: The tables of the room; Django looks for them here.
__all__ = [
    "BudgetMonth",
    "Campaign",
    "CampaignName",
    "CampaignPerson",
    "Creative",
    "CreativePicture",
    "LandingPage",
    "Launch",
    "LaunchReading",
    "MendedName",
    "Offer",
    "Spend",
]


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


class MendedName(models.Model):
    """A name that leads or spend came with, and the campaign it counts as; without one it stands for itself."""

    said = models.CharField(max_length=300, unique=True)
    #: Empty after a mending was undone: by a person, and rules leave the name alone as well; or by the card.
    campaign = models.CharField(max_length=300, blank=True)
    #: By which rule, as ``names_rules.How``; empty when a person undid it.
    how = models.CharField(max_length=10, blank=True)
    mended_at = models.DateTimeField()

    class Meta:
        ordering = ("said",)

    def __str__(self) -> str:
        return f"{self.said} → {self.campaign}"
