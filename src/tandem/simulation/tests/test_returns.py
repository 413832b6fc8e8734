"""The made-up sellers give leads back, some wrongly; marketing answers, a check is judged, letters are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tandem.agreement.samples import person, signed
from tandem.agreement.starting import starter
from tandem.dialogue.models import QualityLetter
from tandem.handover.models import LeadReturn, ReturnAudit
from tandem.intake.samples import lead
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.simulation.returns import give_back, write_letters

NOW = datetime(2026, 3, 13, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_returns_end_as_they_do_in_life_and_the_letters_of_six_weeks_are_there():
    document = starter("ru")
    everything = msgspec.structs.replace(document.audit, share=msgspec.convert("0.5", type(document.audit.share)))
    signed(msgspec.structs.replace(document, audit=everything), since=date(2025, 12, 1))
    for role in (Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD):
        person(role)
    for number in range(120):
        at = NOW - timedelta(days=number % 40 + 1)
        lead(created_at=at - timedelta(hours=5), seller="Анна", need=False, stage="lost", stage_at=at)
    lead(created_at=NOW - timedelta(days=3), seller="Анна", stage="lost", stage_at=NOW - timedelta(days=2))
    Person.objects.filter(name="Анна").update(role=Role.SELLER)

    give_back(NOW, seed=1)
    write_letters(NOW)

    states = set(LeadReturn.objects.values_list("accepted", flat=True))
    assert states == {True, None} or states == {True, False, None}
    assert LeadReturn.objects.filter(accepted=True).count() > 20
    assert ReturnAudit.objects.filter(audited_at__isnull=True).count() == 2
    assert ReturnAudit.objects.filter(verdict="non_target").count() > 5
    letters = list(QualityLetter.objects.order_by("week"))
    assert [each.sent_at is not None for each in letters][-1] is False
    assert {each.answered_in_time for each in letters[:-1]} == {True, False}
    assert verify().clean
