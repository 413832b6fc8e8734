"""Planning a test by lot: who could be dealt out, and drawing the lots; one transaction with its fact."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tandem.attribution.facts import LiftTestDrawn
from tandem.attribution.models import LiftTest, LiftUnit
from tandem.attribution.rules.lots import FEWEST_PAIRS, Lots, TooFewUnits, Unit, draw
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.actions import require_keeper
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.people.models import Person

DEALT: Mapping[str, Text] = {
    "city": Text(ru="города", en="cities"),
    "client": Text(ru="клиенты (письма, сообщения, ретаргетинг)", en="clients (letters, messages, returning ads)"),
}
LONGEST = 26
_YEAR = 365
_MOST_CLIENTS = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What a test counts: its words, the day and the condition on ``leads``, and how long the newest take to show."""

    words: Text
    day: str
    where: str
    wait: int


COUNTS: Mapping[str, Counted] = {
    "leads": Counted(Text(ru="лиды", en="leads"), "captured_on", "true", 0),
    # Sellers judge within a week.
    "targets": Counted(Text(ru="целевые лиды", en="target leads"), "captured_on", "target", 7),
    "payments": Counted(Text(ru="первые оплаты", en="first payments"), "first_paid_on", "true", 0),
}


class CannotTest(Refusal):
    """A test that could not be read afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be tested, on whom, by what, and when."""

    campaign: str
    dealt: str
    counts: str
    first_day: date
    weeks: int


def draw_test(
    plan: Plan, reading: Reading, *, by: Person, today: date, now: datetime, seed: int | None = None
) -> LiftTest:  # fmt: skip
    """Draw the lots and keep them with the days and the rule. Refuses by ``NotTheirCampaign`` and ``CannotTest``."""
    require_keeper(by)
    _require_sense(plan, today)
    days = plan.weeks * 7
    chosen = secrets.randbelow(2**31) if seed is None else seed
    lots = _dealt(candidates(plan, reading), chosen, plan)
    last = plan.first_day + timedelta(days=days - 1)
    with transaction.atomic():
        test = LiftTest.objects.create(
            campaign=plan.campaign, dealt=plan.dealt, counts=plan.counts, first_day=plan.first_day, last_day=last,
            read_on=last + timedelta(days=1 + COUNTS[plan.counts].wait), seed=chosen, digest=lots.digest, drawn_at=now,
            drawn_by=by,
        )  # fmt: skip
        LiftUnit.objects.bulk_create(_rows(test, lots))
        fact = LiftTestDrawn(
            campaign=test.campaign, dealt=test.dealt, counts=test.counts, first_day=test.first_day,
            last_day=test.last_day, read_on=test.read_on, seed=test.seed, digest=test.digest, pairs=len(lots.pairs),
        )  # fmt: skip
        record([Happening(fact, test.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
    return test


def candidates(plan: Plan, reading: Reading) -> list[Unit]:
    """Who can be dealt out: cities with what they brought in as many days before, or clients of the last year.

    Clients who have bought are dealt out apart from those who have not.
    """
    until = horizon(reading).until
    counted = COUNTS[plan.counts]
    if plan.dealt == "city":
        before = Period(until - timedelta(days=plan.weeks * 7 - 1), until)
        rows = reading.rows(
            f"SELECT city, count(*) FILTER (WHERE {counted.day} BETWEEN $start AND $finish AND {counted.where}) "
            "FROM leads WHERE city <> '' AND captured_on BETWEEN $since AND $finish GROUP BY 1 ORDER BY 1",
            {"start": before.start, "finish": before.end, "since": until - timedelta(days=_YEAR)},
        )
        return [Unit(city, float(past)) for city, past in rows]
    rows = reading.rows(
        "SELECT client_id, count(*), count(first_paid_on) > 0 FROM leads WHERE client_id IS NOT NULL "
        f"AND captured_on BETWEEN $since AND $finish GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_CLIENTS}",
        {"since": until - timedelta(days=_YEAR), "finish": until},
    )
    return [Unit(str(client), float(leads), "bought" if bought else "new") for client, leads, bought in rows]


def cities_named(reading: Reading) -> int:
    """How many cities could be dealt out: those that the leads of the last year name."""
    since = horizon(reading).until - timedelta(days=_YEAR)
    ((count,),) = reading.rows(
        "SELECT count(DISTINCT city) FROM leads WHERE city <> '' AND captured_on BETWEEN $since AND $until",
        {"since": since, "until": horizon(reading).until},
    )
    return int(count)


def _dealt(units: list[Unit], seed: int, plan: Plan) -> Lots:
    try:
        return draw(units, seed)
    except TooFewUnits as few:
        dealt, least = DEALT[plan.dealt], 2 * FEWEST_PAIRS
        raise CannotTest(
            Text(
                ru=f"Для жребия нужно не меньше {least} ({dealt.ru}), а есть {few.units}: при меньшем числе никакая "
                "разница ничего не докажет. Возьмите клиентов вместо городов или заведите город в заявках.",
                en=f"Lots take at least {least} {dealt.en} and there are {few.units}: with fewer no difference would "
                "prove anything. Take clients instead of cities, or let leads say their city.",
            )
        ) from few


def _require_sense(plan: Plan, today: date) -> None:
    if not plan.campaign.strip() or plan.dealt not in DEALT or plan.counts not in COUNTS:
        raise CannotTest(
            Text(
                ru="Назовите кампанию, кого делим и что считаем.",
                en="Name the campaign, who is dealt out and what counts.",
            )
        )
    if plan.first_day <= today:
        raise CannotTest(
            Text(
                ru="Проверка начинается не раньше завтрашнего дня: сначала жребий, потом показы.",
                en="A test begins tomorrow at the earliest: first the lots, then the advertising.",
            )
        )
    if not 1 <= plan.weeks <= LONGEST:
        raise CannotTest(
            Text(ru=f"Недель может быть от 1 до {LONGEST}.", en=f"There may be 1 to {LONGEST} weeks.")
        )  # fmt: skip


def _rows(test: LiftTest, lots: Lots) -> list[LiftUnit]:
    rows = []
    for at, pair in enumerate(lots.pairs, start=1):
        for unit, shown in ((pair.shown, True), (pair.spared, False)):
            rows.append(LiftUnit(test=test, pair=at, shown=shown, name=unit.name, past=unit.past))
    # Whoever has no partner goes on as before, and is compared with nobody.
    rows += [LiftUnit(test=test, pair=None, shown=True, name=unit.name, past=unit.past) for unit in lots.left_out]
    return rows
