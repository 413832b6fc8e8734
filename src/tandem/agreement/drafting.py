"""The draft as a whole: opened, taken over from a file, proposed, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tandem.agreement import queries
from tandem.agreement.document import Document
from tandem.agreement.facts import DraftChanged, DraftOpened, DraftWithdrawn, SignatureVoided
from tandem.agreement.models import Item, Version
from tandem.agreement.refusals import ClosedPeriod, DraftExists, NoDraft, NotAfterPrevious, NotYours
from tandem.agreement.rules import EDITORS
from tandem.agreement.storing import Stored, items_of
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role


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
    require_editor(by)
    try:
        with transaction.atomic():
            if Version.objects.filter(number__isnull=True).exists():
                raise DraftExists
            newest = Version.objects.filter(number__isnull=False).order_by("-number").first()
            if document is None:
                document = queries.document_of(newest) if newest else Document()
            draft = Version.objects.create(title=document.title[:300], drafted_by=by, drafted_at=now, reason=reason)
            _write(draft, document)
            tell(Doing(by, now), draft, DraftOpened(based_on=newest.number if newest else None))
    except IntegrityError as clash:
        # Two who begin at once: the database lets one through.
        raise DraftExists from clash
    return draft


def take_over(*, by: Person, now: datetime, document: Document) -> None:
    """Put a whole document, read from a file, in the place of the draft; items that stay the same keep their row.

    Refuses by ``NotYours`` and ``NoDraft``.
    """
    require_editor(by)
    with transaction.atomic():
        draft = locked_draft()
        if queries.document_of(draft) == document:
            return
        _write(draft, document)
        changed(Doing(by, now), draft, "document", "")


def propose(*, by: Person, now: datetime, since: date | None, reason: str) -> None:
    """Say from which day the draft shall hold, and why it is made.

    Refuses by ``NotYours``, ``NoDraft``, ``ClosedPeriod`` and ``NotAfterPrevious``.
    """
    require_editor(by)
    with transaction.atomic():
        draft = locked_draft()
        if (draft.proposed_since, draft.reason) == (since, reason):
            return
        if since is not None:
            require_possible_start(since)
        Version.objects.filter(pk=draft.pk).update(proposed_since=since, reason=reason)
        changed(Doing(by, now), draft, "document", "proposed_since")


def withdraw_draft(*, by: Person, now: datetime) -> None:
    """Give the draft up, signatures and all. Refuses by ``NotYours`` and ``NoDraft``."""
    require_editor(by)
    with transaction.atomic():
        draft = locked_draft()
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
    draft = Version.objects.select_for_update().filter(number__isnull=True).first()
    if draft is None:
        raise NoDraft
    return draft


def _write(draft: Version, document: Document) -> None:
    """Make the rows say what the document says."""
    wanted = {(each.section, each.key): each for each in items_of(document)}
    for item in list(draft.items.all()):
        new = wanted.pop((item.section, item.key), None)
        if new is None:
            item.delete()
        elif (item.place, item.body) != (new.place, new.body):
            Item.objects.filter(pk=item.pk).update(place=new.place, body=new.body, revision=item.revision + 1)
    insert(draft, list(wanted.values()))


def insert(draft: Version, items: Sequence[Stored]) -> None:
    """Put items into the draft."""
    Item.objects.bulk_create(
        Item(version=draft, section=each.section, key=each.key, place=each.place, body=each.body) for each in items
    )


def changed(doing: Doing, draft: Version, section: str, key: str) -> None:
    """Tell the change; whoever had signed has signed another text, so the signatures go."""
    draft.refresh_from_db()
    title = queries.document_of(draft).title
    if title != draft.title:
        Version.objects.filter(pk=draft.pk).update(title=title[:300])
    voided = list(draft.signatures.order_by("side").values_list("side", flat=True))
    draft.signatures.all().delete()
    tell(doing, draft, DraftChanged(section=section, key=key), *(SignatureVoided(side=side) for side in voided))


def tell(doing: Doing, draft: Version, *facts: Fact) -> None:
    """Record what was done to the draft."""
    record(
        [Happening(fact, draft.pk, doing.now) for fact in facts],
        recording=Recording(at=doing.now, source="pages", actor_id=doing.by.pk),
    )


def require_editor(by: Person) -> None:
    """Only who writes the agreement goes on. Refuses by ``NotYours``."""
    if Role(by.role) not in EDITORS:
        raise NotYours(
            Text(
                ru="Черновик регламента пишут руководители отделов, собственник, аналитик и администратор.",
                en="The draft of the agreement is written by the heads, the owner, the analyst and the administrator.",
            )
        )
