"""What follows the sending of a material, over rows with known answers."""

from __future__ import annotations

import datetime as dt

import pytest

from tandem.agreement.samples import person, signed
from tandem.materials.actions import MaterialCard, keep_material
from tandem.materials.rules import Kind
from tandem.people.rules import Role
from tandem.selling.material_effects import DAYS, WAYS, _counted, effects, file_rows
from tests.measures.world import World

FIRST = dt.datetime(2026, 1, 1, 9)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)


def world() -> World:
    """Six leads come to the stage on the first day; what becomes of them is written in each line."""
    found = World()
    lives = (
        # moved on after days, sent after days
        (5, 2), (None, 2), (9, None), (None, None), (1, None), (20, None),
    )  # fmt: skip
    for number, (moved, sent) in enumerate(lives, start=1):
        reached = {"in_work": FIRST} | ({"won": FIRST + moved * DAY} if moved else {})
        found.add("leads", captured_at=FIRST, reached=reached, stage_at=FIRST + 60 * DAY)
        if sent is not None:
            found.add("material_uses", lead_id=number, material_id=1, used_stage="in_work", way="sent",
                      used_at=FIRST + sent * DAY)  # fmt: skip
    return found


def test_leads_with_it_stand_beside_those_that_had_stood_there_as_long_without_it():
    # Two were sent it on their second day and one of them moved within 14 days. Beside them are the leads that still
    # stood there on the second day: one moved by the 16th, one never, one on the 20th; the one gone before is out.
    sent, moved, expected, others, young = _counted(world().reading(), 1, "in_work", WAYS["sent"])
    assert (sent, moved, others, young) == (2, 1, 3, 0)
    assert expected == pytest.approx(1 / 3)


def test_a_sending_too_young_to_judge_is_counted_apart():
    found = world()
    found.add("leads", captured_at=FIRST, reached={"in_work": FIRST + 50 * DAY}, stage_at=FIRST + 50 * DAY)
    found.add("material_uses", lead_id=7, material_id=1, used_stage="in_work", way="sent", used_at=FIRST + 55 * DAY)
    assert _counted(found.reading(), 1, "in_work", WAYS["sent"]) == pytest.approx((2, 1, 1 / 3, 3, 1))


def test_being_lost_is_no_step_on_and_ends_the_standing():
    found = World()
    for number, after in enumerate((2, 6), start=1):
        reached = {"in_work": FIRST, "lost": FIRST + after * DAY}
        found.add("leads", captured_at=FIRST, reached=reached, stage_at=FIRST + 60 * DAY)
        assert number
    found.add("leads", captured_at=FIRST, reached={"in_work": FIRST}, stage_at=FIRST + 60 * DAY)
    found.add("material_uses", lead_id=3, material_id=1, used_stage="in_work", way="sent", used_at=FIRST + 3 * DAY)
    sent, moved, expected, others, _young = _counted(found.reading(), 1, "in_work", WAYS["sent"])
    assert (sent, moved, expected, others) == (1, 0, 0.0, 1)


@pytest.mark.django_db
def test_effects_say_what_may_be_said_and_few_cases_say_nothing():
    signed(since=dt.date(2026, 1, 1), now=NOW)
    marketer = person(Role.MARKETER)
    card = MaterialCard(
        title="Кейс", kind=Kind.CASE, stages=("in_work",), text="Как мы успели.", owner=marketer,
        review_on=dt.date(2026, 6, 1),
    )  # fmt: skip
    made = keep_material(card, by=marketer, now=NOW)
    found = world()
    for row in found.rows("material_uses"):
        row["material_id"] = made.pk
    (effect,) = effects(found.reading())
    assert effect.verdict.en == "too few cases yet"
    assert (effect.found.after.n, effect.found.before.n) == (2, 3)
    rows = list(file_rows([effect], "en"))
    assert len(rows[0]) == len(rows[1]) == 13
    assert DAYS == 14
