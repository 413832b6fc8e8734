"""A person's own copy: everything that is kept about a client, from every table the rooms declare."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tandem.basics.text import Text
from tandem.clients.queries import faces_of
from tandem.intake.models import Lead
from tandem.journal import queries as journal
from tandem.journal.models import FactRow
from tandem.privacy.column_words import OF_THE_MACHINE, words_of
from tandem.privacy.declarations import about_clients, keepers, model_of, rows_about
from tandem.privacy.identities import identities
from tandem.privacy.queries import forgotten_at


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are about the client: column → value, as the database has it."""

    model: str
    title: Text
    #: The name of each column and its words.
    columns: Mapping[str, Text]
    #: Columns that forgetting would empty, or that go with their row.
    personal: frozenset[str]
    rows: list[dict[str, Any]]

    @property
    def lines(self) -> list[list[tuple[Text, Text | str, bool]]]:
        """For a page: of each row what is not empty, as (words, value, whether it is personal)."""
        return [
            [
                (self.columns[name], _readable(value), name in self.personal)
                for name, value in row.items()
                if value not in (None, "", {}) and name not in OF_THE_MACHINE
            ]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the journal about the client or one of their leads."""

    at: dt.datetime
    sentence: Text
    kind: str
    lead_id: int | None
    payload: str


@dataclass(frozen=True, slots=True)
class ClientData:
    """Everything that is kept about one client."""

    client_id: int
    #: All clients who are counted as one with it, itself among them.
    cards: tuple[int, ...]
    name: str
    parts: list[Part]
    #: What is found by what it says: where it stands, and what stands there.
    mentions: list[tuple[Text, str]]
    told: list[Told]
    forgotten_at: dt.datetime | None

    def as_json(self, made_at: dt.datetime) -> str:
        """The copy for a program: the tables by the names they have here."""
        said = {
            "client_id": self.client_id,
            "counted_as_one": list(self.cards),
            "made_at": made_at.isoformat(),
            "erased_at": self.forgotten_at.isoformat() if self.forgotten_at else None,
            "tables": {part.model: part.rows for part in self.parts if part.rows},
            "mentions": [{"where": where.en, "text": text} for where, text in self.mentions],
            "history": [
                {"at": each.at.isoformat(), "kind": each.kind, "lead_id": each.lead_id} | json.loads(each.payload)
                for each in self.told
            ],
        }
        return json.dumps(said, ensure_ascii=False, indent=2, default=_plain)


def data_of(client_id: int) -> ClientData | None:
    """Everything kept about a client; None when there is no such client."""
    face = faces_of([client_id]).get(client_id)
    if face is None:
        return None
    people = identities(face.cards)
    return ClientData(
        client_id=client_id,
        cards=face.cards,
        name=face.name,
        parts=[
            Part(
                each.model,
                each.title,
                {name: _words(each.model, name) for name in _columns(each.model)},
                frozenset(each.blanked),
                list(rows_about(each, face.cards).order_by("pk").values(*_columns(each.model))),
            )
            for each in about_clients()
        ],
        mentions=[said for keeper in keepers() for person in people for said in keeper.mentions(person)],
        told=_told(face.cards),
        forgotten_at=forgotten_at(client_id),
    )


def _columns(model: str) -> list[str]:
    of = next(model_of(each) for each in about_clients() if each.model == model)
    return [field.attname for field in of._meta.concrete_fields]


def _words(model: str, column: str) -> Text:
    return words_of(model, column) or Text(ru=column, en=column)


_VALUES: Mapping[str, Text] = {
    "person": Text(ru="человек", en="person"),
    "company": Text(ru="компания", en="company"),
    "phone": Text(ru="телефон", en="phone"),
    "email": Text(ru="почта", en="e-mail"),
    "inn": Text(ru="ИНН", en="tax id"),
}


def _readable(value: object) -> Text | str:
    match value:
        case bool():
            return Text(ru="да", en="yes") if value else Text(ru="нет", en="no")
        case dt.datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case str() if value in _VALUES:
            return _VALUES[value]
        case dict():
            return "; ".join(f"{question}: {answer}" for question, answer in value.items())
        case _:
            return str(value)


def _told(cards: Sequence[int]) -> list[Told]:
    """The counted facts about the client and their leads, the oldest first."""
    gone = journal.retracted_batches(upto=journal.position())
    leads = Lead.objects.filter(client__in=cards).order_by().values("pk")
    rows = FactRow.objects.filter(Q(subject="client", subject_id__in=cards) | Q(lead_id__in=leads))
    counted = rows.exclude(batch_id__in=gone) if gone else rows
    return [
        Told(row.happened_at, row.told, row.kind, row.lead_id, row.payload)
        for row in counted.order_by("happened_at", "position")
    ]


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} is not to be had as JSON")
