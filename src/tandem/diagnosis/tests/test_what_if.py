"""From leads, calls and spend in the store to the answer of a what-if: on the page, by the command, for whom it is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from tandem.basics.periods import Period
from tandem.diagnosis.rules.what_if_changes import Asked, WhyNot
from tandem.diagnosis.what_if import ask
from tandem.diagnosis.what_if_asked import Shift, Wanted, wanted
from tandem.diagnosis.what_if_reading import fitted, usual_period
from tandem.diagnosis.what_if_told import tell
from tandem.imports.samples import take
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.people.rules import Role

QUARTER = Period.quarter(date(2026, 1, 1))
END = datetime(2026, 5, 31, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def quarter(django_db_setup, django_db_blocker):
    """A first quarter of four leads a day of two campaigns: called at once three of four buy, after a day one."""
    with django_db_blocker.unblock():
        leads, calls, payments, spend = [], [], [], []
        for day in range(90):
            for number in range(4):
                came = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day, minutes=40 * number)
                key, late, target = f"L{day}-{number}", number >= 2, (day + number) % 3 > 0
                buys = target and (day % 4 == 0 if late else day % 4 > 0)
                closed = came + timedelta(days=10)
                lead = {"id": key, "created_at": came, "client_id": f"C{key}", "grade": "A" if target else "D"}
                lead |= {"campaign": "Spring" if number % 2 else "Autumn", "seller": "Anna" if day % 2 else "Boris"}
                lead |= {
                    "stage": "won" if buys else "lost",
                    "stage_at": closed,
                    "amount": Decimal(1000) if buys else None,
                }
                leads.append(lead)
                called = came + (timedelta(hours=26) if late else timedelta(minutes=3))
                call = {"id": f"K{key}", "lead_id": key, "client_id": f"C{key}", "at": called, "direction": "out"}
                calls.append(call | {"answered": True, "duration": 20 * 60})
                if buys:
                    paid = (closed + timedelta(days=5)).date()
                    payments.append({"id": f"P{key}", "lead_id": key, "paid_on": paid, "amount": Decimal(1000)})
            for campaign, a_day in (("Spring", 100), ("Autumn", 80)):
                row = {"id": f"M{day}{campaign}", "day": date(2026, 1, 1) + timedelta(days=day), "source": "Ads"}
                spent = Decimal(a_day + 10 * (day // 7 % 3))
                spend.append(row | {"campaign": campaign, "spend": spent})
        last = {"id": "L-last", "created_at": END - timedelta(days=1), "client_id": "C-last", "campaign": "Spring"}
        take("lead", [*leads, last | {"seller": "Anna"}], at=END)
        take("activity", calls, at=END)
        take("payment", payments, at=END)
        take("spend", spend, at=END)
        yield
        call_command("flush", interactive=False, verbosity=0)
        store.close()
        sync(rebuild=True)


pytestmark = [pytest.mark.usefixtures("quarter"), pytest.mark.django_db]


def asked(**changes):
    return ask(Wanted(**changes), None, store.read())


def test_the_company_is_that_of_the_newest_ripe_quarter():
    found = fitted(usual_period(store.read()), store.read())

    assert found.period == QUARTER
    assert (found.leads, set(found.campaigns.values())) == (360, {"Spring", "Autumn"})
    assert found.company is not None
    # Every sale brings 1,000 and is paid: what leads bring is the sum of the sales.
    assert found.company.worth[0].sum() == pytest.approx(1000 * found.company.sales)
    assert found.company.team is not None
    assert found.company.team.sellers == 2
    # Twenty minutes of the call and two of notes.
    assert found.company.team.minutes.value == pytest.approx(22, abs=0.5)
    # So long whatever the grade.
    assert found.company.team.heavier is not None
    assert found.company.team.heavier.value == pytest.approx(0.0, abs=0.01)
    assert set(found.company.spend) == set(found.campaigns)


def test_everybody_answered_in_time_brings_what_waiting_took():
    found = asked(within=15)

    assert found.outcome is not None
    assert found.outcome.change.low > 0
    assert found.outcome.now.value < found.outcome.then.value < 2.5 * found.outcome.now.value
    told = tell(found, "en")
    assert told.sentence.startswith("If you answer everybody within 15 min, a month brings about ₽")
    assert any("50% of the leads are answered later" in line for line in told.rests_on)
    assert "Если отвечать каждому не позже чем через 15 мин, месяц принесёт около" in tell(found, "ru").sentence


def test_a_seller_more_brings_little_where_few_wait_for_one():
    found, many = asked(sellers=1), asked(sellers=10)

    assert found.outcome is not None
    assert many.outcome is not None
    # Four leads of 22 minutes a day for two sellers: what waits, waits for a day and not for a seller.
    assert 0 <= found.outcome.change.value < 0.03 * found.outcome.now.value
    assert found.outcome.change.value <= many.outcome.change.value < 0.03 * found.outcome.now.value


def test_the_target_share_of_one_campaign_brings_a_part_of_that_of_all():
    every, one = asked(points=5.0), asked(points=5.0, aim="Spring")

    assert every.outcome is not None
    assert one.outcome is not None
    assert 0 < one.outcome.change.value < every.outcome.change.value


def test_budget_moves_within_what_was_seen_and_not_beyond():
    near = asked(shift=Shift("Autumn", "Spring", 300.0))
    far = asked(shift=Shift("Autumn", "Spring", 100_000.0))

    assert near.outcome is not None
    assert [part.kind for part in near.outcome.parts] == [Asked.MOVE]
    assert far.outcome is not None
    assert [each.why for each in far.outcome.refused] == [WhyNot.TOO_LITTLE]
    assert "can be taken from “Autumn”" in tell(far, "en").untold[0]


def test_below_ten_sales_nothing_is_told():
    three_days = Period(date(2026, 1, 5), date(2026, 1, 7))
    found = ask(Wanted(sellers=1, within=15), three_days, store.read())

    assert found.outcome is not None
    assert found.outcome.parts == ()
    assert tell(found, "en").sentence.startswith("What would be cannot be told yet:")
    assert "a period of" in tell(found, "en").sentence


def test_a_period_without_leads_says_so():
    found = ask(Wanted(sellers=1), Period.month(date(2025, 5, 1)), store.read())

    assert found.outcome is None
    assert tell(found, "en").sentence.startswith("There are no leads in this period")


def test_what_is_typed_is_read_kindly():
    found, problems = wanted({"within": "15", "sellers": "\u22121", "target": "+2,5", "sum": "50 000 ₽",
                              "from_campaign": "A", "to_campaign": "B"})  # fmt: skip
    assert (found, problems) == (Wanted(15.0, -1, 2.5, "", Shift("A", "B", 50_000.0)), [])

    wrong, problems = wanted({"within": "soon", "sellers": "1.5", "target": "1000", "sum": "x", "from_campaign": "A"})
    assert wrong.empty
    assert len(problems) == 5
    assert wanted({"sum": "5", "from_campaign": "A", "to_campaign": "A"})[1][0].en.startswith(
        "Budget moves between two"
    )


def test_the_command_says_what_the_rules_say(capsys):
    out = StringIO()
    call_command("what_if", "--answer-within", "15", "--target-share", "+5", "--move", "Autumn:Spring:300", "--json",
                 stdout=out)  # fmt: skip
    told = json.loads(out.getvalue())

    assert [each["key"] for each in told["parts"]] == ["answer", "target", "move"]
    assert sum(each["value"] for each in told["parts"]) == pytest.approx(told["change"]["value"], abs=0.05)
    assert told["change"]["low"] <= told["change"]["value"] <= told["change"]["high"]
    plain = StringIO()
    with translation.override("en"):
        call_command("what_if", "--sellers", "+1", "--from", "2026-01-01", "--to", "2026-03-31", stdout=plain)
    assert "What if, by the data of Q1 2026" in plain.getvalue()
    with translation.override("en"), pytest.raises(CommandError, match="How many sellers"):
        call_command("what_if", "--sellers", "many")
    with translation.override("en"), pytest.raises(CommandError, match="FROM:TO:SUM"):
        call_command("what_if", "--move", "300")


def test_the_page_shows_the_answer_with_its_bridge(signed_in):
    page = signed_in(Role.OWNER).get("/what-if/?within=15&sellers=1&target=5").content.decode()

    assert "If you answer everybody within 15 min, take on one more seller and raise the target share by 5 pp" in page
    assert page.count('class="bridge"') == 5
    assert 'value="15"' in page
    assert "no experiment" in page


def test_the_page_without_a_question_offers_one_and_kindly_names_what_it_cannot_read(signed_in):
    browser = signed_in(Role.OWNER)
    empty = browser.get("/what-if/").content.decode()
    wrong = browser.get("/what-if/?within=soon&target=5").content.decode()

    assert "Choose what to change." in empty
    assert 'href="/what-if/?within=15"' in empty
    assert 'action="/what-if/"' in empty
    # It stands under its own room's word of the bar, and is where the reader is.
    assert '<a href="/what-if/" aria-current="page">What if</a>' in empty
    assert "“soon”, is not known" in wrong
    assert "raise the target share by 5 pp" in wrong


def test_the_file_holds_the_figures_of_the_page(signed_in):
    rows = signed_in(Role.ANALYST).get("/what-if/table.csv?within=15").content.decode("utf-8-sig").splitlines()

    assert len(rows) == 4


def test_whoever_decides_reads_it_and_a_period_without_leads_teaches(signed_in):
    assert signed_in(Role.SELLER).get("/what-if/").status_code == 403
    assert signed_in(Role.MARKETER).get("/what-if/").status_code == 403
    page = signed_in(Role.MARKETING_HEAD).get("/what-if/?period=2025-05").content.decode()
    assert "There are no leads in this period" in page
