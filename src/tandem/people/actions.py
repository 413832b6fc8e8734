"""Taking people in."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from tandem.people.models import Person
from tandem.people.rules import Role


def sellers_named(names: Iterable[str], *, batch_id: int | None = None) -> dict[str, int]:
    """Name → person id; a name nobody knows becomes a seller who may not sign in yet.

    Names are compared as they are: two spellings are two sellers until an administrator says otherwise.
    """
    wanted = set(names)
    if not wanted:
        return {}
    known = dict(Person.objects.filter(name__in=wanted).order_by("-id").values_list("name", "id"))
    for name in sorted(wanted - known.keys()):
        person = Person.objects.create(
            username=_free_username(name),
            name=name,
            role=Role.SELLER,
            password=make_password(None),
            is_active=False,
            batch_id=batch_id,
        )
        known[name] = person.pk
    return known


def _free_username(name: str) -> str:
    """A user name made of the person's name that nobody has yet."""
    wanted = "".join(letter if letter.isalnum() else "." for letter in name.lower()).strip(".")[:140] or "seller"
    taken = set(Person.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    if wanted not in taken:
        return wanted
    return next(free for number in range(2, len(taken) + 3) if (free := f"{wanted}.{number}") not in taken)
