"""A letter to an address: of a person, or of a site's form that knows no other way.

The body of the request is the letter itself, as a mail server would pipe it. Letters fetched from a mailbox and
those of the SMTP listener are read here too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import msgspec

from tandem.basics.text import Text
from tandem.intake.bodies import answers, text_of
from tandem.intake.chats import LONGEST_MESSAGE, joins_days
from tandem.intake.doors import Arriving, Door, OpenSource, Reading, Reply, Request, RequestRefused
from tandem.intake.mail import Letter, letter_of

#: Names that make lines of a letter the answers of a form, when there are at least two of them.
_TELLING = frozenset({"client_name", "phone", "email"})
#: A date of a letter that is further from its arrival is that of a wrong clock.
_ON_ITS_WAY = timedelta(days=30)


class MailDoor(Door):
    """A letter is a contact, and a lead when its writer has none open; what a form sent is a lead of its own."""

    key: ClassVar[str] = "mail"
    title: ClassVar[Text] = Text(ru="Почта", en="Mail")
    own: ClassVar[bool] = True
    #: With the files people attach, which are not kept.
    longest_body: ClassVar[int] = 10 * 1024 * 1024
    asks: ClassVar[Mapping[str, Text]] = {
        "imap": Text(
            ru="Ящик, из которого забирать письма: host, port, user, password, folder, move_to, ssl",
            en="The mailbox to fetch letters from: host, port, user, password, folder, move_to, ssl",
        ),
    }

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one letter; none, with the reason, of one that a machine wrote to a machine."""
        if not request.body.strip():
            raise RequestRefused(400, NO_LETTER)
        try:
            letter = letter_of(request.body)
        except RecursionError as wrong:
            raise RequestRefused(422, NO_LETTER) from wrong
        cells, extras = answers(source, letter.lines)
        is_form = len(_TELLING & cells.keys()) >= 2
        if letter.automatic is not None and not is_form:
            return Reading(reply=_left(letter.automatic))
        if is_form:
            return Reading([_form(letter, cells, extras, request, source)])
        if not letter.sender:
            raise RequestRefused(422, NO_LETTER)
        return Reading(list(_of_person(letter, request, source)))


def _form(
    letter: Letter, cells: dict[str, Any], extras: dict[str, str], request: Request, source: OpenSource
) -> Arriving:
    """What a form was answered; the letter's sender is the site, not the client."""
    cells["created_at"] = _sent(letter, request)
    return Arriving(
        source=source.key,
        key=_key(letter, request),
        received_at=request.received_at,
        cells=cells,
        extras={"subject": letter.subject} | extras,
    )


def _of_person(letter: Letter, request: Request, source: OpenSource) -> Iterator[Arriving]:
    whose = {"client_name": letter.sender_name, "email": letter.answer_to or letter.sender}
    key, at = _key(letter, request), _sent(letter, request)
    extras = {"subject": letter.subject, "message": text_of(letter.text), "attachments": ", ".join(letter.attachments)}
    yield Arriving(
        source=source.key,
        key=key,
        joins=joins_days(source),
        received_at=request.received_at,
        cells={name: value for name, value in {**whose, "created_at": at}.items() if value},
        extras={name: value for name, value in extras.items() if value},
    )
    contact = {**whose, "kind": "email", "direction": "in", "at": at, "result": _result(letter)}
    yield Arriving(
        source=source.key,
        kind="activity",
        key=key,
        received_at=request.received_at,
        cells={name: value for name, value in contact.items() if value},
    )


def _key(letter: Letter, request: Request) -> str:
    """The letter's own id, by which a copy that was fetched twice is known; else what it consists of."""
    return letter.id or hashlib.blake2b(request.body, digest_size=20).hexdigest()


def _sent(letter: Letter, request: Request) -> str:
    sent, received = letter.sent_at, request.received_at
    on_its_way = sent is not None and received - _ON_ITS_WAY <= sent <= received
    return sent.isoformat() if sent is not None and on_its_way else received.isoformat()


def _result(letter: Letter) -> str:
    return text_of(f"{letter.subject}\n{letter.text}", longest=LONGEST_MESSAGE)


def _left(reason: Text) -> Reply:
    body = msgspec.json.encode({"id": None, "left": {"ru": reason.ru, "en": reason.en}})
    return Reply(body, content_type="application/json; charset=utf-8")


NO_LETTER = Text(
    ru="Это не письмо: нужен его исходный текст с заголовком From.",
    en="This is no letter: its source with the header From is needed.",
)
