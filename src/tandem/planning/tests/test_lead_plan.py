"""How many leads a revenue takes: known answers, laws, and the page and the command that say the same."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.planning.lead_planning import known
from tandem.planning.rules.lead_plan import NothingToPlan, Seen, lead_plan

FORUM = {"revenue": "12000000", "check": "60000", "sql": "200", "of_leads": "400", "wins": "50", "of_sql": "200"}


def test_the_plain_formula_reaches_the_plan_in_half_of_all_cases():
    made = lead_plan(12_000_000, 60_000, sql=Seen(200, 400), win=Seen(50, 200))
    assert (made.sales, made.point) == (200, 1600)
    for leads, chance in ((1600, 0.52), (1900, 0.88), (2000, 0.935)):
        assert made.chance(leads) == pytest.approx(chance, abs=0.005)
    sure = made.leads_for(0.9)
    assert sure is not None
    assert made.chance(sure) >= 0.9 > made.chance(sure - 1)


def test_a_simulation_says_the_same():
    made = lead_plan(900_000, 60_000, sql=Seen(9, 20), win=Seen(6, 30))
    rng = np.random.default_rng(3)
    rate = rng.beta(10, 12, 200_000) * rng.beta(7, 25, 200_000)
    for leads in (100, 200, 400):
        drawn = (rng.poisson(leads * rate) >= made.sales).mean()
        assert made.chance(leads) == pytest.approx(drawn, abs=0.005)


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 5000))
def test_more_leads_are_never_less_sure_and_more_revenue_never_surer(hits, rest, wins, lost, leads):
    plan, dearer = (lead_plan(revenue, 60_000, sql=Seen(hits, hits + rest), win=Seen(wins, wins + lost))
                    for revenue in (6e5, 9e5))  # fmt: skip
    assert 0 <= plan.chance(leads) <= plan.chance(leads + 50) + 1e-9 <= 1 + 1e-6
    assert dearer.chance(leads) <= plan.chance(leads) + 1e-9


@pytest.mark.parametrize(
    ("revenue", "check", "sql", "win"),
    [(0, 1, Seen(1, 2), Seen(1, 2)), (1, 0, Seen(1, 2), Seen(1, 2)), (1, 1, Seen(0, 2), Seen(1, 2)),
     (1, 1, Seen(1, 2), Seen(3, 2))],
)  # fmt: skip
def test_without_anything_to_go_by_there_is_no_plan(revenue, check, sql, win):
    with pytest.raises(NothingToPlan):
        lead_plan(revenue, check, sql=sql, win=win)


def _browser(role: str) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(get_user_model().objects.create_user(role, name=role, role=role, language="en"))
    return browser


def test_page_file_and_command_say_the_same(db, capsys):
    browser = _browser("marketing_head")
    assert "Say a revenue" in browser.get(reverse("lead_plan")).content.decode()
    page = browser.get(reverse("lead_plan"), FORUM).content.decode()
    assert "takes 200 sales" in page
    assert "1,600 leads" in page
    assert "52%" in page
    said = [part for name, value in FORUM.items() for part in (f"--{name.replace('_', '-')}", value)]
    call_command("plan", "leads", *said, "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["point"] == {"leads": 1600, "chance": 0.5172, "cost": None}
    assert [each["chance"] for each in told["leads"]] == [0.5, 0.8, 0.9, 0.95]
    file = browser.get(reverse("lead_plan_file", args=["csv"]), FORUM).content.decode("utf-8-sig")
    assert f",{told['leads'][2]['leads']}," in file.replace(";", ",")
    assert _browser("seller").get(reverse("lead_plan")).status_code == 403


@pytest.mark.parametrize("changed", [{"revenue": "much"}, {"wins": ""}, {"of_sql": "40"}, {"check": "-5"}])
def test_what_cannot_be_planned_is_refused_in_words(db, changed):
    refused = _browser("owner").get(reverse("lead_plan"), FORUM | changed)
    assert refused.status_code == 422
    assert "message--error" in refused.content.decode()


def test_without_history_it_says_what_to_say(db):
    with pytest.raises(CommandError, match="History has no payments"):
        call_command("plan", "leads", "--revenue", "100000")


def test_history_gives_the_check_and_the_shares(db):
    """Forty leads, half of them target, six of those bought for 900 each."""
    said = [
        {
            "id": f"H{at}", "client_id": f"HC{at}", "grade": "A" if at % 2 else "D", "stage": "in_work",
            "created_at": datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=at % 20),
            "stage_at": datetime(2026, 1, 25, 9, tzinfo=UTC),
        }
        for at in range(40)
    ]  # fmt: skip
    take("lead", said)
    take("payment", [{"id": f"P{at}", "lead_id": f"H{2 * at + 1}", "paid_on": date(2026, 2, 1), "amount": Decimal(900)}
                     for at in range(6)])  # fmt: skip
    take("lead", [{"id": "late", "client_id": "CL", "created_at": datetime(2026, 6, 1, 9, tzinfo=UTC)}])
    found = known(store.read())
    assert found.by_target
    assert found.check == pytest.approx(900)
    assert found.win is not None
    assert (found.win.hits, found.win.cases) == (6, 20)
    assert found.sql is not None
    assert found.sql.hits == 20
