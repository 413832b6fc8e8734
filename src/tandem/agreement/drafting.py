"""Writing the draft: opened, changed item by item by several people, taken over from a file, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from tandem.agreement import queries
from tandem.agreement.document import Document
from tandem.agreement.facts import DraftChanged, DraftOpened, DraftWithdrawn, SignatureVoided
from tandem.agreement.models import Item, Version
from tandem.agreement.refusals import ClosedPeriod, DraftExists, NoDraft, NotAfterPrevious, NotYours
from tandem.agreement.rules import EDITORS
from tandem.agreement.storing import Stored, free_key, item_type, items_of, listed, own_key, part_from, plain
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role


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


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts on the agreement, and when."""

    by: Person
    now: datetime

    @property
    def role(self) -> Role:
        """The role of the person."""
        return Role(self.by.role)


def open_draft(*, by: Person, now: datetime, document: Document | None = None, reason: str = "") -> Version:
    """Begin a version: from the document given, else from the newest signed version, else from nothing.

    Refuses by ``NotYours`` and ``DraftExists``.
    """
    _require_editor(by)
    try:
        with transaction.atomic():
            if Version.objects.filter(number__isnull=True).exists():
                raise DraftExists
            newest = Version.objects.filter(number__isnull=False).order_by("-number").first()
            if document is None:
                document = queries.document_of(newest) if newest else Document()
            draft = Version.objects.create(title=document.title[:300], drafted_by=by, drafted_at=now, reason=reason)
            _write(draft, document)
            _tell(Doing(by, now), draft, DraftOpened(based_on=newest.number if newest else None))
    except IntegrityError as clash:
        # Two who begin at once: the database lets one through.
        raise DraftExists from clash
    return draft


def change_item(*, by: Person, now: datetime, section: str, key: str, body: Any, revision: int) -> None:
    """Put another body in the place of an item that was read at ``revision``.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone``, ``WrongShape`` and ``ChangedMeanwhile``.
    """
    _require_editor(by)
    part = _shaped(section, key, body)
    with transaction.atomic():
        draft = _locked_draft()
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
        _changed(Doing(by, now), draft, section, key)


def add_item(*, by: Person, now: datetime, section: str, body: Any) -> str:
    """Put a new item at the end of a section and return the key it lies under.

    Refuses by ``NotYours``, ``NoDraft`` and ``WrongShape``.
    """
    _require_editor(by)
    part = _shaped(section, "", body)
    with transaction.atomic():
        draft = _locked_draft()
        rows = dict(draft.items.filter(section=section).values_list("key", "place"))
        key = free_key(own_key(part), rows)
        if own_key(part) != key and "key" in part.__struct_fields__:
            part = msgspec.structs.replace(part, key=key)
        Item.objects.create(
            version=draft, section=section, key=key, place=max(rows.values(), default=-1) + 1, body=plain(part)
        )
        _changed(Doing(by, now), draft, section, key)
    return key


def remove_item(*, by: Person, now: datetime, section: str, key: str, revision: int) -> None:
    """Take an item out of the draft as it was read at ``revision``.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone``, ``WrongShape`` and ``ChangedMeanwhile``.
    """
    _require_editor(by)
    _require_list(section)
    with transaction.atomic():
        draft = _locked_draft()
        item = _item(draft, section, key)
        if item.revision != revision:
            raise ChangedMeanwhile(theirs=part_from(section, key, item.body), yours=None, revision=item.revision)
        item.delete()
        _changed(Doing(by, now), draft, section, key)


def move_item(*, by: Person, now: datetime, section: str, key: str, up: bool) -> None:
    """Exchange an item with its neighbour; the first cannot go up nor the last down, and nothing happens.

    Refuses by ``NotYours``, ``NoDraft``, ``ItemGone`` and ``WrongShape``.
    """
    _require_editor(by)
    _require_list(section)
    with transaction.atomic():
        draft = _locked_draft()
        _item(draft, section, key)
        order = list(draft.items.filter(section=section).order_by("place", "pk"))
        at = next(number for number, each in enumerate(order) if each.key == key)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        for place, each in enumerate(order):
            Item.objects.filter(pk=each.pk).exclude(place=place).update(place=place)
        _changed(Doing(by, now), draft, section, key)


def take_over(*, by: Person, now: datetime, document: Document) -> None:
    """Put a whole document, read from a file, in the place of the draft; items that stay the same keep their row.

    Refuses by ``NotYours`` and ``NoDraft``.
    """
    _require_editor(by)
    with transaction.atomic():
        draft = _locked_draft()
        if queries.document_of(draft) == document:
            return
        _write(draft, document)
        _changed(Doing(by, now), draft, "document", "")


