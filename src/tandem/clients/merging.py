"""Merging clients who are the same, and splitting them again.

Nothing moves: a lead or payment keeps the client it was recognised by, and that client *counts as* another while
they are merged. So a split gives back exactly what would be there had they never been merged.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients.facts import ClientsMerged, ClientSplit
from tandem.clients.models import Client
from tandem.clients.rules import Standing, survivor, wholes
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening


class CannotMerge(Refusal):
    """The two cannot become one: they are one already, or one of them is gone."""


class NotMerged(Refusal):
    """The client stands on its own: there is nothing to split."""


def merge(
    one_id: int,
    other_id: int,
    *,
    by_id: int | None,
    now: datetime,
    decided_by: str = "person",
    probability: float | None = None,
) -> int:
    """Let two clients, with all that were merged into them, count as one; return the id of the one that stays.

    The older stays. Refuses by ``CannotMerge``.
    """
    with transaction.atomic():
        one_at_a_time()
        found = Client.objects.select_for_update().in_bulk({one_id, other_id})
        if len({one_id, other_id} & found.keys()) < 2:
            raise CannotMerge(
                Text(
                    ru="Одного из клиентов уже нет. Обновите страницу.",
                    en="One of the clients is not there any more. Reload the page.",
                )
            )
        tops = Client.objects.select_for_update().in_bulk({each.counts_as_id or each.pk for each in found.values()})
        if len(tops) < 2:
            raise CannotMerge(
                Text(ru="Это уже один клиент: они объединены раньше.", en="They are one client already: merged before.")
            )
        stays = survivor(*(Standing(each.registered_at, each.pk) for each in tops.values()))
        (leaves,) = (each for each in tops.values() if each.pk != stays.client_id)
        Client.objects.filter(counts_as=leaves.pk).update(counts_as=stays.client_id)
        Client.objects.filter(pk=leaves.pk).update(merged_into=stays.client_id, counts_as=stays.client_id)
        fact = ClientsMerged(into=stays.client_id, decided_by=decided_by, probability=probability)
        _tell(fact, leaves, by_id=by_id, now=now)
    return stays.client_id


def split(client_id: int, *, by_id: int | None, now: datetime) -> None:
    """Undo the merge of a client: it stands on its own again, with those merged into it. Refuses by ``NotMerged``."""
    with transaction.atomic():
        one_at_a_time()
        client = Client.objects.select_for_update().filter(pk=client_id).first()
        if client is None or client.merged_into_id is None:
            raise NotMerged(
                Text(
                    ru="Этот клиент уже сам по себе: разделять нечего.",
                    en="This client stands on its own already: there is nothing to split.",
                )
            )
        fact = ClientSplit(from_id=client.merged_into_id)
        _count_anew(client.counts_as_id, alone={client.pk})
        _tell(fact, client, by_id=by_id, now=now)


def let_go(gone_ids: Collection[int], *, by_id: int | None, now: datetime, source: str) -> None:
    """Split every client that stays from those about to disappear with an import, inside the caller's transaction."""
    leaving = Client.objects.filter(merged_into__in=gone_ids).exclude(pk__in=gone_ids).select_for_update()
    staying = {each.pk: each for each in leaving}
    for top in {each.counts_as_id for each in staying.values()}:
        _count_anew(top, alone=staying.keys())
    for each in staying.values():
        assert each.merged_into_id is not None
        _tell(ClientSplit(from_id=each.merged_into_id), each, by_id=by_id, now=now, source=source)


def _count_anew(top_id: int | None, *, alone: Collection[int]) -> None:
    """Take some clients of a whole out of it, and say of each of the others whom it counts as now."""
    members = Client.objects.select_for_update().filter(counts_as=top_id)
    stood = {pk: (into, top) for pk, into, top in members.values_list("pk", "merged_into_id", "counts_as_id")}
    stands = wholes({pk: into for pk, (into, _) in stood.items() if pk not in alone})
    Client.objects.filter(pk__in=alone, counts_as=top_id).update(merged_into=None, counts_as=None)
    by_whole: dict[int, list[int]] = {}
    for pk, whole in stands.items():
        if stood[pk][1] != whole:
            by_whole.setdefault(whole, []).append(pk)
    for whole, pks in by_whole.items():
        Client.objects.filter(pk__in=pks).update(counts_as=whole)


def _tell(
    fact: ClientsMerged | ClientSplit, client: Client, *, by_id: int | None, now: datetime, source: str = "pages"
) -> None:
    # As part of the import that brought the client: it disappears with that one.
    record(
        [Happening(fact, client.pk, now)],
        recording=Recording(at=now, source=source, actor_id=by_id, batch_id=client.batch_id),
    )
