"""Report pages at full volume: the server time of each page, warm, and the engine against SQL written by hand.

Runs on the SQLite database that ``importing`` has filled: 1,000,000 leads and over 5,000,000 facts, to which a year of
ad spend and some facts behind the sealed base are added, so that every query reads base and delta merged as in life. The
hand-written statements answer the same question over the same views.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.tables import Line, publish

YEAR = ("2025-01-01", "2025-12-31")
MONTH = "from=2025-11-01&to=2025-11-30&compare=previous"

#: What each report reads of the store, as an analyst would write it.
BY_HAND = {
    "funnel by source": [
        "SELECT source, count(*) FILTER (captured_on BETWEEN $a AND $b), count(*) FILTER (processed_on BETWEEN $a AND $b), "
        "count(*) FILTER (target AND captured_on BETWEEN $a AND $b), count(*) FILTER (qualified_on BETWEEN $a AND $b), "
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

        def by_hand(name: str = name) -> None:
            for sql in BY_HAND[name]:
                wanted = {key: value for key, value in zip("ab", YEAR, strict=True) if f"${key}" in sql}
                reading.rows(sql, wanted)

        ours, hand = _median(ask, repeats), _median(by_hand, repeats)
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

        taken = _median(get, repeats)
        lines.append(
            Line(
                f"page: {name}", f"{taken * 1000:,.0f} ms", "300 ms", f"{taken / 0.3:.2f}", "under 300 ms", taken < 0.3
            )
        )
    return lines


def _median(work: Callable[[], Any], repeats: int) -> float:
    work()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
