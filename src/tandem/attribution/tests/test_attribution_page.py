"""Journeys out of the store and the page of attribution: whose touches count, what is unknown, and what is said."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from tandem.attribution.credited_sales import BY_JOURNEY, credited_sales
from tandem.attribution.credits import allocation, proof
from tandem.attribution.journeys import Channel, Known, Won, journeys
from tandem.attribution.rules.experiment import hold_out
from tandem.attribution.rules.heuristics import linear
from tandem.attribution.rules.methods import Method
from tandem.attribution.rules.paths import CONVERSIONS, MONEY
from tandem.basics.periods import Period
from tandem.clients.merging import merge
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.people.rules import Role

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
DAYS = f"from={YEAR.start}&to={YEAR.end}"
PAGE = "/campaigns/attribution/"


def at(day: int, month: int = 6) -> datetime:
    return datetime(2025, month, day, 9, tzinfo=UTC)


def touched(*visits: tuple[datetime, str]) -> str:
    """Visits as the page's script tells of them: when, and from which source; no source is a direct visit."""
    said = [{"utm_source": source, "utm_campaign": f"{source} spring"} if source else {} for _moment, source in visits]
    page = "https://shop.example/"
    return json.dumps(
        [{"at": moment.isoformat(), "page": page, **each} for (moment, _), each in zip(visits, said, strict=True)]
    )


def lead(key: str, moment: datetime, **said: object) -> dict[str, object]:
    return {"id": key, "client_id": f"C{key}", "created_at": moment, "stage": "lost", "stage_at": moment, **said}


def paid(key: str, day: date, amount: str = "100.00", lead_id: str | None = None, **said: object) -> dict[str, object]:
    return {"id": f"P{key}", "lead_id": lead_id or key, "paid_on": day, "amount": Decimal(amount), **said}


def walked(by: str = "source", **how: object) -> list[tuple[tuple[str, ...], float, float]]:
    """Each journey as names, conversions and money."""
    paths = journeys(YEAR, store.read(), by=by, **how).paths  # type: ignore[arg-type]
    names = [channel.title(by, "en") for channel in paths.channels]
    return sorted(
        (
            tuple(names[code] for code in paths.codes[start:end]),
            float(paths.gains[CONVERSIONS, number]),
            float(paths.gains[MONEY, number]),
        )
        for number, (start, end) in enumerate(zip(paths.starts, paths.starts[1:], strict=False))
    )


def test_a_journey_takes_in_all_visits_before_the_purchase_and_the_direct_ones(db):
    take("lead", [lead("1", at(5), touches=touched((at(1), "vk"), (at(3), ""), (at(5), "yandex")))])
    take("payment", [paid("1", date(2025, 6, 20), "100.50")])

    assert walked() == [(("vk", "direct", "yandex"), 1, 10050)]
    assert walked(by="campaign") == [(("vk spring", "direct", "yandex spring"), 1, 10050)]


def test_a_journey_goes_over_several_leads_of_a_client_also_once_two_clients_prove_to_be_one(db):
    first, second = take("lead", [lead("1", at(5), source="vk"), lead("2", at(9), source="letters")])
    take("payment", [paid("2", date(2025, 6, 20))])
    assert (("letters",), 1, 10000) in walked()

    clients = [Lead.objects.get(pk=each).client_id for each in (first, second)]
    merge(*clients, by_id=None, now=datetime(2025, 7, 1, tzinfo=UTC))

    assert walked() == [(("vk", "letters"), 1, 10000)]


def test_after_a_purchase_a_journey_begins_anew(db):
    take("lead", [lead("1", at(5), client_id="C", source="vk"), lead("2", at(5, 8), client_id="C", source="letters")])
    take("payment", [paid("1", date(2025, 6, 7)), paid("2", date(2025, 8, 9), "50.00")])

    assert walked() == [(("letters",), 1, 5000), (("vk",), 1, 10000)]


