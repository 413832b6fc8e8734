"""Fetches the letters of a source's mailbox.

A letter is marked read, or moved, only after its records are committed. Whoever dies in between leaves it as it
was, and it is fetched again: by its Message-ID it becomes the same records.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.basics.text import Text
from tandem.intake.bodies import table
from tandem.intake.doors import OpenSource, Request, RequestRefused, doors
from tandem.intake.group import AWAY
from tandem.intake.mailbox import Folder, open_folder
from tandem.intake.models import MailboxPlace
from tandem.intake.refusing import keep_refused
from tandem.intake.taking_in import Taken, take_in

log = logging.getLogger(__name__)

#: Letters fetched in one go; the rest a minute later.
MOST_AT_ONCE = 200


@dataclass(slots=True)
class Fetched:
    """How many letters became records, were known already, hold no lead, or were set aside for a person."""

    taken: int = 0
    again: int = 0
    left: int = 0
    set_aside: int = 0


def fetch(source: OpenSource, *, now: datetime) -> Fetched:
    """Take in the new letters of the mailbox that ``settings["imap"]`` of the source names.

    The first time these are the unread ones; from then on also those that somebody has read meanwhile. Raises
    `MailboxRefused`, `OSError` when the server is not reached, and what the database raises.
    """
    settings = table(source, "imap")
    fetched = Fetched()
    with open_folder(settings) as folder:
        place = _place(source, folder, now)
        for uid in folder.to_be_fetched(place.uid)[:MOST_AT_ONCE]:
            _fetch_one(uid, folder, source, settings, now, fetched)
            if uid > place.uid:
                place.uid = uid
                place.save(update_fields=["uid"])
    return fetched


def _place(source: OpenSource, folder: Folder, now: datetime) -> MailboxPlace:
    place = MailboxPlace.objects.filter(pk=source.id).first()
    if place is None:
        place = MailboxPlace(source_id=source.id)
    if place.validity != folder.validity:
        place.validity, place.uid = folder.validity, max(0, folder.next_uid - 1)
    place.looked_at = now
    place.save()
    return place


def _fetch_one(uid: int, folder: Folder, source: OpenSource, settings: Any, now: datetime, fetched: Fetched) -> None:
    raw = folder.letter(uid)
    if raw is None:
        return
    headers = {"content-type": "message/rfc822"}
    request = Request(method="POST", path="", query={}, headers=headers, body=raw, received_at=now)
    try:
        taken = _take(request, source, now)
    except RequestRefused as refused:
        keep_refused(request=request, source=source, refusal=refused, now=now)
        folder.set_aside(uid)
        fetched.set_aside += 1
        return
    is_known = all(each.again for each in taken)
    fetched.left += not taken
    fetched.again += bool(taken) and is_known
    fetched.taken += not is_known
    folder.done(uid, move_to=str(settings.get("move_to") or ""))


def _take(request: Request, source: OpenSource, now: datetime) -> list[Taken]:
    """The records of a letter. Whatever is wrong with a single one is a refusal: it must not stop those behind it."""
    try:
        reading = doors()[source.door].read(request, source)
        return take_in(reading.arriving, sources={source.key: source}, now=now) if reading.arriving else []
    except (RequestRefused, *AWAY):
        raise
    except Exception as wrong:
        log.exception("A letter of the source %s could not be taken in", source.key)
        raise RequestRefused(422, NOT_TAKEN) from wrong


NOT_TAKEN = Text(
    ru="Письмо не удалось принять. Оно отмечено в ящике флажком и сохранено среди отказов.",
    en="The letter could not be taken in. It is flagged in the mailbox and kept among the refused requests.",
)
