"""Materials, their files, and every use of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.materials.rules import Kind, Way


class Material(models.Model):
    """Something to show or to send at a stage or against a doubt."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    #: Keys of the agreement's stages, and of its list of refusals, parted by commas.
    stages = models.CharField(max_length=1000, blank=True)
    doubts = models.CharField(max_length=2000, blank=True)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    #: Whether it may go to clients; advice on prices is for sellers alone.
    for_clients = models.BooleanField(default=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="materials")
    #: The day by which the owner looks whether it is still right.
    review_on = models.DateField()
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(name="material_has_a_title", condition=~models.Q(title="")),
            models.CheckConstraint(name="material_kind_is_known", condition=models.Q(kind__in=[str(k) for k in Kind])),
        ]

    def __str__(self) -> str:
        return self.title


class MaterialFile(models.Model):
    """The file of a material, kept in the database: copied with every backup, never run by the server."""

    material = models.OneToOneField(Material, primary_key=True, on_delete=models.CASCADE, related_name="file")
    #: As it is offered for saving.
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class MaterialUse(models.Model):
    """A material shown or sent to the client of a lead; ``opened_at`` is the first time the client opened it."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="uses")
    lead = models.ForeignKey("intake.Lead", on_delete=models.CASCADE, related_name="material_uses")
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="material_uses")
    way = models.CharField(max_length=10)
    #: The stage the lead stood on.
    stage = models.CharField(max_length=80)
    used_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("-used_at", "-pk")
        constraints = [
            models.CheckConstraint(name="material_way_is_known", condition=models.Q(way__in=[str(way) for way in Way])),
        ]
        indexes = [models.Index(fields=["lead"], name="material_use_of_lead")]

    def __str__(self) -> str:
        return f"{self.material_id} → {self.lead_id}"
