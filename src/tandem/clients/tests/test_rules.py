"""Whom a merged client counts as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tandem.clients.rules import Standing, survivor, wholes

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_older_client_stays_and_of_one_moment_the_first():
    old, young = Standing(AT, 9), Standing(AT + timedelta(days=1), 2)

    assert survivor(young, old) == survivor(old, young) == old
    assert survivor(Standing(AT, 2), Standing(AT, 1)).client_id == 1


@given(st.dictionaries(st.integers(1, 30), st.integers(0, 29)).map(lambda d: {k: v for k, v in d.items() if v < k}))
def test_a_client_counts_as_the_end_of_its_way(merged_into):
    def end(client_id):
        return end(merged_into[client_id]) if client_id in merged_into else client_id

    assert wholes(merged_into) == {client_id: end(client_id) for client_id in merged_into}
