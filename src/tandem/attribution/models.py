"""Tests by lot and who is in which half; and what people say of the season."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LiftTest(models.Model):
    """A test by lot as it was drawn. Nothing of it changes afterwards: another plan is another test."""

    campaign = models.CharField(max_length=300)
    #: ``city`` or ``client``: what was dealt out.
    dealt = models.CharField(max_length=10)
    #: ``leads``, ``targets`` or ``payments``: what is counted in both halves.
    counts = models.CharField(max_length=10)
    first_day = models.DateField()
    #: Included.
    last_day = models.DateField()
    #: The day from which the result may be read; nobody decides before.
    read_on = models.DateField()
    seed = models.BigIntegerField()
    #: By which anybody sees that the lots are still those that were drawn.
    digest = models.CharField(max_length=16)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-drawn_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="lift_test_ends_after_it_starts",
                condition=models.Q(last_day__gte=models.F("first_day"), read_on__gte=models.F("last_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.first_day}–{self.last_day}"


class LiftUnit(models.Model):
    """A city, or a client by number, in one half of a test; ``pair`` is None for one left without a partner."""

    test = models.ForeignKey(LiftTest, on_delete=models.CASCADE, related_name="units")
    pair = models.PositiveIntegerField(null=True)
    #: Whether it is shown the campaign.
    shown = models.BooleanField()
    name = models.CharField(max_length=300)
    #: What it brought in the days before, as many as the test has.
    past = models.FloatField()

    class Meta:
        ordering = ("pair", "-shown", "pk")
        constraints = [models.UniqueConstraint(fields=["test", "name"], name="lift_unit_is_dealt_once")]

    def __str__(self) -> str:
        return self.name


class SeasonPrior(models.Model):
    """What somebody said of the months of the year; the newest holds."""

    #: Twelve numbers, January first, parted by spaces.
    indices = models.CharField(max_length=200)
    #: Where they come from, in words.
    source = models.CharField(max_length=300)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.indices
