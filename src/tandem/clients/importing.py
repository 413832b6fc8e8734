"""Takes clients in from an import."""

from __future__ import annotations

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
        ids = recognise([_claim(each, chunk) for each in chunk.new], chunk=chunk)
        for each, client_id in zip(chunk.new, ids, strict=True):
            each.subject_id = client_id
        recognise([_claim(each, chunk) for each in chunk.changed], chunk=chunk)
        for each in chunk.changed:
            self._complete(each)

    def _complete(self, incoming: Incoming) -> None:
        said: dict[str, Any] = {}
        if name := incoming.text("name"):
            said |= {"name": name, "folded_name": folded(name)}
        if city := incoming.text("city"):
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


def _claim(incoming: Incoming, chunk: Chunk) -> Claim:
    return Claim(
        seen_at=incoming.values.get("created_at") or chunk.recording.at,
        key=incoming.key,
        name=incoming.text("name"),
        kind=incoming.text("kind") or ("company" if len(incoming.text("inn")) == 10 else "person"),
        phone=incoming.values.get("phone"),
        email=incoming.values.get("email"),
        inn=incoming.values.get("inn"),
        city=incoming.text("city"),
    )
