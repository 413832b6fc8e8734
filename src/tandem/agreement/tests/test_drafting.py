"""A draft is written by several people at once, and nobody overwrites anybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tandem.agreement import actions, queries, storing
from tandem.agreement.document import (
    Calendar,
    Card,
    Document,
    DutyPromise,
    FigurePromise,
    GradeRow,
    Kpi,
    Promise,
    Seat,
    Stage,
    Status,
    Term,
)
from tandem.agreement.drafting_items import ChangedMeanwhile, ItemGone, WrongShape
from tandem.agreement.models import Item, Version
from tandem.agreement.refusals import DraftExists, NoDraft, NotYours
from tandem.agreement.samples import DOCUMENT, NOW, draft, person, signed
from tandem.journal.models import FactRow
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


def drafted() -> Document:
    """What the draft says now."""
    draft = queries.draft()
    assert draft is not None
    return queries.document_of(draft)


FULL = Document(
    title="Регламент",
    language="en",
    leads="marketing",
    revise_by=date(2026, 12, 1),
    seats=(Seat(side="sales", role="owner", reason="РОПа нет"),),
    terms=(Term(key="lead", title="Лид"), Term(key="lead", title="Лид второй раз"), Term(title="Без ключа")),
    grading=DOCUMENT.grading,
    stages=DOCUMENT.stages,
    calendars=(Calendar(key="office", monday="9-18", exceptions={"2026-05-11": "", "2026-05-08": "9-15"}),),
    promises=(
        Promise(
            key="volume", figure=FigurePromise(measure="leads", amount=Decimal("0.10"), where={"source": ("b", "a")})
        ),
        Promise(key="speed", duty=DutyPromise(minutes=15, share=Decimal("0.9"))),
    ),
    cards=(Card(key="seller", role="seller", kpis=(Kpi(measure="leads", due=date(2026, 6, 1)),)),),
)


@pytest.mark.parametrize("document", [Document(), DOCUMENT, FULL])
def test_a_document_comes_back_from_the_tables_as_it_was(document):
    actions.open_draft(by=person(Role.OWNER), now=NOW, document=document)

    assert drafted() == document


def test_every_part_of_the_document_has_a_place_in_the_tables():
    assert set(storing.sections()[1:]) | set(storing.head_fields()) == set(Document.__struct_fields__)


def test_two_editors_of_different_items_both_succeed():
    draft()
    one, other = person(Role.SALES_HEAD), person(Role.MARKETING_HEAD)
    actions.change_item(by=one, now=NOW, section="stages", key="new", body=Stage(key="new", title="Заявка"), revision=1)
    actions.change_item(
        by=other, now=NOW, section="stages", key="won", body=Stage(key="won", title="Оплата"), revision=1
    )

    assert [stage.title for stage in drafted().stages] == [
        "Заявка", "В работе", "Оплата", "Отказ",
    ]  # fmt: skip


def test_the_second_of_two_editors_of_one_item_sees_both_texts():
    draft()
    words: dict[str, Any] = {"section": "grading", "key": "target_lead", "revision": 1, "now": NOW}
    actions.change_item(by=person(Role.SALES_HEAD), body=Status(words="Текст продаж"), **words)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.change_item(by=person(Role.MARKETING_HEAD), body=Status(words="Текст маркетинга"), **words)

    assert (refused.value.theirs.words, refused.value.yours.words) == ("Текст продаж", "Текст маркетинга")
    assert drafted().grading.target_lead.words == "Текст продаж"
    # Having seen both, they may insist.
    actions.change_item(
        by=person(Role.MARKETING_HEAD), body=Status(words="Вместе"), **words | {"revision": refused.value.revision}
    )
    assert drafted().grading.target_lead.words == "Вместе"


def test_two_editors_who_wrote_the_same_do_not_quarrel():
    draft()
    for role in (Role.SALES_HEAD, Role.MARKETING_HEAD):
        actions.change_item(
            by=person(role), now=NOW, section="stages", key="new", body=Stage(key="new", title="Заявка"), revision=1
        )


def test_a_removed_item_is_gone_for_whoever_still_edits_it():
    draft()
    actions.remove_item(by=person(Role.OWNER), now=NOW, section="stages", key="lost", revision=1)
    with pytest.raises(ItemGone):
        actions.change_item(
            by=person(Role.ANALYST), now=NOW, section="stages", key="lost", body=Stage(key="lost"), revision=1
        )


def test_what_somebody_just_changed_is_not_removed_unseen():
    draft()
    actions.change_item(by=person(Role.OWNER), now=NOW, section="stages", key="new", body=Stage(key="new"), revision=1)
    with pytest.raises(ChangedMeanwhile):
        actions.remove_item(by=person(Role.ANALYST), now=NOW, section="stages", key="new", revision=1)


def test_items_are_added_at_the_end_and_moved_by_one():
    draft()
    owner = person(Role.OWNER)
    assert actions.add_item(by=owner, now=NOW, section="stages", body=Stage(key="won", title="Ещё")) == "won-2"
    actions.move_item(by=owner, now=NOW, section="stages", key="won-2", up=True)
    actions.move_item(by=owner, now=NOW, section="stages", key="new", up=True)

    assert [stage.key for stage in drafted().stages] == [
        "new", "in_work", "won", "won-2", "lost",
    ]  # fmt: skip


def test_fixed_parts_are_never_removed():
    draft()
    with pytest.raises(WrongShape):
        actions.remove_item(by=person(Role.OWNER), now=NOW, section="grading", key="table", revision=1)


@pytest.mark.parametrize(
    ("section", "key", "body"),
    [("stages", "new", {"colour": "red"}), ("grading", "table", [{"need": "perhaps"}]), ("nothing", "x", {})],
)
def test_a_body_of_another_shape_is_refused(section, key, body):
    draft()
    with pytest.raises(WrongShape):
        actions.change_item(by=person(Role.OWNER), now=NOW, section=section, key=key, body=body, revision=1)


def test_a_file_taken_over_touches_only_what_differs():
    draft()
    longer = DOCUMENT.__replace__(stages=(*DOCUMENT.stages[:-1], Stage(key="paused", title="Отложен", owner="sales")))
    actions.take_over(by=person(Role.OWNER), now=NOW, document=longer)

    assert drafted() == longer
    assert dict(Item.objects.filter(section="stages").values_list("key", "revision")) == {
        "new": 1, "in_work": 1, "won": 1, "paused": 1,
    }  # fmt: skip


def test_there_is_one_draft_at_a_time_and_it_starts_from_the_newest_version():
    signed(since=date(2026, 4, 1))
    actions.open_draft(by=person(Role.ANALYST), now=NOW)

    assert drafted() == DOCUMENT
    with pytest.raises(DraftExists):
        actions.open_draft(by=person(Role.OWNER), now=NOW)


def test_a_withdrawn_draft_leaves_only_its_facts():
    draft()
    actions.withdraw_draft(by=person(Role.OWNER), now=NOW)

    assert not Version.objects.exists()
    assert list(FactRow.objects.values_list("kind", flat=True)) == ["draft_opened", "draft_withdrawn"]
    with pytest.raises(NoDraft):
        actions.withdraw_draft(by=person(Role.OWNER), now=NOW)


@pytest.mark.parametrize("role", [Role.SELLER, Role.MARKETER])
def test_sellers_and_marketers_read_and_do_not_write(role):
    with pytest.raises(NotYours):
        actions.open_draft(by=person(role), now=NOW)
    draft()
    verbs: dict[Any, dict[str, Any]] = {
        actions.change_item: {"section": "grading", "key": "table", "body": [GradeRow()], "revision": 1},
        actions.add_item: {"section": "stages", "body": Stage()},
        actions.remove_item: {"section": "stages", "key": "new", "revision": 1},
        actions.move_item: {"section": "stages", "key": "new", "up": False},
        actions.take_over: {"document": Document()},
        actions.propose: {"since": date(2026, 5, 1), "reason": ""},
        actions.withdraw_draft: {},
    }
    for verb, words in verbs.items():
        with pytest.raises(NotYours):
            verb(by=person(role), now=NOW, **words)
    assert drafted() == DOCUMENT
