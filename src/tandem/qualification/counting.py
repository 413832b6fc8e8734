"""How many questions of the agreement were asked of each lead, and how many answered with something known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tandem.agreement.document import Question
from tandem.agreement.queries import version
from tandem.agreement.questions import asked_about, field_of
from tandem.intake.models import Lead
from tandem.journal.rows import insert_rows, rows_with
from tandem.qualification.answers import COLUMNS, Known, unpacked
from tandem.qualification.facts import QuestionsCounted
from tandem.qualification.judging import Due, Tell
from tandem.qualification.models import Answers, QuestionCount


class Counted(NamedTuple):
    """Questions to ask of a lead, those asked (“not told” included), and those answered with something known."""

    due: int
    asked: int
    known: int


NOTHING = Counted(0, 0, 0)


def counted(questions: Sequence[Question], known: Known) -> Counted:
    """How far the questions were asked."""
    fields = [field_of(each) for each in questions]
    with_value = sum(known.get(field) is not None for field in fields)
    return Counted(len(fields), sum(field in known for field in fields), with_value)


def count_questions(leads: Sequence[Due], *, tell: Tell) -> None:
    """Count the questions of each lead's own version; write what changed and tell it. In the caller's transaction."""
    questions = {number: version(number).document.questions for number in {due.version for due in leads}}
    old = [due.lead_id for due in leads if not due.is_new]
    rows_before = rows_with(QuestionCount, ("lead", "due", "asked", "known"), field="lead", among=old)
    stood = {row[0]: Counted(*row[1:]) for row in rows_before}
    asking = [due.lead_id for due in leads if questions[due.version]]
    products = {due.lead_id: due.product for due in leads if due.product is not None}
    unknown = [lead_id for lead_id in asking if lead_id not in products]
    products |= dict(rows_with(Lead, ("id", "product"), field="id", among=unknown))
    known = _known(asking)
    gone, rows = [], []
    for due in leads:
        lead_id = due.lead_id
        asked = asked_about(questions[due.version], products[lead_id]) if lead_id in products else ()
        now, before = counted(asked, known.get(lead_id, {})), stood.get(lead_id)
        if now == (before or NOTHING):
            continue
        if before is not None:
            gone.append(lead_id)
        tell(due, QuestionsCounted(due=now.due, asked=now.asked, known=now.known), due.at)
        rows.append((lead_id, *now))
    if gone:
        QuestionCount.objects.filter(pk__in=gone).delete()
    insert_rows(QuestionCount, ("lead", "due", "asked", "known"), rows)


def _known(lead_ids: Sequence[int]) -> dict[int, Known]:
    rows = rows_with(Answers, ("lead", *COLUMNS, "said"), field="lead", among=lead_ids)
    return {row[0]: unpacked(dict(zip(COLUMNS, row[1:-1], strict=True)), row[-1]) for row in rows}
