"""What to ask of a lead, what was answered, and answering in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tandem.agreement.document import Question
from tandem.agreement.queries import in_force, version
from tandem.agreement.questions import asked_about, field_of
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.people.models import Person
from tandem.qualification.answer_texts import read_answer
from tandem.qualification.answers import COLUMNS, Value, packed, unpacked
from tandem.qualification.counting import count_questions
from tandem.qualification.facts import LeadAnswered
from tandem.qualification.judging import Due, judge
from tandem.qualification.models import Answers

#: What a tap sends for "asked, and not told"; no option may have this key.
NOT_TOLD = "?"


class NotAsked(Refusal):
    """The agreement does not ask that question of this lead."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions to ask of a lead, and the version that asks them: its own, or today's where its own asks none."""

    version: int
    questions: tuple[Question, ...]
    #: Whether the version the lead is counted under asks them; its grade may not heed them otherwise.
    is_own: bool


def asking_of(lead: Lead) -> Asking:
    """What is to be asked of a lead, by its product."""
    agreement = version(lead.version)
    is_own = bool(agreement.document.questions)
    if not is_own:
        agreement = in_force()
    return Asking(agreement.version, asked_about(agreement.document.questions, lead.product), is_own)


def answers_of(lead_id: int) -> dict[str, Value]:
    """What is known of a lead by field; None: asked, and not told."""
    return answers_later(lead_id)()


def answers_later(lead_id: int) -> Later[dict[str, Value]]:
    """The same, asked along with other questions."""
    rows = _known.later(lead_id)

    def found() -> dict[str, Value]:
        row = next(iter(rows()), None)
        return unpacked(dict(zip(COLUMNS, row[:-1], strict=True)), row[-1]) if row else {}

    return found


@prepared
def _known(lead_id: int) -> QuerySet[Answers, tuple[Any, ...]]:
    return Answers.objects.filter(pk=lead_id).values_list(*COLUMNS, "said")


def answer(*, lead_id: int, question: str, text: str, by: Person, now: datetime) -> bool:
    """Take the answer to a question, by its key, and judge the lead anew; False when nothing changed.

    ``text`` is an option, a number, yes or no, `NOT_TOLD`; an empty one takes the answer back. Who may answer is for
    the caller to say. Refuses by `NotAsked` and `answer_texts.NoSuchAnswer`.
    """
    with transaction.atomic():
        # Imports write answers too: the lock that orders them orders this as well, and two who tap at once.
        one_at_a_time()
        lead = Lead.objects.get(pk=lead_id)
        asked = next((each for each in asking_of(lead).questions if each.key == question), None)
        if asked is None:
            raise NotAsked(
                Text(
                    ru="Такого вопроса к этому лиду в регламенте нет. Обновите страницу: вопросы могли измениться.",
                    en="The agreement asks no such question of this lead. Reload the page: the questions may have "
                    "changed.",
                )
            )
        before = answers_of(lead_id)
        known = {name: value for name, value in before.items() if name != field_of(asked)}
        if text.strip():
            known[field_of(asked)] = read_answer(asked, text)
        if known == before:
            return False
        columns, said = packed(known)
        Answers.objects.update_or_create(pk=lead_id, defaults={**columns, "said": said})
        fact = LeadAnswered.of(columns, said)
        happenings = [Happening(fact, lead_id, now, lead_id)]

        def tell(due: Due, fact: Fact, at: datetime) -> None:
            happenings.append(Happening(fact, due.lead_id, at, due.lead_id))

        due = Due(lead_id, lead.version, now)
        judge([due], tell=tell)
        count_questions([due], tell=lambda due, fact, at: happenings.append(Happening(fact, due.lead_id, at)))
        record(happenings, recording=Recording(at=now, source="pages", actor_id=by.pk, version=lead.version))
    return True
