"""The blind check: by lot, with the agreed chance, by somebody without a part in the lead, and judged once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Document, ReturnAudit, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.basics.intervals import weighted_share, wilson
from tandem.basics.periods import Period
from tandem.handover import audits
from tandem.handover.actions import answer_return, return_lead
from tandem.handover.audit_rules import chosen, codes_of, is_drawn, roles_asked
from tandem.handover.audits import NotDrawn, NotTheAuditor, NoVerdict
from tandem.handover.facts import ReturnDrawn
from tandem.handover.models import LeadReturn
from tandem.handover.models import ReturnAudit as Audit
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
REASONS = (ReturnReason(key="other", title="Другое"),)


def document(share: str, auditor: str = "") -> Document:
    whole = msgspec.structs.replace(agreement(target="grade in ('A', 'B')"), returns=REASONS)
    return msgspec.structs.replace(whole, audit=ReturnAudit(share=Decimal(share), auditor=auditor))


def seller(name: str) -> Person:
    found = Person.objects.filter(name=name).first() or person(Role.SELLER, username=name)
    Person.objects.filter(pk=found.pk).update(is_active=True, role="seller", name=name)
    return Person.objects.get(pk=found.pk)


def standing(name: str = "Анна") -> LeadReturn:
    """A return of a seller's that marketing agreed with."""
    returned = return_lead(lead_id=lead(seller=name), reason="other", comment="", by=seller(name), now=NOW)
    answer_return(return_id=returned.pk, accepted=True, by=person(Role.MARKETING_HEAD), now=NOW)
    return returned


def test_each_return_has_the_agreed_chance_and_the_lot_never_changes():
    day = date(2026, 3, 4)
    drawn = {number for number in range(40_000) if is_drawn(number, returned_on=day, share=0.05)}

    assert 1_850 < len(drawn) < 2_150
    assert drawn == {number for number in range(40_000) if is_drawn(number, returned_on=day, share=0.05)}
    assert drawn < {number for number in range(40_000) if is_drawn(number, returned_on=day, share=0.2)}
    assert not any(is_drawn(number, returned_on=day, share=0) for number in range(1000))


def test_whoever_had_a_part_is_never_chosen_and_work_is_shared():
    loads = Counter({1: 0, 2: 0, 3: 0})
    for number in range(300):
        found = chosen(list(loads.items()), had_part={3}, return_id=number)
        assert found is not None
        loads[found] += 1

    assert loads == {1: 150, 2: 150, 3: 0}
    assert chosen([(3, 0)], had_part={3}, return_id=1) is None
    assert roles_asked(document("0.05")) == (Role.SALES_HEAD, Role.SELLER)
    assert roles_asked(document("0.05", "seller")) == (Role.SELLER, Role.SALES_HEAD)
    assert list(codes_of(document("0.05"))["non_target"]) == ["other"]


def test_with_equal_chances_the_weights_change_nothing():
    assert weighted_share(3 * 20.0, 12 * 20.0, 12 * 400.0, 12) == pytest.approx(wilson(3, 12))
    # Two of a rare draw weigh more than two of a frequent one.
    unequal = weighted_share(2 * 20.0, 2 * 20.0 + 2 * 5.0, 2 * 400.0 + 2 * 25.0, 4)
    assert unequal.value == pytest.approx(0.8)
    assert unequal.high - unequal.low > wilson(2, 4).high - wilson(2, 4).low - 0.2


@pytest.mark.django_db
def test_nothing_is_drawn_where_the_agreement_has_no_check():
    signed(document("0"), since=date(2026, 3, 1))
    standing()

    assert audits.draw(now=NOW) == 0


