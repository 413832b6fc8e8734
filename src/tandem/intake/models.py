"""The lead as it was captured; what becomes of it stands in the rooms above."""

from __future__ import annotations

from django.db import models


class Lead(models.Model):
    """One request by one client at one moment."""

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="leads")
    captured_at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=300, blank=True)
    ad_group = models.CharField(max_length=300, blank=True)
    creative = models.CharField(max_length=300, blank=True)
    offer = models.CharField(max_length=300, blank=True)
    landing_page = models.CharField(max_length=500, blank=True)
    product = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)
    #: Seconds to the first contact as the other system reports it; our own figure comes from raw calls.
    reported_response = models.BigIntegerField(null=True)
    #: Everything else the request said, as text; may be personal.
    answers = models.JSONField(default=dict)
    #: The version of the agreement it is counted under: the one in force on the day it was captured.
    version = models.IntegerField(default=0)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-captured_at", "-id")
        indexes = [
            models.Index(fields=["captured_at"], name="lead_by_time"),
            models.Index(fields=["batch_id"], name="lead_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"


class Touch(models.Model):
    """One visit or click of the client before the lead, as far as their browser or the ad system told it."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="touches")
    touched_at = models.DateTimeField()
    source = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=300, blank=True)
    campaign = models.CharField(max_length=300, blank=True)
    ad_group = models.CharField(max_length=300, blank=True)
    creative = models.CharField(max_length=300, blank=True)
    #: Pages without query, fragment and whatever in their path may name a person.
    page = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    #: What ad systems mark a click by; points at one browser and is therefore in no fact.
    click_ids = models.JSONField(default=dict)
    #: mobile, tablet or desktop.
    device = models.CharField(max_length=20, blank=True)
    #: What the page promised.
    offer = models.CharField(max_length=300, blank=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "touches"
        ordering = ("touched_at", "id")
        indexes = [
            models.Index(fields=["batch_id"], name="touch_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.touched_at:%Y-%m-%d %H:%M} {self.source}"


class Source(models.Model):
    """A door that stands open under an address of its own: a form, a key of the API, a webhook of another system."""

    #: Names the source in addresses; never changes, because others have it in their settings.
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    #: The folder of ``intake/sources/`` whose door reads what comes in here.
    door = models.CharField(max_length=40)
    #: The namespace of the other system's ids, shared with imports of its exports; empty when it has none.
    system = models.CharField(max_length=50, blank=True)
    #: Fingerprint of the secret that callers must know; empty when anybody may knock, as at a form.
    fingerprint = models.CharField(max_length=64, blank=True)
    #: What leads from here are taken for unless they say otherwise: field of the lead record → value.
    defaults = models.JSONField(default=dict)
    #: What the door itself asks for: mapping of names, questions of a form, secrets of signatures.
    settings = models.JSONField(default=dict)
    #: Requests a minute that are answered without delay; more are told to wait, and other sources notice nothing.
    a_minute = models.PositiveIntegerField(default=600)
    #: Whether a lead that nobody could answer is refused; it is kept and marked otherwise.
    refuses_incomplete = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [models.CheckConstraint(name="source_has_a_name", condition=~models.Q(name=""))]

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """One record that a door took in, under the id its sender was given, and how it got here."""

    #: Derived from the source and the sender's own id or idempotency key, so that a retry finds it.
    id = models.CharField(max_length=24, primary_key=True)
    #: Found by ``arrival_by_source``, which begins with it.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="arrivals", db_index=False)
    kind = models.CharField(max_length=20, default="lead")
    subject_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    #: After the last step, right before the commit.
    taken_at = models.DateTimeField()
    #: It waited in the spool because the database was away.
    spooled = models.BooleanField(default=False)
    #: Fields that nobody filled though the packet needs them, separated by blanks.
    missing = models.CharField(max_length=200, blank=True)
    #: One line a step: its key, milliseconds since it was received, what came of it. No personal data.
    receipts = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject_id"], name="arrival_by_subject"),
            models.Index(fields=["source", "received_at"], name="arrival_by_source"),
        ]

    def __str__(self) -> str:
        return self.id


class RefusedRequest(models.Model):
    """A request that a door did not take, kept for a while so that it can be looked at, mended and replayed."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, related_name="refused")
    received_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    reason_ru = models.CharField(max_length=500)
    reason_en = models.CharField(max_length=500)
    method = models.CharField(max_length=10)
    query = models.TextField(blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    #: What the sender's program said about its request; nothing by which it was let in.
    headers = models.JSONField(default=dict)
    #: As it came, at most its beginning; pages show it with all values masked. Personal: goes after some days.
    body = models.BinaryField()
    #: How many bytes came; more than ``body`` holds when it was cut.
    size = models.BigIntegerField()
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-received_at", "-id")
        indexes = [models.Index(fields=["received_at"], name="refused_by_time")]

    def __str__(self) -> str:
        return f"{self.status} {self.received_at:%Y-%m-%d %H:%M}"


class MailboxPlace(models.Model):
    """How far the letters of a source's mailbox have been fetched; a letter before it was answered for.

    And the last time it could not be read, and why, though it may never have been opened yet.
    """

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="mailbox_place")
    #: The server's word for one numbering of the folder: with another, the numbers below mean nothing.
    validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(default=0)
    #: When its folder was last opened.
    looked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure_ru = models.CharField(max_length=500, blank=True)
    failure_en = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id}: {self.uid}"


class UnkeptRefusals(models.Model):
    """How many requests of an hour were turned back without being kept."""

    #: The key of the source; empty when the request named none that is open.
    source_key = models.CharField(max_length=60, blank=True)
    hour = models.DateTimeField()
    #: Empty: refused, and there was no room for more. ``slowed``: too many came. ``again``: a form doubted that a
    #: person sent it, and asked to press once more.
    why = models.CharField(max_length=10, blank=True, default="")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-hour", "source_key")
        constraints = [models.UniqueConstraint(fields=["source_key", "hour", "why"], name="unkept_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.source_key} {self.hour:%Y-%m-%d %H:00}: {self.count}"
