"""What a person does with the list of leads."""

from __future__ import annotations

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
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


def forget_view(*, person: Person, view_id: int) -> None:
    """Take away one's own view; anybody else's stays."""
    SavedView.objects.filter(pk=view_id, person=person).delete()
