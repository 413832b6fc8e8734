"""What was counted before and after a change: conversion of leads followed equally long, and the share of each code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tandem.basics.intervals import Estimate, cumulative_incidence
from tandem.basics.periods import Period
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member
from tandem.measures.store import Reading
from tandem.voice.counts import Scope, Side, heard
from tandem.voice.effect_rules import Windows, cohort_windows, windows
from tandem.voice.models import Change
from tandem.voice.rules import Compared, compared, share

#: A lead is followed at most so long.
_LONGEST_AGE = 60
_LEAST_AGE = 3
_SIDES: dict[str, Side] = {"attractions": "won", "refusals": "lost"}


@dataclass(frozen=True, slots=True)
class CodeEffect:
    """How often a code was said of all answers, before and after."""

    section: str
    key: str
    found: Compared


@dataclass(frozen=True, slots=True)
class Effect:
    """What may be read beside a change. ``conversion`` is the share won within ``age`` days of coming in."""

    days: int
    age: int
    before: tuple[date, date]
    after: tuple[date, date]
    conversion: Compared
    codes: tuple[CodeEffect, ...]


def effect_of(change: Change, reading: Reading, *, seller_id: int | None = None) -> Effect | None:
    """Before and after a change; None while it is too young to have either."""
    today = horizon(reading).until
    found = windows(change.since, change.until, today)
    if found is None:
        return None
    age = _age(change, reading, found, today)
    cohorts = cohort_windows(change.since, change.until, today, age)
    assert cohorts is not None
    before, after = (_won_within(age, span, change, reading, seller_id, today)
                     for span in (cohorts.before, cohorts.after))  # fmt: skip
    codes = tuple(_code_effect(each, found, change, reading, seller_id) for each in change.codes.split(","))
    return Effect(found.days, age, found.before, found.after, compared(before, after), codes)


def _code_effect(code: str, found: Windows, change: Change, reading: Reading, seller_id: int | None) -> CodeEffect:
    section, _, key = code.partition(".")
    side = _SIDES[section]
    shares = []
    for span in (found.before, found.after):
        said = heard(Scope(Period(*span), where=_where(change), seller_id=seller_id), reading).of(side)
        shares.append(share(said.codes.get(key, 0), said.said))
    return CodeEffect(section, key, compared(*shares))


def _age(change: Change, reading: Reading, found: Windows, today: date) -> int:
    """How long leads are followed: as long as nine sales of ten took the year before, or as anybody since could be."""
    sql = (
        "SELECT quantile_cont(date_diff('day', captured_on, won_on), 0.9) FROM leads "
        "WHERE won_on BETWEEN $start AND $finish AND won_on >= captured_on"
    )
    year = {"start": change.since - timedelta(days=365), "finish": change.since - timedelta(days=1)}
    (usual,) = reading.rows(sql, year)[0]
    (first,) = reading.rows(
        "SELECT min(captured_on) FROM leads WHERE captured_on BETWEEN $start AND $finish",
        {"start": found.after[0], "finish": found.after[1]},
    )[0]
    oldest = (today - first).days if first is not None else 0
    wanted = _LONGEST_AGE if usual is None else min(max(int(usual), _LEAST_AGE), _LONGEST_AGE)
    return max(min(wanted, oldest), 0)


def _won_within(
    age: int, span: tuple[date, date], change: Change, reading: Reading, seller_id: int | None, today: date
) -> Estimate:
    """The share of the leads of these days won within ``age`` days; whoever is younger counts up to their age."""
    parameters: dict[str, Member | date] = {
        "start": span[0], "finish": span[1], "today": today, **_named(change),
    }  # fmt: skip
    narrowed = "".join(f" AND {key} = ${key}" for key in _named(change))
    if seller_id is not None:
        narrowed, parameters["seller"] = f"{narrowed} AND seller_id = $seller", seller_id
    # What ended on the day it came in, or by the clock of another system before it, ended at age 0.
    sql = (
        "SELECT CASE WHEN won_on <= $today THEN 'won' WHEN lost_on <= $today THEN 'lost' ELSE 'open' END AS fate, "
        "greatest(date_diff('day', captured_on, CASE WHEN won_on <= $today THEN won_on "
        "WHEN lost_on <= $today THEN lost_on ELSE $today END), 0) AS age, count(*) "
        f"FROM leads WHERE captured_on BETWEEN $start AND $finish{narrowed} GROUP BY 1, 2"
    )
    counts = {fate: np.zeros(age + 1, dtype=np.int64) for fate in ("won", "lost", "open")}
    for fate, at, count in reading.rows(sql, parameters):
        # Beyond the age that is asked for everybody counts as still open then.
        if at > age:
            counts["open"][age] += count
        else:
            counts[fate][at] += count
    found = cumulative_incidence(counts["won"], counts["lost"], counts["open"], age)
    return found.so_far if found.at_horizon.value is None else found.at_horizon


def _named(change: Change) -> dict[str, str]:
    return {key: value for key, value in (("product", change.product), ("segment", change.segment)) if value}


def _where(change: Change) -> dict[str, tuple[Member, ...]]:
    return {key: (value,) for key, value in _named(change).items()}
