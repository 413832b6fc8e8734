"""What of a lead no seller is for."""

from __future__ import annotations

from tandem.handover.dealing_rules import Candidate, Presence
from tandem.handover.unfit_rules import lacking


def seller(number: int, presence: Presence = Presence.HERE, **skills: str) -> Candidate:
    named = {field: frozenset({value}) for field, value in skills.items()}
    return Candidate(seller_id=number, presence=presence, minutes=100, capacity=100, skills=named)


def test_the_field_nobody_is_for_is_named():
    assert lacking({"product": "Двери", "city": "Омск"}, [seller(1, product="окна"), seller(2, product="окна")]) == (
        "product",
    )


def test_where_each_field_has_somebody_and_nobody_has_all_of_them_all_are_named():
    sellers = [seller(1, product="двери", city="тула"), seller(2, product="окна", city="омск")]

    assert lacking({"product": "Двери", "city": "Омск"}, sellers) == ("product", "city")


def test_nothing_lacks_where_those_it_fits_are_only_away():
    assert lacking({"product": "Двери"}, [seller(1, Presence.ABSENT, product="двери"), seller(2, product="окна")]) == ()


def test_whoever_gives_it_up_does_not_count():
    sellers = [seller(1, product="двери"), seller(2, product="окна")]

    assert lacking({"product": "Двери"}, sellers, not_to=1) == ("product",)
    assert lacking({"product": "Двери"}, sellers) is None
    assert lacking({}, sellers) is None
