"""Who has an account here, and in which state it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Department, Role


class State(StrEnum):
    """How far a person has come in."""

    ACTIVE = "active"
    #: Let in, and has not signed in yet.
    INVITED = "invited"
    BLOCKED = "blocked"
    #: Named by an import only.
    KNOWN = "known"

    @property
    def words(self) -> Text:
        """The state as the list says it."""
        return _WORDS[self]


_WORDS = {
    State.ACTIVE: Text(ru="работает", en="active"),
    State.INVITED: Text(ru="ждёт первого входа", en="invited, has not signed in yet"),
    State.BLOCKED: Text(ru="вход закрыт", en="blocked"),
    State.KNOWN: Text(ru="нет учётной записи", en="no account"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """One person; ``two_step`` says whether a second step guards the sign-in, ``keys`` counts those in use."""

    person_id: int
    name: str
    username: str
    email: str
    role: Role
    department: Department | None
    last_sign_in: dt.datetime | None
    state: State
    two_step: bool
    keys: int


def accounts() -> tuple[list[Account], list[Account]]:
    """Those who have an account, and those whom data names; both by name."""
    found = _described(Person.objects.all())
    return (
        [each for each in found if each.state is not State.KNOWN],
        [each for each in found if each.state is State.KNOWN],
    )


def account(person_id: int) -> Account | None:
    """One of them."""
    found = _described(Person.objects.filter(pk=person_id))
    return found[0] if found else None


def _described(people: QuerySet[Person]) -> list[Account]:
    counted = people.annotate(keys=Count("api_keys", filter=Q(api_keys__revoked_at=None)))
    # Recovery codes alone are no second step.
    codes = Authenticator.Type.RECOVERY_CODES
    guarded = set(Authenticator.objects.exclude(type=codes).values_list("user_id", flat=True))
    return [
        Account(
            person_id=each.pk,
            name=each.name or each.username,
            username=each.username,
            email=each.email,
            role=Role(each.role),
            department=each.department,
            last_sign_in=each.last_login,
            state=_state(each),
            two_step=each.pk in guarded,
            keys=each.keys,
        )
        for each in counted.order_by("name", "pk")
    ]


def _state(person: Person) -> State:
    if not person.has_account:
        return State.KNOWN
    if not person.is_active:
        return State.BLOCKED
    return State.ACTIVE if person.last_login else State.INVITED
