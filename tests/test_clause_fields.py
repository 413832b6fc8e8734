"""What rooms announce for clauses is there: in the store with a fitting type, and in the state tables."""

from __future__ import annotations

import duckdb
import pytest
from django.apps import apps
from django.db import models

from tandem.agreement.clause_catalogue import announced
from tandem.basics.expression_values import Kind
from tandem.measures.tables import shape

TYPES = {
    Kind.TEXT: {"VARCHAR"},
    Kind.NUMBER: {"DECIMAL(18,2)", "DOUBLE"},
    Kind.INTEGER: {"BIGINT", "INTEGER"},
    Kind.FLAG: {"BOOLEAN"},
    Kind.DAY: {"DATE"},
    Kind.INSTANT: {"TIMESTAMP"},
}
HELD = {
    Kind.TEXT: (models.CharField, models.TextField),
    Kind.NUMBER: (models.DecimalField,),
    Kind.INTEGER: (models.IntegerField,),
    Kind.FLAG: (models.BooleanField,),
    Kind.DAY: (models.DateField,),
    Kind.INSTANT: (models.DateTimeField,),
}
ANNOUNCED = [each for table in shape().tables for each in announced(table).values()]
JUDGED = [each for each in announced("leads").values() if each.state is not None]


@pytest.mark.parametrize("field", ANNOUNCED, ids=lambda field: f"{field.table}.{field.name}")
def test_a_field_has_its_column_in_the_store(field):
    store = duckdb.connect()
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in shape().columns_of(field.table).items())
    store.execute(f"CREATE TABLE {field.table} ({columns})")

    (described,) = store.execute(f"DESCRIBE SELECT {field.column or field.name} FROM {field.table}").fetchall()

    assert described[1] in TYPES[field.kind]


@pytest.mark.parametrize("field", JUDGED, ids=lambda field: field.name)
def test_a_judged_field_has_its_place_in_the_state_tables(field):
    label, _, attribute = field.state.rpartition(".")
    model = apps.get_model(label)

    assert isinstance(model._meta.get_field(attribute), HELD[field.kind])
    assert model._meta.pk.name == "lead" or label == "intake.Lead"
    # The store keeps the same, so that one lead and all history are judged by the same values.
    states = {column.name: column.state for column in shape().columns["leads"]}
    assert states[field.column or field.name] == field.state


def test_no_field_tells_who_a_client_is():
    personal = {"client_name", "phone", "email", "inn", "answers", "client_id", "lead_id", "seller_id"}

    assert personal.isdisjoint(announced("leads"))
