"""The names of one card are one campaign: leads, spend and payments under all of them, and of no other card."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tandem.agreement.samples import person
from tandem.campaigns import planning
from tandem.campaigns.names_actions import match_by_rules, mend, restore
from tandem.campaigns.names_queries import counted_as
from tandem.campaigns.planning import Card
from tandem.campaigns.samples import spend
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def by():
    return person(Role.MARKETING_HEAD)


@pytest.fixture
def card(by):
    return planning.plan_campaign(Card(name="Spring"), by=by, now=NOW)


@pytest.fixture
def call(card, by):
    """Call the card otherwise."""
    return lambda name, of=card: planning.change_campaign(Card(name=name), campaign_id=of.pk, people=(), by=by, now=NOW)


def leads_by_name() -> dict[str, int]:
    return dict(store.read().rows("SELECT campaign, count(*) FROM leads GROUP BY 1"))


def spend_by_name() -> dict[str, Decimal]:
    return dict(store.read().rows("SELECT campaign, sum(spend) FROM spend GROUP BY 1"))


def test_renamed_half_way_it_is_one_line_of_leads_and_spend_and_so_after_being_renamed_back(call):
    for name, count in (("Spring", 2), ("Summer", 3)):
        spend(campaign=name)
        for _ in range(count):
            lead(campaign=name)
    call("Summer")
    assert (leads_by_name(), spend_by_name()) == ({"Summer": 5}, {"Summer": Decimal(200)})
    assert verify().differences == []
    call("Spring")
    assert (leads_by_name(), spend_by_name()) == ({"Spring": 5}, {"Spring": Decimal(200)})
    assert counted_as() == {"Summer": "Spring"}
    call("Autumn")
    assert counted_as() == {"Spring": "Autumn", "Summer": "Autumn"}
    assert verify().differences == []


def test_to_rename_is_one_action_and_the_same_card_again_tells_nothing(call, by):
    call("Summer")
    told = FactRow.objects.filter(kind="campaign_name_mended").values_list("actor_id", flat=True)
    assert list(told) == [by.pk]
    facts = FactRow.objects.count()
    call("Summer")
    assert match_by_rules(store.read(), now=NOW) == 0
    assert FactRow.objects.count() == facts


def test_other_spellings_of_an_earlier_name_follow_by_rule(call):
    spend(campaign="spring")
    lead(campaign="SPRING")
    assert match_by_rules(store.read(), now=NOW) == 1
    call("Summer")
    lead(campaign="sum%6Der")
    assert match_by_rules(store.read(), now=NOW) == 3
    assert (leads_by_name(), spend_by_name()) == ({"Summer": 2}, {"Summer": Decimal(100)})
    assert match_by_rules(store.read(), now=NOW) == 0
    call("Spring")
    assert (leads_by_name(), spend_by_name()) == ({"Spring": 2}, {"Spring": Decimal(100)})
    assert match_by_rules(store.read(), now=NOW) == 0


def test_what_a_person_decided_of_a_name_stays(call, by):
    mend(said="Spring", campaign="brand", by=by, now=NOW)
    call("Summer")
    assert counted_as() == {"Spring": "brand"}
    call("Autumn")
    restore(said="Summer", by=by, now=NOW)
    match_by_rules(store.read(), now=NOW)
    call("Winter")
    assert counted_as() == {"Spring": "brand", "Autumn": "Winter"}


def test_a_new_name_that_was_mended_to_the_old_one_by_hand_stays_so(call, by):
    mend(said="Summer", campaign="Spring", by=by, now=NOW)
    call("Summer")
    assert counted_as() == {"Summer": "Spring"}


def test_what_counted_as_the_earlier_name_follows_it(call, by):
    mend(said="spr-ads", campaign="Spring", by=by, now=NOW)
    call("Summer")
    assert counted_as() == {"Spring": "Summer", "spr-ads": "Summer"}
    restore(said="spr-ads", by=by, now=NOW)
    call("Autumn")
    assert counted_as() == {"Spring": "Autumn", "Summer": "Autumn"}


def test_the_name_of_another_card_is_not_swallowed(call, card, by):
    other = planning.plan_campaign(Card(name="Spring-sale"), by=by, now=NOW)
    lead(campaign="Spring-sale")
    call("Summer")
    call("Spring sale")
    for said in ("Spring sale", "spring_sale"):
        lead(campaign=said)
    match_by_rules(store.read(), now=NOW)
    assert leads_by_name() == {"Spring-sale": 1, "Spring sale": 1, "spring_sale": 1}
    with pytest.raises(planning.NameTaken):
        call("Summer", of=other)
    with pytest.raises(planning.NameTaken):
        call("Spring-sale")


def test_a_card_renamed_before_names_were_read_so_is_caught_up_with_by_the_rules(call, card):
    lead(campaign="Spring")
    card.names.create(name="Summer", folded="summer", since=NOW)
    type(card).objects.filter(pk=card.pk).update(name="Summer")
    assert match_by_rules(store.read(), now=NOW) == 1
    assert leads_by_name() == {"Summer": 1}
