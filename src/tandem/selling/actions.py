"""What a person does with the list of leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients import decisions
from tandem.intake.queries import clients_of_leads
from tandem.people.models import Person
from tandem.selling.models import SavedView

_LONGEST_NAME = 60


class ViewNeedsName(Refusal):
    """A view is found again by its name."""


def save_view(*, person: Person, name: str, query: str, shared: bool) -> SavedView:
    """Keep filters under a name; the same name again replaces what was kept. Refuses by ``ViewNeedsName``.

    Only somebody who belongs to a department can share with it.
    """
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > _LONGEST_NAME:
        raise ViewNeedsName(
            Text(
                ru=f"Дайте виду название, не длиннее {_LONGEST_NAME} букв.",
                en=f"Give the view a name of at most {_LONGEST_NAME} letters.",
            )
        )
    view, _ = SavedView.objects.update_or_create(
        person=person, name=name, defaults={"query": query, "shared": shared and person.department is not None}
    )
    return view


def forget_view(*, person: Person, view_id: int) -> SavedView | None:
    """Take away one's own view and return what it was; anybody else's stays."""
    view = SavedView.objects.filter(pk=view_id, person=person).first()
    if view is not None:
        SavedView.objects.filter(pk=view_id).delete()
    return view


class NoSuchLead(Refusal):
    """No lead has the number that was typed, or more than one has it."""


def merge_clients_of(lead_id: int, named: Sequence[int], *, by: Person, now: datetime) -> None:
    """Merge the clients of two leads; ``named`` are the leads with the number that was typed.

    Refuses by ``NoSuchLead``, and as ``decisions.merge_by_hand``.
    """
    others = [each for each in named if each != lead_id]
    if len(others) != 1:
        raise NoSuchLead(
            Text(ru="Такого лида нет. Проверьте номер.", en="There is no such lead. Check the number.")
            if not others
            else Text(
                ru="Этот номер есть у нескольких лидов. Укажите номер лида в Tandem.",
                en="Several leads have this number. Give the lead's number in Tandem.",
            )
        )
    clients = clients_of_leads([lead_id, *others])
    if len(clients) == 2:
        decisions.merge_by_hand(clients[lead_id], clients[others[0]], by=by, now=now)