def propose(*, by: Person, now: datetime, since: date | None, reason: str) -> None:
    """Say from which day the draft shall hold, and why it is made.

    Refuses by ``NotYours``, ``NoDraft``, ``ClosedPeriod`` and ``NotAfterPrevious``.
    """
    _require_editor(by)
    with transaction.atomic():
        draft = _locked_draft()
        if (draft.proposed_since, draft.reason) == (since, reason):
            return
        if since is not None:
            require_possible_start(since)
        Version.objects.filter(pk=draft.pk).update(proposed_since=since, reason=reason)
        _changed(Doing(by, now), draft, "document", "proposed_since")


def withdraw_draft(*, by: Person, now: datetime) -> None:
    """Give the draft up, signatures and all. Refuses by ``NotYours`` and ``NoDraft``."""
    _require_editor(by)
    with transaction.atomic():
        draft = _locked_draft()
        happening = Happening(DraftWithdrawn(), draft.pk, now)
        draft.delete()
        record([happening], recording=Recording(at=now, source="pages", actor_id=by.pk))


def require_possible_start(since: date) -> None:
    """Refuse a first day in what is closed, or not after the version before."""
    open_from = queries.first_open_day()
    if open_from is not None and since < open_from:
        raise ClosedPeriod(
            Text(
                ru=f"Всё до {open_from:%d.%m.%Y} закрыто, и его цифры больше не меняются: выберите этот день или "
                "более поздний.",
                en=f"Everything before {open_from:%Y-%m-%d} is closed and its figures no longer change: choose that "
                "day or a later one.",
            )
        )
    newest = Version.objects.filter(number__isnull=False).order_by("-since").values_list("number", "since").first()
    if newest is not None and newest[1] is not None and since <= newest[1]:
        raise NotAfterPrevious(
            Text(
                ru=f"Версия {newest[0]} действует с {newest[1]:%d.%m.%Y}: новая может начаться только на следующий "
                "день или позже.",
                en=f"Version {newest[0]} holds since {newest[1]:%Y-%m-%d}: a new one can start the next day at the "
                "earliest.",
            )
        )


def locked_draft() -> Version:
    """The draft, which nobody else changes until this transaction ends. Refuses by ``NoDraft``."""
    return _locked_draft()


def _locked_draft() -> Version:
    draft = Version.objects.select_for_update().filter(number__isnull=True).first()
    if draft is None:
        raise NoDraft
    return draft


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


def _write(draft: Version, document: Document) -> None:
    """Make the rows say what the document says."""
    wanted = {(each.section, each.key): each for each in items_of(document)}
    for item in list(draft.items.all()):
        new = wanted.pop((item.section, item.key), None)
        if new is None:
            item.delete()
        elif (item.place, item.body) != (new.place, new.body):
            Item.objects.filter(pk=item.pk).update(place=new.place, body=new.body, revision=item.revision + 1)
    _insert(draft, list(wanted.values()))


def _insert(draft: Version, items: Sequence[Stored]) -> None:
    Item.objects.bulk_create(
        Item(version=draft, section=each.section, key=each.key, place=each.place, body=each.body) for each in items
    )


def _changed(doing: Doing, draft: Version, section: str, key: str) -> None:
    """Tell the change; whoever had signed has signed another text, so the signatures go."""
    draft.refresh_from_db()
    title = queries.document_of(draft).title
    if title != draft.title:
        Version.objects.filter(pk=draft.pk).update(title=title[:300])
    voided = list(draft.signatures.order_by("side").values_list("side", flat=True))
    draft.signatures.all().delete()
    _tell(doing, draft, DraftChanged(section=section, key=key), *(SignatureVoided(side=side) for side in voided))


def _tell(doing: Doing, draft: Version, *facts: Fact) -> None:
    record(
        [Happening(fact, draft.pk, doing.now) for fact in facts],
        recording=Recording(at=doing.now, source="pages", actor_id=doing.by.pk),
    )


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


def _require_editor(by: Person) -> None:
    if Role(by.role) not in EDITORS:
        raise NotYours(
            Text(
                ru="Черновик регламента пишут руководители отделов, собственник, аналитик и администратор.",
                en="The draft of the agreement is written by the heads, the owner, the analyst and the administrator.",
            )
        )
