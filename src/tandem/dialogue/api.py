"""The weekly letters over HTTP: what their pages show, for the same readers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.dialogue import letter_page
from tandem.dialogue.figures import MEASURES, unpacked
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import State
from tandem.measures.answers_as_json import figures_json
from tandem.measures.api_asked import refuse_unknown
from tandem.measures.api_shapes import shape
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole

router = Router(tags=["letters"])

#: Letters in one answer, unless told otherwise, and at most: a year of weeks, and ten.
LETTERS, MOST_LETTERS = 52, 520

_TEXT, _BOOLEAN, _OBJECT, _COUNT = {"type": "string"}, {"type": "boolean"}, {"type": "object"}, {"type": "integer"}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_IN_SHORT = {
    "week": {"type": "string", "format": "date"}, "version": _COUNT,
    "state": {"enum": [each.value for each in State]}, "overdue": _BOOLEAN, "written_at": _MOMENT,
    "send_by": _MOMENT, "sent_at": _MOMENT, "answer_due_at": _MOMENT, "answered_at": _MOMENT,
    "answered_in_time": {"type": ["boolean", "null"]}, "request": _TEXT, "expected": _TEXT, "answer": _TEXT,
    "figures": _OBJECT,
}  # fmt: skip
_WHOLE = {
    **_IN_SHORT, "sent_by": {"type": ["string", "null"]}, "answered_by": {"type": ["string", "null"]},
    "before": _OBJECT, "days": {"type": "array", "items": _OBJECT}, "reasons": {"type": "array", "items": _OBJECT},
}  # fmt: skip


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


_LIST = _object(
    {"total": _COUNT, "offset": _COUNT, "limit": _COUNT, "letters": {"type": "array", "items": _object(_IN_SHORT)}}
)


class LettersAsked(Schema):
    """Which part of a long list."""

    offset: int = Field(0, ge=0, le=100_000, description="How many of the newest to skip")
    limit: int = Field(LETTERS, ge=1, le=MOST_LETTERS, description="How many letters at most")


@router.get("/letters/", openapi_extra=shape(_LIST), summary="The weekly letters on the quality of leads, newest first")
def letters(request: HttpRequest, asked: Query[LettersAsked]) -> dict[str, Any]:
    """What the page of letters lists and its file holds, in parts: `total` says how many there are. For both heads,
    the owner, analysts and administrators."""
    refuse_unknown(request, LettersAsked)
    if not letter_page.reads(_reader(request)):
        raise _not_shown()
    now, found = timezone.now(), QualityLetter.objects.all()
    part = found[asked.offset : asked.offset + asked.limit]
    return {
        "total": found.count(),
        "offset": asked.offset,
        "limit": asked.limit,
        "letters": [_in_short(each, now) for each in part],
    }


@router.get("/letters/{week}/", openapi_extra=shape(_object(_WHOLE)), summary="One weekly letter with its figures")
def letter(request: HttpRequest, week: Path[date]) -> dict[str, Any]:
    """The letter on the week that begins on that Monday, day by day, with the week before and why leads went back.

    Also for whom the version of the letter names as its sender or its receiver.
    """
    refuse_unknown(request)
    found = QualityLetter.objects.select_related("sent_by", "answered_by").filter(week=week).first()
    reader = _reader(request)
    if found is None:
        if not letter_page.reads(reader):
            raise _not_shown()
        raise Http404
    if not letter_page.reads(reader, found):
        raise _not_shown()
    contents = unpacked(Period.week(found.week), found.figures)
    return {
        **_in_short(found, timezone.now()),
        "sent_by": str(found.sent_by) if found.sent_by else None,
        "answered_by": str(found.answered_by) if found.answered_by else None,
        "before": figures_json(contents.before),
        "days": [{"day": day.isoformat(), **counts} for day, counts in contents.days],
        "reasons": [{"title": each.title, "leads": each.leads} for each in contents.reasons],
    }


def _in_short(found: QualityLetter, now: datetime) -> dict[str, Any]:
    state, overdue = letter_page.turn_of(found, now)
    values = unpacked(Period.week(found.week), found.figures).values
    return {
        "week": found.week.isoformat(),
        "version": found.version,
        "state": state.value,
        "overdue": overdue,
        "written_at": found.written_at.isoformat(),
        "send_by": found.send_by.isoformat(),
        "sent_at": _moment(found.sent_at),
        "answer_due_at": _moment(found.answer_due_at),
        "answered_at": _moment(found.answered_at),
        "answered_in_time": found.answered_in_time,
        "request": found.request,
        "expected": found.expected,
        "answer": found.answer,
        "figures": figures_json({key: values[key] for key in MEASURES}),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _reader(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _not_shown() -> NotForThisRole:
    return NotForThisRole(
        Text(
            ru="Письма отделов о качестве лидов вашей роли не видны.",
            en="The letters between the departments are not shown to your role.",
        )
    )
