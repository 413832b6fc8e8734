"""The search for duplicates on public sets with a known truth: the product's own comparisons, other columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from tandem.clients.likeness import CITY, MAIL, NAME, Key, Scheme, code_trait, date_trait, text_trait
from tandem.clients.likeness_engine import Described, Search
from tandem.clients.spelling import city_key, mail_key, words_of

pytestmark = [pytest.mark.real_data, pytest.mark.one_database]

type Pairs = set[tuple[int, int]]

FEBRL = Scheme(
    "person",
    (NAME, CITY, date_trait("born"), text_trait("street"), text_trait("place"), code_trait("postcode"),
     code_trait("house")),
    (
        Key("name", "name_key", 60, sure=True),
        Key("born", "born", 60, sure=True),
        Key("street", "street", 40),
        Key("place", "place", 40),
        Key("family and postcode", "left(family, 3) || postcode", 60),
        Key("given and postcode", "left(given, 3) || postcode", 60),
        Key("family and city", "left(family, 3) || left(city, 4)", 60),
        Key("house and postcode", "house || postcode", 40),
        Key("born and family", "left(born, 6) || left(family, 1)", 40),
        Key("name starts", "left(family, 3) || left(given, 3)", 60),
    ),
    ("l.born = r.born", "l.name_key = r.name_key"),
    sure_recall=0.8,
    more=("born", "street", "place", "postcode", "house"),
)  # fmt: skip

FAKE = Scheme(
    "person",
    (NAME, MAIL, CITY, date_trait("born")),
    (
        Key("name", "name_key", 60),
        Key("born", "born", 60, sure=True),
        Key("mail", "mails", 12, sure=True),
        Key("shared mail", "shared_mails", 12, sure=True),
        Key("mail local", "mail_local", 20),
        Key("mail starts", "left(mail, 5)", 20),
        Key("family", "family", 20),
        Key("given and city", "given || '|' || city", 20),
        Key("born and city", "left(born, 7) || left(city, 2)", 60),
        Key("born and given", "left(born, 6) || left(given, 1)", 60),
        Key("born and family", "left(born, 6) || left(family, 1)", 60),
        Key("day born and given", "right(born, 4) || left(given, 1)", 60),
        Key("name starts", "left(family, 3) || left(given, 3)", 60),
    ),
    ("l.born = r.born", "l.mail = r.mail", "l.name_key = r.name_key"),
    sure_recall=0.7,
    # One person stands there up to seven times.
    own=7,
    more=("born",),
)


def one_word(text: str) -> str | None:
    return "".join(words_of(text)) or None


def likely(scheme: Scheme, clients: list[Described], *, least: float) -> Pairs:
    search = Search(duckdb.connect(), scheme)
    search.take([clients])
    return {(each.one, each.other) for batch in search.find(least=least) for each in batch}


def pairs_within(groups: Iterable[list[int]]) -> Pairs:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def clusters(pairs: Pairs) -> list[list[int]]:
    """The groups that pairs join."""
    group_of: dict[int, list[int]] = {}
    for one, other in pairs:
        left, right = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if left is not right:
            left += right
            group_of |= dict.fromkeys(right, left)
    return list({id(group): group for group in group_of.values()}.values())


def f1(found: Pairs, truth: Pairs) -> float:
    return 2 * len(found & truth) / (len(found) + len(truth))


def test_persons_with_errors_in_every_column_are_found_without_a_number_that_names_them(real_data: Path):
    clients, groups = [], {}
    with (real_data / "febrl" / "dataset3.csv").open(encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file, skipinitialspace=True)):
            groups.setdefault(row["rec_id"].split("-")[1], []).append(number)
            clients.append(
                Described(
                    number,
                    family=one_word(row["surname"]),
                    given=one_word(row["given_name"]),
                    city=city_key(row["suburb"]),
                    more={
                        "born": row["date_of_birth"],
                        "street": " ".join(words_of(row["address_1"])),
                        "place": " ".join(words_of(row["address_2"])),
                        "postcode": row["postcode"],
                        "house": row["street_number"],
                    },
                )
            )

    found = likely(FEBRL, clients, least=0.5)

    assert f1(found, pairs_within(groups.values())) >= 0.92


def test_persons_whose_names_mails_and_birthdays_are_often_absent_or_wrong_fall_into_their_groups(real_data: Path):
    clients, groups = [], {}
    with (real_data / "splink" / "fake_1000.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number = int(row["unique_id"])
            groups.setdefault(row["cluster"], []).append(number)
            clients.append(
                Described(
                    number,
                    family=one_word(row["surname"]),
                    given=one_word(row["first_name"]),
                    mails=[mail_key(row["email"])] if "@" in row["email"] else [],
                    city=city_key(row["city"]),
                    more={"born": row["dob"].replace("-", "")},
                )
            )

    found = likely(FAKE, clients, least=0.5)

    assert f1(pairs_within(clusters(found)), pairs_within(groups.values())) >= 0.90
