"""What clients are known by, read before it is forgotten, and the digests that are kept instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.crypto import salted_hmac

from tandem.basics.personal_data import Identity
from tandem.clients.models import Client, ContactPoint
from tandem.clients.queries import cards_of
from tandem.imports.models import KnownRecord
from tandem.privacy.declarations import about_clients, model_of, rows_about

_SALT = "tandem.privacy.forgotten"


def every_card(client_ids: Sequence[int]) -> list[int]:
    """The clients with all who are counted as one with them, those that stay first; unknown ones are left out."""
    return list(dict.fromkeys(card for cards in cards_of(client_ids).values() for card in cards))


def identities(client_ids: Sequence[int]) -> list[Identity]:
    """What each client is known by now; clients that do not exist are left out."""
    points: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for client_id, type_, value in ContactPoint.objects.filter(client__in=client_ids).values_list(
        "client_id", "type", "value"
    ):
        points[client_id].append((type_, value))
    keys: dict[int, list[tuple[str, str]]] = defaultdict(list)
    known = KnownRecord.objects.filter(kind="client", subject_id__in=client_ids).exclude(key__startswith="~")
    batches: dict[int, set[int]] = defaultdict(set)
    for client_id, system, key, *of in known.values_list(
        "subject_id", "system", "key", "batch_id", "changed_batch_id", "seen_batch_id"
    ):
        keys[client_id].append((system, key))
        batches[client_id] |= {batch_id for batch_id in of if batch_id}
    for client_id, batch_id in _batches(client_ids):
        batches[client_id].add(batch_id)
    return [
        Identity(pk, name, tuple(points[pk]), tuple(keys[pk]), tuple(sorted(batches[pk])))
        for pk, name in Client.objects.filter(pk__in=client_ids).order_by("pk").values_list("pk", "name")
    ]


def _batches(client_ids: Sequence[int]) -> set[tuple[int, int]]:
    """(client id, import) of every row about the clients that an import brought."""
    found: set[tuple[int, int]] = set()
    for each in about_clients():
        if each.by_lead or "batch_id" not in {field.name for field in model_of(each)._meta.concrete_fields}:
            continue
        rows = rows_about(each, client_ids).filter(batch_id__isnull=False).order_by()
        found |= set(rows.values_list(each.client, "batch_id").distinct())
    return found


def signs_of(person: Identity) -> list[str]:
    """Digests of everything a record could name this client by."""
    return [
        *(digest_of(type_, value) for type_, value in person.points),
        *(digest_of("client", f"{system}\n{key}") for system, key in person.keys),
    ]


def digest_of(sign: str, value: str) -> str:
    """The keyed digest of a phone, e-mail, tax number or client key; nobody computes it without the secret key."""
    return salted_hmac(_SALT, f"{sign}\n{value}", algorithm="sha256").hexdigest()
