"""Mended names: every figure reads the campaign a name counts as, and the rows keep what they came with."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tandem.agreement.samples import person
from tandem.campaigns.models import MendedName, Spend
from tandem.campaigns.names_actions import NameLeadsBack, NameMissing, NotMended, match_by_rules, mend, restore
from tandem.campaigns.names_queries import counted_as, told_names
from tandem.campaigns.samples import spend
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.past import read_at
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def by():
    return person(Role.MARKETING_HEAD)


def by_campaign(reading=None):
    reading = reading or store.read()
    leads = dict(reading.rows("SELECT campaign, count(*) FROM leads GROUP BY 1"))
    spent = dict(reading.rows("SELECT campaign, sum(spend) FROM spend GROUP BY 1"))
    return leads, spent


def test_a_mended_name_moves_leads_and_spend_and_comes_back_when_undone(by):
    spend(campaign="spring")
    lead(campaign="spring sale")
    lead(campaign="spring")
    mend(said="spring sale", campaign="spring", by=by, now=NOW)
    assert by_campaign() == ({"spring": 2}, {"spring": Decimal("100.00")})
    assert Lead.objects.filter(campaign="spring sale").count() == 1
    assert verify().differences == []
    restore(said="spring sale", by=by, now=NOW)
    assert by_campaign()[0] == {"spring": 1, "spring sale": 1}
    assert verify().differences == []


@pytest.mark.parametrize("sealed", [False, True])
def test_leads_that_come_after_a_mending_count_as_the_campaign_at_once(by, sealed):
    spend(campaign="spring")
    mend(said="spring sale", campaign="spring", by=by, now=NOW)
    if sealed:
        sync()
    lead(campaign="spring sale")
    assert by_campaign()[0] == {"spring": 1}
    sync(rebuild=True)
    assert by_campaign()[0] == {"spring": 1}


def test_a_campaign_renamed_half_way_is_one_campaign(by):
    spend(campaign="brand")
    spend(campaign="brand 2026")
    lead(campaign="brand")
    mend(said="brand", campaign="brand 2026", by=by, now=NOW)
    assert by_campaign() == ({"brand 2026": 1}, {"brand 2026": Decimal("200.00")})
    assert set(Spend.objects.values_list("campaign", flat=True)) == {"brand", "brand 2026"}


def test_what_counted_as_a_name_follows_it(by):
    mend(said="a", campaign="b", by=by, now=NOW)
    mend(said="b", campaign="c", by=by, now=NOW)
    mend(said="d", campaign="a", by=by, now=NOW)
    assert counted_as() == {"a": "c", "b": "c", "d": "c"}
    with pytest.raises(NameLeadsBack):
        mend(said="c", campaign="a", by=by, now=NOW)


def test_refusals(by):
    with pytest.raises(NameMissing):
        mend(said="a", campaign="  ", by=by, now=NOW)
    with pytest.raises(NotMended):
        restore(said="a", by=by, now=NOW)


def test_rules_match_by_themselves_and_leave_alone_what_a_person_decided(by):
    spend(campaign="it career hub")
    lead(campaign="it%20career%20hub")
    lead(campaign="IT_career_hub")
    lead(campaign="{region_name}")
    assert match_by_rules(store.read(), now=NOW) == 2
    assert match_by_rules(store.read(), now=NOW) == 0
    assert by_campaign()[0] == {"it career hub": 2, "{region_name}": 1}
    restore(said="IT_career_hub", by=by, now=NOW)
    assert match_by_rules(store.read(), now=NOW) == 0
    assert by_campaign()[0] == {"it career hub": 1, "IT_career_hub": 1, "{region_name}": 1}
    facts = FactRow.objects.filter(subject="mended_name").values_list("kind", "actor_id")
    assert sorted(facts) == [("campaign_name_mended", None)] * 2 + [("campaign_name_restored", by.pk)]
    assert verify().differences == []


def test_a_past_look_knows_the_names_of_its_day(by):
    spend(campaign="spring")
    lead(campaign="spring sale")
    before = store.read().freshness.position
    mend(said="spring sale", campaign="spring", by=by, now=NOW)
    assert by_campaign()[0] == {"spring": 1}
    assert by_campaign(read_at(before))[0] == {"spring sale": 1}
    after = store.read().freshness.position
    lead(campaign="x")
    assert by_campaign(read_at(after))[0] == {"spring": 1}


def test_names_are_told_with_leads_money_and_what_they_count_as(by):
    spend(campaign="spring", source="yandex")
    spend(campaign="lonely", source="vk")
    lead(campaign="spring sale", source="yandex")
    mend(said="spring sale", campaign="spring", by=by, now=NOW)
    told = {
        each.said: (each.leads, each.spend, each.sources, each.campaign, each.known, each.has_leads)
        for each in told_names(store.read(), start="2026-01-01", end="2026-12-31", currency="RUB")
    }
    assert told == {
        "spring sale": (1, Decimal(0), frozenset({"yandex"}), "spring", True, True),
        "spring": (0, Decimal("100.00"), frozenset({"yandex"}), None, True, True),
        "lonely": (0, Decimal("100.00"), frozenset({"vk"}), None, True, False),
    }
    assert MendedName.objects.get().how == "hand"
