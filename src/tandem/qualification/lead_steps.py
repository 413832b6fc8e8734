"""The steps that note what is known of an arriving lead, and judge it when all else is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from tandem.agreement.queries import version
from tandem.agreement.questions import field_of
from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.pipeline import Arrived, Step
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows, rows_with, update_rows
from tandem.qualification.answer_texts import Asked, NoSuchAnswer, asked_under, read_answer
from tandem.qualification.answers import COLUMNS, Value, packed, unpacked
from tandem.qualification.counting import count_questions
from tandem.qualification.facts import LeadAnswered
from tandem.qualification.grade_words import GRADE_WORDS
from tandem.qualification.judging import Due, judge
from tandem.qualification.models import Answers


class Answering(Step):
    """Takes over what another system knows of need, budget and urgency; what it does not say stays."""

    order = 10
    fields: ClassVar[tuple[Field, ...]] = (
        Field("grade", FieldType.TEXT, Text(ru="Категория (A–E)", en="Grade (A–E)"), max_length=50,
              headers=("Quality", "Grade", "Качество", "Категория", "Lead Quality", "Оценка лида", "Качество лида",
                       "Категория лида"),
              known_values=GRADE_WORDS),
        Field("need", FieldType.FLAG, Text(ru="Потребность есть", en="Has the need"),
              headers=("Need", "Потребность", "Есть потребность")),
        Field("budget", FieldType.MONEY, Text(ru="Бюджет клиента", en="Client's budget"), sign="positive",
              headers=("Client budget", "Бюджет клиента")),
        Field("budget_ok", FieldType.FLAG, Text(ru="Бюджет подтверждён", en="Budget confirmed"),
              headers=("Budget confirmed", "Бюджет подтверждён", "Бюджет есть")),
        Field("urgent", FieldType.FLAG, Text(ru="Срочно", en="Urgent"), headers=("Urgent", "Срочно", "Срочность")),
        Field("starts_within_days", FieldType.WHOLE, Text(ru="Нужно через, дней", en="Needed within, days"),
              sign="positive", headers=("Starts within days", "Нужно через, дней", "Срок начала, дней")),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Note what the records say anew."""
        before = self._before(arrived)
        asked: dict[int, Asked] = {}
        rows, changed = [], []
        for each in arrived:
            said = _said(each)
            if extras := each.incoming.values.get("extras"):
                if each.version not in asked:
                    asked[each.version] = asked_under(each.version)
                said |= self._own(extras, asked[each.version], each, chunk)
            stood = before.get(each.lead_id, {})
            if not said or (known := {**stood, **said}) == stood:
                continue
            columns, rest = packed(known)
            chunk.tell(
                LeadAnswered.of(columns, rest),
                each.lead_id,
                each.captured_at,
                lead_id=each.lead_id,
                version=each.version,
            )
            chunk.note(each.incoming, "answered", "", said=" ".join(said))
            if each.lead_id in before:
                changed.append((each.lead_id, *columns.values(), rest))
            else:
                rows.append((each.lead_id, *columns.values(), rest))
        insert_rows(Answers, ("lead", *COLUMNS, "said"), rows)
        update_rows(Answers, (*COLUMNS, "said"), changed)

    def _before(self, arrived: Sequence[Arrived]) -> dict[int, dict[str, Value]]:
        known = [each.lead_id for each in arrived if not each.is_new]
        rows = rows_with(Answers, ("lead", *COLUMNS, "said"), field="lead", among=known)
        return {row[0]: unpacked(dict(zip(COLUMNS, row[1:-1], strict=True)), row[-1]) for row in rows}

    def _own(self, extras: Mapping[str, str], asked: Asked, each: Arrived, chunk: Chunk) -> dict[str, Value]:
        """Columns without a field that are named as a question: the question says which answers there are.

        The text itself stays with the lead, so that nothing is lost where it is no answer.
        """
        found: dict[str, Value] = {}
        for name, text in extras.items():
            question = asked.named(name, each.incoming.text("product"))
            if question is None or not text.strip() or (field := field_of(question)) in each.incoming.values:
                continue
            try:
                found[field] = read_answer(question, text)
            except NoSuchAnswer as refused:
                chunk.warn(each.incoming, "unknown_answer", refused.text, field=field)
        return found


def _said(each: Arrived) -> dict[str, Value]:
    values = each.incoming.values
    return {column: value for column, field in _FIELDS if (value := values.get(field)) is not None and value != ""}


_FIELDS = tuple((column, "grade" if column == "quality" else column) for column in COLUMNS)


class Judging(Step):
    """Judges by the version each lead is counted under; the last step, because a clause may read what others write."""

    order = 90

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Judge the leads; say of a grade from elsewhere that the agreement does not know it."""

        def tell(due: Due, fact: Fact, at: datetime) -> None:
            chunk.tell(fact, due.lead_id, at, lead_id=due.lead_id, version=due.version)

        leads = [
            Due(
                each.lead_id, each.version, each.captured_at, each.is_new,
                product=each.incoming.text("product") if each.is_new else None,
            )
            for each in arrived
        ]  # fmt: skip
        judgements = judge(leads, tell=tell)
        # A figure and no line of the lead's story.
        count_questions(leads, tell=lambda due, fact, at: chunk.tell(fact, due.lead_id, at, version=due.version))
        known = {number: {grade.key for grade in version(number).grades} for number in {due.version for due in leads}}
        for each in arrived:
            judgement = judgements[each.lead_id]
            chunk.note(each.incoming, "judged", judgement.grade or "", target=judgement.target, version=each.version)
            quality = each.incoming.text("grade")
            if quality and judgement.grade is None and quality not in known[each.version]:
                chunk.warn(each.incoming, "unknown_grade", unknown_grade(quality), field="grade")


def unknown_grade(grade: str) -> Text:
    """Why a grade was not taken over."""
    return Text(
        ru=f"Категории «{grade}» нет в регламенте: лид остался без категории. "
        "Добавьте её в таблицу соответствий рецепта.",
        en=f"The agreement has no grade “{grade}”: the lead stays without one. Add it to the value map of the recipe.",
    )
