"""Recognising clients, many at once, and registering those nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from tandem.basics.names import folded
from tandem.clients.facts import ClientRegistered
from tandem.clients.models import Client, ContactPoint
from tandem.imports.models import KnownRecord
from tandem.imports.writing import Chunk
from tandem.journal.rows import insert_rows, next_ids, rows_with


class Claim(NamedTuple):
    """What a record says of its client. ``key`` is the client's id in the record's own system."""

    seen_at: datetime
    key: str | None = None
    name: str = ""
    kind: str = "person"
    phone: str | None = None
    email: str | None = None
    inn: str | None = None
    city: str = ""

    @property
    def points(self) -> list[tuple[str, str]]:
        """(type, value) of every contact point the record names, from the surest sign to the weakest."""
        values = (("inn", self.inn), ("phone", self.phone), ("email", self.email))
        return [(sign, value) for sign, value in values if value]

    @property
    def signs(self) -> list[tuple[str, str]]:
        """The contact points the client can be recognised by, the surest first.

        A number that is no country's (``1111111111``, half a phone) is kept, but many strangers share it; the
        same holds for a tax number of one or two digits repeated. Other countries' tax numbers count as they are.
        """
        return [(sign, value) for sign, value in self.points if _is_sure(sign, value)]


def recognise(claims: Sequence[Claim], *, chunk: Chunk) -> list[int]:
    """The client id of each claim; clients nobody knows are registered, inside the caller's transaction.

    A system's own id decides. Without one, or when the id is new, the same ИНН, phone or e-mail
    means the same client, unless that client already has another id in this system: the system
    keeps those two apart, and so do we until a person merges them.
    """
    return [each.client_id for each in recognise_each(claims, chunk=chunk)]


class Recognised(NamedTuple):
    """Whom a claim speaks of, and by which sign: ``id``, ``inn``, ``phone``, ``email``; ``new`` when by none."""

    client_id: int
    by: str


def recognise_each(claims: Sequence[Claim], *, chunk: Chunk) -> list[Recognised]:
    """As ``recognise``, with the sign each client was recognised by."""
    book = _Book(claims, chunk)
    found = [book.client_of(claim) for claim in claims]
    book.write()
    return found


class _Book:
    """The clients one chunk may meet: known before, or new in it."""

    def __init__(self, claims: Sequence[Claim], chunk: Chunk) -> None:
        self.chunk = chunk
        self.claims = claims
        self.by_key = chunk.subjects("client", (claim.key for claim in claims))
        self.points = _known_points(claims)
        self.by_sign: dict[tuple[str, str], list[int]] = {}
        for client_id, sign in sorted(self.points):
            self.by_sign.setdefault(sign, []).append(client_id)
        self.keyed_here = self._keyed_in_this_system()
        self.new: list[Claim] = []
        self.new_keys: dict[str, int] = {}
        self.new_points: list[tuple[int, str, str]] = []
        self.fresh_ids = iter(next_ids(Client, len(claims)))
        self.new_ids: list[int] = []

    def client_of(self, claim: Claim) -> Recognised:
        client_id = self.by_key.get(claim.key) if claim.key else None
        by = "id"
        if client_id is None:
            client_id, by = self._by_sign(claim)
            if client_id is None:
                client_id = self._register(claim)
            if claim.key:
                self.by_key[claim.key] = self.new_keys[claim.key] = client_id
                self.keyed_here.add(client_id)
        for point in claim.points:
            if (client_id, point) not in self.points:
                self.points.add((client_id, point))
                self.by_sign.setdefault(point, []).append(client_id)
                self.new_points.append((client_id, *point))
        return Recognised(client_id, by)

    def write(self) -> None:
        batch_id = self.chunk.batch_id
        insert_rows(
            Client,
            ("id", "kind", "name", "folded_name", "city", "registered_at", "batch_id"),
            [
                (
                    client_id, claim.kind, claim.name, folded(claim.name), claim.city, claim.seen_at, batch_id,
                )
                for client_id, claim in zip(self.new_ids, self.new, strict=True)
            ],
        )  # fmt: skip
        insert_rows(
            ContactPoint,
            ("client", "type", "value", "batch_id"),
            [(*point, batch_id) for point in self.new_points],
        )
        self.chunk.remember("client", self.new_keys)
        for client_id, claim in zip(self.new_ids, self.new, strict=True):
            fact = ClientRegistered(client_kind=claim.kind)
            self.chunk.tell(fact, client_id, claim.seen_at)

    def _by_sign(self, claim: Claim) -> tuple[int | None, str]:
        for sign in claim.signs:
            for client_id in self.by_sign.get(sign, ()):
                if not (claim.key and client_id in self.keyed_here):
                    return client_id, sign[0]
        return None, "new"

    def _register(self, claim: Claim) -> int:
        client_id = next(self.fresh_ids)
        self.new.append(claim)
        self.new_ids.append(client_id)
        return client_id

    def _keyed_in_this_system(self) -> set[int]:
        candidates = {client_id for client_id, _ in self.points}
        if not candidates or not any(claim.key for claim in self.claims):
            return set()
        rows = KnownRecord.objects.filter(
            kind="client", system=self.chunk.system, subject_id__in=candidates
        ).values_list("subject_id", flat=True)
        return set(rows)


def _is_sure(sign: str, value: str) -> bool:
    match sign:
        case "phone":
            return value.startswith("+")
        case "inn":
            return len(set(value)) > 2
        case _:
            return True


def _known_points(claims: Iterable[Claim]) -> set[tuple[int, tuple[str, str]]]:
    values = {value for claim in claims for _, value in claim.points}
    rows = rows_with(ContactPoint, ("client", "type", "value"), field="value", among=values)
    return {(client_id, (type_, value)) for client_id, type_, value in rows}
