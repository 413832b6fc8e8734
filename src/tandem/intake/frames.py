"""What a gate and the process that writes for it say to each other: messages with their length before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from tandem.intake.doors import Arriving
from tandem.intake.taking_in import Taken

#: Bytes before each message.
_LENGTH = 4
_FITS = range(-(2**63), 2**64)


class Outcome(NamedTuple):
    """What a sender is told: the ids, or that nothing could be kept."""

    taken: Sequence[Taken]
    #: Kept in the spool: it has an id, and will be a lead when the database is back.
    spooled: bool = False
    #: Nothing was kept; then it must not be acknowledged.
    failed: bool = False


class Handed(NamedTuple):
    """The records of one request, under a number by which the answer finds it."""

    number: int
    arriving: list[Arriving]


class Settled(NamedTuple):
    """What became of a request."""

    number: int
    outcome: Outcome


_encode = msgspec.msgpack.Encoder().encode
_handed = msgspec.msgpack.Decoder(Handed).decode
_settled = msgspec.msgpack.Decoder(list[Settled]).decode


def handed_over(number: int, arriving: Sequence[Arriving]) -> bytes:
    """The message that hands records over. Numbers no message holds go as text."""
    try:
        return _framed(_encode((number, arriving)))
    except OverflowError:
        for each in arriving:
            each.cells = {name: _fitting(cell) for name, cell in each.cells.items()}
        return _framed(_encode((number, arriving)))


def settled_as(settled: Sequence[Settled]) -> bytes:
    """The message that tells what became of requests."""
    return _framed(_encode(settled))


class Frames:
    """Cuts what comes over a connection into messages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def handed(self, data: bytes) -> list[Handed]:
        """The requests that are complete now."""
        return [_handed(message) for message in self._complete(data)]

    def settled(self, data: bytes) -> list[Settled]:
        """The outcomes that are complete now."""
        return [each for message in self._complete(data) for each in _settled(message)]

    def _complete(self, data: bytes) -> list[bytes]:
        rest = self._rest
        rest += data
        found, at = [], 0
        while len(rest) - at >= _LENGTH:
            end = at + _LENGTH + int.from_bytes(rest[at : at + _LENGTH])
            if end > len(rest):
                break
            found.append(bytes(rest[at + _LENGTH : end]))
            at = end
        del rest[:at]
        return found


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(_LENGTH) + message


def _fitting(cell: Any) -> Any:
    return str(cell)[:100] if isinstance(cell, int) and cell not in _FITS else cell
