"""The sheet of acknowledgements: everybody who works here, and when they read a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tandem.agreement.models import Acknowledgement
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Role


@dataclass(frozen=True, slots=True)
class Reading:
    """One person; ``read_at`` is None while they have not read the version."""

    name: str
    role: Text
    side: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everybody, those who have not read first."""

    number: int
    people: tuple[Reading, ...]

    @property
    def read(self) -> int:
        """How many have read."""
        return sum(1 for each in self.people if each.read_at)

    def cells(self, language: str) -> Iterator[tuple[str, ...]]:
        """The sheet as rows of a file, with its head."""
        head = (
            Text(ru="Сотрудник", en="Person"),
            Text(ru="Роль", en="Role"),
            Text(ru="Версия регламента", en="Version of the agreement"),
            Text(ru="Ознакомлен", en="Read at"),
        )
        yield tuple(each.in_language(language) for each in head)
        for each in self.people:
            at = timezone.localtime(each.read_at).strftime("%Y-%m-%d %H:%M") if each.read_at else ""
            yield each.name, each.role.in_language(language), str(self.number), at


def sheet_of(number: int) -> Sheet:
    """Who may sign in, or has read the version while they could."""
    read = dict(Acknowledgement.objects.filter(version__number=number).values_list("person_id", "acknowledged_at"))
    people = [person for person in Person.objects.order_by("name", "pk") if person.is_active or person.pk in read]
    rows = [Reading(str(each), Role(each.role).words, str(each.department or ""), read.get(each.pk)) for each in people]
    return Sheet(number, tuple(sorted(rows, key=lambda row: (row.read_at is not None, row.name))))
