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
