"""A return is agreed with, stands by silence, or is disputed and ruled on; and a ruling binds later versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tandem.agreement.clauses import judged_by
from tandem.agreement.document import Calendar, Decision, Document, DutyPromise, Promise, ReturnReason
from tandem.agreement.precedents import contradicted, precedents
from tandem.agreement.samples import person, signed
from tandem.basics.expression_values import Kind
from tandem.handover.actions import (
    AlreadyReturned,
    NotWaiting,
    ObjectionWithoutWords,
    RuledAlready,
    answer_return,
    let_stand,
    return_lead,
)
from tandem.handover.models import LeadReturn
from tandem.handover.return_rules import judge_of, object_until, packed, unpacked
from tandem.handover.rulings import NotDisputed, NotTheJudge, RulingWithoutWords, rule, set_aside
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
ANSWER = Promise(
    key="answer", side="marketing", title="Ответить за два рабочих часа",
    duty=DutyPromise(about="returns", since="returned_at", until="answered_at", minutes=120, calendar="office"),
)  # fmt: skip
REASONS = (
    ReturnReason(key="poor", title="Нет денег", clause="budget < 50000"),
    ReturnReason(key="other", title="Другое"),
)


def document(**changes) -> Document:
    whole = msgspec.structs.replace(
        agreement(target="grade in ('A', 'B')"), returns=REASONS, promises=(ANSWER,), calendars=(OFFICE,)
    )
    return msgspec.structs.replace(whole, **changes)


@pytest.fixture
def disputed(db):
    """A return that marketing objects to, of a lead with a budget of 40,000."""
    signed(document(), since=date(2026, 3, 1))
    returned = give_back(lead(budget=Decimal(40_000)), "poor")
    answer(returned, accepted=False, words="Ипотека одобрена, это видно в записи.")
    return returned


def give_back(lead_id: int, reason: str = "other") -> LeadReturn:
    return return_lead(lead_id=lead_id, reason=reason, comment="", by=person(Role.SALES_HEAD), now=NOW)


def answer(returned: LeadReturn, *, accepted: bool, words: str = "", at: datetime = NOW) -> None:
    answer_return(return_id=returned.pk, accepted=accepted, words=words, by=person(Role.MARKETING_HEAD), now=at)


def ruled(returned: LeadReturn, *, stands: bool, by: Role = Role.OWNER, words: str = "Деньги есть.") -> None:
    rule(return_id=returned.pk, stands=stands, words=words, by=person(by), now=NOW)


def problems(clause: str) -> list[str]:
    drafted = document(returns=(msgspec.structs.replace(REASONS[0], clause=clause), REASONS[1]))
    return [each.kind for each in contradicted(drafted, precedents(), known=judged_by(drafted, {}))]


# The term and silence


def test_the_term_is_that_of_marketing_s_promise_in_its_working_time():
    friday_evening = datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("Europe/Moscow"))

    until = object_until(document(), friday_evening, company_zone=ZoneInfo("Europe/Moscow"))

    assert until == datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Europe/Moscow"))
    assert object_until(document(promises=()), friday_evening, company_zone=ZoneInfo("Europe/Moscow")) is None


@pytest.mark.django_db
def test_silence_lets_a_return_stand_and_says_so():
    signed(document(), since=date(2026, 3, 1))
    returned = give_back(lead())
    assert let_stand(now=NOW + timedelta(minutes=119)) == 0

    assert let_stand(now=NOW + timedelta(minutes=121)) == 1
    assert let_stand(now=NOW + timedelta(minutes=122)) == 0

    returned.refresh_from_db()
    assert (returned.accepted, returned.answered_at) == (True, None)
    assert FactRow.objects.get(kind="return_stood").happened_at == returned.object_until
    with pytest.raises(NotWaiting):
        answer(returned, accepted=False, words="Поздно.", at=NOW + timedelta(hours=3))
    assert verify().differences == []


@pytest.mark.django_db
def test_nobody_objects_once_the_term_is_over_even_before_the_watch_has_looked():
    signed(document(), since=date(2026, 3, 1))

    with pytest.raises(NotWaiting):
        answer(give_back(lead()), accepted=False, words="Поздно.", at=NOW + timedelta(hours=3))


@pytest.mark.django_db
def test_where_no_answer_is_promised_silence_decides_nothing():
    signed(document(promises=()), since=date(2026, 3, 1))
    give_back(lead())

    assert let_stand(now=NOW + timedelta(days=400)) == 0


# Objection and ruling


@pytest.mark.django_db
def test_whoever_objects_says_why():
    signed(document(), since=date(2026, 3, 1))

    with pytest.raises(ObjectionWithoutWords):
        answer(give_back(lead()), accepted=False, words="  ")


def test_an_objection_leaves_the_return_open_until_the_ruling(disputed):
    disputed.refresh_from_db()
    assert disputed.is_disputed
    assert let_stand(now=NOW + timedelta(days=9)) == 0

    ruled(disputed, stands=False)

    disputed.refresh_from_db()
    assert (disputed.accepted, disputed.is_disputed) == (False, False)
    assert disputed.ruling.known["budget"] == "40000.00"
    assert verify().differences == []
    with pytest.raises(NotDisputed):
        ruled(disputed, stands=True)
    # A lead that sales has to sell may come back another time, with another reason.
    assert give_back(disputed.lead_id).accepted is None


def test_the_same_dispute_is_not_led_twice_unless_its_ruling_is_set_aside(disputed):
    ruled(disputed, stands=False)

    with pytest.raises(RuledAlready, match="choose another reason"):
        give_back(disputed.lead_id, "poor")
    assert LeadReturn.objects.count() == 1

    set_aside(return_id=disputed.pk, by=person(Role.OWNER), now=NOW)
    assert give_back(disputed.lead_id, "poor").accepted is None


def test_what_was_ruled_one_to_sell_to_may_come_back_for_another_reason(disputed):
    ruled(disputed, stands=False)

    assert give_back(disputed.lead_id, "other").accepted is None


@pytest.mark.django_db
def test_a_return_that_stands_is_not_given_back_a_second_time():
    signed(document(), since=date(2026, 3, 1))
    returned = give_back(lead())
    answer(returned, accepted=True)

    with pytest.raises(AlreadyReturned, match="the return stands"):
        give_back(returned.lead_id)
    assert LeadReturn.objects.count() == 1


def test_only_whom_the_agreement_names_rules_and_says_why(disputed):
    with pytest.raises(NotTheJudge):
        ruled(disputed, stands=True, by=Role.SALES_HEAD)
    with pytest.raises(RulingWithoutWords):
        ruled(disputed, stands=True, words=" ")


def test_what_was_agreed_with_is_no_dispute(db):
    signed(document(), since=date(2026, 3, 1))
    returned = give_back(lead())
    answer(returned, accepted=True)

    with pytest.raises(NotDisputed):
        ruled(returned, stands=True)


def test_the_judge_is_the_one_the_agreement_names():
    named = Decision(key="disputes", title="Споры", words="w", decides="sales_head", matter="return")

    assert judge_of(document()) is Role.OWNER
    assert judge_of(document(decisions=(named,))) is Role.SALES_HEAD
    assert judge_of(document(decisions=(msgspec.structs.replace(named, decides="nobody"),))) is Role.OWNER


# Precedents


def test_a_draft_that_would_decide_otherwise_says_so_until_the_ruling_is_set_aside(disputed):
    ruled(disputed, stands=False)

    assert problems("budget < 50000") == ["ruling_contradicted"]
    assert problems("budget < 30000") == []
    # What cannot be told contradicts nothing.
    assert problems("urgent and city = 'Казань'") == []

    set_aside(return_id=disputed.pk, by=person(Role.OWNER), now=NOW)
    assert problems("budget < 50000") == []
    assert FactRow.objects.filter(kind="ruling_set_aside").count() == 1


def test_a_return_that_was_right_must_go_on_to_be_possible(disputed):
    ruled(disputed, stands=True)

    assert problems("budget < 50000") == []
    assert problems("budget < 30000") == ["ruling_contradicted"]
    assert problems("") == []


def test_setting_aside_is_the_judge_s(disputed):
    ruled(disputed, stands=True)

    with pytest.raises(NotTheJudge):
        set_aside(return_id=disputed.pk, by=person(Role.MARKETING_HEAD), now=NOW)


def test_what_is_known_survives_being_kept():
    known = {"budget": Decimal("40000.50"), "needed_on": date(2026, 5, 1), "urgent": True, "city": "Казань", "x": None}
    kinds = {"budget": Kind.NUMBER, "needed_on": Kind.DAY, "urgent": Kind.FLAG, "city": Kind.TEXT, "x": Kind.TEXT}

    kept = msgspec.json.decode(msgspec.json.encode(packed(known)))

    assert unpacked(kept, kinds) == {name: value for name, value in known.items() if value is not None}
    assert unpacked(kept, {"city": Kind.TEXT}) == {"city": "Казань"}
