"""Who is likely one client: what people write in many ways, and what strangers share."""

from __future__ import annotations

from itertools import count

import duckdb
import pytest

from tandem.basics.names import phone as normal_phone
from tandem.clients.likeness import COMPANIES, PERSONS, Scheme
from tandem.clients.likeness_engine import Likely, Search
from tandem.clients.searching import LEAST, describe

#: Above it a pair is hardly anything but one client, below it people must look.
SURE = 0.95
OFFICE = "+74957001122"

STRANGERS = [
    (f"{given} {family}", "+7{:010d}", city)
    for given in ("Олег", "Мария", "Тимур", "Дарья", "Павел")
    for family, city in (("Орлов", "Тверь"), ("Зайцева", "Казань"), ("Громов", "Омск"), ("Лисина", "Уфа"))
]

PEOPLE = {
    "eight": [("Анна Котова", "", [("phone", "8 916 111-22-33")]), ("Анна Котова", "", [("phone", "+79161112233")])],
    "transposed": [
        ("Иван Смирнов", "Самара", [("email", "smirnov.i@mail.ru")]),
        ("Смирнов Иван", "Самара", [("email", "smirnov.i@yandex.ru")]),
    ],
    "yo": [("Алёна Королёва", "Пермь", [("phone", "+79121110001")]), ("Алена Королева", "Пермь", [])],
    "look-alikes": [
        ("Ocтaп Mopoзoв", "Тула", [("phone", "+79121110002")]),
        ("Остап Морозов", "Тула", [("phone", "+79121110002")]),
    ],
    "latin": [
        ("Elena Vorobeva", "", [("phone", "+79121110003")]),
        ("Елена Воробьева", "", [("phone", "+79121110003")]),
    ],
    "typo in the phone": [
        ("Виктор Щукин", "Рязань", [("phone", "+79121110445")]),
        ("Виктор Щукин", "Рязань", [("phone", "+79121110454")]),
    ],
    "typo in the name": [
        ("Екатерина Дроздова", "Сочи", [("phone", "+79121110555")]),
        ("Екатерна Дроздова", "Сочи", [("phone", "+79121110555")]),
    ],
    "dots of gmail": [
        ("Роман", "", [("email", "roman.belkin@gmail.com")]),
        ("Роман Белкин", "", [("email", "romanbelkin+shop@gmail.com")]),
    ],
    "patronymic": [
        ("Попов Сергей Петрович", "Курск", [("email", "popov77@mail.ru")]),
        ("Сергей Попов", "Курск", [("email", "popov77@gmail.com")]),
    ],
    "spouses": [
        ("Наталья Ершова", "Псков", [("phone", "+79121110777")]),
        ("Дмитрий Ершов", "Псков", [("phone", "+79121110777")]),
    ],
    "namesakes": [
        ("Мария Громова", "Орёл", [("phone", "+79121118801")]),
        ("Мария Громова", "Чита", [("phone", "+79309990013")]),
    ],
    "colleagues": [("Глеб Сомов", "Москва", [("phone", OFFICE)]), ("Инна Ракова", "Москва", [("phone", OFFICE)])],
    "more colleagues": [("Лев Окунев", "Москва", [("phone", OFFICE)]), ("Ада Щеглова", "Москва", [("phone", OFFICE)])],
    "twice in one office": [
        ("Марк Дятлов", "Москва", [("phone", OFFICE), ("email", "m.dyatlov@svet.ru")]),
        ("Дятлов Марк", "Москва", [("phone", OFFICE), ("email", "m.dyatlov@svet.ru")]),
    ],
}  # fmt: skip

FIRMS = {
    "forms": [
        ("ООО «Свет и Дом»", "Томск", [("phone", "+73822200111")]),
        ("Свет и дом", "Томск", [("phone", "+73822200111")]),
    ],
    "another inn": [
        ("ООО Альфа", "Москва", [("inn", "7707083893"), ("phone", "+74950001111")]),
        ("АО Альфа", "Москва", [("inn", "7736050003"), ("phone", "+74950002222")]),
    ],
    "the same inn": [("Рога и копыта", "", [("inn", "5024002119")]), ("РиК", "", [("inn", "5024002119")])],
}  # fmt: skip


def search(scheme: Scheme, told: dict[str, list[tuple[str, str, list[tuple[str, str]]]]]) -> dict[str, Likely | None]:
    """Case → the pair of its two clients as the search found it; None when it did not."""
    numbers = count(1)
    clients, of_case = [], {}
    for case, both in told.items():
        ids = []
        for name, city, points in both:
            ids.append(next(numbers))
            known = [(type_, normal_phone(value) or value if type_ == "phone" else value) for type_, value in points]
            clients.append(describe(scheme, ids[-1], name, city, known))
        of_case[tuple(ids)] = case
    for name, phone, city in STRANGERS if scheme is PERSONS else ():
        number = next(numbers)
        clients.append(
            describe(scheme, number, name, city, [("phone", phone.format(9_031_234_567 + number * 7_654_321))])
        )
    running = Search(duckdb.connect(), scheme)
    running.take([clients])
    found: dict[str, Likely | None] = dict.fromkeys(told)
    for batch in running.find(least=LEAST):
        for pair in batch:
            found[of_case.get((pair.one, pair.other), f"{pair.one} {pair.other}")] = pair
    return found


pytestmark = pytest.mark.xdist_group("likeness")


@pytest.fixture(scope="module")
def people() -> dict[str, Likely | None]:
    return search(PERSONS, PEOPLE)


@pytest.fixture(scope="module")
def firms() -> dict[str, Likely | None]:
    return search(COMPANIES, FIRMS)


@pytest.mark.parametrize(
    "case",
    ["eight", "transposed", "yo", "look-alikes", "latin", "typo in the phone", "typo in the name", "dots of gmail",
     "patronymic", "twice in one office"],
)  # fmt: skip
def test_one_person_written_in_two_ways_is_found(people, case):
    assert people[case] is not None
    assert people[case].probability >= 0.5


@pytest.mark.parametrize("case", ["eight", "look-alikes", "latin", "typo in the name", "twice in one office"])
def test_a_phone_or_mail_of_ones_own_and_the_same_name_are_as_good_as_sure(people, case):
    assert people[case].probability >= SURE


@pytest.mark.parametrize("case", ["spouses", "namesakes", "colleagues", "more colleagues"])
def test_relatives_namesakes_and_colleagues_are_never_sure(people, case):
    assert people[case] is None or people[case].probability < SURE


def test_an_office_phone_joins_nobody(people):
    assert people["colleagues"] is people["more colleagues"] is None


def test_strangers_are_not_found(people):
    assert set(people) == set(PEOPLE)


def test_a_pair_says_what_agrees_what_differs_and_what_each_weighs(people):
    outcomes = {each.trait: each for each in people["spouses"].outcomes}

    assert outcomes["phone"].level == "same"
    assert outcomes["phone"].weight > 0
    assert outcomes["name"].level in {"family", "differs"}
    assert "email" not in outcomes


def test_firms_are_one_by_name_and_phone_or_by_their_tax_number(firms):
    assert firms["forms"].probability >= SURE
    assert firms["the same inn"].probability >= 0.5


def test_firms_of_one_name_with_two_tax_numbers_are_two(firms):
    assert firms["another inn"] is None or firms["another inn"].probability < 0.5
