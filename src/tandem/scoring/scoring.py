"""Scoring many leads at once, each by the card of the version it is counted under, and keeping what changed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from tandem.agreement import queries
from tandem.agreement.document import GRADE_TERM
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows, rows_with
from tandem.qualification.queries import grades_of, known_of
from tandem.scoring.cards import Card
from tandem.scoring.cards import Score as Scored
from tandem.scoring.facts import LeadScored
from tandem.scoring.models import Score

#: So many reasons of a lead are kept; the rest moves it by little.
_KEPT = 12


class Due(NamedTuple):
    """A lead to be scored, and since when what is known of it was known."""

    lead_id: int
    version: int
    at: datetime
    #: It has just come in, so that it cannot have a score.
    is_new: bool = False


type Tell = Callable[[Due, Fact, datetime], None]


def score(leads: Sequence[Due], *, tell: Tell) -> dict[int, Scored]:
    """Score the leads, write what changed and tell a fact of each change; return the scores.

    Needs the caller's transaction. A lead whose version has no card has no score.
    """
    by_version: dict[int, list[Due]] = {}
    for due in leads:
        by_version.setdefault(due.version, []).append(due)
    scored: dict[int, Scored] = {}
    for version, of_version in by_version.items():
        card = card_of(version)
        if card is None:
            continue
        ids = [due.lead_id for due in of_version]
        known, grades = known_of(ids, card.reads), grades_of(ids)
        scored |= {each: card.score({**known[each], GRADE_TERM: grades.get(each)}) for each in ids}
    _keep(leads, scored, tell)
    return scored


def card_of(version: int) -> Card | None:
    """The card of a version, compiled once; None where it has none."""
    document = queries.version(version).document
    return _compiled(document.scorecard) if document.scorecard.terms else None


_compiled = functools.lru_cache(maxsize=16)(Card)


def _keep(leads: Sequence[Due], scored: dict[int, Scored], tell: Tell) -> None:
    known = [due.lead_id for due in leads if not due.is_new]
    rows = rows_with(Score, ("lead", "points", "version", "reasons"), field="lead", among=known)
    before = {lead_id: (points, version, reasons) for lead_id, points, version, reasons in rows}
    cards = {number: card_of(number) for number in {due.version for due in leads}} if scored else {}
    gone, new = [], []
    for due in leads:
        found, stood = scored.get(due.lead_id), before.get(due.lead_id)
        points = found.points if found else None
        reasons = _reasons(found, cards[due.version]) if found else []
        if (stood is None and found is None) or stood == (points, due.version, reasons):
            continue
        # Rounded as it is shown and kept: a float of the journal and of the tables is the same one.
        chance = round(found.chance, 6) if found else None
        if stood is None or stood[:2] != (points, due.version):
            tell(due, LeadScored(points=points, chance=chance), due.at)
        if stood is not None:
            gone.append(due.lead_id)
        new.append((due.lead_id, points, chance, due.version, reasons))
    if gone:
        Score.objects.filter(pk__in=gone).delete()
    insert_rows(Score, ("lead", "points", "chance", "version", "reasons"), new)


def _reasons(found: Scored, card: Card | None) -> list[list[str | int]]:
    assert card is not None
    lines = {term.key: term.bins for term in card.document.terms}
    return [[each.field, _place(each.bin, lines[each.field])] for each in found.reasons[:_KEPT]]


def _place(line: object, lines: Sequence[object]) -> int:
    return next(at for at, each in enumerate(lines) if each is line)
