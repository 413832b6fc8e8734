"""Rules of materials: where they stand, who keeps and uses them, and what a client's link does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.samples import person, signed
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.materials import actions, link_views, queries
from tandem.materials.actions import MaterialCard
from tandem.materials.links import key_of, use_behind
from tandem.materials.models import Material, MaterialUse
from tandem.materials.rules import Kind, Placed, Way, by_stage
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
SOON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def agreed(db):
    signed(since=date(2026, 1, 1), now=NOW)
    link_views._PACE._buckets.clear()


def kept(**said: Any) -> Material:
    usual: dict[str, Any] = {
        "title": "Кейс: офис за неделю", "kind": Kind.CASE, "stages": ("in_work",), "text": "Как мы успели.",
        "owner": person(Role.MARKETER), "review_on": SOON,
    }  # fmt: skip
    return actions.keep_material(MaterialCard(**(usual | said)), by=person(Role.MARKETER), now=NOW)


def sent(material: Material, way: Way = Way.SENT) -> MaterialUse:
    asked = Lead.objects.get(pk=lead(seller="Анна"))
    seller = person(Role.SELLER)
    return actions.use_material(material_id=material.pk, lead=asked, stage="in_work", way=way, by=seller, now=NOW)


def test_every_cell_of_stage_and_kind_is_there_and_the_empty_ones_are_counted():
    material = kept()
    found = queries.tables(today=TODAY)
    cells = {
        (stage.key, cell.kind): [each.material for each in cell.materials]
        for stage, row in found.stages
        for cell in row
    }
    assert cells["in_work", Kind.CASE] == [material]
    assert {stage for stage, _ in cells} == {"new", "in_work", "won"}
    assert found.empty_cells == 3 * len(Kind) - 1


@given(
    st.lists(st.tuples(st.sampled_from(Kind), st.lists(st.sampled_from("abcx"), unique=True, max_size=4)), max_size=8)
)
def test_a_material_stands_in_as_many_cells_as_it_has_known_stages(said):
    placed = [Placed(number, kind, tuple(stages), ()) for number, (kind, stages) in enumerate(said)]
    cells = by_stage(placed, ["a", "b", "c"])
    assert len(cells) == 3 * len(Kind)
    for each in placed:
        holding = {stage for (stage, kind), found in cells.items() if each.material_id in found and kind is each.kind}
        assert holding == set(each.stages) - {"x"}
        assert sum(each.material_id in found for found in cells.values()) == len(holding)


def test_what_was_shown_sent_and_opened_is_counted_and_the_journal_tells_the_same():
    material = kept()
    sent(material, Way.SHOWN)
    first, second = sent(material), sent(material)
    assert actions.note_opening(use_id=first.pk, now=NOW + timedelta(hours=1))
    assert not actions.note_opening(use_id=first.pk, now=NOW + timedelta(hours=2))
    (counted,) = queries.all_used(today=TODAY)
    assert (counted.shown, counted.sent, counted.opened) == (1, 2, 1)
    rows = store.read().rows("SELECT way, opened_at IS NOT NULL FROM material_uses ORDER BY material_use_id")
    assert rows == [("shown", False), ("sent", True), ("sent", False)]
    assert MaterialUse.objects.get(pk=second.pk).stage == "in_work"
    assert verify().differences == []


def test_the_owner_is_told_when_nobody_has_looked_in_time_until_they_look():
    material = kept(review_on=date(2026, 3, 2))
    owner = person(Role.MARKETER)
    assert queries.overdue_of(owner, today=TODAY) == 1
    actions.review_material(material_id=material.pk, review_on=SOON, by=owner, today=TODAY, now=NOW)
    assert queries.overdue_of(owner, today=TODAY) == 0
    with pytest.raises(actions.NothingToShow):
        actions.review_material(material_id=material.pk, review_on=TODAY, by=owner, today=TODAY, now=NOW)
    assert verify().differences == []


@pytest.mark.parametrize(
    "said",
    [
        {"title": " "}, {"text": ""}, {"stages": ()}, {"stages": ("nowhere",)}, {"doubts": ("never agreed",)},
        {"link": "javascript:alert(1)"}, {"file": ("a.pdf", b"0" * (actions.MOST_BYTES + 1))},
    ],
)  # fmt: skip
def test_a_material_needs_a_name_something_to_show_and_a_place(said):
    with pytest.raises(actions.NothingToShow):
        kept(**said)


def test_marketing_writes_sellers_use_and_advice_on_prices_never_goes_to_clients():
    material = kept(for_clients=False, kind=Kind.PRICE)
    with pytest.raises(actions.NotForClients):
        sent(material)
    sent(material, Way.SHOWN)
    with pytest.raises(actions.NotTheirMaterials):
        actions.archive_material(material_id=material.pk, by=person(Role.SELLER), now=NOW)
    actions.archive_material(material_id=material.pk, by=person(Role.OWNER), now=NOW)
    with pytest.raises(actions.Unused):
        sent(material, Way.SHOWN)
    assert verify().differences == []


@given(st.integers(0, 10**12))
def test_a_key_is_read_back_and_no_other_number_has_it(number):
    key = key_of(number)
    assert use_behind(key) == number
    assert use_behind(key_of(number + 1).partition("-")[0] + "-" + key.partition("-")[2]) is None


@given(st.text(max_size=40))
def test_no_text_that_was_not_made_here_opens_anything(key):
    found = use_behind(key)
    assert found is None or key_of(found) == key


def test_a_look_at_the_link_is_no_opening_and_the_button_is():
    use = sent(kept(text="", link="https://example.com/case"))
    client, address = Client(), f"/m/{key_of(use.pk)}/"
    page = client.get(address)
    assert page.status_code == 200
    assert MaterialUse.objects.get(pk=use.pk).opened_at is None
    assert "https:" in page.headers["Content-Security-Policy"]
    opened = Client(enforce_csrf_checks=True).post(f"{address}opening/")
    assert (opened.status_code, opened.headers["Location"]) == (302, "https://example.com/case")
    assert MaterialUse.objects.get(pk=use.pk).opened_at is not None
    assert client.get("/m/1-aaaaaaaaaaaa/").status_code == 404


def test_a_text_is_shown_and_a_file_is_saved_under_its_name():
    text = sent(kept(text="<b>Как</b> мы успели"))
    page = Client().post(f"/m/{key_of(text.pk)}/opening/")
    assert "&lt;b&gt;Как&lt;/b&gt; мы успели" in page.content.decode()
    file = sent(kept(text="", file=("кейс.html", b"<script>")))
    saved = Client().post(f"/m/{key_of(file.pk)}/opening/")
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.content == b"<script>"


def test_what_is_put_away_says_so_instead_of_being_shown():
    material = kept()
    use = sent(material)
    actions.archive_material(material_id=material.pk, by=person(Role.MARKETER), now=NOW)
    address = f"/m/{key_of(use.pk)}/"
    assert Client().get(address).status_code == 410
    assert Client().post(f"{address}opening/").headers["Location"] == address
    assert MaterialUse.objects.get(pk=use.pk).opened_at is None


def test_a_shown_material_has_no_link_of_its_own():
    use = sent(kept(), Way.SHOWN)
    assert Client().get(f"/m/{key_of(use.pk)}/").status_code == 404


def test_whoever_knocks_too_often_is_told_to_wait():
    address = f"/m/{key_of(sent(kept()).pk)}/"
    answers = [Client().get(address) for _ in range(12)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
