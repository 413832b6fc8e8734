"""Ids of arrivals are compared as they are: PostgreSQL need not keep a second index for the beginnings of them."""

from typing import Any

from django.db import migrations


def _drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {_name(apps, schema_editor)}")


def _make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {_name(apps, schema_editor)} ON intake_arrival (id varchar_pattern_ops)"
        )


def _name(apps: Any, schema_editor: Any) -> str:
    """As Django names it."""
    table = apps.get_model("intake", "Arrival")._meta.db_table
    return str(schema_editor.quote_name(schema_editor._create_index_name(table, ["id"], suffix="_like")))


class Migration(migrations.Migration):

    dependencies = [
        ("intake", "0007_arrivals_are_found_by_one_index"),
    ]

    operations = [
        migrations.RunPython(_drop, _make),
    ]
