"""What the API says of itself, and whether its answers are what it says."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.people.rules import Role


def test_the_description_is_open_and_names_each_operation_once(db):
    described = Client().get("/api/v1/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert sorted(names) == [
        "attribution", "campaigns", "freshness", "funnel", "leads", "letter", "letters", "measured", "measures",
        "operating", "payout_months", "payouts_of", "post_spend", "promises",
    ]  # fmt: skip
    assert all(operation["security"] for operation in operations)
    assert {"from", "to", "period", "by", "over"} <= {
        parameter["name"] for parameter in described["paths"]["/api/v1/measures/{key}/"]["get"]["parameters"]
    }


@pytest.mark.parametrize("name", ["operating", "funnel", "campaigns", "attribution"])
def test_a_report_has_all_that_its_description_requires(history, signed_in, name):
    described = Client().get("/api/v1/openapi.json").json()["paths"][f"/api/v1/reports/{name}/"]["get"]
    told = signed_in(Role.OWNER).get(f"/api/v1/reports/{name}/?from=2026-03-01&to=2026-03-31").json()

    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) - told.keys() == set()
