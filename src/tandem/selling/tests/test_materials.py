"""Sending materials from the card and the day, and what follows the sending: known answers."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest

from tandem.agreement.samples import person, signed
from tandem.materials.actions import MaterialCard, keep_material
from tandem.materials.models import Material, MaterialUse
from tandem.materials.rules import Kind
from tandem.measures.verification import verify
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

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
    assert "Nothing has been shown or sent yet" in text(cast.owner.get("/materials/effects/"))
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
