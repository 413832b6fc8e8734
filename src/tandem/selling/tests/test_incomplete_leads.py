"""Leads that came without a way to answer them are found in the list and told to whoever makes the forms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.intake.doors import Arriving
from tandem.intake.samples import lead, source
from tandem.intake.taking_in import take_in
from tandem.journal.models import FactRow
from tandem.selling.tests.cast import signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def came(opened, key="1", **cells) -> int:
    arriving = Arriving(source=opened.key, key=key, received_at=NOW, cells=cells)
    (taken,) = take_in([arriving], sources={opened.key: opened}, now=NOW)
    return taken.subject_id


def test_incomplete_leads_are_a_filter_of_the_list_and_told_to_marketing():
    opened = source()
    lacking, whole = came(opened, product="Окна"), came(opened, "2", phone="+79123456789", client_name="Анна")
    imported = lead()
    head = signed_in("head", "Мария", "marketing_head")

    page, home = head.get("/leads/?incomplete=1").content.decode(), head.get("/").content.decode()

    assert f"/leads/{lacking}/" in page
    assert f"/leads/{whole}/" not in page
    assert f"/leads/{imported}/" not in page
    assert "/leads/?incomplete=1" in home
    assert "/leads/?incomplete=1" not in signed_in("sh", "Р", "sales_head").get("/").content.decode()


def test_what_comes_later_completes_the_packet():
    opened = source(system="crm")
    pk = came(opened, "7", product="Окна")
    arriving = Arriving(
        source=opened.key, key="7", received_at=NOW, kind="lead", cells={"phone": "+79123456789", "client_name": "Анна"}
    )
    # Another message of the same system about the same lead, under the lead's own id.
    from tandem.intake.models import Arrival

    Arrival.objects.all().delete()
    take_in([arriving], sources={opened.key: opened}, now=NOW)

    facts = FactRow.objects.filter(lead_id=pk, kind="packet_checked").order_by("position")
    assert [getattr(row.fact, "missing", "") for row in facts] == ["contact client_name", None]
    page = signed_in("head", "Мария", "marketing_head").get("/leads/?incomplete=1").content.decode()
    assert f"/leads/{pk}/" not in page
