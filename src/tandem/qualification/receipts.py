"""What the receipts of qualification say: the answers that came with the lead, the grade and why."""

from __future__ import annotations

from tandem.agreement.queries import UnknownVersion, version
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.intake.receipt_words import Details, StepWords
from tandem.intake.receipts import field_titles
from tandem.qualification.models import Qualification
from tandem.qualification.wording import answers_in_words


def _answered(lead: Lead, outcome: str, details: Details) -> Text | None:
    said = field_titles(str(details.get("said") or "").split())
    return Text(ru=f"известно: {said.ru}", en=f"known: {said.en}")


def _judged(lead: Lead, outcome: str, details: Details) -> Text:
    why = _why(lead, outcome, details)
    said = [*why, *((_TARGET[bool(target)],) if (target := details.get("target")) is not None else ())]
    # A title mostly says what the answers say: one of the two.
    grade = _grade(outcome, {} if why else details)
    if not said:
        return grade
    sign = ": " if why else ", "
    return Text(
        ru=grade.ru + sign + ", ".join(each.ru for each in said),
        en=grade.en + sign + ", ".join(each.en for each in said),
    )


def _why(lead: Lead, grade: str, details: Details) -> list[Text]:
    """What it rested on; known only as long as nobody judged anew, and before the agreement nothing was asked."""
    stands = Qualification.objects.filter(pk=lead.pk).first()
    if stands is None or not stands.version or (stands.grade, stands.version) != (grade, details.get("version")):
        return []
    return answers_in_words(stands)


def _grade(key: str, details: Details) -> Text:
    if not key:
        return Text(ru="без категории", en="no grade yet")
    number = details.get("version")
    try:
        grades = version(number).grades if isinstance(number, int) else ()
    except UnknownVersion:
        grades = ()
    title = next((grade.title for grade in grades if grade.key == key), None)
    if title is None:
        return Text(ru=f"категория {key}", en=f"grade {key}")
    letter = "" if title.ru.startswith(key) else f"{key}: "
    return Text(ru=f"категория {letter}{title.ru}", en=f"grade {letter}{title.en}")


_TARGET = {True: Text(ru="целевой лид", en="a target lead"), False: Text(ru="нецелевой лид", en="not a target lead")}

ANSWERED = StepWords("answered", Text(ru="Ответы", en="Answers"), tell=_answered)
JUDGED = StepWords("judged", Text(ru="Оценён", en="Judged"), tell=_judged)
UNKNOWN_GRADE = StepWords(
    "packet",
    Text(ru="Замечание", en="Remark"),
    {
        "unknown_grade": Text(
            ru="такой категории нет в регламенте: не принята", en="the agreement has no such grade: not taken over"
        )
    },
)
