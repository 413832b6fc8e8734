"""Opening, changing and closing the doors that others send leads through."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.doors import doors, fingerprint
from tandem.intake.facts import SourceChanged, SourceClosed, SourceGivenSecret, SourceOpened
from tandem.intake.models import Source
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role

#: Who answers for where leads come from.
OPENS_SOURCES = frozenset({Role.OWNER, Role.ADMIN, Role.MARKETING_HEAD})
#: Doors that anybody may knock at, or nobody from outside.
WITHOUT_SECRET = frozenset({"form", "manual"})
_SECRET_BYTES = 24
#: The most requests a minute a source may be allowed: a thousand a second, more than a server answers.
MOST_A_MINUTE = 60_000


class SourceNeedsName(Refusal):
    """Without a name nobody knows what stands in the reports."""


class AddressTaken(Refusal):
    """Another source has this address."""


class UnknownDoor(Refusal):
    """There is no such kind of door."""


class UnusablePace(Refusal):
    """So few or so many requests a minute are no limit that a source can have."""


def open_source(
    *,
    by: Person | None,
    door: str,
    name: str,
    now: datetime,
    key: str = "",
    defaults: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    secret: str = "",
) -> tuple[Source, str]:
    """A new source and its secret, which is kept nowhere and empty where none is needed.

    ``by`` is None for what the house opens itself; ``secret`` is one that is known already. Refuses by
    ``NotForThisRole``, ``UnknownDoor``, ``SourceNeedsName`` and ``AddressTaken``.
    """
    _require(by)
    if door not in doors():
        raise UnknownDoor(Text(ru=f"Такой точки приёма нет: {door}.", en=f"There is no such door: {door}."))
    secret = "" if door in WITHOUT_SECRET else secret or secrets.token_urlsafe(_SECRET_BYTES)
    try:
        with transaction.atomic():
            opened = Source.objects.create(
                key=key or f"{door}-{secrets.token_hex(4)}",
                name=_named(name),
                door=door,
                fingerprint=fingerprint(secret) if secret else "",
                defaults=dict(defaults or {}),
                settings=dict(settings or {}),
                created_at=now,
            )
            _tell(SourceOpened(name=opened.name), opened, by=by, now=now)
    except IntegrityError as taken:
        raise AddressTaken(
            Text(ru=f"Адрес {key} уже занят: выберите другой.", en=f"The address {key} is taken: choose another.")
        ) from taken
    return opened, secret


def change_source(
    *,
    by: Person,
    source_id: int,
    name: str,
    defaults: Mapping[str, str],
    settings: Mapping[str, Any],
    now: datetime,
    a_minute: int | None = None,
    refuses_incomplete: bool | None = None,
) -> Source:
    """Another name, defaults, settings or way of taking in; the same again changes nothing.

    ``a_minute`` and ``refuses_incomplete`` stay as they are where they are None. Refuses by ``NotForThisRole``,
    ``SourceNeedsName`` and ``UnusablePace``.
    """
    _require(by)
    if a_minute is not None and not 1 <= a_minute <= MOST_A_MINUTE:
        raise UnusablePace(
            Text(
                ru=f"Запросов в минуту может быть от 1 до {MOST_A_MINUTE}. Чтобы не принимать их, закройте источник.",
                en=f"Requests a minute may be 1 to {MOST_A_MINUTE}. To let nothing in, close the source.",
            )
        )
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source_id)
        before = {field: getattr(source, field) for field in _CHANGED}
        source.name, source.defaults, source.settings = _named(name), dict(defaults), dict(settings)
        if a_minute is not None:
            source.a_minute = a_minute
        if refuses_incomplete is not None:
            source.refuses_incomplete = refuses_incomplete
        now_other = {field: value for field in _CHANGED if (value := getattr(source, field)) != before[field]}
        if now_other:
            source.save(update_fields=_CHANGED)
            fact = SourceChanged(
                name=source.name,
                a_minute=now_other.get("a_minute"),
                refuses_incomplete=now_other.get("refuses_incomplete"),
            )
            _tell(fact, source, by=by, now=now)
    return source


#: What ``change_source`` changes.
_CHANGED = ("name", "defaults", "settings", "a_minute", "refuses_incomplete")


def give_secret(*, by: Person, source_id: int, now: datetime) -> tuple[Source, str]:
    """A new secret in place of the old one, which opens nothing from now on. Refuses by ``NotForThisRole``."""
    _require(by)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        source = Source.objects.select_for_update().exclude(door__in=WITHOUT_SECRET).get(pk=source_id)
        source.fingerprint = fingerprint(secret)
        source.save(update_fields=["fingerprint"])
        _tell(SourceGivenSecret(name=source.name), source, by=by, now=now)
    return source, secret


def set_open(*, by: Person, source_id: int, is_open: bool, now: datetime) -> Source:
    """Close a source, or open it again; a second time changes nothing. Refuses by ``NotForThisRole``."""
    _require(by)
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source_id)
        if source.is_open != is_open:
            source.is_open = is_open
            source.save(update_fields=["is_open"])
            fact = SourceOpened(name=source.name) if is_open else SourceClosed(name=source.name)
            _tell(fact, source, by=by, now=now)
    return source


def _require(by: Person | None) -> None:
    if by is not None and Role(by.role) not in OPENS_SOURCES:
        raise NotForThisRole(
            Text(
                ru="Источники открывают собственник, администратор и руководитель маркетинга.",
                en="Sources are opened by the owner, an administrator and the head of marketing.",
            )
        )


def _named(name: str) -> str:
    name = " ".join(name.split())[:200]
    if not name:
        raise SourceNeedsName(
            Text(
                ru="Назовите источник: под этим именем он стоит в отчётах.",
                en="Name the source: reports show it by this name.",
            )
        )
    return name


def _tell(fact: Fact, source: Source, *, by: Person | None, now: datetime) -> None:
    record(
        [Happening(fact, source.pk, now)],
        recording=Recording(at=now, source="pages", actor_id=by.pk if by else None, version=in_force().version),
    )
