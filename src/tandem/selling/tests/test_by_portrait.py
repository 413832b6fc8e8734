"""The list of leads narrowed and ordered by the portrait of the agreement in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.http import QueryDict
from django.test import Client

from tandem.agreement.document import Portrait
from tandem.agreement.samples import DOCUMENT, NOW, person, signed
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.lead_filters import LeadFilters, read_filters
from tandem.selling.lead_list import Reader, first_of
from tandem.selling.lead_selection import SORTS

pytestmark = pytest.mark.django_db

PORTRAITS = (
    Portrait(key="office", title="Офис", clause="segment = 'office' and budget >= 100000"),
    Portrait(key="calculator", title="Считали сами", clause="source = 'calculator'"),
    Portrait(key="words", title="Только словами", description="Хорошие люди"),
)


def signed_in(role: Role) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person(role))
    return browser


@pytest.fixture
def leads() -> dict[str, int]:
    """One lead of each answer; the source of all but one is known not to be the calculator."""
    signed(msgspec.structs.replace(DOCUMENT, portraits=PORTRAITS), since=date(2026, 1, 1))
    came = datetime(2026, 2, 2, 9, tzinfo=UTC)
    said: dict[str, dict[str, object]] = {
        "office": {"segment": "office", "budget": 200_000, "source": "fair"},
        "other": {"segment": "flat", "source": "fair"},
        "untold": {"segment": "office", "source": "fair"},
        "calculator": {"source": "calculator"},
    }
    return {name: lead(created_at=came + timedelta(hours=at), **each) for at, (name, each) in enumerate(said.items())}


def listed(text: str) -> list[int]:
    filters = read_filters(QueryDict(text), today=NOW.date(), sorts=frozenset(SORTS))
    rows, total = first_of(filters, reader=Reader(None, contacts=False), limit=9)
    assert total == len(rows)
    return [row.lead_id for row in rows]


def test_leads_of_a_portrait_come_first_those_of_whom_it_cannot_be_told_last(leads):
    assert listed("sort=portrait") == [leads[name] for name in ("calculator", "office", "other", "untold")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("portrait=yes", {"calculator", "office"}),
        ("portrait=no", {"other"}),
        ("portrait=unknown", {"untold"}),
        ("portrait=no&portrait=unknown", {"other", "untold"}),
        ("portrait=yes&source=fair", {"office"}),
        ("portrait=maybe", {"office", "other", "untold", "calculator"}),
    ],
)
def test_the_list_is_narrowed_by_the_portrait(leads, text, names):
    assert set(listed(text)) == {leads[name] for name in names}


def test_the_address_leads_to_the_same_filter_again():
    filters = LeadFilters(portrait=(True, None), sort="portrait")
    again = read_filters(QueryDict(filters.address().removeprefix("?")), today=NOW.date(), sorts=frozenset(SORTS))

    assert (again.portrait, again.sort, again.any) == ((True, None), "portrait", True)
    assert again.without("portrait", True).portrait == (None,)


def test_the_page_offers_the_portrait_where_one_runs(leads):
    head = signed_in(Role.SALES_HEAD)
    page = head.get("/leads/?portrait=yes").content.decode()

    assert "/leads/?sort=portrait" in page
    assert "Not of the portrait" in page
    assert f"/leads/{leads['calculator']}/" in page
    assert f"/leads/{leads['other']}/" not in page
    exported = head.get("/leads/export.csv?portrait=no").getvalue()
    assert exported.count(b"\n") == 2


def test_without_a_portrait_nothing_is_offered_and_an_old_address_finds_nobody():
    lead()
    head = signed_in(Role.SALES_HEAD)

    assert "sort=portrait" not in head.get("/leads/").content.decode()
    assert listed("portrait=yes") == []
    assert len(listed("sort=portrait")) == 1


def test_a_seller_sees_own_leads_of_the_portrait_only(leads):
    mine = lead(source="calculator", seller="Алиса")
    alice = Reader(Person.objects.get(name="Алиса").pk, contacts=True, role=Role.SELLER)

    rows, total = first_of(LeadFilters(portrait=(True,)), reader=alice, limit=9)

    assert ([row.lead_id for row in rows], total) == ([mine], 1)
