"""A mail server for one purpose: letters to the address of a source are taken in, all others are refused.

``<source>@…`` is the address of a source without a secret, ``<source>+<secret>@…`` of one with. The sender's server
keeps what cannot be kept here at the moment, and tries again: that is what mail servers do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, InterfaceError, close_old_connections

from tandem.intake.doors import OpenSource, Request, RequestRefused, doors
from tandem.intake.refusing import keep_refused
from tandem.intake.sources_open import open_sources
from tandem.intake.taking_in import take_in

log = logging.getLogger(__name__)

_DOOR = "mail"


def listener(host: str, port: int) -> Controller:
    """A server that is not started yet; it runs in a thread of its own."""
    # The library's log repeats every line of a conversation, and so the secrets in the addresses of sources.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    return Controller(
        Reception(), hostname=host, port=port, data_size_limit=doors()[_DOOR].longest_body, ident="Tandem"
    )


class Reception:
    """What the server does with a letter."""

    async def handle_RCPT(  # noqa: N802 - so the library calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        """Take letters only for sources; anybody else's would make us a relay."""
        try:
            source = await asyncio.to_thread(_addressed, address)
        except (DatabaseError, InterfaceError):
            return _LATER
        if source is None:
            return "550 5.1.1 No such source"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - so the library calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer 250 after the commit."""
        content = envelope.content
        body = content.encode() if isinstance(content, str) else content or b""
        try:
            ids = await asyncio.to_thread(_take, list(envelope.rcpt_tos), body)
        except RequestRefused as refused:
            return f"554 5.6.0 {refused.text.en}"
        except (DatabaseError, InterfaceError):
            log.exception("A letter could not be kept")
            return _LATER
        return f"250 Kept as {' '.join(ids)}" if ids else "250 Read; there is no lead in it"


def _take(addresses: Sequence[str], body: bytes) -> list[str]:
    close_old_connections()
    try:
        now = datetime.now(UTC)
        headers = {"content-type": "message/rfc822"}
        request = Request(method="POST", path="", query={}, headers=headers, body=body, received_at=now)
        ids = []
        for address in addresses:
            source = _source(address)
            if source is None:
                continue
            try:
                reading = doors()[_DOOR].read(request, source)
            except RequestRefused as refused:
                keep_refused(request=request, source=source, refusal=refused, now=now)
                raise
            ids += [each.id for each in take_in(reading.arriving, sources={source.key: source}, now=now)]
        return ids
    finally:
        close_old_connections()


def _addressed(address: str) -> OpenSource | None:
    close_old_connections()
    try:
        return _source(address)
    finally:
        close_old_connections()


def _source(address: str) -> OpenSource | None:
    """The source an address is of, when its secret is right."""
    key, _, secret = address.rpartition("@")[0].partition("+")
    source = open_sources().get(key.lower())
    if source is None or source.door != _DOOR:
        return None
    asked = Request(method="POST", path=secret, query={}, headers={}, body=b"", received_at=datetime.now(UTC))
    try:
        doors()[_DOOR].authenticate(asked, source)
    except RequestRefused:
        return None
    return source


_LATER = "451 4.3.0 Cannot be kept at the moment, try again later"
