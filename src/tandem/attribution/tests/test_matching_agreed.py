"""Which names count as one campaign, the agreement says; without a word all rules apply."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from tandem.agreement.document import Matching
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.campaigns.names_actions import MatchingByHandNotAgreed, match_by_rules, mend
from tandem.campaigns.names_queries import counted_as
from tandem.campaigns.planning import Card, change_campaign, plan_campaign
from tandem.campaigns.samples import spend
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.people.rules import Role

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def names(db):
    spend(campaign="Brand", spend=100)
    lead(campaign="brand")


def agree(**agreed: Any) -> None:
    signed(msgspec.structs.replace(DOCUMENT, matching=Matching(**agreed)), since=date(2026, 3, 1))


def test_names_spelt_otherwise_are_one_unless_the_agreement_says_otherwise(names):
    agree(spelling=False)
    assert match_by_rules(store.read(), now=NOW) == 0
    assert counted_as() == {}


def test_without_a_word_of_the_agreement_they_are_one(names):
    agree()
    assert match_by_rules(store.read(), now=NOW) == 1
    assert counted_as() == {"brand": "Brand"}


def test_where_nobody_matches_by_hand_it_is_refused_with_the_place_to_agree_on_it(names):
    agree(by_hand=False)
    with pytest.raises(MatchingByHandNotAgreed) as refused:
        mend(said="brand", campaign="Brand", by=person(Role.OWNER), now=NOW)

    assert "How spend meets leads" in refused.value.text.en
    assert counted_as() == {}


@pytest.mark.parametrize(("joins", "counted"), [(False, {}), (True, {"Spring": "Summer"})])
def test_earlier_names_of_a_card_are_its_own_only_where_the_agreement_joins_them(db, joins, counted):
    agree(card_names=joins, spelling=False)
    by = person(Role.MARKETING_HEAD)
    card = plan_campaign(Card(name="Spring"), by=by, now=NOW)
    for name in ("Spring", "Summer"):
        spend(campaign=name)
        lead(campaign=name)
    change_campaign(Card(name="Summer"), campaign_id=card.pk, people=(), by=by, now=NOW)

    assert counted_as() == counted
    assert match_by_rules(store.read(), now=NOW) == 0
    assert dict(store.read().rows("SELECT campaign, count(*) FROM leads GROUP BY 1")) == (
        {"Summer": 2} if joins else {"Spring": 1, "Summer": 1}
    )


def test_an_agreement_that_begins_to_join_the_names_of_a_card_joins_those_it_had(db):
    agree(card_names=False)
    by = person(Role.MARKETING_HEAD)
    card = plan_campaign(Card(name="Spring"), by=by, now=NOW)
    lead(campaign="Spring")
    change_campaign(Card(name="Summer"), campaign_id=card.pk, people=(), by=by, now=NOW)
    assert match_by_rules(store.read(), now=NOW) == 0
    signed(msgspec.structs.replace(DOCUMENT, matching=Matching(card_names=True)), since=date(2026, 3, 2))

    assert match_by_rules(store.read(), now=NOW) == 1
    assert counted_as() == {"Spring": "Summer"}