def test_touches_older_than_the_window_do_not_count_nor_do_those_after_the_purchase(db):
    take("lead", [lead("1", at(5, 1), client_id="C", source="old"), lead("2", at(5, 6), client_id="C", source="ads"),
                  lead("3", at(5, 7), client_id="C", source="later")])  # fmt: skip
    take("payment", [paid("2", date(2025, 6, 20))])

    assert walked(window=90) == [(("ads",), 1, 10000)]
    assert walked(window=180) == [(("old", "ads"), 1, 10000)]


def test_what_is_not_known_is_a_line_with_its_money(db):
    take("lead", [lead("1", at(5)), lead("2", at(6), campaign="Spring")])
    take("payment", [paid("1", date(2025, 6, 20)), paid("2", date(2025, 6, 21), "1.00"),
                     {"id": "P9", "paid_on": date(2025, 6, 22), "amount": Decimal("7.00")}])  # fmt: skip

    assert walked() == [
        (("source not named",), 1, 100), (("unknown",), 0, 700), (("unknown",), 1, 10000)
    ]  # fmt: skip
    found = allocation(YEAR, store.read())
    assert [line.channel.known for line in found.lines] == [Known.UNNAMED, Known.DIRECT, Known.UNKNOWN]
    assert found.lines[-1].money(Method.LAST) == Decimal("107.00")
    assert found.lines[1].conversions(Method.LAST) == 0


def test_instalments_and_refunds_bring_money_and_no_purchase_twice(db):
    take("lead", [lead("1", datetime(2024, 11, 1, tzinfo=UTC), source="vk")])
    take("payment", [paid("0", date(2024, 12, 20), lead_id="1"), paid("1", date(2025, 6, 20), "70.00"),
                     paid("2", date(2025, 7, 20), "-20.00", lead_id="1", kind="refund")])  # fmt: skip

    assert walked() == [(("vk",), 0, 5000)]


def test_only_those_old_enough_count_as_journeys_into_nothing(db):
    old = [lead(f"o{number}", at(1, 2), source="vk") for number in range(6)]
    sold = [lead(f"s{number}", at(1, 2), source="ads") for number in range(4)]
    young = [{**lead("y", at(1, 12), source="vk"), "stage": "in_work"}]
    take("lead", [*old, *sold, *young])
    take("payment", [paid(f"s{number}", date(2025, 2, 1) + timedelta(days=60)) for number in range(4)])

    found = journeys(YEAR, store.read())
    assert walked().count((("vk",), 0, 0)) == 6
    assert found.mature.young == 1


def test_deals_won_are_counted_where_no_payments_are_known(db):
    take("lead", [lead("1", at(5), source="vk") | {"stage": "won", "amount": Decimal("900.00")}])

    assert walked(won=Won.WON) == [(("vk",), 1, 90000)]
    assert allocation(YEAR, store.read(), won=Won.WON).money == 900


@pytest.fixture
def year(db) -> None:
    """Ten buyers: eight of one touch, one of three, one nobody knows anything of; twelve who did not buy."""
    leads = [lead(f"{number}", at(1 + number), source="vk") for number in range(8)]
    leads.append(lead("long", at(9), touches=touched((at(1), "vk"), (at(4), "yandex"), (at(9), "=letters"))))
    leads.append(lead("dark", at(10)))
    leads += [lead(f"no{number}", at(2 + number), source=("vk", "yandex")[number % 2]) for number in range(12)]
    take("lead", leads)
    take("payment", [paid(each["id"], date(2025, 6, 25), "33.34") for each in leads[:10]])  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["source", "channel", "campaign", "creative"])
def test_every_column_adds_up_to_the_measures_of_the_reports(by, year):
    reading = store.read()
    found = allocation(YEAR, reading, by=by)
    told = answer(Question(("paid_leads", "revenue_paid"), YEAR), reading).total.values

    assert (found.conversions, found.money) == (told["paid_leads"].value, told["revenue_paid"].value)
    for method in Method:
        assert sum(line.conversions(method) for line in found.lines) == found.conversions
        assert sum(line.money(method) for line in found.lines) == found.money


