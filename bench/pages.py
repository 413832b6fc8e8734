"""Report pages at full volume: the server time of each page, warm, and the engine against SQL written by hand.

Runs on the SQLite database that ``importing`` has filled: 1,000,000 leads and over 5,000,000 facts, to which a year of
ad spend and some facts behind the sealed base are added, so that every query reads base and delta merged as in life. The
hand-written statements answer the same question over the same views; before anything is timed their figures are
compared with the engine's, and must be equal.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.tables import Line, publish

YEAR = ("2025-01-01", "2025-12-31")
MONTH = "from=2025-07-01&to=2025-07-31&compare=previous"

#: What each report reads of the store, as an analyst would write it.
BY_HAND = {
    "funnel by source": [
        "SELECT source, count(*) FILTER (captured_on BETWEEN $a AND $b), count(*) FILTER (processed_on BETWEEN $a AND $b), "
        "count(*) FILTER (target AND graded_on BETWEEN $a AND $b), count(*) FILTER (qualified_on BETWEEN $a AND $b), "
        "count(*) FILTER (invoice_on BETWEEN $a AND $b), count(*) FILTER (won_on BETWEEN $a AND $b), "
        "count(*) FILTER (first_paid_on BETWEEN $a AND $b), "
        "count(*) FILTER (won_on BETWEEN $a AND $b AND sale_number > 1) FROM leads GROUP BY GROUPING SETS ((source), ())",
        "SELECT source, sum(impressions), sum(clicks), sum(visits) FROM spend WHERE spent_on BETWEEN $a AND $b "
        "GROUP BY GROUPING SETS ((source), ())",
    ],
    "operating report": [
        "SELECT seller_id, count(*) FILTER (won_on BETWEEN $a AND $b), count(*) FILTER (processed_on BETWEEN $a AND $b), "
        "median(response_seconds) FILTER (captured_on BETWEEN $a AND $b) FROM leads GROUP BY GROUPING SETS ((seller_id), ())",
        "SELECT l.seller_id, sum(p.amount), avg(p.amount), stddev_samp(p.amount), skewness(p.amount) FROM payments p "
        "LEFT JOIN leads l USING (lead_id) WHERE p.paid_on BETWEEN $a AND $b GROUP BY GROUPING SETS ((l.seller_id), ())",
        "SELECT seller_id, CASE WHEN won_on IS NOT NULL THEN 1 WHEN lost_on IS NOT NULL THEN 2 ELSE 3 END AS fate, "
        "coalesce(won_on, lost_on, DATE '2026-11-22') - captured_on AS age, count(*) FROM leads "
        "WHERE captured_on BETWEEN $a AND $b GROUP BY ALL",
    ],
    "campaigns": [
        "SELECT campaign, sum(spend), sum(impressions), sum(clicks), stddev_samp(spend) FROM spend "
        "WHERE spent_on BETWEEN $a AND $b GROUP BY GROUPING SETS ((campaign), ())",
        "SELECT campaign, count(*) FILTER (captured_on BETWEEN $a AND $b), "
        "count(*) FILTER (target AND captured_on BETWEEN $a AND $b), "
        "count(*) FILTER (target IS NOT NULL AND captured_on BETWEEN $a AND $b), "
        "count(*) FILTER (won_on BETWEEN $a AND $b), count(*) FILTER (won_on BETWEEN $a AND $b AND sale_number = 1) "
        "FROM leads GROUP BY GROUPING SETS ((campaign), ())",
        "SELECT l.campaign, sum(p.amount), stddev_samp(p.amount), skewness(p.amount) FROM payments p "
        "LEFT JOIN leads l USING (lead_id) WHERE p.paid_on BETWEEN $a AND $b GROUP BY GROUPING SETS ((l.campaign), ())",
        "SELECT DISTINCT campaign FROM spend",
        "SELECT DISTINCT campaign FROM leads",
    ],
}
#: What the columns behind the first of each statement above are in the engine: ``measure``, or ``measure.part`` of
#: its value; columns behind those named (spreads) are not compared.
SAME = {
    "funnel by source": [
        "leads processed target_graded_on qualified invoice_stage deals_won paid_leads repeat_sales",
        "impressions clicks visits",
    ],
    "operating report": ["deals_won processed response_time_median", "revenue_paid"],
    "campaigns": [
        "spend impressions clicks",
        "leads target_leads target_share.n deals_won new_clients_won",
        "revenue_paid",
    ],
}

PAGES = {
    "/": "home",
    f"/funnel/?{MONTH}": "funnel, periods",
    f"/funnel/?view=cohort&{MONTH}": "funnel, cohorts",
    f"/report/?{MONTH}": "operating report",
    f"/campaigns/?{MONTH}": "campaigns",
    "/leads/": "leads, newest first",
    "/leads/?grade=A&stage=won&sort=-amount": "leads, filtered and sorted",
}


def main(place: Path, rows: int, repeats: int) -> None:
    """Time pages and queries, and publish the table."""
    os.environ |= {"TANDEM_HOME": str(place / "sqlite"), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    _prepare()
    lines = [*_queries(repeats), *_pages(repeats)]
    publish("pages", f"Report pages at {rows:,} leads", lines, notes=[__doc__ or ""])


def _prepare() -> None:
    """Ad spend for the campaigns the leads name, an account, and a thousand facts in the delta."""
    from bench.following import tell_a_thousand
    from tandem.campaigns.models import Spend
    from tandem.imports.samples import take
    from tandem.intake.models import Lead
    from tandem.measures.sealing import sync
    from tandem.people.models import Person

    if not Spend.objects.exists():
        names = list(Lead.objects.order_by().values_list("source", "campaign").distinct())
        take(
            "spend",
            [
                {
                    "day": date(2025, 1, 1) + timedelta(days=day), "source": source, "campaign": campaign,
                    "impressions": 1000, "clicks": 20, "spend": Decimal("500.00"),
                }
                for day in range(365)
                for source, campaign in names
            ],
        )  # fmt: skip
    sync()
    tell_a_thousand(1, 1_000_000)
    Person.objects.get_or_create(username="bench", defaults={"name": "Bench", "role": "owner"})


def _queries(repeats: int) -> list[Line]:
    from tandem.attribution.queries import campaign_chain
    from tandem.basics.periods import Period
    from tandem.funnel.operating import operating_report
    from tandem.funnel.queries import period_funnel
    from tandem.measures.store import store

    reading = store.read()
    period = Period(date.fromisoformat(YEAR[0]), date.fromisoformat(YEAR[1]))
    engine: dict[str, Callable[[], Any]] = {
        "funnel by source": lambda: period_funnel(period, reading, by=("source",)),
        "operating report": lambda: operating_report(period, reading),
        "campaigns": lambda: campaign_chain(period, reading),
    }
    lines = []
    for name, ask in engine.items():
        _agree(name, ask(), reading)

        def by_hand(name: str = name) -> None:
            for sql in BY_HAND[name]:
                _rows(reading, sql)

        ours, hand = _medians((ask, by_hand), repeats)
        ratio = ours / hand
        lines.append(
            Line(
                f"query: {name}, a year", f"{ours * 1000:,.0f} ms", f"{hand * 1000:,.0f} ms by hand", f"{ratio:.2f}",
                "within 1.5 ×", ratio <= 1.5,
            )
        )  # fmt: skip
    return lines


def _pages(repeats: int) -> list[Line]:
    from django.test import Client

    from tandem.people.models import Person

    client = Client()
    client.force_login(Person.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    lines = []
    for address, name in PAGES.items():

        def get(address: str = address) -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)

        (taken,) = _medians((get,), repeats)
        lines.append(
            Line(
                f"page: {name}", f"{taken * 1000:,.0f} ms", "300 ms", f"{taken / 0.3:.2f}", "under 300 ms", taken < 0.3
            )
        )
    return lines


def _rows(reading: Any, sql: str) -> list[tuple[Any, ...]]:
    wanted = {key: value for key, value in zip("ab", YEAR, strict=True) if f"${key}" in sql}
    rows: list[tuple[Any, ...]] = reading.rows(sql, wanted)
    return rows


def _agree(name: str, found: Any, reading: Any) -> None:
    """Both sides of a ratio must answer the same question: each line and the total, figure by figure."""
    lines = list(_lines(found))
    for sql, named in zip(BY_HAND[name], SAME[name], strict=False):
        columns = [column.partition(".") for column in named.split()]
        ours = [
            (member, *(getattr(values[key], part or "value") for key, _, part in columns)) for member, values in lines
        ]
        theirs = [(row[0] or None, *row[1 : len(columns) + 1]) for row in _rows(reading, sql)]
        assert _counted(ours) == _counted(theirs), (name, named, _counted(ours) - _counted(theirs))
    if name == "operating report":
        by_fate = Counter[tuple[Any, int]]()
        for seller, fate, _, leads in _rows(reading, BY_HAND[name][-1]):
            by_fate[seller, fate] += leads
            by_fate["all", fate] += leads
        for at, (seller, values) in enumerate(lines):
            member = seller if at else "all"
            won, still_open = by_fate[member, 1], by_fate[member, 3]
            assert (won, still_open) == (values["won_cohort"].count, values["won_cohort"].young), (name, member)


def _lines(found: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The total and each member's figures of a report, by measure."""
    if hasattr(found, "department"):
        for line in (found.department, *found.sellers):
            yield line.seller_id, {key: cell.fact for key, cell in line.cells.items()}
    else:
        for row in (found.answer.total, *found.answer.over_members):
            yield row.members[0] if row.members else None, dict(row.values)


def _counted(rows: list[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Rows as a multiset, nothing and none alike; those of members without a figure are left out."""
    return Counter((row[0], *(figure or 0 for figure in row[1:])) for row in rows if any(row[1:]))


def _medians(works: Sequence[Callable[[], Any]], repeats: int) -> list[float]:
    """The median time of each, taken in turn: what else the machine does then falls upon all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(repeats + 1):
        for work, times in zip(works, taken, strict=True):
            started = time.perf_counter()
            work()
            if number:  # the first time warms up
                times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in taken]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
