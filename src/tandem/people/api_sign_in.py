"""Who asks the API: a program with somebody's key, or a browser in which somebody is signed in."""

from __future__ import annotations

from time import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.api_keys import person_by_key
from tandem.people.models import Person

#: Requests of one account in a minute, and wrong keys from one address.
REQUESTS_A_MINUTE = 120
WRONG_KEYS_A_MINUTE = 30
_MINUTE = 60


class WrongKey(Refusal):
    """The key sent is none, or none any more."""


class TooManyRequests(Refusal):
    """The account or the address has asked too often; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(
            Text(
                ru=f"Слишком много запросов: повторите через {wait} с.",
                en=f"Too many requests: ask again in {wait} s.",
            )
        )


class ByKey(HttpBearer):
    """``Authorization: Bearer tandem_…``: the request is made by the owner of the key, with all their limits."""

    def __call__(self, request: HttpRequest) -> Person | None:
        """The owner; None when the request carries no such header. Refuses by ``WrongKey``, ``TooManyRequests``."""
        if "Authorization" not in request.headers:
            return None
        scheme, _, key = request.headers["Authorization"].partition(" ")
        person = self.authenticate(request, key.strip()) if scheme.casefold() == self.openapi_scheme else None
        if person is None:
            # Never the session instead: whoever sends a wrong key must learn of it.
            _count(f"wrong:{get_adapter().get_client_ip(request)}", most=WRONG_KEYS_A_MINUTE)
            raise WrongKey(
                Text(
                    ru="Ключ не подходит: его нет, он отозван или его владелец больше не входит. "
                    "Новый ключ делают на странице «Профиль».",
                    en="The key is not valid: there is none such, it is revoked, or its owner may not sign in any "
                    "more. A new one is made on the page “Profile”.",
                )
            )
        request.user = person
        _count_request_of(person)
        return person

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Whose key it is."""
        return person_by_key(token, today=timezone.localdate())


class BySession(SessionAuth):
    """A signed-in browser; the library checks the CSRF token of whatever is not a plain GET."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        """The person signed in. Refuses by ``TooManyRequests``."""
        if not isinstance(request.user, Person):
            return None
        _count_request_of(request.user)
        return request.user


def _count_request_of(person: Person) -> None:
    # Of the account and not of the key: more keys must not give more room.
    _count(f"account:{person.pk}", most=REQUESTS_A_MINUTE)


def _count(who: str, *, most: int) -> None:
    """Count one within the minute of the clock.

    Kept in the database's cache, so that all server processes count together. Two at the same instant may be
    counted as one: this keeps programs from crowding out people, and guards no secret.
    """
    minute, second = divmod(int(time()), _MINUTE)
    name = f"api-requests:{who}"
    counted_in, count = cache.get(name, (minute, 0))
    count = count if counted_in == minute else 0
    if count >= most:
        raise TooManyRequests(wait=_MINUTE - second)
    cache.set(name, (minute, count + 1), _MINUTE)
