"""The database itself refuses to change what both departments have signed."""

from django.db import migrations

REFUSAL = "A signed version of the agreement never changes: make a new one."

#: Table, condition on the old row, condition on the new one: ``{row}`` is OLD or NEW.
NUMBERED = "(SELECT number FROM agreement_version WHERE id = {row}.version_id) IS NOT NULL"
GUARDS = [
    ("agreement_version", "UPDATE", "OLD.number IS NOT NULL"),
    ("agreement_version", "DELETE", "OLD.number IS NOT NULL"),
    *[
        guard
        for table in ("agreement_item", "agreement_signature")
        for guard in [
            (table, "INSERT", NUMBERED.format(row="NEW")),
            (table, "UPDATE", f"{NUMBERED.format(row='OLD')} OR {NUMBERED.format(row='NEW')}"),
            (table, "DELETE", NUMBERED.format(row="OLD")),
        ]
    ],
    ("agreement_closedmonth", "UPDATE", "1 = 1"),
    ("agreement_closedmonth", "DELETE", "1 = 1"),
]


def name_of(table, event):
    return f"{table}_never_{event.lower()}"


def guard(apps, schema_editor):
    for table, event, condition in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            # A condition of a trigger may hold no query there, so the function decides.
            function = f"{name_of(table, event)}_check"
            result = "OLD" if event == "DELETE" else "NEW"
            schema_editor.execute(
                f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {result}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name_of(table, event)} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name_of(table, event)} BEFORE {event} ON {table} FOR EACH ROW "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, event, _condition in GUARDS:
        on = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name_of(table, event)}{on}")
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name_of(table, event)}_check()")


class Migration(migrations.Migration):

    dependencies = [
        ("agreement", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
