"""A training from the store to a proposal: leads, suspects, card, drift, and what would change if it were adopted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from tandem.agreement.document import GRADE_TERM, Scorecard
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.scoring.attributes import Attribute, Floats, category
from tandem.scoring.cards import without_grades
from tandem.scoring.drift import Drift, drift, drift_of_numbers, stability_index
from tandem.scoring.evaluation import ranking, shares
from tandem.scoring.history import History, attributes_of, history
from tandem.scoring.leakage import Suspect, suspects
from tandem.scoring.proposal import Drifted, GradeChance, Moved, Proposal, Shift, Used
from tandem.scoring.recorded import recorded
from tandem.scoring.sufficiency import late_half
from tandem.scoring.training import NotEnough, Trained, bins_in, chances_of, points_of, train

#: The last share of the leads that the first ones are compared with.
_LATE_PART = 0.3
#: The card in force is held against the leads of so many last days.
_RECENT_DAYS = 30
_LEAST_RECENT = 100
#: So many leads, campaigns and sellers are listed of those that would move.
LISTED = 15

type Progress = Callable[[int, int], None]


def propose(
    reading: Reading,
    *,
    said: Mapping[str, bool],
    standing: Scorecard,
    wanted: Scorecard,
    version: int = 0,
    progress: Progress = lambda done, of: None,
) -> Proposal:
    """Train a card on what the store knows.

    ``said`` is what people said of columns, ``standing`` the card in force and ``version`` its version, ``wanted`` what
    the training must obey (the draft's or the version's ``rises`` and ``falls``).
    """
    progress(0, 1)
    past = history(reading)
    found = suspects(past.attributes, past.bought, recorded=recorded(reading, past.lead_ids.tolist()))
    kept = [each for each in past.attributes if not _is_left_out(each.name, found, said)]
    proposal = Proposal(
        used=_used(past), suspects=found, silent={},
        in_force=_in_force(reading, standing) if standing.terms else None, version=version,
    )  # fmt: skip
    signs = dict.fromkeys(wanted.rises, 1) | dict.fromkeys(wanted.falls, -1)
    late = late_half([day.toordinal() for day in past.captured_on]) if past.captured_on else None
    try:
        grades = category(GRADE_TERM, past.grades)
        trained = train(kept, past.bought, late=late, signs=signs, grades=grades, progress=progress)
    except NotEnough as refused:
        return msgspec.structs.replace(proposal, missing=refused.missing)
    used = proposal.used
    card = msgspec.structs.replace(
        trained.card, words=wanted.words, rises=wanted.rises, falls=wanted.falls, since=used.since, until=used.until
    )
    moved = _moved(reading, card, standing)
    return msgspec.structs.replace(
        proposal, card=card, evaluation=trained.evaluation, silent=dict(trained.silent),
        drift=_drift(past, kept, card), grades=_grades(past, trained), moved=_most(moved),
        campaigns=_shifts(reading, moved, "nullif(campaign, '')"), sellers=_shifts(reading, moved, "seller_id"),
    )  # fmt: skip


def _is_left_out(name: str, found: Sequence[Suspect], said: Mapping[str, bool]) -> bool:
    """Times decide; else what a person said; a suspect nobody has spoken of yet stays out until somebody does."""
    suspect = next((each for each in found if each.name == name), None)
    return (suspect is not None and suspect.is_proven) or said.get(name, suspect is not None)


def _used(past: History) -> Used:
    excluded = past.excluded
    return Used(
        leads=excluded.leads, trained=len(past.bought), buyers=int(past.bought.sum()), young=excluded.young,
        unhandled=excluded.unhandled, old=excluded.old, mature_at=past.mature_at,
        since=past.captured_on[0] if past.captured_on else None,
        until=past.captured_on[-1] if past.captured_on else None,
    )  # fmt: skip


def _drift(past: History, kept: Sequence[Attribute], card: Scorecard) -> tuple[Drifted, ...]:
    """The first part of the time against the last, by what the card reads, and by the points at capture."""
    card = without_grades(card)
    split = int(len(past.bought) * (1 - _LATE_PART))
    rows = np.arange(len(past.bought))
    before, after = rows < split, rows >= split
    points = points_of(card, kept, leads=len(past.bought)).astype(np.float64)
    found = [drift_of_numbers("", points[before], points[after])]
    by_name = {each.name: each for each in kept}
    for term in card.terms:
        bins = bins_in(term)
        codes = bins.codes(by_name[term.key])
        found.append(drift(term.key, codes[before], codes[after], size=bins.size))
    return tuple(Drifted(name=each.name, index=each.index) for each in _by_index(found))


def _by_index(found: Sequence[Drift]) -> list[Drift]:
    """The score first, then what moved most."""
    return sorted(found, key=lambda each: (each.name != "", -each.index))


def _in_force(reading: Reading, card: Scorecard) -> tuple[Drifted, ...]:
    """The leads of late against those the card in force was trained on, whose bins it holds."""
    card = without_grades(card)
    until = horizon(reading).until
    recent = attributes_of(reading, [term.key for term in card.terms], f"captured_on > DATE '{until}' - {_RECENT_DAYS}")
    if len(recent.lead_ids) < _LEAST_RECENT:
        return ()
    by_name = {each.name: each for each in recent.attributes}
    found, expected, now = [], 0.0, 0.0
    for term in card.terms:
        if term.key not in by_name:
            continue
        bins = bins_in(term)
        counts = np.bincount(bins.codes(by_name[term.key]), minlength=bins.size)
        trained = np.array([each.leads for each in term.bins])
        points = np.array([each.points for each in term.bins])
        expected += float(points @ trained / max(trained.sum(), 1))
        now += float(points @ counts / counts.sum())
        found.append(Drift(term.key, stability_index(shares(trained.tolist()), shares(counts.tolist()))))
    return tuple(Drifted(name=each.name, index=each.index) for each in sorted(found, key=lambda each: -each.index))


def _grades(past: History, trained: Trained) -> tuple[GradeChance, ...]:
    """What the chances of leads the cards of the folds had not seen were inside each grade, and what came true. A lead
    that nobody ever graded is of no grade, and says nothing of one that will be.
    """
    found = []
    for grade in sorted({each for each in past.grades if each is not None}):
        rows = np.array([each == grade for each in past.grades])
        chances: Floats = trained.inside[rows]
        low, high = np.quantile(chances, [0.1, 0.9])
        area, area_low, area_high = ranking(chances, past.bought[rows]) or (None, None, None)
        found.append(
            GradeChance(
                grade=grade, leads=int(rows.sum()), buyers=int(past.bought[rows].sum()),
                promised=float(chances.mean()), low=float(low), high=float(high), auc=area, auc_low=area_low,
                auc_high=area_high,
            )
        )  # fmt: skip
    return tuple(found)


def _moved(reading: Reading, card: Scorecard, standing: Scorecard) -> list[Moved]:
    """The open leads with their places inside the grade: as they stand now, newest first or by the card in force, and
    by the proposed card.
    """
    names = {term.key for term in (*card.terms, *standing.terms)}
    still_open = "won_on IS NULL AND lost_on IS NULL AND coalesce(paid_amount, 0) <= 0"
    recent = attributes_of(reading, names, still_open, "captured_at DESC, lead_id DESC")
    size = len(recent.lead_ids)
    if not size:
        return []
    grades = dict(reading.rows(f"SELECT lead_id, grade FROM leads WHERE {still_open}"))
    known = (*recent.attributes, category(GRADE_TERM, [grades.get(lead_id) for lead_id in recent.lead_ids]))
    new = points_of(card, known, leads=size)
    old = points_of(standing, known, leads=size) if standing.terms else np.zeros(size, dtype=np.int64)
    chances = chances_of(card, new)
    found = []
    by_grade: dict[str | None, list[int]] = {}
    for at, lead_id in enumerate(recent.lead_ids):
        by_grade.setdefault(grades.get(lead_id), []).append(at)
    for grade, rows in by_grade.items():
        # Equal points leave the newest first, as the list does.
        before = {at: place for place, at in enumerate(sorted(rows, key=lambda at: -old[at]), start=1)}
        after = {at: place for place, at in enumerate(sorted(rows, key=lambda at: -new[at]), start=1)}
        found += [
            Moved(lead_id=int(recent.lead_ids[at]), grade=grade, before=before[at], after=after[at], of=len(rows),
                  chance=float(chances[at]))
            for at in rows
        ]  # fmt: skip
    return found


def _most(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """The leads that would move most."""
    movers = sorted(moved, key=lambda each: (-abs(each.before - each.after), each.lead_id))[:LISTED]
    return tuple(each for each in movers if each.before != each.after)


def _shifts(reading: Reading, moved: Sequence[Moved], member: str) -> tuple[Shift, ...]:
    if not moved:
        return ()
    members = dict(reading.rows(f"SELECT lead_id, {member} FROM leads"))
    rises: dict[str | int | None, list[float]] = {}
    for each in moved:
        rises.setdefault(members.get(each.lead_id), []).append((each.before - each.after) / each.of)
    found = [Shift(member=name, leads=len(each), rise=float(np.mean(each))) for name, each in rises.items()]
    return tuple(sorted(found, key=lambda each: (-each.leads, str(each.member)))[:LISTED])
