"""A lead that nobody has is taken by one seller, whoever else wants it at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import msgspec
import pytest
from django.db import connection

from tandem.agreement.document import DutyPromise, Promise, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.basics.refusals import Refusal
from tandem.handover.actions import return_lead
from tandem.handover.models import Assignment, Clock
from tandem.handover.taking import CameBack, NotOneWhoSells, TakenAlready, take_lead
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
CONTACT = Promise(
    key="contact", side="sales", title="Контакт за 30 минут",
    duty=DutyPromise(since="captured_at", until="first_contact_at", minutes=30),
)  # fmt: skip


def seller(name: str) -> Person:
    return Person.objects.create_user(name, name=name, role=Role.SELLER)


def test_of_two_who_take_a_lead_at_once_one_wins_and_the_other_is_told_who():
    lead_id, ready = lead(), Barrier(2)
    sellers = [seller("Анна"), seller("Борис")]

    def take(by: Person) -> Callable[[], str]:
        def taken() -> str:
            try:
                ready.wait()
                take_lead(lead_id=lead_id, by=by, now=NOW)
            except Refusal as refusal:
                return f"{type(refusal).__name__}: {refusal.text.en}"
            finally:
                connection.close()
            return ""

        return taken

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(lambda verb: verb(), map(take, sellers)))

    winner = Assignment.objects.get(pk=lead_id).seller
    assert said == ["", f"TakenAlready: The lead is with {winner} already. Take the next one."]
    assert FactRow.objects.filter(kind="lead_assigned", lead_id=lead_id).count() == 1
    assert verify().differences == []


def test_taking_starts_the_clock_anew_and_taking_one_s_own_again_changes_nothing():
    signed(msgspec.structs.replace(agreement(target="true"), promises=(CONTACT,)), since=date(2026, 1, 1))
    lead_id, by = lead(created_at=datetime.now(UTC) - timedelta(hours=2)), seller("Анна")
    now = datetime.now(UTC)

    take_lead(lead_id=lead_id, by=by, now=now)
    facts = FactRow.objects.count()
    take_lead(lead_id=lead_id, by=by, now=now + timedelta(minutes=1))

    assert Clock.objects.get(lead=lead_id).due_at == now + timedelta(minutes=30)
    assert FactRow.objects.count() == facts
    assert verify().differences == []


def test_only_who_sells_takes_a_lead_that_nobody_has_and_that_did_not_come_back():
    reason = ReturnReason(key="dup", title="Дубль")
    signed(msgspec.structs.replace(agreement(target="true"), returns=(reason,)), since=date(2026, 1, 1))
    lead_id = lead()

    with pytest.raises(NotOneWhoSells):
        take_lead(lead_id=lead_id, by=person(Role.MARKETER), now=NOW)
    return_lead(lead_id=lead_id, reason="dup", comment="", by=person(Role.SALES_HEAD), now=NOW)
    with pytest.raises(CameBack):
        take_lead(lead_id=lead_id, by=seller("Анна"), now=NOW)
    with pytest.raises(TakenAlready, match="Борис"):
        take_lead(lead_id=lead(seller="Борис"), by=seller("Вера"), now=NOW)
