"""Both heads sign, nobody else; what they have signed never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tandem.agreement import actions, queries
from tandem.agreement.agreed import asked_once, signed_versions
from tandem.agreement.attention import SIGNATURE
from tandem.agreement.document import Document, Seat, Stage
from tandem.agreement.models import Item, Signature, Version
from tandem.agreement.refusals import ClosedPeriod, NotAfterPrevious
from tandem.agreement.rules import VERSION_ZERO
from tandem.agreement.samples import DOCUMENT, NOW, draft, person, sign, signed
from tandem.agreement.signing import (
    AnotherText,
    HasProblems,
    NoDateOfForce,
    NotYourSignature,
    SeatIsTaken,
    SignedAlready,
    lines_of,
)
from tandem.agreement.starting import starter
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 1)


def test_the_last_signature_puts_the_draft_in_force_from_its_day():
    draft(since=APRIL)
    assert sign("sales") is None
    assert queries.in_force(APRIL) is VERSION_ZERO
    assert sign("marketing") == 1

    assert queries.in_force(APRIL - timedelta(1)) is VERSION_ZERO
    assert (queries.in_force(APRIL).version, queries.in_force(APRIL).document) == (1, DOCUMENT)
    assert queries.draft() is None
    kinds = list(FactRow.objects.order_by("position").values_list("kind", flat=True))
    assert kinds[-3:] == ["version_signed", "version_signed", "version_put_in_force"]
    assert {row.told.ru for row in FactRow.objects.filter(kind="version_signed")} == {
        "Регламент подписан: продажи", "Регламент подписан: маркетинг",
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SALES_HEAD])
def test_nobody_but_the_head_of_sales_signs_for_sales(role):
    draft(since=APRIL)
    with pytest.raises(NotYourSignature, match="head of sales"):
        sign("sales", by=person(role))
    assert not Signature.objects.exists()


def test_a_draft_signed_by_one_department_waits_on_the_first_page_of_the_other():
    heads = {side: person(role) for side, role in (("sales", Role.SALES_HEAD), ("marketing", Role.MARKETING_HEAD))}

    def told(who):
        return [line.url for line in SIGNATURE.lines(who, store.read())]

    draft(since=APRIL)
    assert [told(each) for each in heads.values()] == [[], []]
    sign("marketing")
    assert told(heads["sales"]) == ["/agreement/draft/signatures/"]
    assert told(heads["marketing"]) == told(person(Role.SELLER)) == told(person(Role.OWNER)) == []
    sign("sales")
    assert told(heads["sales"]) == []


def test_a_department_signs_once():
    draft(since=APRIL)
    sign("sales")
    with pytest.raises(SignedAlready):
        sign("sales")


@pytest.fixture
def without_sales_head():
    return DOCUMENT.__replace__(seats=(Seat(side="sales", role="owner", reason="РОПа ещё не нашли"),))


def test_an_empty_seat_is_signed_for_by_whom_the_document_names(without_sales_head):
    draft(without_sales_head, since=APRIL)
    sign("marketing")
    with pytest.raises(NotYourSignature, match="owner"):
        sign("sales", by=person(Role.ADMIN))
    sign("sales", by=person(Role.OWNER))

    (line,) = [each for each in queries.versions()[0].signatures if each.side == "sales"]
    assert line.in_place_of_head == "РОПа ещё не нашли"


def test_nobody_signs_in_the_place_of_a_head_who_is_there(without_sales_head):
    person(Role.SALES_HEAD)
    draft(without_sales_head, since=APRIL)
    with pytest.raises(SeatIsTaken, match="has a head of sales"):
        sign("sales", by=person(Role.OWNER))


def test_one_department_does_not_sign_for_the_other():
    draft(DOCUMENT.__replace__(seats=(Seat(side="sales", role="marketing_head", reason="-"),)), since=APRIL)
    with pytest.raises(SeatIsTaken, match="cannot sign for the other department"):
        sign("sales", by=person(Role.MARKETING_HEAD))


def test_a_change_voids_the_signatures_given():
    draft(since=APRIL)
    sign("sales")
    actions.change_item(
        by=person(Role.MARKETING_HEAD), now=NOW, section="stages", key="won", body=Stage(key="won"), revision=1
    )

    draft_now = queries.draft()
    assert draft_now is not None
    assert [line.signed for line in lines_of(draft_now, DOCUMENT)] == [None, None]
    assert FactRow.objects.latest("position").told.en.endswith("because the draft was changed: sales")


def test_a_moved_date_voids_the_signatures_too():
    draft(since=APRIL)
    sign("sales")
    actions.propose(by=person(Role.OWNER), now=NOW, since=date(2026, 5, 1), reason="")
    assert not Signature.objects.exists()


def test_a_text_that_changed_while_it_was_read_is_not_signed():
    draft(since=APRIL)
    with pytest.raises(AnotherText):
        sign("sales", seen="what stood there before")


def test_a_document_with_a_serious_problem_is_not_signed():
    draft(since=APRIL)
    with pytest.raises(HasProblems, match="Mend the draft first"):
        actions.sign(by=person(Role.SALES_HEAD), now=NOW, side="sales")
    assert not Signature.objects.exists()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_starter_agreement_can_be_signed_as_it_is(language):
    draft(starter(language, date(2026, 3, 2)), since=APRIL)
    actions.sign(by=person(Role.SALES_HEAD), now=NOW, side="sales")
    assert actions.sign(by=person(Role.MARKETING_HEAD), now=NOW, side="marketing") == 1


def test_without_a_date_of_force_nothing_is_signed():
    draft()
    with pytest.raises(NoDateOfForce):
        sign("sales")


def test_versions_come_in_force_one_after_the_other():
    signed(since=APRIL)
    with pytest.raises(NotAfterPrevious):
        draft(since=APRIL)
    actions.propose(by=person(Role.OWNER), now=NOW, since=date(2026, 4, 2), reason="")

    assert [(line.number, line.until) for line in queries.versions()] == [(1, None), (0, date(2026, 3, 31))]


def test_a_version_starts_in_nothing_that_is_closed():
    actions.close_month(month=date(2026, 1, 1), by=person(Role.OWNER), now=NOW)
    # Neither in a closed month nor before it: what holds from December would hold in January too.
    for since in (date(2026, 1, 31), date(2025, 12, 1)):
        with pytest.raises(ClosedPeriod):
            draft(since=since)
        actions.withdraw_draft(by=person(Role.OWNER), now=NOW)
    draft(since=date(2026, 2, 1))


def test_a_month_closed_after_the_date_was_proposed_stops_the_signature():
    draft(since=date(2026, 1, 15))
    actions.close_month(month=date(2026, 1, 1), by=person(Role.OWNER), now=NOW)
    with pytest.raises(ClosedPeriod):
        sign("sales")


@pytest.mark.parametrize(
    "attack",
    [
        lambda: Item.objects.filter(key="won").update(body={}),
        lambda: Item.objects.filter(key="won").delete(),
        lambda: Item.objects.create(version=Version.objects.get(), section="stages", key="more", place=9, body={}),
        lambda: Version.objects.update(since=date(2026, 1, 1)),
        lambda: Version.objects.update(number=None, since=None, signed_at=None),
        lambda: Version.objects.get().delete(),
        lambda: Signature.objects.update(side="other"),
        lambda: Signature.objects.filter(side="sales").delete(),
    ],
)
def test_the_database_itself_refuses_to_change_a_signed_version(attack):
    signed(since=APRIL)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        attack()
    assert queries.version(1).document == DOCUMENT


def test_a_draft_may_still_be_changed_beside_a_signed_version():
    signed(since=APRIL)
    actions.open_draft(by=person(Role.OWNER), now=NOW)
    actions.take_over(by=person(Role.OWNER), now=NOW, document=Document())
    actions.withdraw_draft(by=person(Role.OWNER), now=NOW)
    assert queries.version(1).document == DOCUMENT


def test_another_process_knows_of_a_new_version_at_once():
    signed(since=APRIL)
    assert queries.in_force(APRIL).version == 1
    signed(DOCUMENT.__replace__(title="Второй"), since=date(2026, 4, 2))
    assert queries.in_force(date(2026, 4, 2)).document.title == "Второй"
    assert queries.in_force(APRIL).document.title == "Регламент"


def test_a_version_in_force_answers_as_the_built_in_one_did():
    signed(since=APRIL)
    agreement = queries.in_force(APRIL)

    assert agreement.title.ru == "Версия 1 с 01.04.2026"
    assert [(stage.key, str(stage.owner), stage.closed) for stage in agreement.stages][::2] == [
        ("new", "marketing", False), ("won", "sales", True),
    ]  # fmt: skip
    assert [agreement.is_target(grade) for grade in ("A", "B", "D", "Z", None)] == [True, True, False, None, None]


def test_an_unknown_version_is_refused():
    with pytest.raises(queries.UnknownVersion, match="no version 7"):
        queries.version(7)
    assert queries.version(0) is VERSION_ZERO


def test_everybody_acknowledges_a_version_once():
    signed(since=APRIL)
    seller = Person.objects.create_user("seller", name="Мария", role="seller")
    for _ in range(2):
        actions.acknowledge(by=seller, now=NOW, number=1)

    assert queries.versions()[0].acknowledged == 1
    assert FactRow.objects.filter(kind="version_acknowledged", actor_id=seller.pk).count() == 1


@pytest.mark.parametrize("number", [0, 2])
def test_only_a_signed_version_is_acknowledged(number):
    signed(since=APRIL)
    draft()
    with pytest.raises(queries.UnknownVersion):
        actions.acknowledge(by=person(Role.SELLER), now=NOW, number=number)


def test_a_version_that_is_signed_while_others_are_kept_is_found():
    with asked_once():
        assert signed_versions() == ()
        number = signed(since=APRIL)
        assert queries.version(number).document == DOCUMENT
