"""The figures of a letter: of the week, of each of its days, of the week before; and why leads went back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement.queries import version
from tandem.basics.periods import Grain, Period
from tandem.handover.models import LeadReturn
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value

#: What a letter says of the week; all but the share also of each day.
MEASURES = ("leads", "target_leads", "non_target_leads", "ungraded_leads", "target_share", "returns_given")
BY_DAY = ("leads", "target_leads", "non_target_leads", "ungraded_leads")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why leads of the week went back, and how many."""

    title: str
    leads: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The figures of a letter, by measure."""

    week: Period
    values: Mapping[str, Value]
    before: Mapping[str, Value]
    days: Sequence[tuple[date, Mapping[str, int]]]
    reasons: Sequence[Reason]


def anything_to_say(reading: Reading, week: Period) -> bool:
    """Whether the company had any lead by the end of a week: an empty installation writes no letters."""
    return bool(reading.rows("SELECT 1 FROM leads WHERE captured_on <= $day LIMIT 1", {"day": week.end}))


def contents_of(week: Period, reading: Reading) -> Contents:
    """Count a week as it stands now."""
    whole = answer(Question(MEASURES, week), reading).total.values
    before = answer(Question(MEASURES, week.previous()), reading).total.values
    by_day = answer(Question(BY_DAY, week, grain=Grain.DAY), reading)
    days = [
        (day, {key: int(by_day.at((), Period.day(day)).values[key].value or 0) for key in BY_DAY})
        for day in week.days()
    ]
    return Contents(week, whole, before, days, _reasons(week))


def packed(contents: Contents) -> str:
    """As JSON: numbers and keys, and the titles of reasons."""
    said = {
        "values": {key: _plain(contents.values[key]) for key in MEASURES},
        "before": {key: _plain(contents.before[key]) for key in MEASURES},
        "days": [dict(each, day=day.isoformat()) for day, each in contents.days],
        "reasons": [[each.title, each.leads] for each in contents.reasons],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def unpacked(week: Period, text: str) -> Contents:
    """What was packed; a measure that was not counted then has no value."""
    said: dict[str, Any] = json.loads(text)
    return Contents(
        week=week,
        values={key: _value(said["values"].get(key)) for key in MEASURES},
        before={key: _value(said["before"].get(key)) for key in MEASURES},
        days=[
            (date.fromisoformat(each["day"]), {key: int(each.get(key, 0)) for key in BY_DAY}) for each in said["days"]
        ],
        reasons=[Reason(title, leads) for title, leads in said["reasons"]],
    )


def _plain(value: Value) -> list[float | int | None]:
    number = value.value
    kept = None if number is None else number if isinstance(number, int) else float(number)
    return [kept, value.n, value.low, value.high]


def _value(kept: Sequence[Any] | None) -> Value:
    if kept is None:
        return Value(None)
    number, n, low, high = kept
    return Value(number, n=n, low=low, high=high)


def _reasons(week: Period) -> list[Reason]:
    """By the titles of the version each return is counted under, the most frequent first."""
    start, end = week.bounds_utc(ZoneInfo(settings.TIME_ZONE))
    rows = LeadReturn.objects.filter(returned_at__gte=start, returned_at__lt=end).values_list("version", "reason")
    counted: Counter[str] = Counter()
    titles: dict[int, dict[str, str]] = {}
    for number, reason in rows:
        if number not in titles:
            titles[number] = {each.key: each.title for each in version(number).document.returns}
        counted[titles[number].get(reason) or reason] += 1
    return [Reason(title, leads) for title, leads in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]
