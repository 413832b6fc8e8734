"""The API: the numbers of the pages for programs, and nothing that the owner of a key may not see."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from tandem.access.models import Look
from tandem.agreement.starting import starter
from tandem.measures.catalogue import catalogue
from tandem.people.models import ApiKey
from tandem.people.rules import Role

MARCH = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def program(db):
    """Asks with a key of somebody of a role, or of a seller whom the history names."""
    from tandem.funnel.tests import company
    from tandem.people.api_keys import make_key

    def of(role=Role.OWNER, name=""):
        person = company.seller(name) if name else company.reader(role)
        _, text = make_key(person=person, name="sheet", now=timezone.now())

        def ask(address, **more):
            return Client().get("/api/v1" + address, headers={"Authorization": f"Bearer {text}", **more})

        return ask

    return of


def test_the_catalogue_is_the_one_of_the_command_line(program):
    told = program()("/measures/").json()

    assert [each["key"] for each in told] == list(catalogue())
    assert told[0].keys() == {"key", "name", "question", "definition", "unit", "better", "owner", "made_of"}


def test_a_measure_comes_with_its_definition_its_value_and_its_lines(history, program):
    told = program()(f"/measures/cpl/?{MARCH}&by=campaign&over=month").json()

    assert told["measure"]["made_of"] == ["spend", "leads"]
    assert (told["figure"]["value"], told["from"], told["to"]) == ("66.67", "2026-03-01", "2026-03-31")
    spring = next(row for row in told["rows"] if row["members"].get("campaign", {}).get("value") == "Spring")
    assert spring["figures"]["cpl"]["value"] == "75.00"
    assert [piece["figure"]["value"] for piece in told["over_time"]] == ["66.67"]


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("operating/?by=week&", ["operating", "--by", "week"]),
        ("funnel/?by=source,seller&", ["funnel", "--by", "source,seller"]),
        ("funnel/?cohort=true&", ["funnel", "--cohort"]),
        ("campaigns/?by=source&", ["campaigns", "--by", "source"]),
        ("attribution/?by=campaign&", ["attribution", "--by", "campaign"]),
        ("leads/?personal=true&", ["leads", "--personal"]),
        ("promises/?", ["promises"]),
    ],
)
def test_a_report_says_what_the_command_line_says(history, program, capsys, address, command):
    told = program()(f"/reports/{address}{MARCH}", **{"Accept-Language": "en"}).json()
    with translation.override("en"):
        call_command("report", *command, "--from", "2026-03-01", "--to", "2026-03-31", "--json")

    printed = json.loads(capsys.readouterr().out)
    # The moment of asking, and which part of the list.
    for own in ("as_of", "total", "offset", "limit"):
        told.pop(own, None)
        printed.pop(own, None)
    assert told == printed


def test_freshness_says_how_far_the_figures_reach(history, program):
    told = program()("/freshness/").json()

    assert told["behind"] == 0
    assert told["position"] > 0
    assert date.fromisoformat(told["data_until"]) <= timezone.localdate()


def test_a_long_list_of_leads_comes_in_parts(history, program):
    ask = program()
    whole = ask(f"/reports/leads/?{MARCH}").json()
    parts = [ask(f"/reports/leads/?{MARCH}&limit=4&offset={offset}").json() for offset in (0, 4)]

    assert whole["total"] == 6
    assert [len(part["rows"]) for part in parts] == [4, 2]
    assert [row for part in parts for row in part["rows"]] == whole["rows"]


def test_the_promises_are_judged_under_their_version_and_a_seller_counts_own_leads(history, program, capsys):
    from tandem.agreement.samples import signed

    signed(starter("en", date(2026, 3, 1)), since=date(2026, 3, 1))
    told = program()(f"/reports/promises/?{MARCH}").json()
    call_command("report", "promises", "--from", "2026-03-01", "--to", "2026-03-31", "--json")

    assert told["promises"] == json.loads(capsys.readouterr().out)["promises"]
    assert {each["side"] for each in told["promises"]} == {"marketing", "sales"}
    pieces = {each["key"]: each["pieces"] for each in told["promises"]}
    assert {piece["version"] for each in pieces.values() for piece in each} == {1}
    of_anna = program(name="Anna")(f"/reports/promises/?{MARCH}").json()["promises"]
    own = {each["key"]: each["pieces"] for each in of_anna}
    counted = [sum(sum(piece["rows"].values()) for piece in each["first_contact"]) for each in (own, pieces)]
    assert 0 < counted[0] < counted[1]


def test_a_seller_gets_their_own_leads_only(history, program):
    anna = program(name="Anna")

    assert {row["seller"] for row in anna(f"/reports/leads/?{MARCH}").json()["rows"]} == {"Anna"}
    assert anna(f"/measures/leads/?{MARCH}").json()["figure"]["value"] == 3
    assert program()(f"/measures/leads/?{MARCH}").json()["figure"]["value"] == 6


def test_a_seller_gets_their_own_line_of_the_report_and_nobody_elses(history, program):
    told = program(name="Anna")(f"/reports/operating/?{MARCH}&by=month").json()

    lines = [*told["rows"], *told["over_time"]]
    assert {line["kind"] for line in lines} == {"seller"}
    assert {line["seller"]["name"] for line in lines} == {"Anna"}


def test_a_sellers_funnel_begins_with_leads_and_names_no_colleague(history, program):
    told = program(name="Anna")(f"/reports/funnel/?{MARCH}&by=seller").json()

    assert told["steps"][0]["key"] == "leads"
    assert "spend" not in told["rows"][0]["figures"]
    assert "impressions" not in told["rows"][0]["figures"]
    assert {row["members"]["seller"]["name"] for row in told["rows"] if row["kind"] == "member"} == {"Anna"}


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.SELLER, "/reports/campaigns/"),
        (Role.SELLER, "/measures/cpl/"),
        (Role.MARKETER, "/reports/operating/"),
        (Role.MARKETER, "/reports/funnel/?by=seller"),
        (Role.MARKETER, "/measures/leads/?by=seller"),
        (Role.MARKETER, "/reports/leads/?personal=true"),
        (Role.ANALYST, "/reports/leads/?personal=true"),
    ],
)
def test_what_a_role_does_not_see_is_refused_with_a_sentence(history, program, role, address):
    answer = program(role)(address)

    assert answer.status_code == 403
    assert answer.json()["error"] == "not_for_this_role"
    assert answer.json()["sentence"]["ru"]


def test_names_fetched_by_a_program_are_noted(history, program):
    ask = program()
    ask(f"/reports/leads/?{MARCH}")
    assert not Look.objects.exists()
    ask(f"/reports/leads/?personal=true&limit=4&{MARCH}")

    assert [(seen.page, seen.found) for seen in Look.objects.all()] == [("leads_api", 4)]


def test_a_marketer_gets_leads_without_names(history, program):
    rows = program(Role.MARKETER)(f"/reports/leads/?{MARCH}").json()["rows"]

    assert len(rows) == 6
    assert not any("client_name" in row for row in rows)


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("/reports/leads/?from=2026-02-30", "bad_parameter", "from"),
        ("/reports/leads/?from=0001-01-01&to=0001-01-02", "bad_period", "0001"),
        ("/reports/leads/?to=9999-12-31&from=9999-12-30", "bad_period", "9999"),
        ("/reports/leads/?from=2026-03-02&to=2026-03-01", "bad_period", "swap"),
        ("/reports/leads/?to=2026-03-01", "bad_period", "first"),
        ("/reports/leads/?period=soon", "bad_period", "soon"),
        ("/reports/leads/?form=2026-03-01", "unknown_parameter", "form"),
        ("/reports/leads/?limit=0", "bad_parameter", "limit"),
        ("/reports/leads/?limit=1000000", "bad_parameter", "limit"),
        ("/reports/operating/?by=year", "bad_parameter", "by"),
        ("/reports/operating/?by=day&from=2000-01-01&to=2026-01-01", "too_many_pieces", "400"),
        ("/reports/funnel/?by=moon", "unknown_dimension", "moon"),
        ("/reports/funnel/?by=source,campaign,city", "too_many_splits", "2"),
        ("/reports/campaigns/?by=seller", "cannot_match", "Spend"),
        ("/measures/?x=1", "unknown_parameter", "x"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(program, address, error, said):
    answer = program()(address)

    assert answer.status_code == 422
    assert answer.json()["error"] == error
    assert said in answer.json()["sentence"]["en"]


def test_an_unknown_measure_names_the_nearest(program):
    answer = program()("/measures/clp/")

    assert answer.status_code == 404
    assert answer.json()["nearest"] == "cpl"
    assert "“cpl”" in answer.json()["sentence"]["en"]


@pytest.mark.parametrize("address", ["/", "/nothing/", "/measures", "/reports/leads/x/", "/docs"])
def test_an_address_of_nothing_is_answered_as_programs_read(program, address):
    answer = program()(address)

    assert answer.status_code == 404
    assert answer.json()["error"] == "nothing_here"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(program, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/measures/")

    assert answer.status_code == 405
    assert answer.json()["error"] == "only_read"


def test_without_a_key_there_is_no_page_to_sign_in_on_but_a_sentence(db):
    answer = Client().get("/api/v1/measures/")

    assert answer.status_code == 401
    assert answer.json()["error"] == "no_key"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_signed_in_browser_may_ask_too(history, signed_in):
    answer = signed_in(name="Anna").get(f"/api/v1/reports/leads/?{MARCH}")

    assert {row["seller"] for row in answer.json()["rows"]} == {"Anna"}


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer tandem_0123456789_secret",
        "Basic YTpi",
        "Bearer tandem_\x00_\x00",
        "ключ",
    ],
)
def test_a_wrong_key_is_refused_even_from_a_signed_in_browser(signed_in, header):
    answer = signed_in().get("/api/v1/measures/", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.json()["error"] == "wrong_key"


def test_a_revoked_key_opens_nothing(program):
    from tandem.people.api_keys import revoke_every_key

    ask = program()
    assert ask("/measures/").status_code == 200

    revoke_every_key(person=ApiKey.objects.get().person, now=timezone.now())
    assert ask("/measures/").status_code == 401


def test_a_key_of_somebody_blocked_opens_nothing(program):
    ask = program()
    person = ApiKey.objects.get().person
    person.is_active = False
    person.save()

    assert ask("/measures/").status_code == 401


def test_the_prefix_of_one_key_with_the_secret_of_another_opens_nothing(db):
    from tandem.funnel.tests import company
    from tandem.people.api_keys import make_key

    texts = [
        make_key(person=company.reader(role), name="x", now=timezone.now())[1] for role in (Role.OWNER, Role.ADMIN)
    ]
    mixed = "_".join([*texts[0].split("_", 2)[:2], texts[1].split("_", 2)[2]])

    assert Client().get("/api/v1/measures/", headers={"Authorization": f"Bearer {mixed}"}).status_code == 401


def test_a_program_that_asks_too_often_is_told_when_to_come_again(program, monkeypatch):
    from tandem.people import api_sign_in

    monkeypatch.setattr(api_sign_in, "REQUESTS_A_MINUTE", 2)
    monkeypatch.setattr(api_sign_in, "time", lambda: 6000 * 60 + 20.0)
    ask = program()
    answers = [ask("/measures/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "40"

    monkeypatch.setattr(api_sign_in, "time", lambda: 6001 * 60.0)
    assert ask("/measures/").status_code == 200


def test_guessing_keys_is_slowed_and_does_not_shut_out_those_who_have_one(program, monkeypatch):
    from tandem.people import api_sign_in

    monkeypatch.setattr(api_sign_in, "WRONG_KEYS_A_MINUTE", 1)
    ask = program()
    guesses = [Client().get("/api/v1/measures/", headers={"Authorization": "Bearer x"}) for _ in range(2)]

    assert [answer.status_code for answer in guesses] == [401, 429]
    assert ask("/measures/").status_code == 200


def test_answers_are_kept_by_no_proxy_and_stand_under_the_strict_policy(program):
    answer = program()("/measures/")

    assert "no-store" in answer.headers["Cache-Control"]
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
