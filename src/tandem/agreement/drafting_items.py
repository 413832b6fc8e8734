"""Writing the draft item by item, by several people at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from tandem.agreement.drafting import Doing, changed, locked_draft, require_editor
from tandem.agreement.models import Item, Version
from tandem.agreement.storing import free_key, item_type, listed, own_key, part_from, plain
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person


class ChangedMeanwhile(Refusal):
    """Somebody else changed the item while it was being edited; ``theirs`` is what stands there now."""

    def __init__(self, *, theirs: Any, yours: Any, revision: int) -> None:
        super().__init__(
            Text(
                ru="Пока вы правили, этот пункт изменил другой человек. Сравните оба текста и сохраните свой ещё раз, "
                "если он лучше.",
                en="While you were editing, somebody else changed this item. Compare the two texts and save yours "
                "again if it is the better one.",
            )
        )
        self.theirs = theirs
        self.yours = yours
        self.revision = revision


class ItemGone(Refusal):
    """The item is not in the draft."""


class WrongShape(Refusal):
    """The text does not fit the kind of item."""


def change_item(*, by: Person, now: datetime, section: str, key: str, body: Any, revision: int) -> None:
    """Put another body in the place of an item that was read at ``revision``.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone``, ``WrongShape`` and ``ChangedMeanwhile``.
    """
    require_editor(by)
    part = _shaped(section, key, body)
    with transaction.atomic():
        draft = locked_draft()
        item = _item(draft, section, key)
        if item.revision != revision:
            theirs = part_from(section, key, item.body)
            # Two people who wrote the same do not quarrel.
            if theirs == part:
                return
            raise ChangedMeanwhile(theirs=theirs, yours=part, revision=item.revision)
        if plain(part) == plain(part_from(section, key, item.body)):
            return
        Item.objects.filter(pk=item.pk).update(body=plain(part), revision=item.revision + 1)
        changed(Doing(by, now), draft, section, key)


def add_item(*, by: Person, now: datetime, section: str, body: Any) -> str:
    """Put a new item at the end of a section and return the key it lies under.

    Refuses by ``NotYours``, ``NoDraft`` and ``WrongShape``.
    """
    require_editor(by)
    part = _shaped(section, "", body)
    with transaction.atomic():
        draft = locked_draft()
        rows = dict(draft.items.filter(section=section).values_list("key", "place"))
        key = free_key(own_key(part), rows)
        if own_key(part) != key and "key" in part.__struct_fields__:
            part = msgspec.structs.replace(part, key=key)
        Item.objects.create(
            version=draft, section=section, key=key, place=max(rows.values(), default=-1) + 1, body=plain(part)
        )
        changed(Doing(by, now), draft, section, key)
    return key


def remove_item(*, by: Person, now: datetime, section: str, key: str, revision: int) -> None:
    """Take an item out of the draft as it was read at ``revision``.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone``, ``WrongShape`` and ``ChangedMeanwhile``.
    """
    require_editor(by)
    _require_list(section)
    with transaction.atomic():
        draft = locked_draft()
        item = _item(draft, section, key)
        if item.revision != revision:
            raise ChangedMeanwhile(theirs=part_from(section, key, item.body), yours=None, revision=item.revision)
        item.delete()
        changed(Doing(by, now), draft, section, key)


def move_item(*, by: Person, now: datetime, section: str, key: str, up: bool) -> None:
    """Exchange an item with its neighbour; the first cannot go up nor the last down, and nothing happens.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone`` and ``WrongShape``.
    """
    require_editor(by)
    _require_list(section)
    with transaction.atomic():
        draft = locked_draft()
        _item(draft, section, key)
        order = list(draft.items.filter(section=section).order_by("place", "pk"))
        at = next(number for number, each in enumerate(order) if each.key == key)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        for place, each in enumerate(order):
            Item.objects.filter(pk=each.pk).exclude(place=place).update(place=place)
        changed(Doing(by, now), draft, section, key)


def _item(draft: Version, section: str, key: str) -> Item:
    item = draft.items.filter(section=section, key=key).first()
    if item is None:
        raise ItemGone(
            Text(
                ru="Этого пункта в черновике нет: его удалили, пока вы правили. Добавьте его заново, если он нужен.",
                en="The draft has no such item: it was removed while you were editing. Add it again if it is needed.",
            )
        )
    return item


def _shaped(section: str, key: str, body: Any) -> Any:
    """The body as the structure of its kind, whichever of the two it came as."""
    try:
        kind = item_type(section, key)
        return msgspec.convert(plain(body), kind)
    except (KeyError, TypeError, msgspec.ValidationError) as wrong:
        raise WrongShape(
            Text(
                ru=f"Пункт «{section}» нельзя сохранить в таком виде ({wrong}).",
                en=f"An item of “{section}” cannot be kept in this shape ({wrong}).",
            )
        ) from wrong


def _require_list(section: str) -> None:
    if listed(section) is None:
        raise WrongShape(
            Text(
                ru="Эта часть регламента есть всегда: её меняют, но не удаляют и не переставляют.",
                en="This part of the agreement is always there: it is changed, never removed or moved.",
            )
        )


def put_whole(*, by: Person, now: datetime, section: str, part: Any) -> None:
    """Put a part made elsewhere, such as a trained card, in the place of a section that is one item.

    Refuses by ``NotYours``, ``NoDraft`` and ``WrongShape``.
    """
    require_editor(by)
    body = plain(_shaped(section, section, part))
    with transaction.atomic():
        draft = locked_draft()
        stood = draft.items.filter(section=section, key=section).first()
        if stood is None:
            Item.objects.create(version=draft, section=section, key=section, place=0, body=body)
        elif stood.body == body:
            return
        else:
            Item.objects.filter(pk=stood.pk).update(body=body, revision=stood.revision + 1)
        changed(Doing(by, now), draft, section, section)
