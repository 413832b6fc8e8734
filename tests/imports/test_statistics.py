"""PostgreSQL plans by what it last counted, so it counts what an import has filled before anything is looked for."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from tandem.clients.models import Client
from tandem.imports.statistics import WORTH_IT, refresh_statistics

pytestmark = pytest.mark.django_db


def fill_in_clients() -> None:
    Client.objects.bulk_create(
        Client(name=f"{number}", registered_at=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(700)
    )


def counted_clients() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Client._meta.db_table])
        return float(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL plans by what it has counted")
def test_after_a_large_import_the_planner_knows_how_many_rows_there_are():
    fill_in_clients()

    refresh_statistics(WORTH_IT - 1)
    assert counted_clients() < 700

    refresh_statistics(700)
    assert counted_clients() == 700


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL plans by what it has counted")
def test_a_table_that_is_being_counted_by_the_database_itself_is_not_waited_for():
    fill_in_clients()
    with connection.cursor() as cursor, psycopg.connect(**connection.get_connection_params()) as other:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        # As its own counting locks it.
        other.execute("LOCK TABLE handover_clock IN SHARE UPDATE EXCLUSIVE MODE")

        refresh_statistics(700)

    assert counted_clients() == 700
