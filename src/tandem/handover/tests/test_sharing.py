"""Taking a lead from the common queue: who has it then, what weighs on whom, and the receipt that says so."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.utils import translation

from tandem.handover.attention import _taken
from tandem.handover.dealing import off_load
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment, SellerLoad
from tandem.handover.replaying import decisions_of
from tandem.handover.sharing import NoLongerWaits, NotToBeTaken, sharing_of, take_from_another
from tandem.handover.tests.cast import NIGHT, NOON, TERMS, arrives, distributes, seller
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify

pytestmark = pytest.mark.django_db

SHARED = msgspec.structs.replace(TERMS, common="first")


def dealt(**cells):
    """A lead that was dealt to one of two, and the other."""
    anna, boris = seller("Анна"), seller("Борис")
    lead_id = arrives(**cells)
    has = Assignment.objects.get(pk=lead_id).seller
    return lead_id, has, boris if has == anna else anna


def test_a_free_seller_takes_what_waits_with_another_and_both_are_named():
    distributes(SHARED)
    lead_id, had, takes = dealt()

    assert take_from_another(lead_id=lead_id, by=takes, now=NOON) == had.pk

    stands = Assignment.objects.get(pk=lead_id)
    assert (stands.seller, stands.taken_at) == (takes, None)
    loads = dict(SellerLoad.objects.values_list("seller", "waiting_leads"))
    assert (loads[had.pk], loads[takes.pk]) == (0, 1)
    fact = FactRow.objects.filter(kind=LeadAssigned.kind, subject_id=lead_id).latest("position").fact
    assert isinstance(fact, LeadAssigned)
    assert (fact.seller_id, fact.away_from, fact.why) == (takes.pk, had.pk, "common")
    newest = next(decisions_of(lead_id))
    assert (newest.occasion, newest.was.seller_id, newest.lead.not_to, newest.same) == (
        "common",
        takes.pk,
        had.pk,
        True,
    )
    assert verify().differences == []


def test_a_lead_somebody_has_turned_to_is_nobody_else_s():
    distributes(SHARED)
    lead_id, had, takes = dealt()
    off_load([lead_id], now=NOON)

    with pytest.raises(NoLongerWaits):
        take_from_another(lead_id=lead_id, by=takes, now=NOON)
    assert Assignment.objects.get(pk=lead_id).seller == had


def test_the_agreement_and_the_shift_are_asked_at_the_moment_of_taking():
    distributes()
    lead_id, had, takes = dealt()
    with pytest.raises(NotToBeTaken, match="common queue"):
        take_from_another(lead_id=lead_id, by=takes, now=NOON)

    assert sharing_of(takes.pk, now=NOON).takeable([lead_id]) == {}
    assert Assignment.objects.get(pk=lead_id).seller == had


def test_what_may_be_taken_is_told_before_and_only_on_shift():
    distributes(SHARED)
    lead_id, had, takes = dealt()

    assert sharing_of(takes.pk, now=NOON).takeable([lead_id]) == {lead_id: had.pk}
    assert sharing_of(had.pk, now=NOON).takeable([lead_id]) == {}
    assert sharing_of(takes.pk, now=NIGHT + timedelta(minutes=1)).takeable([lead_id]) == {}


def test_whoever_had_the_lead_learns_on_their_first_page_who_took_it(monkeypatch):
    distributes(SHARED)
    lead_id, had, takes = dealt()
    assert _taken(had, store.read()) == []
    take_from_another(lead_id=lead_id, by=takes, now=NOON)

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(hours=1))
    for language, sentence in (
        ("en", f"1 lead that waited with you was taken from the common queue: {takes.name}."),
        ("ru", f"1 лид, который ждал вас, взяли из общей очереди: {takes.name}."),
    ):
        with translation.override(language):
            assert [line.sentence for line in _taken(had, store.read())] == [sentence]
    assert _taken(takes, store.read()) == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=2))
    assert _taken(had, store.read()) == []
