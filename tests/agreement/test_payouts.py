"""What is paid for a closed month: counted once from the data of the closing, kept, and never changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tandem.agreement import actions, jobs, payouts
from tandem.agreement.document import Bonus, BonusScheme
from tandem.agreement.models import Payout
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.basics.periods import Period
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.base_file import folder
from tandem.measures.past import is_kept, read_at
from tandem.measures.questions import Question, answer
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY = dt.date(2026, 1, 1)
CLOSING = dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC)
PAYS = msgspec.structs.replace(
    DOCUMENT,
    bonus=Bonus(
        shared_measure="leads",
        shared_plan=Decimal(4),
        schemes=(
            BonusScheme(role="seller", base=Decimal(10_000), own_measure="leads", own_plan=Decimal(2)),
            BonusScheme(role="sales_head", base=Decimal(50_000), own_measure="leads", own_plan=Decimal(4)),
            BonusScheme(role="marketer", base=Decimal(5_000), own_measure="average_check", own_plan=Decimal(1)),
        ),
    ),
)


def _lead(seller: str, day: int) -> int:
    return lead(created_at=dt.datetime(2026, 1, day, 9, tzinfo=dt.UTC), seller=seller)


@pytest.fixture
def closed() -> int:
    """January under version 1: three leads of Anna's and one of Boris's, closed and counted; the head is there."""
    signed(PAYS, since=JANUARY, now=dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC))
    for seller, day in (("Анна", 5), ("Анна", 6), ("Анна", 7), ("Борис", 8)):
        _lead(seller, day)
    actions.close_month(month=JANUARY, by=person(Role.OWNER), now=CLOSING)
    position = FactRow.objects.get(kind="month_closed").position
    jobs.keep_closing_data.func(position)
    return position


def _kept() -> dict[tuple[str, str], Decimal | None]:
    rows = Payout.objects.select_related("person")
    return {(each.role, each.person.name if each.person else ""): each.amount for each in rows}


def test_each_person_is_paid_by_the_formula_of_the_month_from_the_data_of_its_closing(closed):
    # 10,000 × (0.3 × 4/4 + 0.7 × own/2): Anna's 3 of 2 count as 1.5, Boris has 1.
    assert _kept() == {
        ("seller", "Анна"): Decimal("13500.00"),
        ("seller", "Борис"): Decimal("6500.00"),
        ("sales_head", person(Role.SALES_HEAD).name): Decimal("50000.00"),
        ("marketer", ""): None,
    }
    assert set(Payout.objects.values_list("version", "counted_from", "month")) == {(1, closed, JANUARY)}
    facts = FactRow.objects.filter(kind="payout_counted")
    assert facts.count() == 4
    assert set(facts.values_list("version", flat=True)) == {1}
    shown = answer(Question(("leads",), Period.month(JANUARY)), read_at(closed)).total.values["leads"].value
    assert "leads: 4 ÷ 4" in Payout.objects.get(role="sales_head").receipt
    assert shown == 4
    assert verify().clean


def test_counting_again_and_whatever_comes_later_changes_nothing(closed, client):
    before = list(Payout.objects.order_by("pk").values())
    _lead("Борис", 20)
    signed(
        msgspec.structs.replace(PAYS, bonus=Bonus(schemes=(BonusScheme(role="seller", base=Decimal(1)),))),
        since=dt.date(2026, 2, 1),
        now=CLOSING,
    )
    jobs.keep_closing_data.func(closed)
    jobs.count_payouts.func()

    assert list(Payout.objects.order_by("pk").values()) == before
    for attack in (Payout.objects.all().delete, lambda: Payout.objects.update(amount=1)):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            attack()
    client.force_login(person(Role.OWNER))
    rows = _file(client)
    # Five of four leads in common: 10,000 × (0.3 × 1.25 + 0.7 × 1) for Boris, and both heads' parts grow.
    boris = next(row[5] for row in rows if row[0] == "Борис")
    assert "Own result: Leads: 1 ÷ 2 = 0.5" in boris
    assert {row[0]: (row[2], row[3], row[4]) for row in rows if row[1] != "marketer"} == {
        "Анна": ("1", "13500.00", "750.00"),
        "Борис": ("1", "6500.00", "4250.00"),
        person(Role.SALES_HEAD).name: ("1", "50000.00", "12500.00"),
    }


def _file(client) -> list[list[str]]:
    sent = client.get("/agreement/months/2026-01/bonuses.csv", headers={"accept-language": "en"})
    assert sent.status_code == 200
    text = sent.content.decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(text), csv.Sniffer().sniff(text.splitlines()[0], ",;\t"))
    return rows


def test_a_process_that_died_before_counting_is_made_good_by_the_next_hour():
    signed(PAYS, since=JANUARY, now=dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC))
    _lead("Анна", 5)
    actions.close_month(month=JANUARY, by=person(Role.OWNER), now=CLOSING)
    assert not Payout.objects.exists()

    _lead("Анна", 25)
    jobs.count_payouts.func()

    # One lead of four, as it was at the closing: below the floor in common, half of the plan of her own.
    assert _kept()["seller", "Анна"] == Decimal("3500.00")
    assert payouts.count_all(now=CLOSING) == 0
    assert verify().clean


def test_a_version_without_bonuses_pays_nobody_and_says_so(client):
    signed(since=JANUARY, now=dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC))
    actions.close_month(month=JANUARY, by=person(Role.OWNER), now=CLOSING)
    jobs.count_payouts.func()
    client.force_login(person(Role.OWNER))

    assert not Payout.objects.exists()
    assert (
        "pays no bonus" in client.get("/agreement/months/2026-01/", headers={"accept-language": "en"}).content.decode()
    )
    assert client.get("/agreement/months/2026-02/").status_code == 404


def test_the_command_line_tells_the_payouts_of_a_month(closed, capsys):
    call_command("agreement", "payouts", "2026-01", "--json")
    told = {(each["role"], each["person"]): each["amount"] for each in json.loads(capsys.readouterr().out)}
    assert told["seller", "Анна"] == "13500.00"
    assert told["marketer", ""] is None

    with pytest.raises(CommandError, match="not closed"):
        call_command("agreement", "payouts", "2026-02")


def test_the_owner_sees_all_a_head_their_department_and_everybody_their_own(closed, client):
    anna = Person.objects.get(name="Анна")
    Person.objects.filter(pk=anna.pk).update(is_active=True)
    seen = {}
    for reader in (
        person(Role.OWNER),
        person(Role.SALES_HEAD),
        person(Role.MARKETING_HEAD),
        anna,
        person(Role.ANALYST),
    ):
        client.force_login(reader)
        seen[reader.role] = {(row[0], row[1]) for row in _file(client)}
        page = client.get("/agreement/months/2026-01/", headers={"accept-language": "en"}).content.decode()
        assert ("Борис" in page) is (reader.role in {Role.OWNER, Role.SALES_HEAD})
        assert ("Step by step" in page) is bool(seen[reader.role])

    head = (person(Role.SALES_HEAD).name, "head of sales")
    sellers = {("Анна", "seller"), ("Борис", "seller")}
    assert seen == {
        Role.OWNER: {head, *sellers, ("", "marketer")},
        Role.SALES_HEAD: {head, *sellers},
        Role.MARKETING_HEAD: {("", "marketer")},
        Role.SELLER: {("Анна", "seller")},
        Role.ANALYST: set(),
    }


def test_programs_are_told_what_the_page_shows_to_the_same_person(closed, client):
    counts = {}
    for reader in (
        person(Role.OWNER),
        person(Role.SALES_HEAD),
        Person.objects.get(name="Анна"),
        person(Role.MARKETING_HEAD),
    ):
        Person.objects.filter(pk=reader.pk).update(is_active=True)
        client.force_login(reader)
        told = client.get("/api/v1/payouts/2026-01/").json()
        file = [(row[0], Decimal(row[3]) if row[3] else None) for row in _file(client)]
        counts[reader.role] = len(file)

        amounts = [(each["person"], Decimal(each["amount"]) if each["amount"] else None) for each in told["payouts"]]
        assert amounts == file
        assert (told["month"], told["version"], told["currency"]) == ("2026-01", 1, "RUB")
    assert counts[Role.OWNER] > counts[Role.SALES_HEAD] > counts[Role.SELLER] == 1
    # Nobody is a marketer, and the check is not known: said why.
    assert told["payouts"][0]["amount"] is None
    assert told["payouts"][0]["reason"]["en"]

    assert [each["month"] for each in client.get("/api/v1/payouts/").json()["months"]] == ["2026-01"]
    for nothing in ("2026-02", "2026-13", "january", "0000-01"):
        assert client.get(f"/api/v1/payouts/{nothing}/").json()["error"] == "nothing_here"
    assert client.get("/api/v1/payouts/?month=2026-01").json()["error"] == "unknown_parameter"
    client.logout()
    assert client.get("/api/v1/payouts/2026-01/").status_code == 401


def test_jobs_that_meet_at_one_month_build_its_data_beside_each_other_and_pay_once(closed):
    def counted() -> str:
        try:
            jobs.keep_closing_data.func(closed)
            jobs.count_payouts.func()
        finally:
            connection.close()
        return "done"

    before = _kept()
    for kept in (folder().path / "past").glob("*.duckdb"):
        kept.unlink()
    with ThreadPoolExecutor(4) as pool:
        assert [each.result() for each in [pool.submit(counted) for _ in range(4)]] == ["done"] * 4
    assert is_kept(closed)
    assert _kept() == before
    assert FactRow.objects.filter(kind="payout_counted").count() == 4
