"""Forgetting clients: every personal column is emptied, every row and number stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from tandem.basics.personal_data import AboutClient, Identity, Remains
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients.models import Client
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role
from tandem.privacy.declarations import about_clients, keepers, model_of, rows_about
from tandem.privacy.facts import ClientForgotten
from tandem.privacy.identities import every_card, identities, signs_of
from tandem.privacy.models import ForgottenClient, ForgottenSign


class NoSuchClient(Refusal):
    """There is no client of that number."""


def forget(*, client_id: int, by: Person, now: datetime) -> None:
    """Erase everything personal about a client, because they asked. Refuses by ``NotForThisRole``, ``NoSuchClient``."""
    require_answering(by)
    if not forget_clients([client_id], now=now, by_id=by.pk):
        raise NoSuchClient(
            Text(
                ru=f"Клиента № {client_id} нет: проверьте номер.",
                en=f"There is no client no. {client_id}: check the number.",
            )
        )


def forget_clients(client_ids: Sequence[int], *, now: datetime, by_id: int | None, rule: str = "") -> int:
    """Erase everything personal about the clients in one transaction; return how many there were.

    Those who are merged are one person, and are forgotten together.

    Rows, numbers, times and sums stay, so no measure moves. A client may be forgotten again when new data came.
    """
    with transaction.atomic():
        # No import may write about them meanwhile.
        one_at_a_time()
        people = identities(every_card(client_ids))
        for keeper in keepers():
            keeper.forget(people, now=now)
        known = [person.client_id for person in people]
        for each in about_clients():
            _blank(each, known)
        _list(people, now=now, by_id=by_id, rule=rule)
        _record(known, now=now, by_id=by_id, rule=rule)
    return len(people)


def require_answering(by: Person) -> None:
    """Refuse by ``NotForThisRole`` whoever does not answer for personal data."""
    if not Role(by.role).answers_for_personal_data:
        raise NotForThisRole(
            Text(
                ru="Персональные данные выдаёт и удаляет собственник или администратор: попросите их.",
                en="Personal data is given out and erased by an owner or an administrator: ask them.",
            )
        )


def remaining() -> list[Remains]:
    """What forgetting does not reach, in words for the page."""
    found = [each for keeper in keepers() for each in keeper.remains()]
    return [*found, Remains(_BACKUPS), Remains(_ELSEWHERE)]


_BACKUPS = Text(
    ru="Резервные копии, сделанные раньше: после восстановления из такой копии удалите данные клиента ещё раз.",
    en="Backups made before: after restoring one, erase the client's data again.",
)
_ELSEWHERE = Text(
    ru="Источник данных: CRM, телефония, таблицы. Там данные удаляют отдельно.",
    en="The systems the data came from: CRM, telephony, spreadsheets. Erase it there too.",
)


def _blank(each: AboutClient, client_ids: Sequence[int]) -> None:
    rows = rows_about(each, client_ids)
    if each.removed:
        rows.delete()
    elif each.blanked:
        rows.update(**{name: _empty(model_of(each), name) for name in each.blanked})


def _empty(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    return field.get_default() if isinstance(field, models.JSONField) else ""


def _list(people: Sequence[Identity], *, now: datetime, by_id: int | None, rule: str) -> None:
    """Keep who was forgotten, and the digests by which an old file about them is known."""
    for person in people:
        ForgottenClient.objects.update_or_create(
            client_id=person.client_id, defaults={"forgotten_at": now, "forgotten_by_id": by_id, "rule": rule}
        )
    ForgottenSign.objects.bulk_create(
        [ForgottenSign(digest=digest, client_id=person.client_id) for person in people for digest in signs_of(person)],
        ignore_conflicts=True,
    )


def _record(client_ids: Sequence[int], *, now: datetime, by_id: int | None, rule: str) -> None:
    """Tell of each; as part of the import that brought the client, with which it disappears when that is undone."""
    by_batch: dict[int | None, list[Happening]] = defaultdict(list)
    for pk, batch_id in Client.objects.filter(pk__in=client_ids).order_by("pk").values_list("pk", "batch_id"):
        by_batch[batch_id].append(Happening(ClientForgotten(rule=rule or None), pk, now))
    for batch_id, happenings in by_batch.items():
        source = "retention" if rule else "person"
        record(happenings, recording=Recording(at=now, source=source, actor_id=by_id, batch_id=batch_id))
