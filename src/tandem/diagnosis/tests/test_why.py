"""From leads in the store to the answer: it adds up, names what was planted, and refuses where data are at fault."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation
from pypdf import PdfReader

from tandem.basics.periods import Period
from tandem.diagnosis.explaining import as_json
from tandem.diagnosis.rules.faults import FaultKey
from tandem.diagnosis.rules.verdict import Verdict, judge
from tandem.diagnosis.tests.company import A_DAY, END, FEBRUARY, JANUARY, reader
from tandem.diagnosis.why import Since, compared, usual_by, why
from tandem.diagnosis.why_answer import tell
from tandem.diagnosis.why_page import evidence
from tandem.diagnosis.why_pdf import pdf_of
from tandem.diagnosis.why_words import BARS
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Department, Role

pytestmark = [pytest.mark.usefixtures("two_months"), pytest.mark.django_db]

BEFORE, AFTER = Period(*JANUARY), Period(*FEBRUARY)


def asked(before=BEFORE, after=AFTER, **narrowed):
    return why(before, after, store.read(), **narrowed)


def test_the_bars_make_up_the_difference_to_the_kopeck():
    found = asked()

    # Sixteen days of January are paid in it; in February fifteen of January, and thirteen of its own, at 500 a day.
    assert found.revenue == (Decimal(16 * 1500), Decimal(15 * 1500 + 13 * 500 + 70))
    assert sum(found.amounts.values()) == found.revenue[1] - found.revenue[0]
    assert found.amounts["without_lead"] == Decimal("70.00")


def test_the_campaign_that_brings_no_target_leads_any_more_is_named_with_its_day_and_department():
    found = asked()
    assert found.diagnosis is not None
    (target,) = [each for each in found.diagnosis.causes if each.amount < 0]

    assert (target.bar.key, target.side) == ("target", Department.MARKETING)
    assert [found.channels[at] for at in target.channels] == ["Spring"]
    assert found.since["target"].low <= date(2026, 2, 1) <= found.since["target"].high
    assert found.diagnosis.of("won").verdict is not Verdict.CAUSE
    assert found.diagnosis.sellers == ()


def test_the_answer_is_a_sentence_in_either_language():
    found = asked()

    english, russian = (tell(found, language, {}) for language in ("en", "ru"))

    assert english.question.startswith("Why is revenue of February 2026 ₽5,070 higher than of January 2026?")
    assert "fewer of the requests are target leads — “Spring”" in english.sentence.replace("Fewer", "fewer")
    assert "marketing, since 1 February" in english.sentence
    assert russian.question.startswith("Почему выручка за февраль 2026 на 5\u202f070\u202f₽ выше, чем за январь 2026?")
    assert "реди заявок меньше целевых — «Spring»" in russian.sentence
    assert "маркетинг, с 1 февраля" in russian.sentence


def test_a_channel_can_be_asked_about_alone():
    found = asked(where={"campaign": ("Autumn",)})

    assert sum(found.amounts.values()) == found.revenue[1] - found.revenue[0]
    assert found.diagnosis is not None
    assert [each.bar.key for each in found.diagnosis.causes if each.amount < 0] == []


def test_without_leads_in_a_period_nobody_is_blamed_and_the_fault_is_said():
    found = asked(before=Period(date(2025, 6, 1), date(2025, 6, 30)))

    assert [fault.key for fault in found.faults] == [FaultKey.NO_LEADS]
    assert found.diagnosis is None
    assert "Nobody can be blamed yet. One of the periods has no requests (0 and 112)" in tell(found, "en", {}).sentence


def test_a_week_says_nothing_of_anybody():
    week = Period(date(2026, 2, 2), date(2026, 2, 8))
    found = asked(*compared(week, "previous", store.read()))

    assert FaultKey.SHORT in {fault.key for fault in found.faults}
    assert found.diagnosis is not None
    assert found.diagnosis.causes == ()
    assert sum(found.amounts.values()) == found.revenue[1] - found.revenue[0]


def test_february_is_shorter_and_that_is_nobodys_fault():
    found = asked()

    assert found.diagnosis is not None
    days = found.diagnosis.of("days")
    assert days.bar.amount < 0
    assert (days.verdict, days.side) == (Verdict.NOBODYS, None)
    assert abs(found.diagnosis.split.bar("traffic").amount) < 1


def test_the_threshold_is_that_of_the_version_in_force_in_the_period(signed_in):
    now, later = asked(), asked(after=Period(date(2026, 6, 1), date(2026, 6, 30)))
    page = signed_in(Role.OWNER).get("/why/?period=2026-02").content.decode()

    assert (now.threshold, now.version) == (0.03, 0)
    assert (later.threshold, later.version) == (0.45, 1)
    assert "it exceeds 3% of revenue" in page
    assert 'href="/agreement/#naming"' in page
    assert now.diagnosis is not None
    harsh = judge(now.diagnosis.split, owners=now.owners, days=28, threshold=2.0)
    assert "target" not in {each.bar.key for each in harsh.causes}


def test_fact_is_held_against_the_plan_to_the_kopeck(capsys, signed_in):
    """112 leads of 140, 38 sales of 70, and what a sale brought: the deals of January are still paid in February."""
    with translation.override("en"):
        call_command("explain", "revenue", "--period", "2026-02", "--against", "plan", "--json")
    told = json.loads(capsys.readouterr().out)
    page = signed_in(Role.OWNER).get("/why/?period=2026-02&against=plan").content.decode()

    assert (told["against"], told["before"]["revenue"], told["after"]["revenue"]) == ("plan", "42000.00", "29070.00")
    assert [bar["key"] for bar in told["bars"]] == ["traffic", "lead_to_sale", "check"]
    assert sum(Decimal(bar["amount"]) for bar in told["bars"]) == Decimal("29070.00") - 42000
    assert [bar["before"] for bar in told["bars"]] == ["140", "50.0%", "₽600"]
    assert "Why is revenue of February 2026 ₽13k below plan?" in page
    assert told["answer"].split(";")[0] in page
    assert "Without a plan: mix of channels" in page


def test_where_there_is_no_plan_that_is_said_and_nothing_is_made_up(signed_in):
    with (
        translation.override("en"),
        pytest.raises(CommandError, match="There is no plan of revenue for January 2026"),
    ):
        call_command("explain", "revenue", "--period", "2026-01", "--against", "plan")
    page = signed_in(Role.OWNER).get("/why/?period=2026-02&against=plan&campaign=Spring").content.decode()

    assert "campaigns, products and segments have none" in page
    assert "Why is revenue of February 2026" in page


def test_one_seller_can_be_asked_about_and_their_figures_add_up(signed_in):
    anna = Person.objects.get(name="Anna")
    found = asked(where={"seller": (anna.pk,)})
    page = signed_in(Role.OWNER).get(f"/why/?period=2026-02&seller={anna.pk}").content.decode()

    # Of the numbers 0 to 3 of a day all but 0 and 3 are Anna's.
    assert found.leads == (62, 56)
    assert sum(found.amounts.values()) == found.revenue[1] - found.revenue[0]
    assert found.revenue[1] < asked().revenue[1]
    assert "Seller: Anna" in page


def test_the_command_knows_sellers_by_name_and_refuses_who_has_no_leads(capsys):
    anna = Person.objects.get(name="Anna").pk
    found = asked(where={"seller": (anna,)})
    for named in ("seller=anna", f"seller={anna}"):
        call_command("explain", "revenue", "--period", "2026-02", "--only", named, "--json")
        told = json.loads(capsys.readouterr().out)
        assert [Decimal(told[end]["revenue"]) for end in ("before", "after")] == [*found.revenue]

    with translation.override("ru"):
        for wrong, said in (
            ("seller=Ann", "Нет ни одного лида, у которого «менеджер» — «Ann». Есть: «Anna»."),
            ("campaign=Sprung", "«кампания» — «Sprung». Есть: «Spring»"),
            ("colour=red", "Пишите --only РАЗРЕЗ=ЗНАЧЕНИЕ"),
        ):
            with pytest.raises(CommandError, match=re.escape(said)):
                call_command("explain", "revenue", "--period", "2026-02", "--only", wrong)


def test_periods_swapped_turn_every_factor_of_the_chain():
    one, other = asked(), asked(before=AFTER, after=BEFORE)

    assert one.diagnosis is not None
    assert other.diagnosis is not None
    for bar in one.diagnosis.split.bars:
        assert other.diagnosis.split.bar(bar.key).amount == pytest.approx(-bar.amount, abs=0.01)


def test_campaigns_are_the_channels_where_most_leads_name_one():
    assert usual_by(store.read(), AFTER) == "campaign"


def test_the_command_tells_what_the_page_tells(capsys):
    call_command("explain", "revenue", "--period", "2026-02", "--json")
    told = json.loads(capsys.readouterr().out)

    assert sum(Decimal(bar["amount"]) for bar in told["bars"]) == Decimal("5070.00")
    assert [cause["department"] for cause in told["causes"] if Decimal(cause["amount"]) < 0] == ["marketing"]
    call_command("explain", "revenue", "--period", "2026-02")
    assert told["answer"] in capsys.readouterr().out


def test_programs_learn_since_when_a_seller_sells_otherwise():
    found = asked()
    since = Since(date(2026, 2, 3), date(2026, 2, 1), date(2026, 2, 6))
    answer = tell(found, "en", {})
    person = replace(answer.bars[0], key="seller:7")

    told = as_json(
        replace(found, sellers=(None, 7), seller_since={1: since}), replace(answer, sellers=(person,))
    )  # fmt: skip

    assert told["sellers"][0]["since"] == {"day": "2026-02-03", "low": "2026-02-01", "high": "2026-02-06"}


def test_a_fault_that_is_the_answer_is_said_once_on_the_terminal(capsys):
    with translation.override("en"):
        call_command("explain", "revenue", "--period", "2026-01")

    assert capsys.readouterr().out.count("One of the periods has no requests") == 1


def test_where_nothing_can_be_judged_the_bars_are_not_listed_once_more():
    short = asked(before=Period(date(2026, 2, 1), date(2026, 2, 7)), after=Period(date(2026, 2, 8), date(2026, 2, 14)))
    answer = tell(short, "en", {})

    assert "Nobody can be blamed yet" in answer.sentence
    assert not any(each.startswith("Cannot be judged yet:") for each in answer.untold)
    pages = PdfReader(io.BytesIO(pdf_of(short, answer, "en"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert text.count("one week says nothing of anybody yet") == 1


def test_on_a_phone_each_bar_is_a_block_that_names_its_figures(signed_in):
    page = signed_in(Role.OWNER).get("/why/?period=2026-02").content.decode()
    table = page[page.index('id="bridge"') :].partition("</table>")[0]

    assert "table--stacked" in table
    assert 'data-head="Likely"' in table
    assert table.count('data-head="Amount"') == table.count("<tr>") + table.count('<tr class="total">') - 1


def test_the_page_shows_the_answer_with_its_bridge_and_its_leads(signed_in):
    page = signed_in(Role.OWNER).get("/why/?period=2026-02").content.decode()

    assert "Why is revenue of February 2026" in page
    assert 'class="bridge"' in page
    assert "/leads/?measure=non_target_leads" in page
    assert "campaign=Spring" in page
    assert "Ask the head of marketing:" in page


def test_the_file_holds_every_bar_to_the_coin(signed_in):
    rows = signed_in(Role.ANALYST).get("/why/table.csv?period=2026-02").content.decode("utf-8-sig").splitlines()

    assert len(rows) > 20


def test_the_answer_is_a_pdf_for_the_meeting_that_can_be_read_back(signed_in):
    pdf = signed_in(Role.OWNER).get("/why/answer.pdf?period=2026-02")
    found = asked()
    with translation.override("ru"):
        russian = pdf_of(found, tell(found, "ru", {}), "ru", as_of="1 марта")

    english = read_back(pdf.content)
    assert pdf["Content-Type"] == "application/pdf"
    assert "Why is revenue of February 2026 ₽5,070 higher than of January 2026?" in english
    assert "Ask" not in english.split("Cause")[0]
    assert "the head of marketing: What was changed in audiences" in english
    assert "Почему выручка за февраль 2026 на 5 070 ₽ выше, чем за январь 2026?" in read_back(russian)
    assert "О чём пока судить нельзя" in read_back(russian)


def read_back(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("role", [Role.SELLER, Role.MARKETER])
def test_whoever_does_not_decide_does_not_read_it(signed_in, role):
    assert signed_in(role).get("/why/").status_code == 403


def test_an_address_that_cannot_be_read_is_said_and_answered(signed_in):
    page = signed_in(Role.OWNER).get("/why/?period=2026-02&seller=x&by=colour")

    assert page.status_code == 200
    assert "There is no seller “x”" in page.content.decode()


def test_no_data_at_all_teaches_what_to_do(signed_in):
    page = signed_in(Role.OWNER).get(f"/why/?from={date(2020, 1, 1)}&to={date(2020, 1, 1) + timedelta(days=30)}")

    assert "there is nothing to compare" in page.content.decode()


def test_what_rests_on_calls_links_them_and_what_does_not_links_none():
    found = asked()
    answer = tell(found, "en", {})
    # In this company nobody's calls are known: the bar of answers is made of another one.
    waits = replace(answer.bars[0], key="answer_wait", calls=BARS["answer_wait"].calls)
    every = replace(answer, causes=(*answer.bars, waits), sellers=())

    links = {each.told.key: each.calls for each in evidence(found, every, {"seller": 7})}

    assert {key for key, url in links.items() if url} == {"answer_wait", "processed"}
    assert links["answer_wait"].startswith("/leads/calls/?measure=response_time_p90&from=2026-02-01")
    assert "seller=7" in links["processed"]


def test_a_huge_sum_of_an_earlier_lead_is_told_first_and_the_difference_without_it(client):
    paid = {"id": "P1", "lead_id": "L20-0", "paid_on": date(2026, 2, 11), "amount": Decimal("400000.00")}
    take("payment", [paid], at=END)
    found = asked()
    lead_id = Lead.objects.order_by("captured_at")[20 * A_DAY].pk

    # Its own February money of 1,000 and the 400,000: both came on other days than the lead.
    assert [(each.lead_id, each.amount, each.later) for each in found.large if each.huge] == [(lead_id, 401_000, True)]
    told = tell(found, "ru", {})
    at = [fault.key for fault in found.faults].index(FaultKey.HUGE_EARLIER)
    assert told.faults[at] == (
        f"Очень крупные деньги прежних заявок: 401\u202fтыс.\u202f₽ 5 февраля (заявка № {lead_id}). "
        "Без них разница была бы +4\u202f070\u202f₽."
    )
    client.force_login(reader(Role.OWNER))
    page = client.get("/why/", {"from": "2026-02-01", "to": "2026-02-28"}).content.decode()
    assert f'href="/leads/{lead_id}/"' in page[page.index('id="earlier_leads"') :]
    assert as_json(found, told)["large_sums"][0] == {
        "lead": lead_id, "day": "2026-02-05", "amount": 401_000.0, "period": "after", "huge": True,
    }  # fmt: skip


def test_usual_sums_of_earlier_leads_are_no_fault():
    assert [each.key for each in asked().faults if each.key is FaultKey.HUGE_EARLIER] == []
    assert len([each for each in asked().large if each.later]) == 5
