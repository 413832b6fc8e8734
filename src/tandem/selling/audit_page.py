"""The blind check of returns: what waits for whom, what may be said, and what has come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tandem.agreement.queries import in_force, version
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.handover.audit_rules import VERDICTS, codes_of
from tandem.handover.models import LeadReturn, ReturnAudit
from tandem.measures.answer_lines import seller_names
from tandem.measures.catalogue import measure
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.measures.wording import Speech
from tandem.people.models import Person
from tandem.people.rules import Role

#: A seller with fewer returns judged says nothing of their own.
ENOUGH = 5
_DAYS = 365
#: Keys of the keyboard, none of which the house uses.
_KEYS = "1234567890abcdfghilmopqrstuvwxyz"
_MEASURE = "false_returns"

VERDICT_WORDS = {
    "target": Text(ru="Целевой лид, возвращать было нельзя", en="A target lead: it was wrong to give it back"),
    "non_target": Text(ru="Нецелевой лид", en="Not a target lead"),
    "unknown": Text(ru="Понять нельзя", en="It cannot be told"),
}
SHORT = {
    "target": Text(ru="целевой", en="target"),
    "non_target": Text(ru="нецелевой", en="non-target"),
    "unknown": Text(ru="понять нельзя", en="cannot be told"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, a key away."""

    value: str
    title: Text
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """A verdict with the reasons to choose from."""

    verdict: Text
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class FalseReturns:
    """The share of false returns of everybody, or of one seller; ``shown`` is empty where there are too few cases."""

    name: str
    shown: str
    interval: str
    n: int


def waiting(person: Person) -> list[ReturnAudit]:
    """The drawn returns that a person has to judge, the oldest first."""
    rows = ReturnAudit.objects.filter(auditor=person, audited_at__isnull=True)
    return list(rows.select_related("lead_return").order_by("drawn_at", "pk"))


def audits_waiting(person: Person) -> int:
    """How many drawn returns wait for a person's judgement."""
    return ReturnAudit.objects.filter(auditor=person, audited_at__isnull=True).count()


def groups_of(returned: LeadReturn) -> list[Group]:
    """What may be said of a return by its version."""
    codes, keys = codes_of(version(returned.version).document), iter(_KEYS)
    return [
        Group(
            VERDICT_WORDS[verdict],
            [Answer(f"{verdict} {code}", title, next(keys, "")) for code, title in codes[verdict].items()],
        )
        for verdict in VERDICTS
    ]


def verdict_of(audit: ReturnAudit) -> Text:
    """What came out of a check, with its reason."""
    if not audit.verdict:
        return Text(ru="", en="")
    codes = codes_of(version(audit.lead_return.version).document)
    reason = next((each[audit.code] for each in codes.values() if audit.code in each), None)
    verdict = SHORT[audit.verdict]
    if reason is None:
        return verdict
    return Text(ru=f"{verdict.ru}: {reason.ru}", en=f"{verdict.en}: {reason.en}")


def false_returns(reading: Reading, *, role: Role, seller_id: int | None, speech: Speech) -> list[FalseReturns]:
    """Of the last year: everybody together, then each seller with enough cases, for whom the reader may see."""
    today = timezone.localdate()
    period = Period(today - timedelta(days=_DAYS - 1), today)
    by = ("seller",) if role.sees_operating_report and seller_id is None else ()
    found = answer(Question((_MEASURE, "returns_audited"), period, by=by, seller_id=seller_id), reading)
    total = found.total.values[_MEASURE]
    if not total.n:
        return []
    lines = [_line("", total, speech)]
    names = seller_names(row.members[0] for row in found.rows) if by else {}
    for row in found.rows if by else ():
        value = row.values[_MEASURE]
        if row.members[0] is not None and value.n:
            lines.append(_line(names.get(int(row.members[0]), ""), value, speech))
    return [lines[0], *sorted(lines[1:], key=lambda line: (-line.n, line.name))]


def share_in_force() -> float:
    """Which share of returns is drawn by the version in force."""
    return float(in_force().document.audit.share)


def _line(name: str, value: Value, speech: Speech) -> FalseReturns:
    n = value.n or 0
    if value.value is None or n < ENOUGH:
        return FalseReturns(name, "", "", n)
    asked = measure(_MEASURE)
    return FalseReturns(name, speech.figure(asked, value.value), f"{speech.interval(asked, value)} %", n)
