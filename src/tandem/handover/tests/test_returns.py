"""Sales give a lead back for the reasons of the version it is counted under, and only where the reason fits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from tandem.agreement.document import ReturnReason
from tandem.agreement.samples import person, signed
from tandem.handover.actions import NotForThisReason, UnknownReason, return_lead
from tandem.handover.models import LeadReturn
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
REASONS = (
    ReturnReason(key="not_buyer", title="Не покупатель", clause="grade is null or grade = 'D'"),
    ReturnReason(key="duplicate", title="Дубль"),
)


@pytest.fixture(autouse=True)
def version() -> int:
    document = msgspec.structs.replace(agreement(target="grade in ('A', 'B')"), returns=REASONS)
    return signed(document, since=date(2026, 3, 1))


def give_back(lead_id: int, reason: str) -> LeadReturn:
    return return_lead(lead_id=lead_id, reason=reason, comment="", by=person(Role.SALES_HEAD), now=NOW)


def test_a_reason_that_fits_takes_the_lead_back_under_its_version(version):
    returned = give_back(lead(need=False), "not_buyer")

    assert returned.version == version
    assert FactRow.objects.get(kind="lead_returned").version == version


def test_a_reason_that_what_is_known_contradicts_is_refused_with_its_condition():
    with pytest.raises(NotForThisReason, match="with “grade: not known or grade: D”"):
        give_back(lead(grade="A"), "not_buyer")
    assert not LeadReturn.objects.exists()


def test_a_reason_without_a_condition_fits_every_lead():
    assert give_back(lead(grade="A"), "duplicate").reason == "duplicate"


def test_a_reason_that_the_version_does_not_know_is_refused_with_those_it_knows():
    with pytest.raises(UnknownReason, match="Не покупатель, Дубль"):
        give_back(lead(), "expensive")


def test_a_lead_from_before_the_agreement_goes_back_for_any_reason():
    early = lead(created_at=datetime(2026, 2, 1, tzinfo=UTC), grade="A")

    assert give_back(early, "expensive").version == 0
