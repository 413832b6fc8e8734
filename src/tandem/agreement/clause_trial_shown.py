"""A trial of a clause in the reader's words, or the place in the text where it went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from tandem.agreement import queries
from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_catalogue import ClauseField
from tandem.agreement.clause_refusals import ClauseRefused
from tandem.agreement.clause_trial import Answered, TookTooLong, Trial, try_clause
from tandem.agreement.clauses import Clauses, compile_clauses, judged_by
from tandem.basics.expressions import ExpressionError
from tandem.basics.numbers import format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.store import store


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One of the three answers of a trial, in the reader's words."""

    key: str
    title: Text
    count: str
    share: str
    rows: Sequence[tuple[int, int | None, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """A trial, or why there is none; ``before``, ``at`` and ``after`` are the text around the place of an error."""

    fields: Sequence[ClauseField] = ()
    parts: Sequence[ShownPart] = ()
    about_leads: bool = True
    total: str = ""
    error: Text | None = None
    before: str = ""
    at: str = ""
    after: str = ""


def trial_of(text: str, scope: Scope) -> ShownTrial | None:
    """What the clause says of history, or why it cannot; None for an empty one."""
    if not text.strip():
        return None
    draft = _draft() if scope is Scope.STATUS else None
    try:
        return _shown(try_clause(text, store.read(), scope=scope, draft=draft, agreed=fields_of_versions()))
    except ExpressionError as error:
        place = min(error.position or 0, len(text))
        rest = text[place:]
        width = next((at for at, sign in enumerate(rest) if at and not (sign.isalnum() or sign == "_")), len(rest))
        return ShownTrial(
            error=error.placed,
            before=text[:place],
            at=rest[:width],
            after=rest[width:],
        )
    except TookTooLong as refusal:
        return ShownTrial(error=refusal.text, before=text)


def _draft() -> Clauses | None:
    """What the draft decides of leads, as far as its clauses run."""
    found = queries.draft()
    if found is None:
        return None
    document = queries.document_of(found)
    try:
        return compile_clauses(document, judged_by(document, fields_of_versions()))
    except ClauseRefused:
        return None


def _shown(trial: Trial) -> ShownTrial:
    language = get_language() or "ru"
    return ShownTrial(
        fields=trial.fields,
        total=format_number(trial.total, language),
        about_leads=trial.table == "leads",
        parts=[
            _part(key, title, answered, language)
            for key, title, answered in (
                ("taken", _TAKEN, trial.taken),
                ("refused", _REFUSED, trial.refused),
                ("untold", _UNTOLD, trial.untold),
            )
        ],
    )


def _part(key: str, title: Text, answered: Answered, language: str) -> ShownPart:
    rows = [(row.key, row.lead_id, [_value(value, language) for value in row.values]) for row in answered.newest]
    return ShownPart(
        key=key,
        title=title,
        count=format_number(answered.count, language),
        share=format_percent(answered.share, language, 1),
        rows=rows,
    )


def _value(value: object, language: str) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return (_YES if value else _NO).in_language(language)
        case int():
            return format_number(value, language)
        case Decimal() | float():
            return format_number(value, language, 0 if value == int(value) else 2)
        case datetime():
            return f"{value.replace(tzinfo=ZoneInfo('UTC')).astimezone(ZoneInfo(settings.TIME_ZONE)):%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
    return str(value)


_YES, _NO = Text(ru="да", en="yes"), Text(ru="нет", en="no")
_TAKEN = Text(ru="Подходят", en="Taken")
_REFUSED = Text(ru="Не подходят", en="Not taken")
_UNTOLD = Text(ru="Нельзя сказать: не хватает данных", en="Cannot be told: data is missing")
