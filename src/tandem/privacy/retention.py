"""Rules of retention: what may not be kept longer, shown before it is switched on, and done in bounded parts.

A room announces a rule as a class in ``<room>/retention.py``; a rule that forgets clients is a ``ClientRetention``.
"""

from __future__ import annotations

import functools
import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from tandem.access.actions import forget_looks
from tandem.access.models import Look
from tandem.access.rules import LEAST_KEPT
from tandem.basics.discovery import modules_named
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.privacy.forgetting import forget_clients, require_answering
from tandem.privacy.models import RetentionRule

#: Clients forgotten in one transaction, and looks removed in one.
PART = 100
#: A night's work: what is left waits for the next one, so that an import of the morning finds the database free.
PARTS_A_NIGHT = 100


class Counted(StrEnum):
    """What a term is counted in."""

    DAYS = "days"
    MONTHS = "months"

    def span(self, term: int) -> timedelta:
        """So long: a month counts 30 days and a half."""
        return timedelta(days=term) if self is Counted.DAYS else timedelta(days=30.5 * term)


class UnfitTerm(Refusal):
    """So short a term would take away what work or law still needs."""


class Retention(ABC):
    """One rule: what it is about, and what is due."""

    key: ClassVar[str]
    title: ClassVar[Text]
    about: ClassVar[Text]
    counted: ClassVar[Counted]
    #: The term it begins with, and the shortest it may have.
    usual: ClassVar[int]
    least: ClassVar[int]
    on_from_the_start: ClassVar[bool] = False

    @abstractmethod
    def due(self, *, before: datetime) -> int:
        """How much there is that nothing happened to since ``before``."""

    @abstractmethod
    def apply(self, *, before: datetime, now: datetime, limit: int) -> int:
        """Forget or remove up to ``limit`` of it; return how many. Called again until nothing is due."""


class ClientRetention(Retention):
    """A rule that forgets clients."""

    @abstractmethod
    def clients(self, *, before: datetime, limit: int) -> list[int]:
        """The clients due who were not forgotten yet, the longest silent first."""

    def apply(self, *, before: datetime, now: datetime, limit: int) -> int:
        """Forget the next clients."""
        client_ids = self.clients(before=before, limit=limit)
        return forget_clients(client_ids, now=now, by_id=None, rule=self.key) if client_ids else 0


class OldLooks(Retention):
    """Who looked at whom."""

    key = "looks"
    title = Text(ru="Журнал просмотров", en="The record of looks")
    about = Text(
        ru="Записи о том, кто чью карточку открывал, старше срока удаляются. Последние 30 дней не удалить никому.",
        en="Notes of who opened whose card are removed when older than this. Nobody removes the last 30 days.",
    )
    counted = Counted.MONTHS
    usual, least = 12, 2
    on_from_the_start = True

    def due(self, *, before: datetime) -> int:
        """Looks older than the term."""
        return Look.objects.filter(at__lt=before).count()

    def apply(self, *, before: datetime, now: datetime, limit: int) -> int:
        """Remove the oldest."""
        return forget_looks(before=min(before, now - LEAST_KEPT), now=now, limit=limit)


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as it stands: on or off, with its term."""

    rule: Retention
    on: bool
    term: int
    last_run_at: datetime | None
    last_done: int

    def before(self, now: datetime) -> datetime:
        """What nothing happened to since then is due."""
        return now - self.rule.counted.span(self.term)


@functools.cache
def retentions() -> tuple[Retention, ...]:
    """Every rule some room announces."""
    found = [
        value()
        for module in modules_named("retention")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Retention) and not inspect.isabstract(value)
        and value.__module__ == module.__name__
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.key))


def standings() -> list[Standing]:
    """All rules as they stand."""
    rows = RetentionRule.objects.in_bulk()
    return [_standing(rule, rows.get(rule.key)) for rule in retentions()]


def standing_of(key: str) -> Standing | None:
    """One rule as it stands; None when there is no such rule."""
    return next((each for each in standings() if each.rule.key == key), None)


def _standing(rule: Retention, row: RetentionRule | None) -> Standing:
    if row is None:
        return Standing(rule, rule.on_from_the_start, rule.usual, None, 0)
    return Standing(rule, row.on, row.term, row.last_run_at, row.last_done)


def set_rule(*, key: str, on: bool, term: int, by: Person, now: datetime) -> None:
    """Switch a rule on or off and give it a term. Refuses by ``NotForThisRole`` and ``UnfitTerm``."""
    require_answering(by)
    rule = next(each for each in retentions() if each.key == key)
    if not rule.least <= term <= 1_200:
        raise UnfitTerm(
            Text(
                ru=f"Срок не может быть короче {rule.least} и длиннее 1200.",
                en=f"The term is at least {rule.least} and at most 1200.",
            )
        )
    RetentionRule.objects.update_or_create(
        key=key, defaults={"on": on, "term": term, "changed_at": now, "changed_by": by}
    )


def run_rules(*, now: datetime, parts: int = PARTS_A_NIGHT) -> dict[str, int]:
    """Do what the switched-on rules ask, each part a transaction of its own; return how much each did.

    May be killed at any point and run again: what was done is not due any more.
    """
    done: dict[str, int] = {}
    for standing in standings():
        if not standing.on:
            continue
        rule, before = standing.rule, standing.before(now)
        total = 0
        for _ in range(parts):
            count = rule.apply(before=before, now=now, limit=PART)
            total += count
            if count < PART:
                break
        done[rule.key] = total
        RetentionRule.objects.update_or_create(
            key=rule.key,
            defaults={"last_run_at": now, "last_done": total},
            create_defaults={
                "on": standing.on, "term": standing.term, "changed_at": now, "last_run_at": now, "last_done": total,
            },
        )  # fmt: skip
    return done


def client_rules() -> Sequence[ClientRetention]:
    """The rules that forget clients."""
    return [rule for rule in retentions() if isinstance(rule, ClientRetention)]
