"""What can become known of a lead, and how it can be judged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.journal.facts import Fact
from tandem.qualification.wording import said_in_words


class LeadAnswered(Fact, frozen=True):
    """Something became known of the need, the budget or the urgency; the fact says all that is known now."""

    subject = "lead"
    icon = "clipboard-document-check"
    sentence = Text(ru="Ответы клиента: {what}", en="What is known: {what}")

    quality: str | None = None
    need: bool | None = None
    #: In the company's currency.
    budget: Decimal | None = None
    budget_ok: bool | None = None
    urgent: bool | None = None
    starts_within_days: int | None = None
    #: Answers to attributes of the company's own, and fields the client could not tell, as `said` keeps them.
    said: str | None = None

    @classmethod
    def of(cls, columns: Mapping[str, Any], said: str) -> LeadAnswered:
        """The fact of what ``answers.packed`` made of everything known."""
        return cls(**{**columns, "quality": columns["quality"] or None, "said": said or None})

    def told(self) -> Text:
        """What is known, one after the other."""
        known = [(words, getattr(self, name)) for name, words in _WORDS.items() if getattr(self, name) is not None]
        said = [
            Text(ru=words.ru.format(value=_plain(value, "ru")), en=words.en.format(value=_plain(value, "en")))
            for words, value in known
        ]
        yes_or_no = [
            words[0] if getattr(self, name) else words[1]
            for name, words in _FLAGS.items()
            if getattr(self, name) is not None
        ]
        what = said + yes_or_no + said_in_words(self.said or "")
        return self.sentence.__class__(
            ru=self.sentence.ru.format(what=", ".join(each.ru for each in what) or "—"),
            en=self.sentence.en.format(what=", ".join(each.en for each in what) or "—"),
        )


_WORDS = {
    "quality": Text(ru="оценка {value}", en="rated {value}"),
    "budget": Text(ru="бюджет {value}", en="budget {value}"),
    "starts_within_days": Text(ru="нужно через {value} дн.", en="needed within {value} days"),
}
_FLAGS = {
    "need": (Text(ru="потребность есть", en="has the need"), Text(ru="потребности нет", en="no need")),
    "budget_ok": (Text(ru="бюджет есть", en="can pay"), Text(ru="бюджета нет", en="cannot pay")),
    "urgent": (Text(ru="срочно", en="urgent"), Text(ru="не срочно", en="not urgent")),
}


def _plain(value: str | Decimal | int, language: str) -> str:
    if isinstance(value, str):
        return value
    return format_number(value, language, 0 if value == int(value) else 2)


class QuestionsCounted(Fact, frozen=True):
    """How many questions of the agreement are asked of the lead so far; no line of its story, a figure of its own."""

    subject = "lead"
    icon = "question-mark-circle"
    sentence = Text(ru="Задано вопросов: {asked} из {due}", en="Questions asked: {asked} of {due}")

    due: int
    asked: int
    #: With something known; the others could not be told.
    known: int


class LeadGraded(Fact, frozen=True):
    """A version of the agreement judged the lead, and the judgement is not the one before."""

    subject = "lead"
    icon = "academic-cap"
    sentence = Text(ru="Категория лида: {grade}", en="Graded {grade}")

    #: None when it cannot be told, like everything below.
    grade: str | None
    target: bool | None
    mql: bool | None = None
    sql_lead: bool | None = None
    #: The answers to the three questions of the portrait.
    has_need: bool | None = None
    has_budget: bool | None = None
    is_urgent: bool | None = None

    def told(self) -> Text:
        """The grade; a lead that lost its grade is said to have none."""
        return super().told() if self.grade else NOT_GRADED


NOT_GRADED = Text(ru="Категория не определена", en="The grade cannot be told")
