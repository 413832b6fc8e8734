"""Verbs about people: taking them in, and what they change about themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Role


class UnknownLanguage(Refusal):
    """The pages are not written in that language."""


class UsernameTaken(Refusal):
    """Another person signs in with this name."""


class EmailTaken(Refusal):
    """Another person signs in with this e-mail."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an import says of a person; an empty e-mail says nothing."""

    name: str
    role: Role = Role.SELLER
    email: str = ""


def sellers_named(names: Iterable[str], *, batch_id: int | None = None) -> dict[str, int]:
    """Name → person id; a name nobody knows becomes a seller who may not sign in yet.

    Names are compared as they are: two spellings are two sellers until an administrator says otherwise.
    """
    wanted = sorted(set(names))
    return dict(zip(wanted, register([Description(name) for name in wanted], batch_id=batch_id), strict=True))


def register(descriptions: Sequence[Description], *, batch_id: int | None = None) -> list[int]:
    """The person id of each name; a name nobody knows becomes a person who may not sign in yet."""
    if not descriptions:
        return []
    wanted = {each.name: each for each in reversed(descriptions)}
    known = dict(Person.objects.filter(name__in=wanted).order_by("-id").values_list("name", "id"))
    for name in sorted(wanted.keys() - known.keys()):
        person = Person.objects.create(
            username=_free_username(name),
            name=name,
            email=_free_email(wanted[name].email),
            role=wanted[name].role,
            password=make_password(None),
            is_active=False,
            batch_id=batch_id,
        )
        known[name] = person.pk
    return [known[each.name] for each in descriptions]


def describe(person_id: int, description: Description) -> bool:
    """Take over name, role and e-mail of a person who has no account.

    An account is left alone, blocked or not: otherwise whoever may import could make themselves the owner, or
    have somebody's password sent to another address. False when it would have had to change.
    """
    person = Person.objects.get(pk=person_id)
    email = person.email if description.email in ("", person.email) else _free_email(description.email)
    said = {"name": description.name, "role": str(description.role), "email": email}
    if all(getattr(person, field) == value for field, value in said.items()):
        return True
    if person.is_active or person.has_account:
        return False
    Person.objects.filter(pk=person_id).update(**said)
    return True


def set_role(person_id: int, role: Role) -> None:
    """Say what a person is; whoever calls answers for the right to say it."""
    Person.objects.filter(pk=person_id).update(role=role)


def let_in(person_id: int, *, username: str, password: str) -> None:
    """Give a person an account: the name and password they sign in with. Refuses by ``UsernameTaken``."""
    if Person.objects.filter(username=username).exclude(pk=person_id).exists():
        raise UsernameTaken(
            Text(
                ru=f"Имя для входа «{username}» занято: выберите другое.",
                en=f"Somebody signs in as “{username}” already: choose another name.",
            )
        )
    Person.objects.filter(pk=person_id).update(
        username=username,
        password=make_password(password),
        is_active=True,
        # Somebody in their own right now: no undoing of an import takes them away.
        batch_id=None,
    )


def choose_language(*, person: Person, language: str) -> None:
    """The language in which pages and letters speak to this person. Refuses by ``UnknownLanguage``."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(
            Text(
                ru=f"Языка «{language}» в Tandem нет: выберите русский или английский.",
                en=f"Tandem does not speak “{language}”: choose Russian or English.",
            )
        )
    person.language = language
    person.save(update_fields=["language"])


def change_profile(*, person: Person, email: str) -> None:
    """What a person may change about themselves. Refuses by ``EmailTaken``.

    Not the name: an import gives leads to the seller of that name, so whoever took a colleague's name would
    take their leads.
    """
    taken = Person.objects.filter(email__iexact=email).exclude(pk=person.pk) if email else Person.objects.none()
    if taken.exists():
        raise EmailTaken(
            Text(
                ru=f"Почта {email} уже у другого сотрудника: укажите свою.",
                en=f"{email} belongs to another person here: give your own.",
            )
        )
    person.email = email
    person.save(update_fields=["email"])


def _free_email(email: str) -> str:
    """The e-mail, or none when somebody else signs in with it."""
    return "" if email and Person.objects.filter(email__iexact=email).exists() else email


def _free_username(name: str) -> str:
    """A user name made of the person's name that nobody has yet."""
    wanted = "".join(letter if letter.isalnum() else "." for letter in name.lower()).strip(".")[:140] or "seller"
    taken = set(Person.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    if wanted not in taken:
        return wanted
    return next(free for number in range(2, len(taken) + 3) if (free := f"{wanted}.{number}") not in taken)
