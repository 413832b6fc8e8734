"""Tables of people: one row a person, with or without an account."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.people.rules import Department, Role


class Person(AbstractBaseUser, PermissionsMixin):
    """A member of one of the departments.

    A seller named in an imported export is a person too: known by ``name``, without a usable
    password until an administrator lets them in.
    """

    username = models.CharField(_("user name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(default=False)
    # The import that first brought this person, so that undoing it can take them away again.
    batch_id = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = UserManager["Person"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                name="person_role_is_known", condition=models.Q(role__in=[role.value for role in Role])
            ),
        ]
        indexes = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def has_account(self) -> bool:
        """Whether this person was ever let in, blocked since or not; others are only known by name."""
        return self.has_usable_password()

    @property
    def department(self) -> Department | None:
        """The department the role belongs to; owner, analyst and admin belong to none."""
        return Role(self.role).department


class ApiKey(models.Model):
    """A secret by which a program asks in somebody's name; only its fingerprint is kept.

    ``prefix`` is the part of the key that is shown again and by which the row is found.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    # A day and not a moment: a program asks all day, and each answer would write.
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [models.CheckConstraint(name="api_key_has_a_name", condition=~models.Q(name=""))]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
