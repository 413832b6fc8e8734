"""Personal keys for programs: made and shown once, found again by their first letters, revoked for good."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import ApiKey, Person

#: Every key begins so, that people and scanners of leaked secrets know what they see.
BEGINNING = "tandem"
#: Keys in use that one person may have: more are lost sight of.
MOST_KEYS = 20
_PREFIX_BYTES, _SECRET_BYTES = 5, 32
_LONGEST_NAME = 100
_SHAPE = re.compile(rf"{BEGINNING}_([0-9a-f]{{{2 * _PREFIX_BYTES}}})_([\w-]{{1,100}})", re.ASCII)


class KeyNeedsName(Refusal):
    """Without a name nobody will know later which program asks with the key."""


class TooManyKeys(Refusal):
    """The person has as many keys as they can keep in view."""


class NoSuchKey(Refusal):
    """The person has no key of that number."""


def make_key(*, person: Person, name: str, now: dt.datetime) -> tuple[ApiKey, str]:
    """A new key and its text, which is kept nowhere. Refuses by ``KeyNeedsName`` and ``TooManyKeys``."""
    name = " ".join(name.split())[:_LONGEST_NAME]
    if not name:
        raise KeyNeedsName(
            Text(
                ru="Назовите ключ: по имени потом видно, какая программа им пользуется.",
                en="Give the key a name: it tells later which program uses it.",
            )
        )
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        # The row of the person is the lock: two pages at once must not both make the last key.
        Person.objects.select_for_update().get(pk=person.pk)
        if ApiKey.objects.filter(person=person, revoked_at=None).count() >= MOST_KEYS:
            raise TooManyKeys(
                Text(
                    ru=f"У вас уже {MOST_KEYS} ключей: отзовите те, что не нужны.",
                    en=f"You have {MOST_KEYS} keys already: revoke those no longer needed.",
                )
            )
        key = ApiKey.objects.create(
            person=person, name=name, prefix=prefix, fingerprint=_fingerprint(secret), created_at=now
        )
    return key, f"{BEGINNING}_{prefix}_{secret}"


def revoke_key(*, person: Person, key_id: int, now: dt.datetime) -> ApiKey:
    """Make a key of this person's worthless for good; a second time changes nothing. Refuses by ``NoSuchKey``."""
    key = ApiKey.objects.filter(person=person, pk=key_id).first()
    if key is None:
        raise NoSuchKey(Text(ru="У вас нет такого ключа.", en="You have no such key."))
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
    return key


def revoke_every_key(*, person: Person, now: dt.datetime) -> int:
    """Make all keys of a person worthless; says how many were in use."""
    return ApiKey.objects.filter(person=person, revoked_at=None).update(revoked_at=now)


def person_by_key(presented: str, *, today: dt.date) -> Person | None:
    """Whose key this is; None when it is no key in use of somebody who may sign in."""
    parts = _SHAPE.fullmatch(presented)
    if parts is None:
        return None
    prefix, secret = parts.groups()
    key = ApiKey.objects.select_related("person").filter(prefix=prefix).first()
    # Compared even when nothing was found, so that the time taken does not tell a prefix that exists.
    same = hmac.compare_digest(_fingerprint(secret), key.fingerprint if key else _fingerprint(""))
    if key is None or not same or key.revoked_at is not None or not key.person.is_active:
        return None
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key.person


def _fingerprint(secret: str) -> str:
    # A plain hash is enough for 32 random bytes: there is nothing to guess, and every request pays for it.
    return hashlib.sha256(secret.encode()).hexdigest()
