"""An import fed by mistake can be taken back although its leads were dealt out, as long as no person acted on them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from tandem.agreement.document import DutyPromise, Promise
from tandem.agreement.samples import person, signed
from tandem.handover import clock_watch
from tandem.handover.dealing import off_load, pass_on
from tandem.handover.leaving import hand_over
from tandem.handover.models import Assignment, Clock, Dealing, LeftClient, RosterEntry, SellerLoad
from tandem.handover.replaying import replayed
from tandem.handover.roster import assign, distribute
from tandem.handover.tests.cast import NOON, arrives, document, seller
from tandem.handover.tests.test_dealing import assert_loads_add_up
from tandem.imports.acted_on import NeededByOthers
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.selling.next_steps import plan_step

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = [f"+7 913 000 {number:04}" for number in range(18)]
LATER = NOON + timedelta(hours=3)
ANSWER = Promise(
    key="answer", title="Ответить", side="sales",
    duty=DutyPromise(since="assigned_at", until="first_contact_at", minutes=30, calendar="sellers"),
)  # fmt: skip


def brings(count: int = 18) -> tuple[int, list[int]]:
    """An import of leads that came the hour before; its id and the leads."""
    rows = [
        {"id": f"W{at}", "created_at": NOON - timedelta(hours=1), "phone": PHONES[at], "grade": "AB"[at % 2]}
        for at in range(count)
    ]
    leads = take("lead", rows, system="wrong", at=NOON)
    return Import.objects.latest("pk").pk, leads


def dealt(leads: list[int]) -> None:
    assert distribute(lead_ids=leads, by=person(Role.SALES_HEAD), now=NOON).given == len(leads)


@pytest.fixture
def team():
    """An agreement that deals leads out and promises an answer, and three sellers."""
    signed(msgspec.structs.replace(document(), promises=(ANSWER,)), since=date(2026, 3, 1))
    return [seller(name) for name in ("Анна", "Борис", "Вера")]


def test_an_import_whose_leads_were_dealt_out_is_undone_with_all_that_followed_by_itself(team):
    kept = arrives(grade="A")
    before = {each.pk: (each.waiting_minutes, each.month_value) for each in SellerLoad.objects.exclude(month_leads=0)}
    import_id, leads = brings()
    dealt(leads)
    had = Assignment.objects.get(pk=leads[0]).seller_id
    assert pass_on(leads[0], away_from=had, now=NOON)
    assert off_load([leads[1]], now=NOON) == 1
    clock_watch.watch(now=LATER)
    assert Clock.objects.filter(lead__in=leads, broken=True).count() == len(leads)
    assert_loads_add_up(NOON)
    undo(import_id=import_id, by_id=None, now=LATER)
    assert list(Lead.objects.values_list("pk", flat=True)) == [kept]
    assert list(Assignment.objects.values_list("pk", flat=True)) == [kept]
    assert set(Clock.objects.values_list("lead", flat=True)) == {kept}
    after = {each.pk: (each.waiting_minutes, each.month_value) for each in SellerLoad.objects.exclude(month_leads=0)}
    assert after == before
    assert_loads_add_up(LATER)
    assert verify().clean
    # The receipt of a decision outlives the leads, and still says the same.
    assert all(each.same for dealing in Dealing.objects.all() for each in replayed(dealing))


def test_what_was_undone_may_be_fed_and_dealt_out_again(team):
    import_id, leads = brings()
    dealt(leads)
    first = sorted(Assignment.objects.values_list("seller").order_by())
    undo(import_id=import_id, by_id=None, now=NOON)
    follow(now=lambda: NOON)
    again_id, again = brings()
    assert not set(leads) & set(again)
    dealt(again)
    assert sorted(Assignment.objects.values_list("seller").order_by()) == first
    assert_loads_add_up()
    assert verify().clean
    undo(import_id=again_id, by_id=None, now=NOON)
    assert not Lead.objects.exists()
    assert not any(SellerLoad.objects.values_list("waiting_minutes", flat=True))
    assert verify().clean


def test_leads_that_a_leaving_seller_handed_over_go_with_their_import_too(team):
    import_id, leads = brings()
    dealt(leads)
    own = list(Assignment.objects.filter(seller=team[0]).values_list("pk", flat=True))
    hand_over(seller_id=team[0].pk, lead_ids=own, by=person(Role.SALES_HEAD), now=NOON)
    undo(import_id=import_id, by_id=None, now=NOON)
    assert not LeftClient.objects.exists()
    # That they left stays.
    assert RosterEntry.objects.get(pk=team[0].pk).until == date(2026, 3, 4)
    assert_loads_add_up()
    assert verify().clean


def test_where_people_acted_it_is_refused_with_their_number_and_examples_and_nothing_changes(team):
    import_id, leads = brings()
    dealt(leads)
    head = person(Role.SALES_HEAD)
    other = next(each for each in team if each.pk != Assignment.objects.get(pk=leads[7]).seller_id)
    assign(lead_id=leads[7], seller_id=other.pk, by=head, now=NOON)
    plan_step(lead_id=leads[3], what="Позвонить", due_on=NOON.date(), by=head, today=NOON.date(), now=NOON)
    facts = FactRow.objects.count()
    with pytest.raises(NeededByOthers) as refused:
        undo(import_id=import_id, by_id=None, now=NOON)
    assert f"2 of 18. For example, no. {leads[7]}: Given to a seller; no. {leads[3]}: " in refused.value.text.en
    assert f"2 из 18. Например, № {leads[7]} — Назначен менеджер; № {leads[3]} — " in refused.value.text.ru
    assert (Lead.objects.count(), FactRow.objects.count()) == (18, facts)
    assert_loads_add_up()
    assert verify().clean


def test_a_lead_of_an_earlier_import_keeps_its_seller_when_a_correction_of_it_is_undone(team):
    _, leads = brings(3)
    take("lead", [{"id": "W0", "created_at": NOON - timedelta(hours=1), "city": "Омск"}], system="wrong")
    correction = Import.objects.latest("pk").pk
    dealt(leads)
    owners = list(Assignment.objects.order_by("pk").values_list("pk", "seller"))
    undo(import_id=correction, by_id=None, now=NOON)
    assert list(Assignment.objects.order_by("pk").values_list("pk", "seller")) == owners
    assert Lead.objects.get(pk=leads[0]).city == ""
    assert_loads_add_up()
    assert verify().clean
