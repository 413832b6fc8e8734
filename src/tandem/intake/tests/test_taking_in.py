"""What a door has read becomes a lead with its client, grade, facts and receipt, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField

from tandem.agreement.samples import signed
from tandem.agreement.starting import starter
from tandem.clients.models import ContactPoint
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.models import Arrival, Lead
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.journal.models import FactRow
from tandem.journal.pipelining import pipelined
from tandem.journal.rows import ask, check_references, insert_rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def arriving(opened: OpenSource, key: str = "1", **cells: Any) -> Arriving:
    return Arriving(source=opened.key, key=key, received_at=NOW, cells=cells)


def taken(opened: OpenSource, *each: Arriving):
    return take_in(each, sources={opened.key: opened}, now=NOW)


def test_a_record_becomes_a_lead_with_its_facts_and_receipt():
    opened = source()
    (one,) = taken(opened, arriving(opened, client_name="Анна", phone="8 912 345-67-89", budget="120 000"))
    lead = Lead.objects.get(pk=one.subject_id)
    assert (lead.captured_at, lead.source, lead.batch_id) == (NOW, opened.name, None)
    assert ContactPoint.objects.get(client=lead.client_id).value == "+79123456789"
    kinds = set(FactRow.objects.filter(lead_id=lead.pk).values_list("kind", flat=True))
    assert {"lead_captured", "lead_answered"} <= kinds
    arrival = Arrival.objects.get(pk=one.id)
    assert (arrival.subject_id, arrival.missing) == (lead.pk, "")
    steps = [line[0] for line in json.loads(arrival.receipts)]
    assert steps[0] == "normalised"
    assert steps[-1] == "kept"
    assert {"client", "judged"} <= set(steps)


def test_the_same_key_again_is_the_same_lead():
    opened = source()
    first = taken(opened, arriving(opened, phone="+79123456789"), arriving(opened, phone="+79123456789"))
    second = taken(opened, arriving(opened, phone="+79123456789"))
    assert [each.again for each in (*first, *second)] == [False, True, True]
    assert len({each.subject_id for each in (*first, *second)}) == 1
    assert Lead.objects.count() == 1


def test_two_sources_may_use_the_same_key():
    one, other = source(), source()
    both = [arriving(one, phone="+79123456789"), arriving(other, phone="+79123456789")]
    assert len({each.subject_id for each in take_in(both, sources={one.key: one, other.key: other}, now=NOW)}) == 2
    assert len(set(Lead.objects.values_list("client_id", flat=True))) == 1


def test_what_cannot_be_read_is_kept_as_text():
    opened = source()
    (one,) = taken(opened, arriving(opened, phone="позвоните вечером", starts_within_days="скоро"))
    lead = Lead.objects.get(pk=one.subject_id)
    assert lead.answers == {"phone": "позвоните вечером", "starts_within_days": "скоро"}
    assert Arrival.objects.get(pk=one.id).missing == "contact client_name"


def test_a_source_of_a_crm_shares_its_ids_with_the_imports_of_its_exports():
    opened = source(system="amocrm")
    (one,) = taken(opened, arriving(opened, key="77", phone="+79123456789"))
    from tandem.imports.samples import take

    record = {"id": "77", "created_at": NOW, "phone": "+79123456789", "source": "Сайт"}
    assert take("lead", [record], system="amocrm") == [one.subject_id]
    assert Lead.objects.get(pk=one.subject_id).source == "Сайт"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the driver of SQLite shows what it is asked")
def test_a_group_of_leads_asks_no_more_than_one_lead():
    opened = source()
    signed(starter("en", date(2026, 3, 1)), since=date(2026, 3, 1), now=NOW)
    # The first lead of all lays the agreement out.
    taken(opened, arriving(opened, key="1", phone="+79123456701", need="да"))
    one = _asked(lambda: taken(opened, arriving(opened, key="2", phone="+79123456702", need="да")))
    many = _asked(
        lambda: taken(opened, *(arriving(opened, key=f"{n}", phone=f"+791234567{n}", need="да") for n in range(10, 30)))
    )
    assert len(many) <= len(one), sorted(set(many))


def _asked(work: Any) -> list[str]:
    """The questions that were put to the database."""
    statements: list[str] = []
    connection.connection.set_trace_callback(statements.append)
    try:
        work()
    finally:
        connection.connection.set_trace_callback(None)
    return [each for each in statements if each.startswith("SELECT")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks for references at the commit")
def test_a_reference_to_nothing_is_found_before_the_commit():
    texts = [field.name for field in Lead._meta.concrete_fields if isinstance(field, CharField)]
    fields = ("id", "client", "captured_at", "answers", "version", *texts)
    with pytest.raises(IntegrityError, match="foreign key"):
        _write_and_look(fields, (1, 404, NOW, {}, 0, *("" for _ in texts)))


def _write_and_look(fields: Sequence[str], row: Sequence[Any]) -> None:
    with transaction.atomic(), pipelined():
        insert_rows(Lead, fields, [row])
        check_references()
        ask("SELECT 1")
