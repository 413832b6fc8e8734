"""Whatever is sent: an answer of the published description, never one of the server's own failures."""

from __future__ import annotations

import http.client
import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.faults.house import House, house_of_its_own
from tests.faults.test_killed import assert_nothing_is_lost

CHECKS = [schemathesis.checks.not_a_server_error, response_schema_conformance, status_code_conformance]

BODIES = {
    "ten megabytes": (b'{"comment": "' + b"x" * 10_000_000 + b'"}', 413),
    "deep": (b"[" * 100_000 + b"]" * 100_000, 400),
    "deep in a field": (b'{"comment": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}", 400),
    "a list": (b"[1, 2]", 400),
    "no JSON": (b"phone=1", 400),
    "invalid UTF-8": (b'{"client_name": "\xff\xfe"}', 400),
    "ten thousand fields": (json.dumps({f"f{n}": n for n in range(10_000)}).encode(), 422),
    "a list for a phone": (b'{"phone": ["+79123456789"]}', 422),
    "NUL": (b'{"phone": "+79123456789", "client_name": "a\\u0000b", "n\\u0000": "\\u0000"}', 202),
    "lone surrogate": (b'{"client_name": "\\ud800"}', 202),
    "wrong types": (b'{"phone": true, "budget": "much", "need": 17, "created_at": 5e300, "email": 1e999}', None),
    "empty": (b"", 400),
    "nothing": (b"{}", 202),
    "huge number": (b'{"budget": ' + b"9" * 5_000 + b"}", None),
    "long name": (json.dumps({"client_name": "я" * 5_000}).encode(), 202),
}


# Houses are copies of one that is set up once in a process.
pytestmark = pytest.mark.xdist_group("houses")


@pytest.fixture(scope="module")
def house():
    with house_of_its_own() as (built, _):
        built.start()
        yield built


def sent(house: House, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    try:
        connection.request("POST", "/in/load/secret/", body=body, headers={"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (BrokenPipeError, ConnectionResetError):
        # It hung up in the middle of a body it will not read.
        return 413, b"{}"
    finally:
        connection.close()


@pytest.mark.parametrize("name", BODIES)
def test_a_strange_body_gets_a_clear_answer(house, name):
    body, expected = BODIES[name]
    status, answer = sent(house, body)
    assert status < 500, answer
    assert expected in (None, status)
    if status >= 400:
        json.loads(answer)


def test_strange_requests_made_from_the_published_description(house):
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{house.port}/in/openapi.json")
    operation = schema["/in/{source}/"]["POST"]

    @given(case=operation.as_strategy())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def answered(case):
        case.path_parameters["source"] = "load"
        case.headers["Authorization"] = "Bearer secret"
        case.validate_response(case.call(), checks=CHECKS)

    answered()
    assert_nothing_is_lost(house)