def text_of(answered) -> str:
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.content.decode())))


def test_the_page_says_that_single_touches_tell_nothing_and_that_this_is_no_cause(year, signed_in):
    text = text_of(signed_in(Role.MARKETER).get(f"{PAGE}?{DAYS}"))

    assert "This is allocation, not cause" in text
    assert "90% of the journeys that ended in a purchase are a single touch, and 90% met one channel only" in text
    assert "comparing methods tells nothing" in text
    assert "Journeys with more than one channel: 1." in text
    assert re.search(r"Every column adds up to 10 purchases and \S*333\.40\S*, exactly", text)
    for name in ("unknown", "direct", "=letters"):
        assert name in text


def test_a_channel_opens_its_purchases_with_their_journeys_and_parts(year, signed_in):
    found = journeys(YEAR, store.read())
    lines = allocation(YEAR, store.read()).lines
    for line in lines:
        sales, total = credited_sales(found, line.channel, offset=0, limit=100)
        assert total == len(sales)
        for method in BY_JOURNEY:
            credit = sum(sale.money * Decimal(str(sale.shares[method])) for sale in sales)
            assert credit == pytest.approx(line.money(method), abs=Decimal("0.02"))
    browser = signed_in(Role.MARKETER)
    page = browser.get(f"{PAGE}?{DAYS}")
    # Of three channels with credit, each leads to a list; the list shows lead, journey and parts.
    links = re.findall(r'href="(/campaigns/attribution/sales/[^"]+)"', page.content.decode())
    assert len(links) == sum(any(each.money or each.conversions for each in line.credits.values()) for line in lines)
    listed = text_of(browser.get(html.unescape(next(each for each in links if "letters" in each))))
    assert "Purchases on whose way this channel was met" in listed
    assert " → " in listed


@pytest.mark.parametrize("channel", ["", "9", "0nobody", "x", "0' OR 1=1"])
def test_an_address_that_names_no_channel_shows_an_empty_list(channel, year, signed_in):
    answer_ = signed_in(Role.MARKETER).get(f"{PAGE}sales/", {"channel": channel, "page": "-1"})
    assert answer_.status_code == 200
    assert "this channel was met: 0" in text_of(answer_)


def test_sizes_of_tests_come_from_the_companys_own_rates(db, signed_in):
    came = [lead(f"{number}", at(5, 1), source="vk") for number in range(20)]
    take("lead", [*came, lead("late", at(1, 12))])
    take("payment", [paid(f"{number}", date(2025, 2, 1)) for number in range(5)])
    sizes = proof(YEAR, store.read(), lift=0.2)

    assert sizes.base == 5 / 20
    assert sizes.hold_out == hold_out(0.25, 0.2)
    assert sizes.hold_out.each is not None
    assert sizes.geo.weeks is not None
    # From the first lead's week to the last one's: 48 weeks, and 21 leads in them.
    assert sizes.weeks_of_hold_out == math.ceil(2 * sizes.hold_out.each / (21 / 48))
    assert sizes.a_week == pytest.approx(5 / 48)
    assert sizes.geo.weeks > 1000
    larger = text_of(signed_in(Role.OWNER).get(f"{PAGE}?{DAYS}&lift=50"))
    assert "to see 50%" in larger


@pytest.mark.parametrize("language", ["en", "ru"])
def test_without_data_the_page_says_what_to_do(language, signed_in):
    browser = signed_in(Role.MARKETER)
    browser.cookies["django_language"] = language
    assert re.search("Nothing was counted in these days|За эти дни считать нечего", text_of(browser.get(PAGE)))


def test_sellers_do_not_see_it(year, signed_in):
    browser = signed_in(Role.SELLER)

    assert browser.get(PAGE).status_code == 403
    assert browser.get(f"{PAGE}table.csv").status_code == 403
    assert browser.get(f"{PAGE}sales/?channel=2").status_code == 403


