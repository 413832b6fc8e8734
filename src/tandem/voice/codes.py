"""The names both departments gave to what buyers say, and which of them an imported reason stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.conf import settings

from tandem.agreement import queries
from tandem.agreement.agreed import SignedVersion, signed_versions
from tandem.agreement.document import BuyerCode, Document
from tandem.agreement.rules import Agreement
from tandem.agreement.starting import starter
from tandem.basics.names import folded

type Section = Literal["attractions", "refusals"]
SECTIONS: tuple[Section, ...] = ("attractions", "refusals")


@dataclass(frozen=True, slots=True)
class Asked:
    """The codes a seller chooses from today. ``version`` is 0 where the built-in list stands in for one."""

    attractions: tuple[BuyerCode, ...]
    refusals: tuple[BuyerCode, ...]
    version: int


def asked(today: Agreement | None = None) -> Asked:
    """The lists of the version in force, ``today`` if known already; one nobody has written yet is the starter's."""
    agreement = today or queries.in_force()
    built_in = _built_in()
    written = agreement.document
    return Asked(
        attractions=written.attractions or built_in.attractions,
        refusals=written.refusals or built_in.refusals,
        version=agreement.version if written.attractions or written.refusals else 0,
    )


def titles(section: Section) -> Mapping[str, str]:
    """What each code is called, by the newest version that has it; first those that are asked today."""
    found: dict[str, str] = {}
    for code in (*getattr(asked(), section), *_every(section)):
        found.setdefault(code.key, code.title or code.key)
    return found


def code_of_text(section: Section) -> Mapping[str, str]:
    """Folded title or alias → the code it stands for; the newest version that uses a text decides."""
    found: dict[str, str] = {}
    for code in (*getattr(asked(), section), *_every(section)):
        for name in (code.title, *code.aliases):
            if text := folded(name):
                found.setdefault(text, code.key)
    return found


def codes_in(text: str, section: Section) -> tuple[str, ...]:
    """The codes that a cell of an export names, parted by commas, semicolons or lines; unknown names are left out."""
    known = code_of_text(section)
    parts = text.replace(";", ",").replace("\n", ",").replace("|", ",").split(",")
    return tuple(dict.fromkeys(known[each] for part in parts if (each := folded(part)) in known))


def joined(codes: Sequence[str]) -> str:
    """Codes as one column keeps them."""
    return ",".join(dict.fromkeys(codes))


def _every(section: Section) -> tuple[BuyerCode, ...]:
    """The codes of every signed version, the newest first, and the built-in ones."""
    return _of_versions(section, signed_versions())


@lru_cache(maxsize=16)
def _of_versions(section: Section, versions: tuple[SignedVersion, ...]) -> tuple[BuyerCode, ...]:
    numbers = sorted((each.number for each in versions), reverse=True)
    signed = (code for number in numbers for code in getattr(queries.version(number).document, section))
    built_in = (code for language in _LANGUAGES for code in getattr(_starter(language), section))
    return (*signed, *built_in)


type _Language = Literal["ru", "en"]
_LANGUAGES: tuple[_Language, ...] = ("ru", "en")


def _built_in() -> Document:
    return _starter("ru" if settings.LANGUAGE_CODE.startswith("ru") else "en")


@lru_cache
def _starter(language: _Language) -> Document:
    return starter(language)