@pytest.mark.django_db
def test_a_return_that_stands_is_drawn_once_with_its_chance_and_given_to_somebody_else():
    signed(document("1"), since=date(2026, 3, 1))
    returned = standing()
    open_one = return_lead(lead_id=lead(seller="Анна"), reason="other", comment="", by=seller("Анна"), now=NOW)

    assert (audits.draw(now=NOW), audits.draw(now=NOW)) == (1, 0)
    assert (audits.name_auditors(now=NOW), audits.name_auditors(now=NOW)) == (1, 0)

    audit = Audit.objects.get()
    assert (audit.pk, audit.chance, audit.auditor) == (returned.pk, 1.0, person(Role.SALES_HEAD))
    assert not hasattr(open_one, "audit")
    fact = FactRow.objects.get(kind="return_drawn")
    assert (fact.fact, fact.version, fact.lead_id) == (ReturnDrawn(chance=1.0), 1, None)
    assert verify().clean


@pytest.mark.django_db
def test_a_head_who_gave_it_back_does_not_judge_it_and_a_seller_without_a_part_does():
    signed(document("1"), since=date(2026, 3, 1))
    head, boris = person(Role.SALES_HEAD), seller("Борис")
    returned = return_lead(lead_id=lead(seller="Анна"), reason="other", comment="", by=head, now=NOW)
    answer_return(return_id=returned.pk, accepted=True, by=person(Role.MARKETING_HEAD), now=NOW)
    seller("Анна")
    audits.draw(now=NOW)
    audits.name_auditors(now=NOW)

    assert Audit.objects.get().auditor == boris
    Person.objects.filter(pk=boris.pk).update(is_active=False)
    assert audits.name_auditors(now=NOW) == 0
    vera = seller("Вера")
    assert audits.name_auditors(now=NOW) == 1
    assert Audit.objects.get().auditor == vera
    assert verify().clean


@pytest.mark.django_db
def test_only_the_auditor_judges_once_and_with_a_reason_of_the_list():
    signed(document("1"), since=date(2026, 3, 1))
    returned, head = standing(), person(Role.SALES_HEAD)
    with pytest.raises(NotDrawn):
        audits.judge(return_id=returned.pk, verdict="target", code="fits", by=head, now=NOW)
    audits.draw(now=NOW)
    audits.name_auditors(now=NOW)

    with pytest.raises(NotTheAuditor):
        audits.judge(return_id=returned.pk, verdict="target", code="fits", by=seller("Анна"), now=NOW)
    for verdict, code in (("target", "other"), ("maybe", "fits"), ("", "")):
        with pytest.raises(NoVerdict):
            audits.judge(return_id=returned.pk, verdict=verdict, code=code, by=head, now=NOW)
    audits.judge(return_id=returned.pk, verdict="target", code="fits", by=head, now=NOW)
    with pytest.raises(NotTheAuditor):
        audits.judge(return_id=returned.pk, verdict="non_target", code="other", by=head, now=NOW)

    told = FactRow.objects.get(kind="return_audited")
    assert (told.version, told.lead_id, told.told.en) == (1, returned.lead_id, "Blind check: it was a target lead")
    assert verify().clean


@pytest.mark.django_db
def test_the_share_of_false_returns_weighs_each_by_its_chance_and_leaves_the_unclear_out():
    signed(document("1"), since=date(2026, 3, 1))
    head = person(Role.SALES_HEAD)
    said = [("target", "fits"), ("non_target", "other"), ("non_target", "other"), ("unknown", "too_little")]
    rows = [standing() for _ in said]
    audits.draw(now=NOW)
    audits.name_auditors(now=NOW)
    for returned, (verdict, code) in zip(rows, said, strict=True):
        audits.judge(return_id=returned.pk, verdict=verdict, code=code, by=head, now=NOW)

    asked = Question(
        ("false_returns", "returns_unclear", "returns_given"), Period.month(date(2026, 3, 1)), by=("seller",)
    )
    found = answer(asked, store.read())
    share = found.total.values["false_returns"]
    expected = wilson(1, 3)
    assert share.n == 3
    assert [share.value, share.low, share.high] == pytest.approx([1 / 3, expected.low, expected.high])
    assert found.total.values["returns_unclear"].value == 1
    assert found.at((seller("Анна").pk,)).values["returns_given"].value == 4
