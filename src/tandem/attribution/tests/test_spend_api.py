"""Posting spend over HTTP."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from tandem.agreement.samples import person
from tandem.campaigns.models import Spend
from tandem.people.api_keys import make_key
from tandem.people.rules import Role

ROW = {"day": "2026-03-02", "spend": "100.10", "source": "yandex", "campaign": "spring", "clicks": 3}


@pytest.fixture
def post(db):
    def send(body, role=Role.MARKETER):
        _, text = make_key(person=person(role), name="ads", now=timezone.now())
        sent = body if isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {text}"}
        return Client(enforce_csrf_checks=True).post("/api/v1/spend/", sent, "application/json", headers=headers)

    return send


def test_a_report_is_taken_in_once_and_restated_when_it_differs(post):
    body = {"system": "yandex_direct", "rows": [ROW]}
    nothing = {"new": 0, "changed": 0, "same": 0, "gone": 0, "restated": []}
    assert post(body).json() == nothing | {"new": 1}
    assert post(body).json() == nothing | {"same": 1}
    body["rows"] = [ROW | {"spend": 90}]
    assert post(body).json() == nothing | {
        "changed": 1,
        "restated": [{"day": "2026-03-02", "campaign": "spring", "was": "100.10", "now": "90.00"}],
    }
    assert [str(each.spend) for each in Spend.objects.all()] == ["90.00"]


@pytest.mark.parametrize("role", [Role.SELLER])
def test_who_does_not_see_spend_does_not_bring_it(post, role):
    answer = post({"system": "x", "rows": [ROW]}, role)
    assert (answer.status_code, answer.json()["error"]) == (403, "not_for_this_role")


@pytest.mark.parametrize(
    ("wrong", "parameter"),
    [
        ({"spend": "NaN"}, "spend"),
        ({"spend": "1e30"}, "spend"),
        ({"clicks": -1}, "clicks"),
        ({"day": "yesterday"}, "day"),
        ({"spent": 5}, "spent"),
        ({"campaign": "x" * 301}, "campaign"),
    ],
)
def test_a_bad_row_is_named_by_its_number_and_field_and_nothing_is_kept(post, wrong, parameter):
    answer = post({"system": "x", "rows": [ROW, ROW | {"campaign": "b"} | wrong]})
    assert answer.status_code == 422
    told = answer.json()
    assert (told["error"], told["parameter"], told["row"]) == ("bad_parameter", parameter, 2)
    assert Spend.objects.count() == 0


@pytest.mark.parametrize("body", ["", "[]", "{", '{"system": "x", "rows": []}', '{"rows": [{}]}', "null"])
def test_a_body_that_is_no_report_is_refused_in_words(post, body):
    answer = post(body)
    assert answer.status_code in (400, 422)
    assert answer.json()["sentence"]["ru"]


def test_without_a_key_nothing_is_taken(db):
    answer = Client().post("/api/v1/spend/", json.dumps({"system": "x", "rows": [ROW]}), "application/json")
    assert answer.status_code == 401
