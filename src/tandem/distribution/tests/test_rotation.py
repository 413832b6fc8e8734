"""Clients whom their seller leaves alone are proposed for another one, and given over only when a head confirms."""

from __future__ import annotations

import time
from datetime import timedelta
from unittest.mock import patch

import msgspec
import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.agreement.samples import person
from tandem.distribution.rotation import idle, rotated
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment, Dealing
from tandem.handover.replaying import decisions_of
from tandem.handover.roster import NotADealer, assign
from tandem.handover.rotating import NotAsProposed, Rotation, carry_out, propose, proposed
from tandem.handover.tests.cast import NOON, TERMS, distributes, seller
from tandem.handover.tests.test_dealing import assert_loads_add_up, owner_of
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.selling.next_steps import plan_step

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = NOON + timedelta(days=28)
TODAY = AFTER.date()


@pytest.fixture
def team():
    """An agreement that proposes after three weeks, and three sellers."""
    distributes(msgspec.structs.replace(TERMS, rotate_after=21))
    return [seller(name) for name in ("Анна", "Борис", "Вера")]


def has(name: str, *, days: int = 25, **said) -> int:
    """An open lead that came with a seller so many days ago."""
    return lead(seller=name, created_at=AFTER - timedelta(days=days), grade="A", **said)


def left_alone() -> list[int]:
    sync()
    return [each.lead_id for each in idle(store.read(), days=21, now=AFTER)]


def proposal() -> Rotation:
    found = propose(left_alone(), now=AFTER)
    assert found is not None
    return found


def test_left_alone_are_open_leads_that_nobody_turned_to_and_nothing_is_planned_for(team):
    mine, fresh = has("Анна"), has("Анна", days=20)
    has("Анна", stage="won")
    called = has("Анна", client_id="called")
    planned = has("Анна")
    older = has("Анна", days=26, client_id="again")
    newer = has("Анна", days=24, client_id="again")
    rang = has("Анна", client_id="rang")
    at = AFTER - timedelta(days=3)
    calls = [("called", "out", False), ("rang", "in", False), ("rang", "out", True)]
    take("activity", [
        {"id": f"K{number}", "kind": "call", "client_id": client, "at": at, "direction": direction,
         "automatic": automatic, "answered": True, "duration": 60}
        for number, (client, direction, automatic) in enumerate(calls)
    ])  # fmt: skip
    plan_step(lead_id=planned, what="Позвонить", due_on=TODAY, by=team[0], today=TODAY, now=AFTER)
    found = left_alone()
    assert set(found) == {mine, newer, rang}
    assert found[0] == newer
    assert not {fresh, called, older} & set(found)


def test_a_confirmed_proposal_gives_each_to_another_seller_with_even_loads_and_its_receipt(team):
    leads = [has("Анна") for _ in range(6)] + [has("Борис") for _ in range(2)]
    had = dict(Assignment.objects.values_list("pk", "seller"))
    found = proposal()
    moves = {each.lead_id: each for each in found.moves}
    assert set(moves) == set(leads)
    assert all(each.to_id != each.from_id == had[pk] for pk, each in moves.items())
    assert {each.minutes for each in moves.values()} == {30.0}
    assert dict(Assignment.objects.values_list("pk", "seller")) == had
    head = person(Role.SALES_HEAD)
    assert carry_out(proposed(found.signed()), by=head, now=AFTER) == 8
    assert dict(Assignment.objects.values_list("pk", "seller")) == {pk: each.to_id for pk, each in moves.items()}
    (one,) = decisions_of(leads[0])
    assert (one.occasion, one.same, one.lead.not_to) == ("rotation", True, team[0].pk)
    fact = FactRow.objects.filter(kind="lead_assigned", subject_id=leads[0]).latest("position")
    assert isinstance(fact.fact, LeadAssigned)
    assert (fact.fact.away_from, fact.actor_id) == (team[0].pk, head.pk)
    assert left_alone() == []
    _, total, uncalled = rotated(store.read(), now=AFTER, contacts=True)
    assert (total, uncalled) == (8, 8)
    assert_loads_add_up(AFTER)
    assert verify().clean


def test_what_changed_since_it_was_proposed_is_refused_whole(team):
    leads = [has("Анна") for _ in range(3)]
    found = proposal()
    with pytest.raises(NotADealer):
        carry_out(found, by=team[0], now=AFTER)
    assign(lead_id=leads[1], seller_id=team[1].pk, by=person(Role.SALES_HEAD), now=AFTER)
    with pytest.raises(NotAsProposed, match=f"1 of 3 changed since.*№ {leads[1]}"):
        carry_out(found, by=person(Role.SALES_HEAD), now=AFTER)
    assert owner_of(leads[0]) == "Анна"
    with pytest.raises(NotAsProposed, match="too old"):
        proposed(found.signed() + "x")
    text = found.signed()
    with patch("django.core.signing.time.time", return_value=time.time() + 3_700), pytest.raises(NotAsProposed):
        proposed(text)


@pytest.fixture
def desk(client, monkeypatch):
    """The page as the head of sales has it, on that day."""
    client.force_login(person(Role.SALES_HEAD))
    monkeypatch.setattr(timezone, "now", lambda: AFTER)
    return client


def test_the_page_proposes_shares_out_anew_what_is_ticked_and_gives_over_what_is_confirmed(team, desk):
    leads = [has("Анна") for _ in range(3)]
    sync()
    page = desk.get(reverse("rotation"))
    assert page.status_code == 200
    assert {line.row.lead_id for line in page.context["lines"]} == set(leads)
    fewer = desk.post(
        reverse("rotation_confirmed"), {"proposal": page.context["proposal"], "lead": [str(pk) for pk in leads[:2]]}
    )
    assert fewer.url == f"{reverse('rotation')}?lead={leads[0]}&lead={leads[1]}"
    again = desk.get(fewer.url)
    assert {line.row.lead_id for line in again.context["lines"]} == set(leads[:2])
    done = desk.post(
        reverse("rotation_confirmed"),
        {"proposal": again.context["proposal"], "lead": [str(pk) for pk in leads[:2]]},
        follow=True,
    )
    assert "Передано 2 клиента: сроки идут с этого момента." in done.content.decode()
    assert Dealing.objects.get().occasion == "rotation"
    assert owner_of(leads[2]) == "Анна"
    assert owner_of(leads[0]) != "Анна"


def test_without_a_rule_or_without_anybody_left_alone_the_page_says_so(desk):
    distributes()
    assert "в разделе о распределении" in desk.get(reverse("rotation")).content.decode()
    assert desk.post(reverse("rotation_confirmed"), {"proposal": "x"}).url == reverse("rotation")
    desk.force_login(person(Role.SELLER, username="s"))
    assert desk.get(reverse("rotation")).status_code == 403
