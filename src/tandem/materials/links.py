"""The short address by which a client opens what was sent: the number of the use, signed, nothing of a person."""

from __future__ import annotations

import base64
import hmac

from django.utils.crypto import salted_hmac

_SALT = "tandem.materials.links"
#: Bytes of the signature: 2⁷² guesses at a rate-limited door.
_LENGTH = 9


def key_of(use_id: int) -> str:
    """The signed number, such as ``2n-q3J1kQzXw0aB``."""
    return f"{_in_base36(use_id)}-{_signature(use_id)}"


def use_behind(key: str) -> int | None:
    """The number of the use; None when the key was not made here."""
    written, _, signature = key.partition("-")
    try:
        use_id = int(written[:14], 36)
    except ValueError:
        return None
    genuine = written == _in_base36(use_id) and hmac.compare_digest(signature.encode(), _signature(use_id).encode())
    return use_id if genuine else None


def _signature(use_id: int) -> str:
    digest = salted_hmac(_SALT, str(use_id), algorithm="sha256").digest()[:_LENGTH]
    return base64.urlsafe_b64encode(digest).decode()


def _in_base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not number:
            return digits
