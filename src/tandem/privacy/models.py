"""Consents with the texts they were given under, the list of the forgotten, and the rules of retention."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.basics.text import Text
from tandem.privacy.rules import Purpose, version_label


class ConsentText(models.Model):
    """A text under which people consent; kept once by its digest and never changed, in the database too.

    One of ours has a number within its purpose and language. One that came with a lead has none, and the name its
    own system gave it; an empty one stands for a text that was not handed over.
    """

    purpose = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Purpose])
    language = models.CharField(max_length=5, blank=True)
    number = models.PositiveIntegerField(null=True)
    #: What the other system calls its version.
    label = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-published_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "number"], name="consent_text_numbered_once",
                condition=Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["purpose", "digest", "label"], name="consent_text_kept_once", condition=Q(number__isnull=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.version

    @property
    def title(self) -> Text:
        """The version as people call it."""
        if self.number:
            return Text(ru=f"версия {self.number} ({self.language})", en=f"version {self.number} ({self.language})")
        return Text(ru=self.label or "без версии", en=self.label or "no version")

    @property
    def version(self) -> str:
        """How the version is named: ours as forms hand it back, another system's as that one says."""
        return version_label(self.purpose, self.language, self.number) if self.number else self.label


class LeadConsent(models.Model):
    """What the person agreed to with a lead, and took back. A lead without any consent has no row."""

    lead = models.OneToOneField("intake.Lead", primary_key=True, on_delete=models.CASCADE, related_name="consent")
    #: None when it was never given, or was taken back.
    processing = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    processing_at = models.DateTimeField(null=True)
    processing_withdrawn_at = models.DateTimeField(null=True)
    advertising = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    advertising_at = models.DateTimeField(null=True)
    advertising_withdrawn_at = models.DateTimeField(null=True)
    #: Through which door it came: a system's name.
    source = models.CharField(max_length=50, blank=True)

    def __str__(self) -> str:
        return f"{self.lead_id}"


class ForgottenClient(models.Model):
    """A client whose personal data was erased. By number, for an undone import may take the client itself away."""

    client_id = models.BigIntegerField(primary_key=True)
    forgotten_at = models.DateTimeField()
    forgotten_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    #: The key of the rule that did it; empty when a person asked.
    rule = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-forgotten_at", "-client_id")

    def __str__(self) -> str:
        return f"№ {self.client_id}"


class ForgottenSign(models.Model):
    """A keyed digest of what a forgotten client was recognised by; nobody reads the value from it."""

    digest = models.CharField(max_length=64)
    client_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "client_id"], name="forgotten_sign_once")]
        indexes = [models.Index(fields=["client_id"], name="forgotten_sign_by_client")]

    def __str__(self) -> str:
        return f"№ {self.client_id}"


class RetentionRule(models.Model):
    """A rule of retention that somebody switched on, with its term; a rule without a row is off, or as built in."""

    key = models.CharField(max_length=40, primary_key=True)
    on = models.BooleanField(default=False)
    #: Months or days, as the rule counts.
    term = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    #: How many it forgot or removed the last time it ran.
    last_run_at = models.DateTimeField(null=True)
    last_done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
