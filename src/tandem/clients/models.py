"""Tables of clients: who is who, and what they are recognised by."""

from __future__ import annotations

from django.db import models


class Client(models.Model):
    """A person or a company; many leads over time. The name is personal, everything else is not."""

    kind = models.CharField(max_length=10, default="person")
    name = models.CharField(max_length=300, blank=True)
    #: The name folded for search: lower case, ё as е, look-alike letters made one.
    folded_name = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    #: The older client that people found to be the same one; whatever names this client stays with it.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: Where the way over ``merged_into`` ends: the client this one counts as. Empty when it stands on its own.
    counts_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="client_is_person_or_company", condition=models.Q(kind__in=["person", "company"])
            ),
            models.CheckConstraint(
                name="merged_client_counts_as_another",
                condition=models.Q(merged_into__isnull=True, counts_as__isnull=True)
                | models.Q(merged_into__isnull=False, counts_as__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["folded_name"], name="client_by_name", condition=~models.Q(folded_name="")),
            models.Index(fields=["counts_as"], name="client_by_whole", condition=models.Q(counts_as__isnull=False)),
            models.Index(fields=["merged_into"], name="client_by_merge", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["batch_id"], name="client_by_batch", condition=models.Q(batch_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or f"№ {self.pk}"


class ContactPoint(models.Model):
    """A phone (E.164), e-mail (lower case) or ИНН of a client; several clients may share an office phone."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contact_points")
    type = models.CharField(max_length=10)
    value = models.CharField(max_length=254)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "type", "client"], name="contact_point_once_per_client"),
            models.CheckConstraint(
                name="contact_point_type_is_known", condition=models.Q(type__in=["phone", "email", "inn"])
            ),
        ]
        indexes = [models.Index(fields=["batch_id"], name="point_by_batch", condition=models.Q(batch_id__isnull=False))]

    def __str__(self) -> str:
        return f"{self.type} {self.client_id}"


class DuplicateSearch(models.Model):
    """One look through all clients for those who may be one; run by a job, from the start again after a kill."""

    asked_at = models.DateTimeField()
    #: Nobody: the nightly one.
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True)
    going = models.BooleanField(default=True)
    #: What it is at: a key of ``searching.STEPS``; empty while it waits.
    step = models.CharField(max_length=20, blank=True)
    heard_at = models.DateTimeField(null=True)
    clients = models.BigIntegerField(default=0)
    #: Pairs compared, and pairs kept as likely.
    compared = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    merged = models.BigIntegerField(default=0)
    #: What persons and companies were compared by: scheme → chances of each level.
    model = models.JSONField(default=dict)
    failure_ru = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["going"], condition=models.Q(going=True), name="one_duplicate_search_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"


class DuplicatePair(models.Model):
    """Two clients that may be one, why, and what was decided. ``one`` has the smaller number."""

    one = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    #: Bits of evidence for one client, and the probability that follows; empty when people merged them by hand.
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    #: [trait, level, weight] of everything that both have.
    outcomes = models.JSONField(default=list)
    #: Empty, or ``same``, ``different``, ``later``.
    decision = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True)
    #: Nobody, when a threshold decided.
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_of_clients_once"),
            models.CheckConstraint(name="pair_of_clients_is_ordered", condition=models.Q(one__lt=models.F("other"))),
            models.CheckConstraint(
                name="pair_decision_is_known",
                condition=models.Q(decision__in=["", "same", "different", "later"]),
            ),
        ]
        indexes = [models.Index(fields=["decision", "-weight"], name="pair_by_weight")]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}?"


class DuplicateRule(models.Model):
    """Whether what people's decisions show to be sure is decided without them; one row, off until somebody asks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    decides = models.BooleanField(default=False)
    set_at = models.DateTimeField(null=True)
    set_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="one_duplicate_rule", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "decides" if self.decides else "asks"
