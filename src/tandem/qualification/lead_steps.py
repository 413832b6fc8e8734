"""The step that grades an arriving lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tandem.agreement.queries import in_force
from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.rows import insert_rows
from tandem.qualification.facts import LeadGraded
from tandem.qualification.models import Qualification


class Grading(Step):
    """Takes over the grade another system gave, where the agreement knows it."""

    order = 10
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "grade",
            FieldType.TEXT,
            Text(ru="Категория (A–E)", en="Grade (A–E)"),
            max_length=50,
            headers=("Quality", "Grade", "Качество", "Категория", "Lead Quality", "Оценка лида"),
        ),
    )

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Grade the leads whose record names a grade of the agreement; say so of any other."""
        agreement = in_force()
        before = self._grades_before(arrived)
        rows = []
        for each in arrived:
            grade = each.incoming.text("grade")
            if not grade or grade == before.get(each.lead_id):
                continue
            target = agreement.is_target(grade)
            if target is None:
                chunk.warn(each.incoming, "unknown_grade", unknown_grade(grade), field="grade")
                continue
            chunk.tell(LeadGraded(grade=grade, target=target), each.lead_id, each.captured_at, lead_id=each.lead_id)
            if each.lead_id in before:
                Qualification.objects.filter(pk=each.lead_id).update(grade=grade, target=target)
            else:
                rows.append((each.lead_id, grade, target, agreement.version))
        insert_rows(Qualification, ("lead", "grade", "target", "version"), rows)

    def _grades_before(self, arrived: Sequence[Arrived]) -> dict[int, str]:
        known = [each.lead_id for each in arrived if not each.is_new]
        rows = Qualification.objects.filter(pk__in=known).values_list("lead_id", "grade")
        return dict(rows) if known else {}


def unknown_grade(grade: str) -> Text:
    """Why a grade was not taken over."""
    return Text(
        ru=f"Категории «{grade}» нет в регламенте: лид остался без категории. "
        "Добавьте её в таблицу соответствий рецепта.",
        en=f"The agreement has no grade “{grade}”: the lead stays without one. Add it to the value map of the recipe.",
    )
