"""Verbs of whoever administers accounts: inviting, roles, blocking, new passwords. Each rechecks who asks."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.actions import Description, EmailTaken, let_in, register, set_role
from tandem.people.api_keys import revoke_every_key
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role


class NoSuchPerson(Refusal):
    """Nobody here has that number."""


class HasAccount(Refusal):
    """The person has an account already."""


class HasNoAccount(Refusal):
    """The person was never let in."""


class OwnBlocking(Refusal):
    """Somebody tries to shut themselves out."""


class LastAdministrator(Refusal):
    """Nobody would be left who may manage such accounts."""


@transaction.atomic
def invite(*, by: Person, name: str, role: Role, username: str = "", email: str = "") -> Person:
    """Let in whoever imports know by that name, or somebody new. Refuses as ``invite_known`` does."""
    _administrators(by)
    (person_id,) = register([Description(" ".join(name.split()))])
    return invite_known(by=by, person_id=person_id, role=role, username=username, email=email)


@transaction.atomic
def invite_known(*, by: Person, person_id: int, role: Role, username: str = "", email: str = "") -> Person:
    """Give a person an account, with a password that nobody knows: they choose theirs by a one-time link.

    Refuses by ``HasAccount``, ``UsernameTaken``, ``EmailTaken``, ``NotForThisRole`` and ``NoSuchPerson``.
    """
    _administrators(by)
    person = _person(person_id)
    if person.has_account:
        raise HasAccount(
            Text(
                ru=f"{person.name}: учётная запись уже есть. Откройте её в списке.",
                en=f"{person.name} has an account already: open it in the list.",
            )
        )
    _check_may_give(by, role)
    if email and Person.objects.filter(email__iexact=email).exclude(pk=person_id).exists():
        raise EmailTaken(
            Text(
                ru=f"Почта {email} уже у другого сотрудника: укажите другую.",
                en=f"{email} belongs to another person here: give another one.",
            )
        )
    if email:
        Person.objects.filter(pk=person_id).update(email=email)
    set_role(person_id, role)
    let_in(person_id, username=username or person.username, password=secrets.token_urlsafe(32))
    return _person(person_id)


@transaction.atomic
def give_role(*, by: Person, person_id: int, role: Role) -> Person:
    """Say what a person is from now on. Refuses by ``LastAdministrator``, ``NotForThisRole``, ``HasNoAccount``."""
    administrators = _administrators(by)
    person = _account(by, person_id)
    _check_may_give(by, role)
    if not role.may_manage(Role(person.role)):
        _check_somebody_remains(administrators, person)
    set_role(person_id, role)
    return _person(person_id)


@transaction.atomic
def block(*, by: Person, person_id: int, now: dt.datetime) -> Person:
    """Shut an account: no sign-in, open sessions end, keys for programs are revoked for good.

    Refuses by ``OwnBlocking``, ``LastAdministrator``, ``NotForThisRole`` and ``HasNoAccount``.
    """
    administrators = _administrators(by)
    person = _account(by, person_id)
    if person.pk == by.pk:
        raise OwnBlocking(
            Text(
                ru="Себя заблокировать нельзя: попросите другого администратора.",
                en="You cannot block yourself: ask another administrator.",
            )
        )
    _check_somebody_remains(administrators, person)
    Person.objects.filter(pk=person_id).update(is_active=False)
    revoke_every_key(person=person, now=now)
    return _person(person_id)


@transaction.atomic
def unblock(*, by: Person, person_id: int) -> Person:
    """Open an account again, with its old password and role. Refuses by ``NotForThisRole``, ``HasNoAccount``."""
    _administrators(by)
    _account(by, person_id)
    Person.objects.filter(pk=person_id).update(is_active=True)
    return _person(person_id)


@transaction.atomic
def reset_password(*, by: Person, person_id: int) -> Person:
    """Put a password that nobody knows in the place of the old one: it stops working, open sessions end.

    Refuses by ``NotForThisRole`` and ``HasNoAccount``.
    """
    _administrators(by)
    _account(by, person_id)
    Person.objects.filter(pk=person_id).update(password=make_password(secrets.token_urlsafe(32)))
    return _person(person_id)


@transaction.atomic
def reset_two_step(*, by: Person, person_id: int) -> Person:
    """Take the second step of signing in away: the phone is lost. Refuses as ``reset_password`` does."""
    _administrators(by)
    person = _account(by, person_id)
    Authenticator.objects.filter(user=person).delete()
    return person


def _administrators(by: Person) -> list[Person]:
    """Those who manage accounts, locked: two of them must not shut each other out at the same moment."""
    managing = [role for role in Role if role.manages_accounts]
    found = list(Person.objects.select_for_update().filter(role__in=managing, is_active=True).order_by("pk"))
    if by.pk not in {each.pk for each in found}:
        raise NotForThisRole(
            Text(
                ru="Учётными записями управляют собственник и администратор.",
                en="Accounts are managed by the owner and by administrators.",
            )
        )
    return found


def _account(by: Person, person_id: int) -> Person:
    person = _person(person_id)
    if not Role(by.role).may_manage(Role(person.role)):
        raise NotForThisRole(_OWNERS_ONLY)
    if not person.has_account:
        raise HasNoAccount(
            Text(
                ru=f"{person.name}: учётной записи ещё нет. Сначала пригласите.",
                en=f"{person.name} has no account yet: invite them first.",
            )
        )
    return person


def _person(person_id: int) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NoSuchPerson(Text(ru="Такого сотрудника нет.", en="There is no such person."))
    return found


def _check_may_give(by: Person, role: Role) -> None:
    if not Role(by.role).may_manage(role):
        raise NotForThisRole(_OWNERS_ONLY)


def _check_somebody_remains(administrators: list[Person], person: Person) -> None:
    """Somebody else must be left who may manage an account such as this one."""
    role = Role(person.role)
    if not role.manages_accounts or not person.is_active:
        return
    if not any(Role(each.role).may_manage(role) for each in administrators if each.pk != person.pk):
        raise LastAdministrator(
            Text(
                ru=f"Больше некому управлять такими записями: сначала дайте роль «{role.words.ru}» кому-то ещё.",
                en=f"Nobody else could manage such accounts: first make somebody else {role.words.en}.",
            )
        )


_OWNERS_ONLY = Text(
    ru="Записью собственника распоряжается только собственник.",
    en="An owner's account is managed by an owner only.",
)
