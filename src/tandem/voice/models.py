"""What buyers said of us when they bought or refused, and what was changed because of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


def _lead(related_name: str) -> models.OneToOneField[object, object]:
    return models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name=related_name)


def _reviewer() -> models.ForeignKey[object, object]:
    """Who wrote it down; null when another system told it."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class Competitor(models.Model):
    """A company our clients chose instead of us. The journal knows it by its id."""

    name = models.CharField(max_length=100)
    #: The name as it is compared.
    folded = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class WinReview(models.Model):
    """Why a client bought. An empty answer is one that was not given."""

    lead = _lead("win_review")
    reviewed_at = models.DateTimeField()
    reviewed_by = _reviewer()
    #: How it went: easy, usual, hard.
    course = models.CharField(max_length=10, blank=True)
    #: What attracted besides the price: keys of the agreement's list, parted by commas.
    attracted = models.CharField(max_length=1000, blank=True)
    #: Where the client says to have heard of us: a source as leads name it, or ``:recommended``, ``:other``.
    source_said = models.CharField(max_length=200, blank=True)
    #: Which offer moved them: an offer as leads name it, or ``:none``.
    offer_said = models.CharField(max_length=300, blank=True)
    #: The version whose list of codes was asked; 0 for the built-in one.
    version = models.IntegerField(default=0)
    #: The ideal product in the client's words; may be personal.
    ideal = models.TextField(blank=True)
    #: Anything else, in the seller's words; may be personal.
    words = models.TextField(blank=True)
    #: Both texts as they are searched.
    folded = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["reviewed_at"], name="win_review_by_time")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.course}"

    @property
    def worded(self) -> bool:
        """Whether anything was said in words."""
        return bool(self.folded)


class LossReview(models.Model):
    """Why a client refused. An empty answer is one that was not given."""

    lead = _lead("loss_review")
    reviewed_at = models.DateTimeField()
    reviewed_by = _reviewer()
    #: A key of the agreement's list; empty when another system told a reason in its own words only.
    code = models.CharField(max_length=80, blank=True)
    competitor = models.ForeignKey(Competitor, null=True, on_delete=models.PROTECT, related_name="losses")
    #: In the company's currency.
    competitor_price = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    version = models.IntegerField(default=0)
    words = models.TextField(blank=True)
    folded = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["reviewed_at"], name="loss_review_by_time")]
        constraints = [
            models.CheckConstraint(
                name="competitor_price_is_not_negative",
                condition=models.Q(competitor_price__isnull=True) | models.Q(competitor_price__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.code}"

    @property
    def worded(self) -> bool:
        """Whether anything was said in words."""
        return bool(self.folded)


class Change(models.Model):
    """What the company does differently since it listened: in the sellers' presentation, the ads, the offer."""

    #: What buyers say: ``refusals.price``, ``attractions.speed``, parted by commas.
    codes = models.CharField(max_length=1000)
    #: presentation, ads, offer, product.
    place = models.CharField(max_length=20)
    #: What was changed, in words.
    words = models.TextField()
    since = models.DateField()
    #: The last day it was done so; null while it still is.
    until = models.DateField(null=True)
    #: Only for this product and segment; empty for all.
    product = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(
                name="change_ends_after_it_began",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}: {self.codes}"
