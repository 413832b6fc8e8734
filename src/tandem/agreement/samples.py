"""Signed versions and drafts, for tests of any room."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tandem.agreement import actions
from tandem.agreement.document import Document, Grade, Grading, Stage, Status
from tandem.agreement.rules import HEADS
from tandem.agreement.signing import put_signature
from tandem.people.models import Person
from tandem.people.rules import Role

#: When everything here is done, unless a test says otherwise.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

#: Small, and enough to be lived under: stages of both sides, grades, a target lead.
DOCUMENT = Document(
    title="Регламент",
    grading=Grading(
        grades=(Grade(key="A", title="Горячий"), Grade(key="B", title="Тёплый"), Grade(key="D", title="Не наш")),
        target_lead=Status(words="Лид из портрета.", clause="grade in ('A', 'B')"),
    ),
    stages=(
        Stage(key="new", title="Новая заявка", owner="marketing", moves=("in_work", "lost")),
        Stage(key="in_work", title="В работе", owner="sales", moves=("won", "lost")),
        Stage(key="won", title="Продажа", owner="sales", closed=True),
        Stage(key="lost", title="Отказ", owner="sales", closed=True),
    ),
)


def person(role: Role, *, username: str = "") -> Person:
    """The person of that role who may sign in; made when there is none."""
    found = Person.objects.filter(role=role, is_active=True).order_by("pk").first() if not username else None
    return found or Person.objects.create_user(
        username or role.value, name=username or f"{role.words.ru.capitalize()} Анна", role=role
    )


def draft(document: Document = DOCUMENT, *, since: date | None = None, now: datetime = NOW) -> None:
    """A draft of a document, proposed from a day."""
    owner = person(Role.OWNER)
    actions.open_draft(by=owner, now=now, document=document)
    if since is not None:
        actions.propose(by=owner, now=now, since=since, reason="")


def signed(document: Document = DOCUMENT, *, since: date, now: datetime = NOW) -> int:
    """A version of a document that both heads have signed; returns its number. An unfinished document will do."""
    draft(document, since=since, now=now)
    sign("marketing", now=now)
    number = sign("sales", now=now)
    assert number is not None
    return number


def sign(side: str, *, by: Person | None = None, now: datetime = NOW, seen: str | None = None) -> int | None:
    """A signature under a document whatever it lacks; by the head, unless somebody else is named."""
    signer = by or person(HEADS[side])
    return put_signature(by=signer, now=now, side=side, seen=seen, require=lambda document, today: None)
