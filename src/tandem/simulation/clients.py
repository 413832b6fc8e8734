"""Faces of the made-up clients: name, phone, mail, ИНН of a firm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.simulation.names import company_names, full_names, mailbox, phone_digits
from tandem.simulation.rules import company_inn
from tandem.simulation.world import World


@dataclass(frozen=True, slots=True)
class Card:
    """A client as the CRM keeps it; `phone` is eleven digits, `created` seconds of the world."""

    name: str
    phone: str
    email: str
    inn: str
    city: str
    seller: str
    created: int


def cards(world: World) -> list[Card]:
    """One card a client, in the order of their first requests; `seller` is whoever had the latest request."""
    requests, company = world.requests, world.company
    clients, first = np.unique(requests.client, return_index=True)
    _, from_end = np.unique(requests.client[::-1], return_index=True)
    latest = len(requests) - 1 - from_end
    rng = np.random.default_rng((world.seed, 10))
    men, women = full_names()
    firms = company_names()
    rng.shuffle(firms)
    # Three of five who ask about windows are women.
    woman, name = rng.random(len(clients)) < 0.6, rng.integers(0, len(men), len(clients))
    writes_mail = rng.random(len(clients)) < 0.4
    faces = []
    for number in range(len(clients)):
        row = first[number]
        firm = company.segments[requests.segment[row]].company
        if firm:
            # More firms than names: namesakes live in the files as they do in the register.
            title, inn = firms[number % len(firms)], company_inn(number * 37 + 101)
        else:
            title, inn = (women if woman[number] else men)[name[number]], ""
        faces.append(
            Card(
                name=title,
                phone=phone_digits(number + 1),
                email=mailbox(title, number) if writes_mail[number] or firm else "",
                inn=inn,
                city=company.cities[requests.city[row]][0],
                seller=company.sellers[world.pipeline.seller[latest[number]]].person.name,
                created=int(requests.created[row]),
            )
        )
    return faces


def written_phone(digits: str, manner: int) -> str:
    """Eleven digits as one of four people would write them."""
    code, a, b, c = digits[1:4], digits[4:7], digits[7:9], digits[9:]
    return (
        f"+7 ({code}) {a}-{b}-{c}",
        f"8 {code} {a} {b} {c}",
        f"+{digits}",
        f"8({code}){a}-{b}-{c}",
    )[manner % 4]
