"""Which state columns the facts decide, as the rooms declare it on their store columns."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tandem.measures.tables import Shape


def state_columns(of: Shape) -> Iterator[tuple[str, type[models.Model], dict[str, str]]]:
    """For each store table and each model its columns are kept in: the model and store column → attribute."""
    for table, columns in of.columns.items():
        by_model: dict[type[models.Model], dict[str, str]] = {}
        for column in columns:
            if column.state is not None:
                label, _, name = column.state.rpartition(".")
                model = apps.get_model(label)
                by_model.setdefault(model, {})[column.name] = model._meta.get_field(name).attname
        for model, fields in by_model.items():
            yield table, model, fields


def checked_columns(of: Shape) -> Iterator[tuple[str, type[models.Model], dict[str, str]]]:
    """The same with the state columns that follow from facts about other rows as well."""
    yield from state_columns(of)
    for name, table in of.tables.items():
        for column, state in table.derived_state.items():
            label, _, field = state.rpartition(".")
            model = apps.get_model(label)
            yield name, model, {column: model._meta.get_field(field).attname}
