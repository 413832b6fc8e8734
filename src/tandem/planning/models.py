"""What was planned."""

from __future__ import annotations

from django.db import models


class Plan(models.Model):
    """The value one measure is to reach in a period: of the company, a department or one seller."""

    measure = models.CharField(max_length=50)
    starts_on = models.DateField()
    #: The last day, included.
    ends_on = models.DateField()
    seller = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="plans")
    department = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-starts_on", "measure", "id")
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            # Two, because an absent seller is equal to no other in SQL.
            models.UniqueConstraint(
                name="one_plan_of_a_seller",
                fields=["measure", "starts_on", "ends_on", "department", "seller"],
                condition=models.Q(seller__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_plan_of_all",
                fields=["measure", "starts_on", "ends_on", "department"],
                condition=models.Q(seller__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["batch_id"], name="plan_by_batch", condition=models.Q(batch_id__isnull=False))]

    def __str__(self) -> str:
        return f"{self.measure} {self.starts_on}–{self.ends_on}: {self.value}"
