"""Identity as text: one form for a phone, an address, a name and a tax number, however typed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

_PHONE_PUNCTUATION = str.maketrans("", "", " -()\u00a0\u2011\u2012\u2013\t")


def phone(text: str, region: str = "RU") -> str | None:
    """The number in E.164 (``+79123456789``), or ``None`` when it cannot be a number that exists.

    ``region`` says how a number without a country code is read. ``8 (912)…`` and ``+7 912…`` are the same;
    an extension is dropped.
    """
    # An import of a million rows holds mostly plain Russian numbers: the library takes 60 µs for each.
    if region == "RU":
        russian = _russian_number()
        plain = russian.fullmatch(text) or russian.fullmatch(text.translate(_PHONE_PUNCTUATION))
        if plain is not None:
            return "+7" + plain[1]
    return phone_by_library(text, region)


def phone_by_library(text: str, region: str = "RU") -> str | None:
    """The long way of ``phone``, which decides whenever the short one does not know."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _russian_number() -> re.Pattern[str]:
    """A number in use in Russia, as the library's own table knows them, behind ``+7``, ``8`` or ``7``."""
    known = phonenumbers.PhoneMetadata.metadata_for_region("RU")
    assert known is not None
    kinds = (
        known.mobile,
        known.fixed_line,
        known.toll_free,
        known.premium_rate,
        known.uan,
        known.personal_number,
    )
    patterns = "|".join(kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern)
    # Numbers that begin with another digit are Kazakh, or longer, and the library's business.
    return re.compile(rf"(?:\+7|8|7)((?=[3489]\d{{9}}\Z)(?:{patterns}))", re.ASCII)


_PLAIN_EMAIL = re.compile(
    r"(?=.{6,254}\Z)(?=[^@]{1,64}@)"
    r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*"
    r"@(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.)+([a-z]{2,24})"
)
_SPECIAL_TOP_DOMAINS = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


def email(text: str) -> str | None:
    """The address in lower case, or ``None`` when it cannot be one. No network is asked.

    The part before ``@`` is lowered too: by the letter of the standard it could matter, in life no post
    office tells ``Anna@`` from ``anna@``, and an identity split in two is the costlier mistake.
    """
    lowered = text.strip().lower()
    plain = _PLAIN_EMAIL.fullmatch(lowered)
    if plain is not None and plain[1] not in _SPECIAL_TOP_DOMAINS:
        return lowered
    return email_by_library(lowered)


def email_by_library(text: str) -> str | None:
    """The long way of ``email``, which decides whenever the short one does not know."""
    try:
        # `.test` addresses are what samples and trials are made of.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


def person_name(text: str) -> str:
    """A name to show: one blank between words, none around, letters left as they were typed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def matching_name(text: str) -> str:
    """A name to compare: ``Семёнова  Анна`` and ``анна семенова`` give the same. Never shown."""
    return " ".join(sorted(_WORD.findall(folded(text))))


_WORD = re.compile(r"\w+")

# One letter for each pair that looks alike in either case: grades and room numbers come in both scripts.
_LOOK_ALIKES = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")


def folded(text: str) -> str:
    """Text for search: case, ``ё``/``е`` and Latin or Cyrillic look-alikes (``B1``/``В1``) do not count."""
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(lowered.translate(_LOOK_ALIKES).split())


# By length: the weights of the digits before each check digit, as the tax service publishes them.
_INN_CHECKS: dict[int, tuple[tuple[int, ...], ...]] = {
    10: ((2, 4, 10, 3, 5, 9, 4, 6, 8),),
    12: ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)),
}


def inn(text: str) -> str | None:
    """A Russian tax number: 10 digits (company) or 12 (person) with right check digits, or ``None``."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return None
    checks = _INN_CHECKS.get(len(digits), ())
    right = bool(checks) and all(_check_digit(digits, weights) == int(digits[len(weights)]) for weights in checks)
    return digits if right else None


def _check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10
