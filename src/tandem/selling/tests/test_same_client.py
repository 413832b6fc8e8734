"""Merging and splitting clients from a lead's page, and what documents do then."""

from __future__ import annotations

import re

from tandem.clients.models import Client
from tandem.intake.models import Lead
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader
from tandem.selling.lead_search import hits

EVERYBODY = Reader(None, contacts=True)


def _text(browser, lead_id):
    page = browser.get(f"/leads/{lead_id}/", headers={"accept-language": "en"}).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _card(lead_id):
    card = card_of(lead_id, reader=EVERYBODY)
    assert card is not None
    return card


def _client(lead_id):
    return Lead.objects.get(pk=lead_id).client


def test_two_leads_of_one_client_are_said_so_by_number_and_undone_on_the_same_page(cast):
    page = f"/leads/{cast.semyonov}/"
    cast.head.post(f"{page}same-client/", {"lead": f"№ {cast.petrov}"})

    card = _card(cast.semyonov)
    assert [other.lead_id for other in card.others] == [cast.petrov]
    (merged,) = card.merged
    assert "Merged into this client" in _text(cast.head, cast.semyonov)

    cast.head.post(f"/clients/{merged.client_id}/split/", {"next": page})

    card = _card(cast.semyonov)
    assert (card.others, card.merged) == ([], [])


def test_a_number_nobody_has_merges_nobody(cast):
    page = cast.head.post(f"/leads/{cast.semyonov}/same-client/", {"lead": "777777"}, follow=True)

    assert "no such lead" in page.content.decode()
    assert not Client.objects.filter(counts_as__isnull=False).exists()


def test_a_seller_sees_the_merge_and_cannot_make_or_undo_one(cast):
    cast.bob.post(f"/leads/{cast.petrov}/same-client/", {"lead": str(cast.ivanova)})
    assert not Client.objects.filter(counts_as__isnull=False).exists()

    cast.head.post(f"/leads/{cast.semyonov}/same-client/", {"lead": str(cast.petrov)})

    said = _text(cast.alice, cast.semyonov)
    assert "Merged into this client" in said
    assert "Split" not in said


def test_a_seller_finds_their_lead_by_what_the_other_card_says(cast):
    cast.head.post(f"/leads/{cast.semyonov}/same-client/", {"lead": str(cast.petrov)})
    seller = Lead.objects.get(pk=cast.semyonov).assignment.seller_id

    found = hits(_client(cast.petrov).name, seller_id=seller, contacts=True)

    assert found.client_ids == (min(_client(cast.semyonov).pk, _client(cast.petrov).pk),)
