"""Sending materials from the card and the day, and what follows the sending: known answers."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from tests.measures.world import World

from tandem.agreement.samples import person, signed
from tandem.materials.actions import MaterialCard, keep_material
from tandem.materials.models import Material, MaterialUse
from tandem.materials.rules import Kind
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.selling.material_effects import DAYS, _counted, effects, file_rows

pytestmark = pytest.mark.django_db

FIRST = dt.datetime(2026, 1, 1, 9)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)


def material(**said: Any) -> Material:
    signed(since=dt.date(2026, 1, 1), now=NOW)
    usual: dict[str, Any] = {
        "title": "Кейс про сроки", "kind": Kind.CASE, "stages": ("in_work",), "text": "Как мы успели.",
        "owner": person(Role.MARKETER), "review_on": dt.date(2026, 6, 1),
    }  # fmt: skip
    return keep_material(MaterialCard(**(usual | said)), by=person(Role.MARKETER), now=NOW)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_click_sends_and_the_clients_own_link_stands_on_the_card(cast):
    made = material()
    before = text(cast.bob.get(f"/leads/{cast.ivanova}/"))
    assert "Кейс про сроки" in before
    address = f"/leads/{cast.ivanova}/materials/{made.pk}/sent/"
    answer = cast.bob.post(address, {"next": f"/leads/{cast.ivanova}/"})
    assert answer.url == f"/leads/{cast.ivanova}/#materials"
    use = MaterialUse.objects.get()
    assert (use.way, use.stage, use.lead_id) == ("sent", "in_work", cast.ivanova)
    card = cast.bob.get(f"/leads/{cast.ivanova}/").content.decode()
    (link,) = set(re.findall(r"http://testserver(/m/[^/]+/)", html.unescape(card)))
    assert cast.bob.get(link).status_code == 200
    assert "Кейс про сроки" in text(cast.bob.get(f"/day/?lead={cast.ivanova}"))
    assert verify().differences == []


def test_only_the_leads_own_seller_and_the_head_send(cast):
    made = material()
    address = f"/leads/{cast.ivanova}/materials/{made.pk}/"
    assert cast.alice.post(f"{address}sent/").status_code == 404
    assert cast.bob.post(f"{address}burnt/").status_code == 404
    cast.marketer.post(f"{address}sent/")
    assert not MaterialUse.objects.exists()
    cast.head.post(f"{address}shown/")
    assert MaterialUse.objects.get().way == "shown"
    assert "Send" not in text(cast.owner.get(f"/leads/{cast.ivanova}/")).split("Materials")[-1][:200]


def test_the_pages_of_materials_say_what_is_missing(cast):
    signed(since=dt.date(2026, 1, 1), now=NOW)
    assert "empty: ask marketing for it" in text(cast.alice.get("/materials/"))
    assert "empty: write it" in text(cast.marketer.get("/materials/"))
    assert "Nothing has been sent yet" in text(cast.owner.get("/materials/effects/"))
    said = {
        "title": "Прайс-совет", "kind": "price", "stages": ["in_work"], "text": "Не ниже −5 %",
        "owner": str(person(Role.MARKETER).pk), "review_on": "2026-01-01",
    }  # fmt: skip
    made = cast.marketer.post("/materials/new/", said)
    assert made.status_code == 302
    assert "review is overdue" in text(cast.alice.get("/materials/"))
    assert "overdue" in text(cast.marketer.get("/materials/list/"))
    assert cast.alice.get("/materials/new/").status_code == 403
    assert "materials of yours" in text(cast.marketer.get("/")) or "material of yours" in text(cast.marketer.get("/"))


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
    sent, moved, expected, others, young = _counted(world().reading(), 1, "in_work")
    assert (sent, moved, others, young) == (2, 1, 3, 0)
    assert expected == pytest.approx(1 / 3)


def test_a_sending_too_young_to_judge_is_counted_apart():
    found = world()
    found.add("leads", captured_at=FIRST, reached={"in_work": FIRST + 50 * DAY}, stage_at=FIRST + 50 * DAY)
    found.add("material_uses", lead_id=7, material_id=1, used_stage="in_work", way="sent", used_at=FIRST + 55 * DAY)
    assert _counted(found.reading(), 1, "in_work") == pytest.approx((2, 1, 1 / 3, 3, 1))


def test_being_lost_is_no_step_on_and_ends_the_standing():
    found = World()
    for number, after in enumerate((2, 6), start=1):
        reached = {"in_work": FIRST, "lost": FIRST + after * DAY}
        found.add("leads", captured_at=FIRST, reached=reached, stage_at=FIRST + 60 * DAY)
        assert number
    found.add("leads", captured_at=FIRST, reached={"in_work": FIRST}, stage_at=FIRST + 60 * DAY)
    found.add("material_uses", lead_id=3, material_id=1, used_stage="in_work", way="sent", used_at=FIRST + 3 * DAY)
    sent, moved, expected, others, _young = _counted(found.reading(), 1, "in_work")
    assert (sent, moved, expected, others) == (1, 0, 0.0, 1)


def test_effects_say_what_may_be_said_and_few_cases_say_nothing():
    made = material()
    found = world()
    for row in found.rows("material_uses"):
        row["material_id"] = made.pk
    (effect,) = effects(found.reading())
    assert effect.verdict.en == "too few cases yet"
    assert (effect.found.after.n, effect.found.before.n) == (2, 3)
    rows = list(file_rows([effect], "en"))
    assert len(rows[0]) == len(rows[1]) == 12
    assert DAYS == 14
