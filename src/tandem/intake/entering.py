"""A lead that a colleague enters by hand comes in by a door of its own, with the same steps and receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.models import Source
from tandem.intake.rules import missing_of
from tandem.intake.source_actions import AddressTaken, open_source
from tandem.intake.sources_open import opened
from tandem.intake.taking_in import Taken, take_in
from tandem.people.models import Person

#: The address of the built-in source, which nobody outside can use.
MANUAL = "manual"
_NAME = Text(ru="Внесено вручную", en="Entered by hand")
ENTERED_BY = Text(ru="Внёс", en="Entered by")


class NobodyToAnswer(Refusal):
    """The lead has neither a phone nor an e-mail."""


def enter_lead(*, by: Person, cells: Mapping[str, str], extras: Mapping[str, str], nonce: str, now: datetime) -> Taken:
    """Take in what a colleague was told; the same page sent twice is one lead. Refuses by ``NobodyToAnswer``.

    ``cells``: field of the lead record → what was typed; a ``seller`` among them owns the lead.
    """
    if "contact" in missing_of({name for name, value in cells.items() if value}):
        raise NobodyToAnswer(
            Text(
                ru="Нужен телефон или почта: иначе клиенту не ответить.",
                en="A phone or an e-mail is needed: the client cannot be answered otherwise.",
            )
        )
    source = manual_source(now=now)
    texts = dict(extras) | {ENTERED_BY.in_language(settings.LANGUAGE_CODE): by.name}
    arriving = Arriving(
        source=source.key, key=f"{by.pk}-{nonce[:60]}", received_at=now, cells=dict(cells), extras=texts
    )
    (taken,) = take_in([arriving], sources={source.key: source}, now=now)
    return taken


def manual_source(*, now: datetime) -> OpenSource:
    """The built-in source, made when it is first needed."""
    found = Source.objects.filter(key=MANUAL).first()
    if found is None:
        try:
            with transaction.atomic():
                found, _ = open_source(
                    by=None, door=MANUAL, key=MANUAL, name=_NAME.in_language(settings.LANGUAGE_CODE), now=now
                )
        except (AddressTaken, IntegrityError):
            # A colleague was faster by a moment.
            found = Source.objects.get(key=MANUAL)
    return opened(found)
