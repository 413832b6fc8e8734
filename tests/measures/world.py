"""A small company as plain rows, and the same rows in a fact store of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb
from hypothesis import strategies as st

from tandem.measures import folding
from tandem.measures.store import Freshness, Reading
from tandem.measures.tables import shape

type Record = dict[str, Any]

FIRST_DAY = dt.date(2026, 1, 1)
NOW = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)


@dataclass
class World:
    """Rows by table, each a dictionary; columns not named are NULL."""

    tables: dict[str, list[Record]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Record]:
        return self.tables.get(table, [])

    def add(self, table: str, **values: Any) -> World:
        rows = self.tables.setdefault(table, [])
        rows.append({shape().tables[table].key: len(rows) + 1, **values})
        return self

    def lead(self, lead_id: int | None) -> Record:
        return next((lead for lead in self.rows("leads") if lead["lead_id"] == lead_id), {})

    def reading(self) -> Reading:
        connection = duckdb.connect(config={"threads": 1})
        folding.create_tables(connection, shape(), new="")
        for table, rows in self.tables.items():
            columns = list(shape().columns_of(table))
            marks = ", ".join("?" for _ in columns)
            if rows:
                values = [[row.get(column) for column in columns] for row in rows]
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        return Reading(cursor=connection.cursor(), freshness=Freshness(as_of=NOW, position=1, behind=0))


def at(day: dt.date | None, hour: int = 9) -> dt.datetime | None:
    """An instant of a day, as the store keeps it: naive UTC."""
    return dt.datetime.combine(day, dt.time(hour)) if day else None


def _after(day: dt.date, seconds: int | None) -> dt.datetime | None:
    """So many seconds after the instant of a day."""
    instant = at(day)
    return None if seconds is None or instant is None else instant + dt.timedelta(seconds=seconds)


_days = st.integers(0, 50).map(lambda n: FIRST_DAY + dt.timedelta(days=n))
_perhaps_days = st.none() | _days
_money = st.integers(-500, 5000).map(lambda n: Decimal(n) / 4)
_positive = st.integers(1, 5000).map(lambda n: Decimal(n) / 4)
_sources = st.sampled_from(["Ads", "Blog", "", None])
_sellers = st.sampled_from([1, 2, None])
_currency = st.sampled_from(["RUB", "RUB", "RUB", "USD", None])


_ANSWERS = ("need", "budget_ok", "urgent", "has_need", "has_budget", "is_urgent")


@st.composite
def leads(draw: st.DrawFn) -> Record:
    captured = draw(_days)
    target = draw(st.sampled_from([True, False, None]))
    won, lost = draw(st.sampled_from([(True, False), (False, True), (False, False)]))
    later = _days.map(lambda day: max(day, captured))
    response = draw(st.none() | st.integers(0, 200_000))
    won_on = draw(later) if won else None
    due = draw(st.integers(0, 5))
    asked = draw(st.integers(0, due))
    return {
        "client_id": draw(st.integers(1, 4)),
        "captured_on": captured,
        "captured_at": at(captured),
        "source": draw(_sources),
        "campaign": draw(_sources),
        "seller_id": draw(_sellers),
        "target": target,
        "mql": draw(st.sampled_from([True, False, None])),
        "sql_lead": draw(st.sampled_from([True, False, None])),
        "grade": {True: draw(st.sampled_from("ABC")), False: draw(st.sampled_from("DE")), None: None}[target],
        "graded_on": draw(later) if target is not None else None,
        "amount": draw(st.none() | _positive),
        "response_seconds": response,
        "first_contact_at": _after(captured, response),
        "first_assigned_at": _after(captured, draw(st.none() | st.integers(0, 200_000))),
        "handed_over_at": _after(captured, draw(st.none() | st.integers(0, 200_000))),
        "processed_on": draw(st.none() | later),
        "qualified_on": draw(st.none() | later),
        "invoice_on": draw(st.none() | later),
        "won_on": won_on,
        "lost_on": draw(later) if lost else None,
        "first_paid_on": draw(st.none() | later),
        "consent_text_id": draw(st.none() | st.integers(1, 3)),
        "sale_number": draw(st.integers(1, 3)) if won else None,
        "win_reviewed_at": draw(st.none() | st.just(at(captured))),
        "refusal": draw(st.sampled_from(["price", None])),
        "lost_reason": draw(st.sampled_from(["Дорого", None])),
        "competitor_id": draw(st.none() | st.integers(1, 3)),
        **{name: draw(_sources) for name in ("product", "segment", "city")},
        **{name: draw(st.sampled_from([True, False, None])) for name in _ANSWERS},
        "budget": draw(st.none() | _positive),
        "starts_within_days": draw(st.none() | st.integers(0, 30)),
        "next_step_on": draw(_perhaps_days),
        "gone_back": draw(st.sampled_from([True, False])),
        # No row where a lead's version asks nothing.
        "questions_due": due or None,
        "questions_asked": asked if due else None,
        "questions_known": draw(st.integers(0, asked)) if due else None,
        "imported": draw(st.booleans()),
        "missing": draw(st.sampled_from([None, "contact", "contact client_name"])),
        "recorded_at": at(captured, 9) + dt.timedelta(seconds=draw(st.integers(0, 5000))),
    }


def _rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    return st.fixed_dictionaries(columns)


_ROWS: dict[str, st.SearchStrategy[Record]] = {
    "leads": leads(),
    "clients": _days.flatmap(lambda day: st.just({"registered_on": day, "registered_at": at(day)})),
    "activities": _rows(
        sampled_at=st.none() | _days.map(at), script=st.none() | st.tuples(st.integers(0, 5), st.integers(0, 5)),
        lead_id=st.none() | st.integers(1, 8), seller_id=_sellers, contacted_on=_days,
        activity_kind=st.sampled_from(["call", "mail"]), answered=st.sampled_from([True, False, None]),
        duration=st.none() | st.integers(0, 900), imported=st.booleans(),
        contacted_at=_days.map(at), recorded_at=_days.map(lambda day: at(day, 11)),
    ),
    "payments": _rows(
        client_id=st.none() | st.integers(1, 4), lead_id=st.none() | st.integers(1, 8), paid_on=_days, amount=_money,
        net_amount=st.none() | _money, currency=_currency,
    ),
    "invoices": _rows(lead_id=st.none() | st.integers(1, 8), issued_on=_days, amount=_positive, currency=_currency),
    "shipments": _rows(
        lead_id=st.none() | st.integers(1, 8), shipped_on=_days, amount=_positive,
        net_amount=st.none() | _positive, currency=_currency,
    ),
    "returns": _rows(
        lead_id=st.integers(1, 8), seller_id=_sellers, returned_on=_days,
        audit_verdict=st.sampled_from([None, "target", "non_target", "unknown"]),
        audit_chance=st.sampled_from([0.05, 0.2]),
    ),
    "costs": _rows(lead_id=st.none() | st.integers(1, 8), incurred_on=_days, amount=_positive, currency=_currency),
    "spend": _rows(
        spent_on=_days, source=_sources, campaign=_sources, impressions=st.none() | st.integers(0, 50),
        clicks=st.none() | st.integers(0, 20), visits=st.none() | st.integers(0, 20), spend=_positive,
        currency=_currency,
    ),
    "launches": _rows(
        campaign=_sources, launched_on=_perhaps_days, launched_at=_days.map(at), announced_at=_perhaps_days.map(at),
        in_time=st.sampled_from([True, False, None]),
    ),
    "launch_readings": _rows(
        person_id=st.sampled_from([1, 2]), given_on=_days, given_at=_days.map(at), on_shift=st.booleans(),
        read_at=_perhaps_days.map(lambda day: at(day, 15)),
    ),
    "material_uses": _rows(
        lead_id=st.integers(1, 8), seller_id=st.sampled_from([1, 2]), used_on=_days,
        way=st.sampled_from(["shown", "sent"]), opened_at=_perhaps_days.map(at),
    ),
    "launch_incidents": _rows(seller_id=st.sampled_from([1, 2]), campaign=_sources, learned_on=_days),
}  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Companies of up to eight rows a table: enough for every case to meet every other."""
    world = World()
    for table, row in _ROWS.items():
        for values in draw(st.lists(row, max_size=8)):
            if script := values.pop("script", None):
                values |= {"script_kept": min(script), "script_due": max(script)}
            world.add(table, **values)
    return world
