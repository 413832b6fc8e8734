"""Whether the packet is opened before the first contact: counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from tandem.access.models import Look
from tandem.basics.periods import Period
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.selling.packet_use import Contact, beside, packet_use
from tandem.selling.tests.cast import signed_in
from tandem.selling.tests.test_materials import text

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
START = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)


def test_sellers_are_compared_with_themselves():
    """The good seller opens most cards and sells well either way; the other opens few and sells badly either way."""
    held: frozenset[str] = frozenset()
    good = [Contact(1, at < 8, held, at % 2 == 0) for at in range(10)]
    bad = [Contact(2, at < 2, held, False) for at in range(10)]
    found = beside([*good, *bad])
    assert found.after.n == 10
    assert found.after.value == pytest.approx(0.4)
    # (8 · ½ + 2 · 0) ÷ 10: not the raw one of ten.
    assert found.before.n == 10
    assert found.before.value == pytest.approx(0.4)
    alone = beside([Contact(3, True, held, True)])
    assert (alone.after.n, alone.before.n) == (0, 0)


@pytest.fixture
def march(db):
    """Six leads of Anna, all called on the third day: three cards opened before, one after, two never."""
    take("lead", [
        {
            "id": f"U{at}", "client_id": f"UC{at}", "created_at": START, "seller": "Anna", "stage": "in_work",
            "stage_at": START, "offer": "Скидка" if at < 2 else "", "landing_page": "https://x" if at == 0 else "",
            "extras": {"Сколько?": "5"} if at == 2 else {},
        }
        for at in range(6)
    ])  # fmt: skip
    called = START + dt.timedelta(days=2)
    take("activity", [
        {"id": f"UA{at}", "lead_id": f"U{at}", "at": called, "direction": "out", "answered": True, "duration": 60,
         "kind": "call"}
        for at in range(6)
    ])  # fmt: skip
    take("lead", [{"id": "U0", "stage": "won", "stage_at": START + dt.timedelta(days=9)},
                  {"id": "late", "client_id": "CL", "created_at": START + dt.timedelta(days=28)}])  # fmt: skip
    anna, leads = Person.objects.get(name="Anna"), list(Lead.objects.order_by("pk"))
    for lead, day in zip(leads[:4], (1, 1, 0, 3), strict=True):
        Look.objects.create(person=anna, at=START + dt.timedelta(days=day, hours=1), page="lead", lead_id=lead.pk)
    # Somebody else's look is no preparation of Anna's.
    head = Person.objects.create_user("other", name="Other", role="sales_head")
    Look.objects.create(person=head, at=START + dt.timedelta(hours=1), page="lead", lead_id=leads[4].pk)


def test_a_look_before_the_first_contact_counts_with_what_stood_on_the_card(march):
    found = packet_use(MARCH, store.read())
    (anna,) = found.lines
    assert (anna.contacts, anna.opened) == (6, 3)
    assert anna.held == {"promised": 2, "pages": 1, "answers": 1}
    assert anna.share.low < 0.5 < anna.share.high
    assert found.found.after.n == 3
    assert found.found.after.value == pytest.approx(1 / 3)
    assert (found.found.before.n, found.found.before.value) == (3, 0.0)
    assert not found.rankable


def test_the_page_and_its_file_tell_it_with_the_honest_word(march):
    head = signed_in("head", "Роман", "sales_head")
    page = text(head.get("/capture/packet/?period=2026-03"))
    for told in ("Anna", "Card opened before", "It is no experiment", "nobody can be ranked"):
        assert told in page
    assert "Anna,6,3" in head.get("/capture/packet/table.csv?period=2026-03").content.decode("utf-8-sig")
    assert signed_in("m", "Мария", "marketer").get("/capture/packet/").status_code == 403


def test_without_looks_nothing_is_said_of_sellers(db):
    assert "No first contacts in these days" in text(signed_in("o", "О", "owner").get("/capture/packet/"))
