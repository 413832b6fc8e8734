"""What a form of ours carries to tell a person from a program, without a puzzle.

A ticket is a nonce and the time the page was made, signed: whoever sends it back at once, or days later, is asked
again. A proof of work, where a source wants one, costs a browser a second and a flood a fortune.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.core import signing

#: Nobody fills a form faster, and no page is left open longer; seconds.
FASTEST, LONGEST = 2, 24 * 3600


class Doubt(StrEnum):
    """Why a ticket is not believed."""

    MISSING = "missing"
    FORGED = "forged"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"


class Shown(NamedTuple):
    """What a ticket says, and what speaks against it."""

    nonce: str
    doubt: Doubt | None


def ticket(key: str, *, now: datetime) -> str:
    """A new one for the form of a source."""
    return _signer(key).sign(f"{secrets.token_urlsafe(12)}.{int(now.timestamp())}")


def shown(text: str, key: str, *, now: datetime) -> Shown:
    """What a ticket that came back says."""
    if not text:
        return Shown("", Doubt.MISSING)
    try:
        nonce, _, made = _signer(key).unsign(text).rpartition(".")
    except signing.BadSignature:
        return Shown("", Doubt.FORGED)
    # Whole seconds were signed: what looks like two may be one and a bit.
    age = now.timestamp() - int(made)
    if age < FASTEST:
        return Shown(nonce, Doubt.TOO_FAST)
    return Shown(nonce, Doubt.TOO_OLD if age > LONGEST else None)


def is_worked(text: str, answer: str, *, bits: int) -> bool:
    """Whether the answer makes the hash of ticket and answer begin with so many zero bits."""
    digest = hashlib.sha256(f"{text}:{answer[:40]}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _signer(key: str) -> signing.Signer:
    # The key of this installation, so that no secret need stand in the settings of a source.
    return signing.Signer(salt=f"intake.form.{key}")
