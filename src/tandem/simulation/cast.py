"""The cast: «Светлый контур», a made-up windows and glazing firm of Moscow and its region."""

from __future__ import annotations

from tandem.simulation.campaigns import campaigns_and_free_flows
from tandem.simulation.company import (
    MARKETING,
    SALES,
    Company,
    Person,
    Product,
    Segment,
    Seller,
)


def _person(number: int, name: str, role: str, department: str, mailbox: str) -> Person:
    return Person(f"U{number:03d}", name, role, department, f"{mailbox}@svetkontur.example")


def _staff() -> tuple[Person, ...]:
    return (
        _person(1, "Мещеряков Олег", "owner", "", "o.mescheryakov"),
        _person(2, "Третьякова Ирина", "sales_head", SALES, "i.tretyakova"),
        _person(3, "Одинцов Павел", "marketing_head", MARKETING, "p.odintsov"),
        _person(4, "Лаврова Ксения", "marketer", MARKETING, "k.lavrova"),
        _person(5, "Зорин Тимур", "marketer", MARKETING, "t.zorin"),
        _person(6, "Уварова Нина", "analyst", "", "n.uvarova"),
        _person(7, "Костин Егор", "admin", "", "e.kostin"),
    )


def _seller(number: int, name: str, mailbox: str, **traits: float) -> Seller:
    return Seller(_person(number, name, "seller", SALES, mailbox), **traits)


def _sellers() -> tuple[Seller, ...]:
    return (
        _seller(11, "Королёва Анна", "a.koroleva", skill=1.30, pace=9),
        _seller(12, "Грачёв Денис", "d.grachev", skill=1.12, pace=14),
        _seller(13, "Семёнова Ольга", "o.semenova", skill=1.05, pace=18),
        _seller(14, "Бобров Илья", "i.bobrov", skill=1.00, pace=22, opens=10.0, closes=20.0),
        _seller(15, "Юдина Марина", "m.yudina", skill=0.98, pace=12, opens=8.0, closes=17.0),
        _seller(16, "Шубин Роман", "r.shubin", skill=0.95, pace=35),
        _seller(17, "Фомина Дарья", "d.fomina", skill=0.88, pace=25, weight=0.9),
        _seller(18, "Жилин Артём", "a.zhilin", skill=0.75, pace=45, opens=10.0, closes=20.0, weight=0.8),
    )


def light_contour() -> Company:
    """The firm of the demo: eight sellers, fourteen campaigns of six sources, three free flows."""
    return Company(
        name="Светлый контур",
        staff=_staff(),
        sellers=_sellers(),
        flows=campaigns_and_free_flows(),
        products=(
            Product("Окна ПВХ", 92_000, 0.45, 0.52, 0.12),
            Product("Остекление балконов", 165_000, 0.40, 0.48, 0.17),
            Product("Остекление загородного дома", 380_000, 0.50, 0.55, 0.11),
            Product("Офисные перегородки", 540_000, 0.60, 0.50, 0.14),
        ),
        segments=(
            Segment("Новостройка", 0.95, (1, 1.2, 0, 0)),
            Segment("Вторичное жильё", 1.0, (1.2, 1, 0, 0)),
            Segment("Загородный дом", 1.15, (0.5, 0.1, 2, 0)),
            Segment("Бизнес", 1.4, (0.6, 0.1, 0.2, 2), company=True),
        ),
        cities=(
            ("Москва", 52),
            ("Балашиха", 7),
            ("Подольск", 6),
            ("Химки", 6),
            ("Мытищи", 6),
            ("Люберцы", 5),
            ("Красногорск", 5),
            ("Одинцово", 5),
            ("Королёв", 4),
            ("Домодедово", 2),
            ("Истра", 2),
        ),
    )
