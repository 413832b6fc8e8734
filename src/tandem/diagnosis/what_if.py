"""What if something were otherwise: the question put to the fitted company, and the answer with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.diagnosis.rules.what_if import Outcome, what_if
from tandem.diagnosis.rules.what_if_changes import Aim, Changes, Move
from tandem.diagnosis.what_if_asked import Wanted
from tandem.diagnosis.what_if_reading import Fitted, fitted, usual_period
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer. ``outcome`` is None where the period has no leads; ``problems`` are what could not be asked."""

    wanted: Wanted
    fitted: Fitted
    outcome: Outcome | None
    problems: tuple[Text, ...]


def ask(wanted: Wanted, period: Period | None, reading: Reading) -> Answered:
    """The answer from the company of a period, by default the newest quarter that is ripe."""
    chosen = period or usual_period(reading)
    until = horizon(reading).until
    if chosen.start <= until < chosen.end:
        chosen = Period(chosen.start, until)
    found = fitted(chosen, reading)
    if found.company is None:
        return Answered(wanted, found, None, ())
    changes, problems = _changes(wanted, found)
    return Answered(wanted, found, what_if(found.company, changes), tuple(problems))


def _changes(wanted: Wanted, found: Fitted) -> tuple[Changes, list[Text]]:
    """What is asked, at the places of the company; campaigns it does not know are named."""
    problems: list[Text] = []

    def place(name: str) -> int | None:
        at = found.place(name)
        if at is None:
            problems.append(_NO_CAMPAIGN.format(name=name))
        return at

    aims: tuple[Aim, ...] = ()
    if wanted.points:
        at = place(wanted.aim) if wanted.aim else None
        aims = () if wanted.aim and at is None else (Aim(wanted.points / 100, at),)
    moves: tuple[Move, ...] = ()
    if wanted.shift is not None:
        source, to = place(wanted.shift.source), place(wanted.shift.to)
        moves = () if source is None or to is None else (Move(source, to, wanted.shift.amount),)
    within = None if wanted.within is None else wanted.within / 60
    return Changes(within, wanted.sellers, aims, moves), problems


_NO_CAMPAIGN = Text(
    ru="По кампании «{name}» за эти месяцы меньше 30 заявок или такой нет: о ней не сказать.",
    en="The campaign “{name}” has fewer than 30 leads in these months, or there is none of the name: nothing to tell.",
)
