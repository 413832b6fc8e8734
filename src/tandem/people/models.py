"""Tables of people: one row a person, with or without an account; when they work and when they are away."""

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


class WorkingWeek(models.Model):
    """A person's own hours from a day on, until the next row of theirs; whoever has none works the team's week.

    Hours as in the agreement's calendars: ``9-18`` or ``9-13, 14-18``, empty for a day off.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="working_weeks")
    since = models.DateField()
    #: The team's week again from that day: the hours below say nothing.
    as_usual = models.BooleanField(default=False)
    #: IANA name; empty means the company's own.
    zone = models.CharField(max_length=60, blank=True)
    monday = models.CharField(max_length=80, blank=True)
    tuesday = models.CharField(max_length=80, blank=True)
    wednesday = models.CharField(max_length=80, blank=True)
    thursday = models.CharField(max_length=80, blank=True)
    friday = models.CharField(max_length=80, blank=True)
    saturday = models.CharField(max_length=80, blank=True)
    sunday = models.CharField(max_length=80, blank=True)
    #: ``RU`` takes the state's holidays and moved working days into account; empty takes none.
    holidays = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "since"], name="people_one_week_from_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"


class Absence(models.Model):
    """Days on which a person is not at work, ``since`` and ``until`` included."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    since = models.DateField()
    until = models.DateField()
    #: A value of ``presence_rules.AbsenceKind``. Health is nobody's figure: facts do not carry it.
    kind = models.CharField(max_length=20)
    cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_absence_ends", condition=models.Q(until__gte=models.F("since")))
        ]
        indexes = [
            models.Index(fields=["until"], name="people_absence_ends_on", condition=models.Q(cancelled=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}–{self.until}"


class ChangedDay(models.Model):
    """One day on which a person works other hours than their week says: a duty, a short day, a day off."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changed_days")
    day = models.DateField()
    #: As in a week; empty is a day off, null: as the week says again.
    hours = models.CharField(max_length=80, blank=True, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="people_one_change_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class PresenceMark(models.Model):
    """Another number whenever anybody's hours change; as long as it stays, what a process has laid out holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="people_one_presence_mark", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.mark)
