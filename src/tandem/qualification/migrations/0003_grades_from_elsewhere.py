"""Grades kept so far came from other systems: they become what is known, so that any version may judge by them."""

import json

from django.db import migrations
from django.db.models import F
from django.utils import timezone

CHUNK = 5_000


def note_grades(apps, schema_editor):
    """Tell of each grade as an answer, in the import that brought the lead, and keep it beside the judgement."""
    graded = apps.get_model("qualification", "Qualification")
    answers = apps.get_model("qualification", "Answers")
    fact = apps.get_model("journal", "FactRow")
    head = apps.get_model("journal", "Head")
    after = 0
    while True:
        rows = list(
            graded.objects.filter(pk__gt=after)
            .order_by("pk")
            .values_list("lead_id", "grade", "version", "lead__captured_at", "lead__batch_id")[:CHUNK]
        )
        if not rows:
            return
        after = rows[-1][0]
        head.objects.filter(id=1).update(position=F("position") + len(rows))
        first = head.objects.get(id=1).position - len(rows) + 1
        now = timezone.now()
        answers.objects.bulk_create([answers(lead_id=lead, quality=grade) for lead, grade, *_ in rows])
        fact.objects.bulk_create(
            [
                fact(
                    position=position, kind="lead_answered", subject="lead", subject_id=lead, lead_id=lead,
                    happened_at=captured_at, recorded_at=now, version=version, source="upgrade", batch_id=batch,
                    payload=json.dumps({"quality": grade}, ensure_ascii=False),
                )
                for position, (lead, grade, version, captured_at, batch) in enumerate(rows, start=first)
            ]
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("qualification", "0002_answers_and_receipts"),
        ("journal", "0002_followers"),
        ("intake", "0001_initial"),
    ]

    operations = [migrations.RunPython(note_grades, migrations.RunPython.noop)]