def test_files_hold_every_method_and_no_name_runs_as_a_formula(year, signed_in):
    browser = signed_in(Role.ANALYST)
    lines = list(csv.reader(browser.get(f"{PAGE}table.csv?{DAYS}").content.decode("utf-8-sig").splitlines()))
    sheet = load_workbook(io.BytesIO(browser.get(f"{PAGE}table.xlsx?{DAYS}").content)).active

    assert len(lines[0]) == 1 + 2 * len(Method)
    assert any(line[0] == "'=letters" for line in lines)
    head, *rows = sheet.iter_rows(values_only=True)
    for column in range(2, len(head), 2):
        assert sum(Decimal(str(row[column])) for row in rows[:-1]) == Decimal("333.4") == Decimal(str(rows[-1][column]))


def test_the_command_line_tells_the_same(year, capsys):
    call_command("report", "attribution", "--from", str(YEAR.start), "--to", str(YEAR.end), "--json")
    told = json.loads(capsys.readouterr().out)

    assert told["money"] == "333.4"
    assert told["single_touch"] == 9
    assert sum(Decimal(row["credits"]["markov"]["money"]) for row in told["rows"]) == Decimal("333.4")


def test_a_loop_of_redirects_takes_no_more_than_its_half_of_linear_credit(db):
    loop = ((at(5) + timedelta(seconds=2 * number), "pay") for number in range(50))
    take("lead", [lead("1", at(6), touches=touched((at(1), "vk"), *loop))])
    take("payment", [paid("1", date(2025, 6, 20))])
    paths = journeys(YEAR, store.read()).paths

    assert walked() == [(("vk", "pay"), 1.0, 10_000.0)]
    shared = dict(zip(paths.channels, linear(paths)[MONEY], strict=True))
    assert shared[Channel(Known.NAMED, "vk")] == pytest.approx(5_000.0)


def test_a_lead_that_brings_twelve_values_of_utm_is_read(db):
    visits = touched(*((at(1) + timedelta(hours=number), f"s{number}") for number in range(12)))
    take("lead", [lead("1", at(5), touches=visits)])
    take("payment", [paid("1", date(2025, 6, 20))])
    ((path, _won, _money),) = walked()

    assert len(path) == 12
    assert Channel(Known.NAMED, "s11") in journeys(YEAR, store.read()).paths.channels


def test_another_currency_is_left_out_and_money_given_back_may_bring_the_credits_below_zero(db, signed_in):
    take("lead", [lead("A", at(1), source="vk"), lead("B", at(2), source="ads"), lead("C", at(3), source="vk")])
    take(
        "payment",
        [
            paid("A", date(2025, 6, 5), "100.00"),
            paid("A2", date(2025, 7, 5), "-250.00", lead_id="A", kind="refund"),
            paid("B", date(2025, 6, 6), "90.00", currency="USD"),
            paid("C", date(2025, 6, 7), "30.33"),
        ],
    )
    found = allocation(YEAR, store.read())
    told = answer(Question(("paid_leads", "revenue_paid"), YEAR), store.read()).total.values
    lines = {line.channel.name: line for line in found.lines if line.channel.known is Known.NAMED}

    assert (found.conversions, found.money) == (told["paid_leads"].value, told["revenue_paid"].value)
    assert (found.conversions, found.money, found.currency) == (Decimal(3), Decimal("-119.67"), "RUB")
    for method in found.methods:
        assert sum(line.money(method) for line in found.lines) == found.money
        assert sum(line.conversions(method) for line in found.lines) == 3
    # Each journey has one touch: who touched it has it all, whichever way it is shared.
    for method in BY_JOURNEY:
        assert lines["vk"].money(method) == Decimal("-119.67")
        assert (lines["ads"].money(method), lines["ads"].conversions(method)) == (Decimal(0), Decimal(1))
    page = html.unescape(signed_in(Role.MARKETER).get(f"{PAGE}?{DAYS}").content.decode())
    assert "−\u2060₽120" in page
