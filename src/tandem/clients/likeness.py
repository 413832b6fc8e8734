"""What two clients are compared by, and how much it weighs when they agree, nearly agree or differ.

Each ``Trait`` becomes a comparison of the Fellegi-Sunter model that Splink computes: the chance of a level among
pairs that are one client (``m``) against its chance among strangers (``u``). The numbers here are where the model
starts from, and what it stays with where there are too few clients to learn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison.

    ``tf`` is the column whose frequent values weigh less. ``alone`` is how likely two clients are one who agree in
    this and of whom nothing else is known: then ``u`` follows from how rare duplicates are, and is not learnt. A phone
    that two share is the same evidence among a thousand clients and among a million, for in both it is rare.
    ``fixed``: what agrees alongside (a couple's phone and city) would teach a wrong ``m``, so it is not learnt.
    """

    key: str
    sql: str
    m: float
    u: float
    tf: str | None = None
    alone: float | None = None
    fixed: bool = False
    #: How far ``tf`` goes: 1 is all the way.
    tf_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Trait:
    """Something clients are compared by: its levels from full agreement down; the last one is "differs"."""

    key: str
    absent: str
    levels: tuple[Level, ...]
    #: Whether data may teach otherwise than the numbers here.
    learns: bool = True

    def comparison(self) -> dict[str, Any]:
        """As Splink's settings say it."""
        null = {"sql_condition": self.absent, "label_for_charts": "absent", "is_null_level": True}
        return {"output_column_name": self.key, "comparison_levels": [null, *map(_level, self.levels)]}


