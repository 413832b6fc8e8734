"""Rows put straight into a table, for a company too large to be lived through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model


def like(one: Model, **differing: Iterable[Any]) -> None:
    """As many rows like ``one`` as there are values of the fields in which they differ.

    Whatever else the table holds is as ``one`` has it, so that a column added later is filled too; what the database
    fills by itself is left to it.
    """
    from django.db.models.expressions import DatabaseDefault

    from tandem.journal.rows import insert_rows

    same = {
        each.name: value
        for each in one._meta.concrete_fields
        if each.name not in differing
        and not each.primary_key
        and not isinstance(value := getattr(one, each.attname), DatabaseDefault)
    }
    rows = [(*values, *same.values()) for values in zip(*differing.values(), strict=True)]
    insert_rows(type(one), (*differing, *same), rows)
