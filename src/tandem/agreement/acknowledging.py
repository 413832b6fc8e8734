"""An employee says: I have read this version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.agreement.facts import VersionAcknowledged
from tandem.agreement.models import Acknowledgement, Version
from tandem.agreement.queries import UnknownVersion
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person


def acknowledge(*, by: Person, now: datetime, number: int) -> None:
    """Write down that a person has read a version; a second time changes nothing. Refuses by ``UnknownVersion``."""
    with transaction.atomic():
        version = Version.objects.filter(number=number).first() if number else None
        if version is None:
            raise UnknownVersion(
                Text(
                    ru=f"Подписанной версии {number} нет: ознакомиться можно только с подписанной.",
                    en=f"There is no signed version {number}: only a signed one can be acknowledged.",
                )
            )
        _, is_new = Acknowledgement.objects.get_or_create(version=version, person=by, defaults={"acknowledged_at": now})
        if is_new:
            record(
                [Happening(VersionAcknowledged(number=number), number, now)],
                recording=Recording(at=now, source="pages", actor_id=by.pk, version=number),
            )
