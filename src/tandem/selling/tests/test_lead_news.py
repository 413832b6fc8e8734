"""What comes while somebody reads the list appears above it; what they read stays where it is."""

from __future__ import annotations

import re

import pytest

from tandem.intake.samples import lead

pytestmark = pytest.mark.django_db


def asked_again(client, page: str) -> str:
    """The address by which the piece above the list asks for news."""
    found = re.search(r'hx-get="([^"]*news[^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_a_new_lead_appears_above_the_first_page(cast):
    client = cast.owner
    address = asked_again(client, client.get("/leads/").content.decode())
    assert client.get(address).status_code == 204

    new = lead(product="Новые окна", grade="A")
    piece = client.get(address).content.decode()

    assert f"/leads/{new}/" in piece
    assert 'class="changed"' in piece
    assert "Новые окна" in piece
    again = asked_again(client, piece)
    assert client.get(again).status_code == 204
    second = lead()
    both = client.get(again).content.decode()
    assert both.index(f"/leads/{second}/") < both.index(f"/leads/{new}/")
    assert both.count('class="changed"') == 1


def test_anywhere_else_a_line_says_how_many_came(cast):
    client = cast.owner
    address = asked_again(client, client.get("/leads/?sort=grade").content.decode())

    new = lead()

    piece = client.get(address).content.decode()
    assert f"/leads/{new}/" not in piece
    assert "1 new lead: show" in piece


def test_only_what_fits_the_filters_is_news(cast):
    client = cast.owner
    address = asked_again(client, client.get("/leads/?product=Окна").content.decode())

    lead(product="Двери")

    assert client.get(address).status_code == 204


def test_a_seller_hears_of_their_own_leads_only(cast):
    client = cast.alice
    address = asked_again(client, client.get("/leads/").content.decode())

    lead()

    assert client.get(address).status_code == 204


def test_a_batch_is_announced_and_not_poured_out(cast):
    client = cast.owner
    address = asked_again(client, client.get("/leads/").content.decode())

    for _ in range(12):
        lead()

    piece = client.get(address).content.decode()
    assert piece.count("data-open=") == 10
    assert "leads__more" in piece


def test_the_journey_is_sent_again_only_when_something_happened(cast):
    client = cast.owner
    new = lead()
    page = client.get(f"/leads/{new}/").content.decode()
    found = re.search(r'hx-get="([^"]*journey[^"]*)"', page)
    assert found

    assert client.get(found[1]).status_code == 204
    assert client.get(f"/leads/{new}/journey/?after=0").status_code == 200
    assert cast.alice.get(f"/leads/{new}/journey/?after=0").status_code == 404
