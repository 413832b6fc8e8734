"""Which version of the agreement answers, what it says, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Count, QuerySet
from django.utils import timezone

from tandem.agreement.agreed import SignedVersion, fields_of_versions, signed_version
from tandem.agreement.clauses import clause_of, judged_by
from tandem.agreement.document import Document
from tandem.agreement.facts import VersionPutInForce
from tandem.agreement.judgement import Judge
from tandem.agreement.judges import judge_of
from tandem.agreement.models import ClosedMonth, Item, Version
from tandem.agreement.rules import VERSION_ZERO, Agreement, agreement_of, month_after, version_title
from tandem.agreement.storing import Stored, document_from
from tandem.basics.expressions import Condition, ExpressionError
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.journal.models import FactRow
from tandem.journal.prepared import prepared


class UnknownVersion(Refusal):
    """No version has this number."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as people see it."""

    side: str
    person: str
    signed_at: datetime
    in_place_of_head: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the strip of versions; ``until`` is the last day it holds, None for the newest."""

    number: int
    title: Text
    since: date | None
    until: date | None = None
    reason: str = ""
    signed_at: datetime | None = None
    signatures: tuple[Signed, ...] = ()
    acknowledged: int = 0


def versions() -> tuple[VersionLine, ...]:
    """All signed versions, newest first, and version 0, under which everything older stands."""
    rows = list(
        Version.objects.filter(number__isnull=False)
        .annotate(read=Count("acknowledgements"))
        .prefetch_related("signatures__person")
        .order_by("-number")
    )
    lines: list[VersionLine] = []
    following: date | None = None
    for row in rows:
        assert row.number is not None
        assert row.since is not None
        until = _day_before(following)
        signatures = tuple(
            Signed(each.side, str(each.person), each.signed_at, each.in_place_of_head)
            for each in sorted(row.signatures.all(), key=lambda each: each.side)
        )
        lines.append(
            VersionLine(
                row.number, version_title(row.number, row.since), row.since, until, row.reason, row.signed_at,
                signatures, row.read,
            )
        )  # fmt: skip
        following = row.since
    return (*lines, VersionLine(0, VERSION_ZERO.title, None, _day_before(following)))


def in_force(on: date | None = None) -> Agreement:
    """The version that holds on a day of the company's zone, or today. Before version 1 that is version 0."""
    day = on or timezone.localdate()
    newest = next(iter(_newest(day)), None)
    if newest is None:
        return VERSION_ZERO
    pk, number, since, digest = newest
    assert number is not None
    assert since is not None
    return _agreement(pk, number, since, digest)


@prepared
def _newest(day: date) -> QuerySet[Version, tuple[int, int | None, date | None, str]]:
    rows = Version.objects.filter(since__lte=day).order_by("-since")
    return rows.values_list("pk", "number", "since", "digest")[:1]


def version(number: int) -> Agreement:
    """One version by its number; 0 is the built-in one. Refuses by ``UnknownVersion``."""
    if number == 0:
        return VERSION_ZERO
    signed = _signed(number)
    return _agreement(signed.pk, number, signed.since, signed.digest)


def judge(number: int) -> Judge:
    """How a version judges leads, by its number; 0 takes over what was imported. Refuses by ``UnknownVersion``."""
    if number == 0:
        return judge_of(None)
    return _judge(number, _signed(number).digest)


def judge_for(document: Document) -> Judge:
    """How a document judges leads, whether or not it is signed; it may read the fields that any version brought."""
    return judge_of(document, judged_by(document, fields_of_versions()))


def timetable_at(position: int | None) -> tuple[tuple[date, int], ...]:
    """When which version came in force, as far as the journal knew at a position; None for what it knows now."""
    facts = FactRow.objects.filter(kind=VersionPutInForce.kind)
    if position is not None:
        facts = facts.filter(position__lte=position)
    told = (fact for row in facts.order_by("position") if isinstance(fact := row.fact, VersionPutInForce))
    return tuple((fact.since, fact.number) for fact in told)


def draft() -> Version | None:
    """The version that is being written, if one is."""
    return Version.objects.filter(number__isnull=True).first()


def document_of(version: Version) -> Document:
    """The document of a draft as it stands now, or of a signed version."""
    if version.number is not None and version.since is not None:
        return _agreement(version.pk, version.number, version.since, version.digest).document
    return _document(version.pk)


def closed_months() -> tuple[ClosedMonth, ...]:
    """The months whose figures are final, oldest first."""
    return tuple(ClosedMonth.objects.select_related("closed_by").order_by("month"))


def is_closed(day: date) -> bool:
    """Whether a day lies in a closed month."""
    return ClosedMonth.objects.filter(month=day.replace(day=1)).exists()


def first_open_day() -> date | None:
    """The first day behind all closed months; None while none is closed."""
    last = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    return month_after(last) if last else None


def closing_position(day: date) -> int | None:
    """Up to where the journal stood when a day became final; None while it is open.

    What lies before the first closed month became final together with it.
    """
    return (
        ClosedMonth.objects.filter(month__gte=day.replace(day=1)).order_by("month").values_list("position", flat=True)
    ).first()


def _day_before(day: date | None) -> date | None:
    return day - timedelta(1) if day else None


def _signed(number: int) -> SignedVersion:
    """Which row a version is. Refuses by ``UnknownVersion``."""
    found = signed_version(number)
    if found is None:
        raise UnknownVersion(
            Text(
                ru=f"Версии {number} у регламента нет: выберите номер из списка версий.",
                en=f"The agreement has no version {number}: choose a number from the list of versions.",
            )
        )
    return found


# Keyed by the digest as well: a version never changes, so a kept one never grows stale, in whichever process.
@lru_cache(maxsize=64)
def _agreement(pk: int, number: int, since: date, digest: str) -> Agreement:
    document = _document(pk)
    return agreement_of(number=number, since=since, written=document, is_target=_Target(document))


@lru_cache(maxsize=64)
def _judge(number: int, digest: str) -> Judge:
    return judge_for(version(number).document)


def _document(pk: int) -> Document:
    rows = Item.objects.filter(version_id=pk).values_list("section", "key", "place", "body")
    return document_from(Stored(*row) for row in rows)


class _Target:
    """What the clause of the target lead says when only the grade is known."""

    def __init__(self, document: Document) -> None:
        self._clause: Condition | None
        try:
            self._clause = clause_of(
                document.grading.target_lead.clause, known=judged_by(document, fields_of_versions()), decided=True
            )
        except ExpressionError:
            # A room that announced a field is switched off: then nobody can tell.
            self._clause = None

    def __call__(self, grade: str) -> bool | None:
        if self._clause is None:
            return None
        answer = self._clause.run(dict.fromkeys(self._clause.columns) | {"grade": grade})
        return answer if isinstance(answer, bool) else None
