"""What a material is followed by, shown, sent and opened: counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from tandem.agreement.samples import person
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.materials.actions import note_opening, use_material
from tandem.materials.rules import Way
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.selling.material_effects import effects, file_rows
from tandem.selling.tests.cast import signed_in
from tandem.selling.tests.test_materials import material, text

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
AFTER = {at: START + dt.timedelta(days=at) for at in range(60)}


@pytest.fixture
def history():
    """Twelve leads that come to a stage on one day: six with the material on the third, four of them move on; six
    without, two move on and one had left before. A last lead makes the others old enough."""
    made = material()
    # (with it, the day on which it moves on)
    said = [(True, 5), (True, 6), (True, 10), (True, 16), (True, 40), (True, None)]
    said += [(False, 6), (False, 16), (False, 1), (False, None), (False, None), (False, 45)]
    take("lead", [_lead(at, "in_work", 0) for at in range(len(said))])
    take("lead", [_lead(at, "won", day) for at, (_, day) in enumerate(said) if day is not None])
    take("lead", [{"id": "E-last", "client_id": "EC-last", "created_at": AFTER[50]}])
    leads = Lead.objects.order_by("pk")
    for at, ((with_it, _), lead) in enumerate(zip(said, leads, strict=False)):
        if with_it:
            use = use_material(
                material_id=made.pk, lead=lead, stage="in_work", way=Way.SENT if at else Way.SHOWN,
                by=person(Role.SALES_HEAD), now=AFTER[3],
            )  # fmt: skip
            # Of those sent two are opened, one when its lead had moved on already.
            if at in (1, 2):
                note_opening(use_id=use.pk, now=AFTER[4] if at == 1 else AFTER[12])
    return made


def _lead(at, stage, day):
    return {
        "id": f"E{at}", "client_id": f"EC{at}", "created_at": START, "stage": stage, "stage_at": AFTER[day],
        "seller": "Anna",
    }  # fmt: skip


def test_each_way_has_its_own_comparison_with_leads_that_stood_as_long_without(history):
    found = {each.way.en: each.found for each in effects(store.read())}
    told = {way: (each.after.n, round(each.after.n * (each.after.value or 0)), each.before.n) for way, each in
            found.items()}  # fmt: skip
    # Sent on day 3 to five: three move by day 17; beside them five had not left by day 3 and none.
    assert told["sent"] == (5, 3, 6)
    assert told["shown"][:2] == (1, 1)
    # Opened while it still stood there: one, which moved on; the other opened it too late to have moved for it.
    assert told["opened by the client"][:2] == (1, 1)
    sent = found["sent"]
    assert sent.before.low < 3 / 6 < sent.before.high
    assert sent.after.low < 3 / 5 < sent.after.high


def test_page_and_file_tell_the_way_and_that_it_is_no_experiment(history):
    page = text(signed_in("the-owner", "Ольга", "owner").get("/materials/effects/"))
    for said in ("shown", "sent", "opened by the client", "It is no experiment and no proof of cause"):
        assert said in page
    rows = list(file_rows(effects(store.read()), "en"))
    assert rows[0][:3] == ["Material", "How", "Stage"]
    assert {row[1] for row in rows[1:]} == {"shown", "sent", "opened by the client"}
