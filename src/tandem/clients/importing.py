"""Takes clients in from an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.basics.names import folded
from tandem.clients.actions import Claim, recognise
from tandem.clients.models import Client
from tandem.imports.writing import Chunk, Incoming, Writer


class ClientWriter(Writer):
    """A client by its id; several rows may each add a phone or an e-mail."""

    kind = "client"
    may_recur = True

    def write(self, chunk: Chunk) -> None:
        """Recognise new clients by their contact points, and complete the changed ones."""
        said = [(each, values) for each in chunk.new for values in (each.values, *each.more)]
        ids = recognise([_claim(each.key, values, chunk) for each, values in said], chunk=chunk)
        for (each, _), client_id in zip(said, ids, strict=True):
            each.subject_id = client_id
        again = [(each.key, values) for each in chunk.changed for values in (each.values, *each.more)]
        recognise([_claim(key, values, chunk) for key, values in again], chunk=chunk)
        for each in chunk.changed:
            self._complete(each)

    def _complete(self, incoming: Incoming) -> None:
        said: dict[str, Any] = {}
        for values in (incoming.values, *incoming.more):
            if name := values.get("name"):
                said |= {"name": name, "folded_name": folded(name)}
            if city := values.get("city"):
                said["city"] = city
        if said:
            Client.objects.filter(pk=incoming.subject_id).update(**said)


def claim_of(incoming: Incoming, chunk: Chunk, *, seen_at: Any) -> Claim:
    """The claim of a record that names its client by ``CLIENT_FIELDS``."""
    return Claim(
        seen_at=seen_at,
        key=incoming.values.get("client_id"),
        name=incoming.text("client_name"),
        kind="company" if len(incoming.text("inn")) == 10 else "person",
        phone=incoming.values.get("phone"),
        email=incoming.values.get("email"),
        inn=incoming.values.get("inn"),
        city=incoming.text("city"),
    )


def _claim(key: str, values: Mapping[str, Any], chunk: Chunk) -> Claim:
    inn = values.get("inn")
    return Claim(
        seen_at=values.get("created_at") or chunk.recording.at,
        key=key,
        name=values.get("name") or "",
        kind=values.get("kind") or ("company" if len(inn or "") == 10 else "person"),
        phone=values.get("phone"),
        email=values.get("email"),
        inn=inn,
        city=values.get("city") or "",
    )
