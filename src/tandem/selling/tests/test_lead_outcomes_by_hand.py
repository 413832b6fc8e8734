"""The derived columns of a lead, computed a second time in plain Python over made-up histories."""

import functools
from datetime import datetime, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.measures import deriving, folding
from tandem.measures.tables import shape

#: UTC without a zone, as the store keeps instants.
START = datetime(2026, 3, 2, 20, 50)
#: Moments close together and on both sides of midnight in Moscow, with seconds only where leads have them.
MINUTES = st.integers(0, 20).map(lambda minute: START + timedelta(minutes=minute))
CLIENTS = st.integers(1, 2)
LEADS = st.lists(st.tuples(CLIENTS, MINUTES, st.integers(0, 59), st.booleans()), min_size=1, max_size=5)
CONTACTS = st.lists(
    st.tuples(
        st.one_of(st.none(), CLIENTS), MINUTES, st.sampled_from(["in", "out", None]), st.booleans(), st.integers(0, 6)
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(LEADS, CONTACTS)
def test_the_store_and_plain_python_agree(leads, contacts):
    rows = [
        (number, client, minute + timedelta(seconds=second), minute + timedelta(minutes=30) if won else None)
        for number, (client, minute, second, won) in enumerate(leads, start=1)
    ]
    clients = {lead_id: client for lead_id, client, *_ in rows}
    activities = [
        # A contact that names a lead has that lead's client.
        (
            number,
            clients.get(named, client),
            named if named in clients else None,
            at,
            direction,
            "meeting" if met else "call",
        )
        for number, (client, at, direction, met, named) in enumerate(contacts, start=1)
    ]
    assert stored(rows, activities) == sorted(by_hand(lead, rows, activities) for lead in rows)


def by_hand(lead, rows, activities):
    lead_id, client_id, captured_at, won_at = lead
    waiting_from = captured_at.replace(second=0)
    mine = [each for each in activities if each[2] == lead_id]
    open_ones = [each for each in activities if each[2] is None and each[1] == client_id]
    reached = [
        at
        for _, _, _, at, direction, kind in mine + open_ones
        if at >= waiting_from and (direction == "out" or kind == "meeting")
    ]
    counted = len(mine)
    met = [at for _, _, _, at, _, kind in mine if kind == "meeting" and at >= waiting_from]
    for _, _, _, at, _, kind in open_ones:
        earlier = [(each[2].replace(second=0), each[0]) for each in rows if each[1] == client_id]
        latest = max((each for each in earlier if each[0] <= at), default=None)
        counted += latest is not None and latest[1] == lead_id
        met += [at] if latest is not None and latest[1] == lead_id and kind == "meeting" else []
    first = max(min(reached), captured_at) if reached else None
    sales = sorted((each[3], each[0]) for each in rows if each[1] == client_id and each[3] is not None)
    number = sales.index((won_at, lead_id)) + 1 if won_at is not None else None
    day = (first + timedelta(hours=3)).date() if first else None
    meeting = max(min(met), captured_at) if met else None
    return lead_id, first, meeting, int((first - captured_at).total_seconds()) if first else None, counted, day, number


@functools.cache
def empty_store():
    connection = duckdb.connect(config={"threads": 1})
    folding.prepare(connection, zone="Europe/Moscow")
    connection.execute("ATTACH ':memory:' AS base")
    folding.create_tables(connection, shape(), new="base.")
    return connection


def stored(rows, activities):
    connection = empty_store()
    connection.execute("DELETE FROM base.leads")
    connection.execute("DELETE FROM base.activities")
    connection.executemany("INSERT INTO base.leads (lead_id, client_id, captured_at, won_at) VALUES (?, ?, ?, ?)", rows)
    if activities:
        connection.executemany(
            "INSERT INTO base.activities (activity_id, client_id, lead_id, contacted_at, direction, activity_kind, "
            "automatic) VALUES (?, ?, ?, ?, ?, ?, false)",
            activities,
        )
    connection.execute(f"INSERT INTO {folding.TOUCHED} VALUES (1), (2)")
    deriving.derive(connection, shape(), old="base.", new="base.")
    columns = "lead_id, first_contact_at, first_meeting_at, response_seconds, contacts, processed_on, sale_number"
    return connection.execute(f"SELECT {columns} FROM base.leads ORDER BY lead_id").fetchall()