@dataclass(frozen=True, slots=True)
class Key:
    """Clients with the same value of ``sql`` (a text, or a list of texts) are compared, unless more than ``most``
    share it: then it says too little. A key that is ``sure`` is shared by hardly any strangers, so the pairs that
    share one tell about how many duplicates there are."""

    key: str
    sql: str
    most: int
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is compared, and which clients are compared with each other at all.

    ``learn_from`` are conditions on two clients ``l`` and ``r``: among the pairs that meet one the model learns how
    often the traits that it does not speak of agree.
    """

    name: str
    traits: tuple[Trait, ...]
    keys: tuple[Key, ...]
    learn_from: tuple[str, ...]
    #: Of the pairs that are one client, the share that the sure keys find.
    sure_recall: float = 0.6
    #: A phone, mail or ИНН of more clients than this is an office's and nobody's own.
    own: int = 3
    #: Columns that only this scheme compares.
    more: tuple[str, ...] = ()


def _level(level: Level) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sql_condition": level.sql,
        "label_for_charts": level.key,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.tf:
        said |= {"tf_adjustment_column": level.tf, "tf_minimum_u_value": 1e-6, "tf_adjustment_weight": level.tf_weight}
    return said


def _jw(column: str, other: str | None = None, at: float = 0.88) -> str:
    return f"jaro_winkler_similarity({column}_l, {other or column}_r) >= {at}"


ELSE = "ELSE"

#: Family and given name told apart by how frequent they are, so either may be mistaken: both ways count the same.
NAME = Trait(
    "name",
    "(given_l IS NULL AND family_l IS NULL) OR (given_r IS NULL AND family_r IS NULL)",
    (
        Level("same", "name_key_l = name_key_r", 0.55, 2e-4, "name_key"),
        Level(
            "typo",
            f"({_jw('family')} AND {_jw('given')}) OR ({_jw('family', 'given')} AND {_jw('given', 'family')})",
            0.20, 4e-4,
        ),
        Level(
            "initial",
            "((family_l = family_r) OR (family_l = given_r AND family_r IS NULL) OR (given_l = family_r AND "
            "family_l IS NULL)) AND (given_l IS NULL OR given_r IS NULL OR family_l IS NULL OR family_r IS NULL OR "
            "(least(length(given_l), length(given_r)) = 1 AND left(given_l, 1) = left(given_r, 1)))",
            0.10, 1e-3,
        ),
        # Relatives: the family name and another given name.
        Level(
            "family",
            f"{_jw('family', at=0.92)} OR {_jw('family', 'given', at=0.92)} OR {_jw('given', 'family', at=0.92)}",
            1e-4, 8e-3, fixed=True,
        ),
        Level("given", f"{_jw('given', at=0.92)}", 0.07, 3e-2),
        Level("differs", ELSE, 0.05, 0.965),
    ),
)  # fmt: skip

COMPANY_NAME = Trait(
    "name",
    "name_key_l IS NULL OR name_key_r IS NULL",
    (
        Level("same", "name_key_l = name_key_r", 0.65, 1e-4, "name_key"),
        Level("typo", "jaro_winkler_similarity(name_key_l, name_key_r) >= 0.93", 0.17, 3e-4),
        Level("part", "list_has_all(words_l, words_r) OR list_has_all(words_r, words_l)", 0.08, 1e-3),
        Level("word", "family_l = family_r", 0.04, 2e-3),
        Level("differs", ELSE, 0.06, 0.9966),
    ),
)

#: A phone or address of up to three clients is somebody's own; one of more is an office's, and says little.
PHONE = Trait(
    "phone",
    "len(phones_l) + len(offices_l) = 0 OR len(phones_r) + len(offices_r) = 0",
    (
        Level("same", "list_has_any(phones_l, phones_r)", 0.55, 2e-6, alone=0.7),
        Level("typo", "damerau_levenshtein(phone_l, phone_r) = 1", 0.10, 2e-6, alone=0.05),
        Level("office", "list_has_any(offices_l, offices_r)", 0.05, 1e-3, alone=0.001),
        Level("differs", ELSE, 0.30, 0.998996),
    ),
)

MAIL = Trait(
    "email",
    "len(mails_l) + len(shared_mails_l) = 0 OR len(mails_r) + len(shared_mails_r) = 0",
    (
        Level("same", "list_has_any(mails_l, mails_r)", 0.50, 2e-6, alone=0.85),
        Level("local", "mail_local_l = mail_local_r AND length(mail_local_l) >= 5", 0.08, 1e-5, alone=0.15),
        Level(
            "typo",
            "damerau_levenshtein(mail_l, mail_r) <= 2 AND length(mail_l) >= 10 OR "
            "jaro_winkler_similarity(mail_l, mail_r) >= 0.96",
            0.10, 1e-5, alone=0.2,
        ),
        Level("office", "list_has_any(shared_mails_l, shared_mails_r)", 0.04, 1e-3, alone=0.001),
        Level("differs", ELSE, 0.28, 0.998978),
    ),
)  # fmt: skip

CITY = Trait(
    "city",
    "city_l IS NULL OR city_r IS NULL",
    (
        # A rare city is less than it seems, for those who share a phone share the city.
        Level("same", "city_l = city_r", 0.80, 0.06, "city", tf_weight=0.5),
        Level("typo", _jw("city", at=0.9), 0.06, 0.004),
        Level("differs", ELSE, 0.14, 0.936),
    ),
)

#: A tax number is given once: another one is another firm.
INN = Trait(
    "inn",
    "len(inns_l) = 0 OR len(inns_r) = 0",
    (
        Level("same", "list_has_any(inns_l, inns_r)", 0.9995, 1e-6, alone=0.97),
        Level("differs", ELSE, 0.0005, 0.999999),
    ),
    learns=False,
)

PATRONYMIC = Trait(
    "patronymic",
    "patronymic_l IS NULL OR patronymic_r IS NULL",
    (
        Level("same", "patronymic_l = patronymic_r", 0.88, 0.03, "patronymic"),
        Level("typo", _jw("patronymic", at=0.92), 0.07, 0.005),
        Level("differs", ELSE, 0.05, 0.965),
    ),
)


def date_trait(column: str) -> Trait:
    """A day as eight digits: mistyped by a digit, or right in year and month or in month and day."""
    return Trait(
        column,
        f"{column}_l IS NULL OR {column}_r IS NULL",
        (
            Level("same", f"{column}_l = {column}_r", 0.75, 3e-5),
            Level("typo", f"damerau_levenshtein({column}_l, {column}_r) = 1", 0.15, 4e-4),
            Level(
                "near",
                f"left({column}_l, 6) = left({column}_r, 6) OR right({column}_l, 4) = right({column}_r, 4) "
                f"OR damerau_levenshtein({column}_l, {column}_r) = 2",
                0.06, 6e-3,
            ),
            Level("differs", ELSE, 0.04, 0.993),
        ),
    )  # fmt: skip


def text_trait(column: str) -> Trait:
    """A short text, such as an address: near by letters counts less than the same."""
    return Trait(
        column,
        f"{column}_l IS NULL OR {column}_r IS NULL",
        (
            Level("same", f"{column}_l = {column}_r", 0.70, 1e-3, column),
            Level("typo", _jw(column, at=0.9), 0.20, 4e-3),
            Level("differs", ELSE, 0.10, 0.995),
        ),
    )


def code_trait(column: str) -> Trait:
    """A short code, such as a house number or a postcode: one letter off is a slip."""
    return Trait(
        column,
        f"{column}_l IS NULL OR {column}_r IS NULL",
        (
            Level("same", f"{column}_l = {column}_r", 0.80, 1e-2, column),
            Level("typo", f"damerau_levenshtein({column}_l, {column}_r) = 1 AND length({column}_l) > 2", 0.12, 2e-2),
            Level("differs", ELSE, 0.08, 0.97),
        ),
    )


def _least(side: str, letters: int) -> str:
    return f"least({side}(family, {letters}), {side}(given, {letters}))"


def _greatest(side: str, letters: int) -> str:
    return f"CASE WHEN family IS NOT NULL THEN greatest({side}(family, {letters}), {side}(given, {letters})) END"


#: Ways of meeting that every scheme of persons shares.
PERSON_KEYS: Sequence[Key] = (
    Key("phone", "phones", 3, sure=True),
    Key("mail", "mails", 3, sure=True),
    Key("office and family", "list_transform(offices, lambda o: o || family)", 12),
    Key("office and given", "list_transform(offices, lambda o: o || given)", 12),
    Key("mail local", "CASE WHEN length(mail_local) >= 5 THEN mail_local END", 12),
    Key("mail ends", "left(mail, 4) || substring(mail, length(mail_local) - 2, 7)", 12),
    # Which word is the family name is guessed, so keys of names take both in one order.
    Key("phone head", f"left(phone, 8) || {_least('left', 1)}", 30),
    Key("phone tail", "right(phone, 6)", 12),
    Key("phone tail and name", f"right(phone, 4) || {_least('left', 2)}", 30),
    Key("name", "name_key", 40),
    Key("name and city", "name_key || '|' || city", 60),
    Key("name starts", f"{_least('left', 3)} || {_greatest('left', 3)}", 30),
    Key("name starts and city", f"{_least('left', 3)} || {_greatest('left', 3)} || '|' || city", 40),
    Key("name ends and city", f"{_least('right', 3)} || {_greatest('right', 3)} || '|' || city", 40),
    Key("name and patronymic", "family || given || patronymic", 40),
)

PERSONS = Scheme(
    "person",
    (NAME, PATRONYMIC, PHONE, MAIL, CITY, INN),
    (*PERSON_KEYS, Key("inn", "inns", 5, sure=True)),
    ("l.name_key = r.name_key AND l.city = r.city", "l.phone = r.phone", "l.mail = r.mail"),
)

COMPANIES = Scheme(
    "company",
    (COMPANY_NAME, INN, PHONE, MAIL, CITY),
    (
        Key("inn", "inns", 8, sure=True),
        Key("phone", "phones", 3, sure=True),
        Key("mail", "mails", 3, sure=True),
        Key("name", "name_key", 40),
        Key("name and city", "name_key || '|' || city", 60),
        Key("rarest word", "family", 40),
        Key("name starts, city", "left(name_key, 6) || '|' || city", 40),
        Key("name ends", "right(name_key, 7)", 40),
        Key("office and word", "list_transform(offices, lambda o: o || family)", 12),
        Key("phone head", "left(phone, 9)", 12),
    ),
    ("l.name_key = r.name_key", "l.phone = r.phone", "l.mail = r.mail"),
)
